public import Terms

/// A take, as status files tell of it. Optional fields are absent where there are none.
public struct TakeStatus: Hashable, Sendable, Codable {
  /// The stem of its files: `SEQ05_take002`.
  public var id: String
  public var mode: TakeMode
  public var decision: TakeDecision
  public var cost: Money
  public var gates: [GateStatus]
  public var video: ProjectPath
  /// A still of it.
  public var poster: ProjectPath?
  public var model: String?
  /// How long its video is.
  public var seconds: Double?
  /// In their order; a take without any was made before takes were cut into shots.
  public var shots: [TakeShotStatus]
  /// Characters and props that the model was given, in order of importance.
  public var elements: [ElementID]
  /// Those that the model could not take.
  public var elementsDropped: [ElementID]
  /// What was said with the decision, or else with the request.
  public var note: String?
  public var decidedBy: String?
  public var decidedAt: Timestamp?
  /// What is asked for otherwise than in the take before.
  public var changes: [PromptChange]
  public var createdAt: Timestamp?

  public init(
    id: String, mode: TakeMode, decision: TakeDecision = .undecided, cost: Money, gates: [GateStatus],
    video: ProjectPath, poster: ProjectPath? = nil, model: String? = nil, seconds: Double? = nil,
    shots: [TakeShotStatus] = [], elements: [ElementID] = [], elementsDropped: [ElementID] = [], note: String? = nil,
    decidedBy: String? = nil, decidedAt: Timestamp? = nil, changes: [PromptChange] = [], createdAt: Timestamp? = nil
  ) {
    self.id = id
    self.mode = mode
    self.decision = decision
    self.cost = cost
    self.gates = gates
    self.video = video
    self.poster = poster
    self.model = model
    self.seconds = seconds
    self.shots = shots
    self.elements = elements
    self.elementsDropped = elementsDropped
    self.note = note
    self.decidedBy = decidedBy
    self.decidedAt = decidedAt
    self.changes = changes
    self.createdAt = createdAt
  }

  private enum CodingKeys: String, CodingKey {
    case id, mode, decision, gates, video, poster, model, seconds, shots, elements, note, changes
    case cost = "cost_usd"
    case elementsDropped = "elements_dropped"
    case decidedBy = "decided_by"
    case decidedAt = "decided_at"
    case createdAt = "created_at"
  }
}

/// What people decided about a take.
public enum TakeDecision: String, Codable, Sendable, CaseIterable {
  case undecided, approved, rejected
}

/// What one gate found when it looked at a picture or a video.
public struct GateStatus: Hashable, Sendable, Codable {
  /// `duration`, `not_black`, …
  public var name: String
  public var verdict: Verdict
  /// What was measured, in the unit that `detail` names; absent where nothing was.
  public var figure: Double?
  /// A sentence for people.
  public var detail: String

  public enum Verdict: String, Codable, Sendable, CaseIterable {
    case pass
    /// Worth a look, and no reason to hold the take back.
    case warn
    case fail
  }

  public init(name: String, verdict: Verdict, figure: Double? = nil, detail: String) {
    self.name = name
    self.verdict = verdict
    self.figure = figure
    self.detail = detail
  }
}
