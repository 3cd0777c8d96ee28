import Execution
public import Terms

/// A Gemini model that makes pictures: what it makes, takes and costs, as data with a day and a source.
public struct GeminiModel: Hashable, Sendable {
  public let id: String
  public let status: Status
  /// What Google says about how long there is such a model.
  public let note: String
  /// The sizes that it makes, the smallest first.
  public let sizes: [Size]
  /// Whether a request names the size; a model with one size is not asked for it.
  public var namesSize: Bool { sizes.count > 1 }
  /// The shapes that it makes, such as `16:9`.
  public let ratios: [AspectRatio]
  /// The most reference pictures in one request.
  public let references: Int
  /// What tokens cost beside the picture; nil where that is not known.
  public let tokens: TokenPrices?
  /// Where the figures come from.
  public let source: String
  /// The day on which they were looked up, `2026-11-20`.
  public let dated: String

  public enum Status: String, Hashable, Sendable {
    case current
    /// It still answers; a day is set on which it will not.
    case deprecated
    /// The day on which it was to be shut down has passed.
    case shutDown = "shut_down"
  }

  /// A size as a request names it, and what a picture of it costs.
  public struct Size: Hashable, Sendable {
    /// `512`, `1K`, `2K` or `4K`.
    public let name: String
    public let price: Money

    public init(_ name: String, _ price: Money) {
      self.name = name
      self.price = price
    }
  }

  /// What tokens cost; those of the picture itself are covered by the picture's price.
  public struct TokenPrices: Hashable, Sendable {
    /// Of a million tokens of the prompt and its references.
    public let input: Money
    /// Of a million tokens of text and thoughts.
    public let output: Money
  }

  /// The size of that name, written in either case.
  /// - Throws: `bad_value` with those that the model has.
  public func size(_ name: String) throws(Problem) -> Size {
    if let size = sizes.first(where: { $0.name == name.uppercased() }) { return size }
    let known = sizes.map(\.name).joined(separator: ", ")
    throw Problem(
      .badValue, "\(id) makes no pictures of the size \(name.prefix(20).debugDescription).",
      hint: "Set \"image_size\" of gemini in starsend.json to one of these: \(known).")
  }

  /// The shape that is nearest to `size`.
  public func ratio(nearest size: PixelSize) -> AspectRatio {
    guard size.width > 0, size.height > 0 else { return ratios.first ?? .widescreen }
    let wanted = Double(size.width) / Double(size.height)
    // By factors, so that too wide and too high count alike.
    let distance = { (ratio: AspectRatio) in max(ratio.value / wanted, wanted / ratio.value) }
    return ratios.min { distance($0) < distance($1) } ?? .widescreen
  }

  /// What the runner holds an order against.
  public var limits: ModelLimits {
    ModelLimits(
      model: id, elementsWithStartFrame: references, elementsWithoutStartFrame: references, shotsPerCall: 1,
      secondsPerCall: 0...0, leastSecondsPerShot: 0, wholeSeconds: false,
      promptCharacters: ModelLimits.geminiProImage.promptCharacters, source: source, dated: dated)
  }
}
