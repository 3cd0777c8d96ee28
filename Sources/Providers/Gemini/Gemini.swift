public import Execution
public import Foundation
public import Media
public import Terms

/// Google's Gemini API, for pictures. A call is answered at once, with the picture in it, and there is no way to ask
/// for an answer again: what arrives is on the disk before it is read, and a lost answer stays lost.
public struct Gemini: Provider {
  public let name = "gemini"
  public let model: String
  public let isRepeatable = false
  public let isTrainedModel = true
  public let limits: ModelLimits

  let settings: Settings
  /// Nil where neither this program nor the configuration knows the model.
  let known: GeminiModel?
  /// Whether the configuration says what a picture costs: how old the known price is does not matter then.
  let isPriced: Bool
  let key: Secret?
  let tools: MediaTools
  let pace: Pace
  let clock: WallClock
  let client = HTTPClient()
  /// For the whole of a call. The largest pictures take minutes; nothing comes before they are done.
  var deadline = Duration.seconds(600)

  public struct Settings: Hashable, Sendable {
    /// The service, such as `https://generativelanguage.googleapis.com`.
    public var url: String
    /// `512`, `1K`, `2K` or `4K`, as far as the model makes it.
    public var imageSize: String

    public init(url: String = "https://generativelanguage.googleapis.com", imageSize: String = "2K") {
      self.url = url
      self.imageSize = imageSize
    }
  }

  /// - Parameters:
  ///   - key: nil where there is none: everything but a call works then.
  ///   - limits: those of the configuration; nil for those that are known.
  ///   - price: of a picture, by the configuration; nil for what is known.
  public init(
    _ settings: Settings = Settings(), model: String, key: Secret?, tools: MediaTools, limits: ModelLimits? = nil,
    price: Money? = nil, pace: Pace = .real, clock: WallClock = .system
  ) {
    self.settings = settings
    self.model = model
    self.key = key
    self.tools = tools
    self.pace = pace
    self.clock = clock
    isPriced = price != nil
    let named = GeminiModel.named(model).map { known in price.map { known.priced($0) } ?? known }
    let configured = limits.flatMap { limits in price.map { GeminiModel(id: model, limits: limits, price: $0) } }
    known = named ?? configured
    self.limits = limits ?? known?.limits ?? .geminiProImage
  }

  /// The price of the picture, and what its prompt, references and thoughts are reckoned to cost at most.
  /// - Throws: `over_limits`, `element_unreadable`, `model_unknown`; `bad_value` for a size that the model does not make,
  ///   and for a video.
  public func quote(_ order: Order) throws -> Money {
    let request = try request(order)
    return try price().worst(of: request)
  }

  public func prepare(_ call: Call) async throws -> Data {
    if key == nil { throw Self.keyMissing }
    return try await besideThePool { try request(call.order).body() }
  }

  /// - Throws: like `quote`.
  public func draft(_ order: Order) throws -> CallDraft {
    let request = try request(order)
    let notes = [
      key == nil ? Self.keyMissing.message : nil,
      known.flatMap { $0.status == .current ? nil : "\($0.id): \($0.note)." },
    ]
    return CallDraft(
      method: "POST", url: callURL, headers: ["Content-Type": "application/json", "x-goog-api-key": Secret.mask],
      body: request.shown, estimate: try price().worst(of: request), notes: notes.compactMap { $0 })
  }

  /// The answer is there as soon as there is a handle.
  public func cancel(_ handle: CallHandle) async throws -> Withdrawal { .tooLate }
}

extension Gemini {
  var shown: ShownText { ShownText(secrets: [key].compactMap { $0 }) }

  var modelURL: String {
    let base = settings.url.hasSuffix("/") ? String(settings.url.dropLast()) : settings.url
    let id = model.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", ".", "_"])) ?? model
    return "\(base)/v1beta/models/\(id)"
  }

  var callURL: String { "\(modelURL):generateContent" }

  func price() throws(Problem) -> GeminiPrice {
    let model = try knownModel()
    return GeminiPrice(picture: try model.size(settings.imageSize).price, tokens: model.tokens)
  }

  private func request(_ order: Order) throws -> GeminiRequest {
    guard case .keyframe(let order) = order else {
      throw Problem(.badValue, "Gemini makes pictures, and no videos.", hint: "Use another provider for videos.")
    }
    let model = try knownModel()
    try limits.check(.keyframe(order))
    return try GeminiRequest(order, model: model, size: try model.size(settings.imageSize).name)
  }

  func knownModel() throws(Problem) -> GeminiModel {
    if let known { return known }
    throw Problem(
      .modelUnknown, "Limits and prices of the model \(model) are not known.",
      hint: "Give both in \"models\" of starsend.json, or use one of these: "
        + "\(GeminiModel.currentIDs.joined(separator: ", ")).")
  }

  static let keyMissing = Problem(
    .keyMissing, "There is no key for Gemini.",
    hint: "Put it into GEMINI_API_KEY, or into a credential of that name, and start the agent again.")
}

/// Runs work that reads files beside the cooperative pool.
func besideThePool<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Swift.Result(catching: work)) }
  }
}
