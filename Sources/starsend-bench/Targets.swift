/// What a figure is to reach.
struct Target: Encodable {
  enum Sense: String, Encodable {
    case atMost = "at_most"
    case atLeast = "at_least"
  }

  let sense: Sense
  let limit: Figure

  static func atMost(_ limit: Figure) -> Target { Target(sense: .atMost, limit: limit) }
  static func atLeast(_ limit: Figure) -> Target { Target(sense: .atLeast, limit: limit) }

  /// Compared as it is shown: what reads like the target has met it.
  func isMet(by figure: Figure) -> Bool {
    if figure.text == limit.text { return true }
    return sense == .atMost ? figure.value <= limit.value : figure.value >= limit.value
  }

  var text: String { (sense == .atMost ? "≤ " : "≥ ") + limit.text }
}

/// All that Starsend wants to reach on its own machine.
enum Targets {
  /// Bare event latency, as a multiple of `inotifywait -m`.
  static let watchMedian = Target.atMost(.times(2))

  /// From drop to accepted, as multiples of the same system calls written plainly in C.
  static let acceptMedian = Target.atMost(.times(3))
  static let acceptTail = Target.atMost(.times(5))

  /// How much more one request may cost in a burst of 10,000 than in one of 1,000, or one project among 10,000. Linear
  /// is 1; the rest is what the same run differs by from time to time.
  static let linearGrowth = Target.atMost(.times(1.15))

  /// The four quadrants of a photograph: time and bytes as multiples of four runs of `vips crop` at compression 1.
  static let cropTime = Target.atMost(.times(0.5))
  static let cropSize = Target.atMost(.times(1))
  /// Peak memory over that of the process which crops nothing.
  static let cropMemory = Target.atMost(.bytes(8_000_000))
  /// Bytes of flat art as a multiple of libpng's defaults.
  static let flatSize = Target.atMost(.times(1))

  /// Finding the panels of a picture, decoding included: a tenth of a second for each four megapixels.
  static func panelTime(pixels: Int) -> Target { .atMost(.seconds(0.1 * Double(pixels) / 4_194_304)) }

  /// Nothing that is dropped may be lost.
  static func all(_ count: Int) -> Target { .atLeast(.count(count)) }
}
