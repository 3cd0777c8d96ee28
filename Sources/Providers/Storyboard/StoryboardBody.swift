import Execution
import Terms

/// An order as the body of a call: what is drawn, in JSON.
struct StoryboardBody: Encodable {
  private struct Sound: Encodable {
    let file: String
    let start: Double
  }

  private let kind: String
  private var prompt: String?
  private var layout: GridLayout?
  private let size: PixelSize
  private var shots: [ShotPrompt]?
  private var startFrame: String?
  private var frameRate: FrameRate?
  private var sound: Sound?
  private var elements: [ElementID]?

  private enum CodingKeys: String, CodingKey {
    case kind, prompt, layout, size, shots, sound, elements
    case startFrame = "start_frame"
    case frameRate = "frame_rate"
  }

  init(_ order: Order) {
    switch order {
    case .keyframe(let order):
      (kind, prompt, layout, size) = ("keyframe", order.prompt, order.layout, order.size)
    case .video(let order):
      (kind, shots, size) = ("video", order.shotPrompts, order.size)
      startFrame = order.startFrame?.display
      frameRate = order.frameRate
      sound = order.audio.map { Sound(file: $0.file.display, start: $0.start) }
    }
    elements = order.elements.isEmpty ? nil : order.elements.map(\.id)
  }
}

/// What this machine can draw and film in one go.
enum OrderLimits {
  private static let sides = 64...8192
  private static let videoSides = 64...3840
  private static let shots = 120
  private static let seconds = 1800.0

  static func check(_ order: Order) throws(Problem) {
    switch order {
    case .keyframe(let order):
      try check(order.size, sides)
      guard let layout = order.layout else { return }
      guard min(order.size.width / layout.columns, order.size.height / layout.rows) >= 48 else {
        throw Problem(
          .badValue, "\(order.size) pixels are too few for a grid of \(layout).",
          hint: "Ask for a larger picture or fewer panels.")
      }
    case .video(let order): try check(order)
    }
  }

  private static func check(_ size: PixelSize, _ range: ClosedRange<Int>) throws(Problem) {
    guard range.contains(size.width), range.contains(size.height) else {
      throw Problem(
        .badValue, "Storyboard cannot draw \(size) pixels.",
        hint: "Use sides from \(range.lowerBound) to \(range.upperBound) pixels.")
    }
  }

  private static func check(_ order: VideoOrder) throws(Problem) {
    try check(order.size, videoSides)
    guard order.size.width % 2 == 0, order.size.height % 2 == 0 else {
      throw Problem(.badValue, "A video cannot have \(order.size) pixels.", hint: "Use even sides.")
    }
    guard (1...shots).contains(order.shotPrompts.count) else {
      throw Problem(
        .badValue, "Storyboard cannot film \(order.shotPrompts.count) shots in one video.",
        hint: "Ask for 1 to \(shots) shots.")
    }
    guard order.shotPrompts.allSatisfy({ $0.duration.isFinite && (0...seconds).contains($0.duration) }),
      order.shotPrompts.reduce(0, { $0 + $1.duration }) <= seconds, order.frames > 0
    else {
      throw Problem(
        .badValue, "The durations of the shots do not make a video.",
        hint: "Give each shot a duration, in seconds, of \(Int(seconds)) in all at most.")
    }
    guard order.audio.map({ $0.start.isFinite && abs($0.start) < 1_000_000 }) ?? true else {
      throw Problem(.badValue, "The start of the song is not a time.", hint: "Give it in seconds.")
    }
  }
}
