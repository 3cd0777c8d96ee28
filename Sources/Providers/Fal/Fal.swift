public import Execution
public import Media
public import Terms

/// Kling on fal.ai's queue: a call is submitted once, asked about until it has ended, and its video downloaded.
///
/// fal knows no idempotency key. Whatever leaves open whether a call was accepted is thrown as a plain `Problem`, and
/// `find` looks for it in fal's list of calls; nothing is ever submitted twice.
public struct Fal: Provider {
  public let name = "fal"
  public let model: String
  public let isRepeatable = false
  public let isTrainedModel = true

  let settings: Settings
  let key: Secret?
  let uploads: UploadRegister
  let tools: MediaTools
  let pace: Pace
  let clock: WallClock
  /// How long is waited before each further look for a lost call: fal's list may lag behind.
  let search: [Duration]
  private let known: Result<KlingModel, Problem>
  private let ownLimits: ModelLimits?

  /// Waits that grow from half a second to a minute, and last for `seconds` together.
  static func search(for seconds: Int) -> [Duration] {
    var (waits, wait, left): ([Duration], Double, Double) = ([], 0.5, Double(seconds))
    while left > 0 {
      waits.append(.seconds(min(wait, left)))
      left -= wait
      wait = min(wait * 2, 60)
    }
    return waits
  }

  /// - Parameters:
  ///   - model: one of `KlingModel.known`, such as `fal-ai/kling-video/o3/standard`, or another, with limits and price.
  ///   - key: without one nothing can be called; what needs it throws `key_missing`.
  ///   - limits: the configuration's, instead of the known ones.
  ///   - price: the configuration's, of one second of video with and without sound.
  ///   - search: the waits before each further look for a call whose answer was lost; by the settings where it is nil.
  public init(
    _ settings: Settings, model: String, key: Secret?, uploads: UploadRegister, tools: MediaTools,
    limits: ModelLimits? = nil, price: Money? = nil, pace: Pace = .real, clock: WallClock = .system,
    search: [Duration]? = nil
  ) {
    self.settings = settings
    self.key = key
    self.uploads = uploads
    self.tools = tools
    self.pace = pace
    self.clock = clock
    self.search = search ?? Self.search(for: settings.searchSeconds)
    do { known = .success(try KlingModel.named(model, limits: limits, price: price)) } catch { known = .failure(error) }
    ownLimits = limits
    self.model = (try? known.get().id) ?? model
  }

  /// Where fal is, and what is asked of it.
  public struct Settings: Hashable, Sendable {
    public var queueURL = "https://queue.fal.run"
    public var restURL = "https://rest.fal.ai"
    public var apiURL = "https://api.fal.ai"
    /// How often a call is asked about at first, in seconds.
    public var pollSeconds: Double = 3
    /// How long uploaded pictures can be seen by whoever knows their address.
    public var uploadHours = 72
    /// For how long a call whose answer was lost is looked for.
    public var searchSeconds = 300
    public var generateAudio = false

    public init() {}

    static func trimmed(_ url: String) -> String {
      String(url.reversed().drop { $0 == "/" }.reversed())
    }
  }

  public var limits: ModelLimits {
    if let limits = try? known.get().limits { return limits }
    var limits = ownLimits ?? .klingO3
    limits.model = model
    return limits
  }

  /// The model, or `model_unknown`.
  func kling() throws(Problem) -> KlingModel { try known.get() }

  /// Seconds times the price of a second.
  public func quote(_ order: Order) throws -> Money { try body(of: order).price }

  func body(of order: Order) throws(Problem) -> KlingBody {
    guard case .video(let order) = order else {
      throw Problem(.badValue, "\(model) makes videos, not pictures.", hint: "Set another provider for pictures.")
    }
    return try KlingBody(order, try kling(), withAudio: settings.generateAudio)
  }

  func wire() throws(Problem) -> FalWire {
    guard let key else {
      throw Problem(
        .keyMissing, "There is no key for fal.",
        hint: "Set FAL_KEY, or put it into a file of that name in $CREDENTIALS_DIRECTORY.")
    }
    return FalWire(key: key, pace: pace, client: HTTPClient())
  }

  /// `fal-ai/kling-video`: the part of an endpoint's id that fal's addresses of requests have.
  var app: String { model.split(separator: "/").prefix(2).joined(separator: "/") }

  var queue: FalQueue { FalQueue(settings.queueURL) }
}
