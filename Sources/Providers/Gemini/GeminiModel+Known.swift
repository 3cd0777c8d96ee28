public import Terms

/// The models that are known, as data: another model, or a figure that changed, is a line here or in the configuration.
extension GeminiModel {
  /// Limits and prices of them all: Google's documentation of the Gemini API.
  public static let known: [GeminiModel] = [
    pro, proPreview, nanoBanana21, flashLite31, flash31, flash31Preview, flash25,
  ]

  /// The model of that id, compared without case; nil where it is not known.
  public static func named(_ id: String) -> GeminiModel? {
    known.first { $0.id.lowercased() == id.lowercased() }
  }

  /// The ids that are neither deprecated nor shut down.
  public static var currentIDs: [String] { known.filter { $0.status == .current }.map(\.id) }

  /// A model that only the configuration knows: all sizes at one price, the shapes that all models have.
  public init(id: String, limits: ModelLimits, price: Money) {
    self.init(
      id, .current, "known by the configuration alone", sizes: ["512", "1K", "2K", "4K"].map { Size($0, price) },
      ratios: Self.common, references: limits.elementsWithoutStartFrame, source: limits.source, dated: limits.dated)
  }

  /// The same at another price of a picture, whatever its size.
  public func priced(_ price: Money) -> GeminiModel {
    GeminiModel(
      id, status, note, sizes: sizes.map { Size($0.name, price) }, ratios: ratios, references: references,
      tokens: tokens, source: "starsend.json", dated: dated)
  }

  /// 14 references are 6 objects and 5 people at most; which is which, only a person can see.
  private static let pro = GeminiModel(
    "gemini-3-pro-image", .current, "generally available since 28 May 2026",
    sizes: [Size("1K", 134_000), Size("2K", 134_000), Size("4K", 240_000)], tokens: proTokens)

  private static let proPreview = GeminiModel(
    "gemini-3-pro-image-preview", .shutDown, "shut down on 25 June 2026, followed by gemini-3-pro-image",
    sizes: pro.sizes, tokens: proTokens)

  private static let nanoBanana21 = GeminiModel(
    "gemini-nano-banana-2.1", .current, "generally available since 6 October 2026",
    sizes: [Size("1K", 33_600), Size("2K", 50_400), Size("4K", 113_000)], ratios: common + extreme)

  private static let flashLite31 = GeminiModel(
    "gemini-3.1-flash-lite-image", .current, "generally available since 30 June 2026", sizes: [Size("1K", 33_600)],
    ratios: common + extreme)

  private static let flash31 = GeminiModel(
    "gemini-3.1-flash-image", .deprecated, "deprecated on 6 October 2026, shut down on 29 October by some reports",
    sizes: flash31Sizes, ratios: common + extreme)

  private static let flash31Preview = GeminiModel(
    "gemini-3.1-flash-image-preview", .shutDown, "shut down on 25 June 2026, followed by gemini-3.1-flash-image",
    sizes: flash31Sizes, ratios: common + extreme)

  private static let flash25 = GeminiModel(
    "gemini-2.5-flash-image", .shutDown, "to be shut down on 2 October 2026; some report that it still answers",
    sizes: [Size("1K", 39_000)], references: 3)

  private static let proTokens = TokenPrices(input: Money(microUSD: 2_000_000), output: Money(microUSD: 12_000_000))

  private static let flash31Sizes = [
    Size("512", 45_000), Size("1K", 67_000), Size("2K", 101_000), Size("4K", 151_000),
  ]

  private static let common = ratios("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
  /// Those that the families 3.1 and 2.1 add.
  private static let extreme = ratios("1:4", "4:1", "1:8", "8:1")

  private static func ratios(_ texts: String...) -> [AspectRatio] { texts.compactMap { AspectRatio($0) } }

  private init(
    _ id: String, _ status: Status, _ note: String, sizes: [Size], ratios: [AspectRatio] = common,
    references: Int = 14, tokens: TokenPrices? = nil,
    source: String = "Google's documentation of image generation", dated: String = "2026-11-20"
  ) {
    self.id = id
    self.status = status
    self.note = note
    self.sizes = sizes
    self.ratios = ratios
    self.references = references
    self.tokens = tokens
    self.source = source
    self.dated = dated
  }
}

extension GeminiModel.Size {
  /// - Parameter microUSD: the price of a picture in millionths of a dollar.
  fileprivate init(_ name: String, _ microUSD: Int64) { self.init(name, Money(microUSD: microUSD)) }
}
