public import Execution
public import FolderContract
public import Terms

/// A take as the workflow sees it: the whole sequence once, in one call, several, or one per shot.
///
/// The calls' own records, with prompts and gates, are with the shots; paths are relative to the project.
public struct SequenceTake: Hashable, Sendable {
  /// Such as `SEQ05_take002`.
  public let id: String
  /// Counted from 1.
  public let number: Int
  public let mode: TakeMode
  public internal(set) var decision: TakeDecision = .undecided
  public internal(set) var decider: Decider?
  /// What was said with the decision.
  public internal(set) var note: String?
  public let request: ULID
  /// The whole of it; where a call failed, of what there is.
  public let video: String
  public internal(set) var poster: String?
  public let startFrame: String?
  /// In the order in which they play, the missing ones included.
  public let shots: [TakeShot]
  /// The paid calls that were made for it.
  public let calls: [StepKey]
  public let model: String
  public let elements: [ElementID]
  /// Those that the model's limit left out.
  public let droppedElements: [ElementID]
  /// The take whose other shots were kept, where only some were made again.
  public let base: Int?
  /// The song under it, from where the sequence begins.
  public internal(set) var audio: Brief.Audio?
  public let cost: Money
  public let gates: [GateVerdict]
  public let createdAt: Timestamp
  /// How long its calls took, in seconds.
  public let seconds: Double?

  /// Whether every shot is there.
  public var isComplete: Bool { shots.allSatisfy { $0.clip != nil } }

  public var missingShots: [Int] { shots.filter { $0.clip == nil }.map(\.index) }

  public func shot(_ index: Int) -> TakeShot? { shots.first { $0.index == index } }

  public var shotPrompts: [ShotPrompt] { shots.map(\.shotPrompt) }

  /// Seconds: what its shots add up to as planned.
  public var duration: Double { shots.map(\.duration).reduce(0, +) }
}

/// One shot of a take: what was asked, and where it is.
public struct TakeShot: Hashable, Sendable, Codable {
  /// Counted from 1.
  public let index: Int
  public let prompt: String
  /// Seconds, as planned.
  public let duration: Double
  /// Where the prompt came from: `plan`, `request`, or the id of a take.
  public internal(set) var source: String
  /// The shot as a video of its own; nil where its call failed.
  public var clip: String?
  /// The file that it is a part of, as the provider sent it, and its part of that in frames: from the first up to, and
  /// without, the last.
  public var file: String?
  public var firstFrame: Int?
  public var endFrame: Int?
  public var frameRate: FrameRate?
  /// How sure the cut before it was found, from 0 to 1; nil where none was looked for.
  public var cutConfidence: Double?
  /// The number of the take that it was kept from.
  public var keptFrom: Int?

  public var shotPrompt: ShotPrompt { ShotPrompt(index: index, prompt: prompt, duration: duration) }

  /// Its part of `file` in seconds.
  public var span: (start: Double, end: Double)? {
    guard let firstFrame, let endFrame, let frameRate else { return nil }
    return (Double(firstFrame) / frameRate.framesPerSecond, Double(endFrame) / frameRate.framesPerSecond)
  }

  private enum CodingKeys: String, CodingKey {
    case index, prompt, duration, source, clip, file
    case firstFrame = "first_frame"
    case endFrame = "end_frame"
    case frameRate = "frame_rate"
    case cutConfidence = "cut_confidence"
    case keptFrom = "kept_from"
  }
}

extension SequenceTake: Codable {
  private enum CodingKeys: String, CodingKey {
    case id, number, mode, decision, note, request, video, poster, shots, calls, model, elements, base, audio, gates,
      seconds
    case decider = "decided"
    case droppedElements = "elements_dropped"
    case startFrame = "start_frame"
    case cost = "cost_usd"
    case createdAt = "created_at"
  }
}
