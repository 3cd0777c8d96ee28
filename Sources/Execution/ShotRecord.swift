public import Terms

/// Everything that execution knows of one shot: `state/starsend/shots/<SHOT>.json`.
public struct ShotRecord: Hashable, Sendable {
  /// The version of the file's format.
  public var version = 1
  public let shot: ShotID
  /// That of its newest attempt.
  public private(set) var state: ShotState
  /// Oldest first.
  public internal(set) var takes: [TakeRecord]
  public internal(set) var updatedAt: Timestamp

  public init(shot: ShotID, at time: Timestamp) {
    self.shot = shot
    state = .registered
    takes = []
    updatedAt = time
  }

  /// The take of a step, or nil where that step has not begun.
  public func take(_ key: StepKey) -> TakeRecord? { takes.last { $0.key == key } }

  /// Goes from one state to the next; throws a sentence that names both where that is not allowed.
  mutating func move(to next: ShotState) throws(Problem) {
    guard state != next else { return }
    guard state.successors.contains(next) else {
      throw Problem(
        .transitionRefused, "Shot \(shot) cannot go from \(state.rawValue) to \(next.rawValue).",
        hint: "Let what runs for it end first; `starsend status` shows it.")
    }
    state = next
  }
}

extension ShotState {
  /// The states that may follow; from complete and failed ones a new attempt may begin.
  var successors: Set<ShotState> {
    switch self {
    case .registered, .keyframeComplete, .keyframeFailed, .videoComplete, .videoFailed:
      [.keyframePending, .videoPending]
    case .keyframePending: [.keyframeGenerating, .keyframeFailed]
    case .keyframeGenerating: [.keyframeComplete, .keyframeFailed, .outcomeUnknown]
    case .videoPending: [.videoSubmitted, .videoFailed]
    case .videoSubmitted: [.videoProcessing, .videoFailed, .outcomeUnknown]
    case .videoProcessing: [.videoComplete, .videoFailed, .outcomeUnknown]
    case .outcomeUnknown: [.keyframeGenerating, .videoProcessing, .keyframeFailed, .videoFailed]
    }
  }
}

extension ShotRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case version, shot, state, takes
    case updatedAt = "updated_at"
  }
}

extension Problem.Code {
  /// A change of state that is not allowed.
  public static let transitionRefused = Self(rawValue: "transition_refused")
}
