public import Terms

/// Everything that execution knows of one shot: `state/starsend/shots/<SHOT>.json`.
public struct ShotRecord: Hashable, Sendable {
  /// The latest version of the file's format.
  static let latestVersion = 1

  public private(set) var version = ShotRecord.latestVersion
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
    try check(next)
    state = next
  }

  /// Throws where `move` would.
  func check(_ next: ShotState) throws(Problem) {
    guard state == next || state.successors.contains(next) else {
      throw Problem(
        .transitionRefused, "Shot \(shot) cannot go from \(state.rawValue) to \(next.rawValue).",
        hint: "Let what runs for it end first; `starsend status` shows it.")
    }
  }

  /// Puts a take in the place of its older version, or at the end, and goes to `next` with the newest one: the
  /// outcome of an older take that comes late says nothing about the attempt after it.
  mutating func put(_ take: TakeRecord, as next: ShotState) throws(Problem) {
    guard let index = takes.lastIndex(where: { $0.key == take.key }) else {
      try move(to: next)
      takes.append(take)
      return
    }
    if index == takes.count - 1 { try move(to: next) }
    takes[index] = take
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
    // Another picture may be asked for meanwhile, by the table of the workflow; another video waits for a person.
    case .outcomeUnknown: [.keyframePending, .keyframeGenerating, .videoProcessing, .keyframeFailed, .videoFailed]
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
