/// A camera that a prompt asks for, such as `high drone` or `over the clerk's shoulder`.
struct ShotWish: Hashable {
  enum Angle { case behind, front, profile, threeQuarter }
  enum Height { case low, high, top }
  enum Size { case wide, medium, close, long }
  enum Special { case shoulder, inside, forward, tunnel, doorway, corner, mirror, hands, grass, sky, insert, twoShot }

  /// The words as they are, for the caption.
  let phrase: String
  let angle: Angle?
  let height: Height?
  let size: Size?
  let specials: Set<Special>

  /// Nil where the phrase names no camera.
  init?(_ phrase: String) {
    let words = PromptWords(phrase)
    self.phrase = phrase
    angle = Self.first(Self.angles, in: words)
    height = Self.first(Self.heights, in: words)
    size = Self.first(Self.sizes, in: words)
    specials = Set(Self.known.filter { words.has($0.1) }.map(\.0))
    if angle == nil, height == nil, size == nil, specials.isEmpty { return nil }
  }

  /// At most as many letters as a caption has room for.
  var caption: String { SVGText(phrase).beginning(34).uppercased() }

  private static func first<Trait>(_ known: [(Trait, [String])], in words: PromptWords) -> Trait? {
    known.first { words.has($0.1) }?.0
  }

  private static let angles: [(Angle, [String])] = [
    (.threeQuarter, ["three-quarter", "quarter", "tracking"]), (.profile, ["profile", "side-on", "side", "sideways"]),
    (.behind, ["behind", "rear", "following", "back"]), (.front, ["head-on", "frontal", "front", "facing"]),
  ]
  private static let heights: [(Height, [String])] = [
    (.low, ["low", "ditch", "ground", "grass", "worm"]), (.top, ["ceiling", "top-down", "birdseye"]),
    (.high, ["drone", "aerial", "above", "helicopter", "crane", "high", "bird", "overhead"]),
  ]
  private static let sizes: [(Size, [String])] = [
    (.long, ["long-lens", "lens", "telephoto", "compressed", "stack"]),
    (.wide, ["wide", "establishing", "extreme", "enormous", "panorama", "master"]),
    (.close, ["close", "close-up", "closeup", "tight"]), (.medium, ["medium", "two-shot", "mid"]),
  ]
  private static let known: [(Special, [String])] = [
    (.shoulder, ["shoulder"]), (.inside, ["windscreen", "windshield", "pov", "view", "backseat"]),
    (.forward, ["roof", "roof-mounted", "bonnet-mounted"]), (.tunnel, ["tunnel"]),
    (.doorway, ["door", "doorway", "doors", "threshold"]), (.corner, ["corner"]), (.mirror, ["mirror", "rearview"]),
    (.hands, ["hand", "wheel"]), (.grass, ["grass"]), (.sky, ["sky"]), (.insert, ["insert", "detail", "macro"]),
    (.twoShot, ["two-shot"]),
  ]
}
