public import Terms

/// The answer to one thing that was dropped: `results/<id>.json`. What is absent in the file is nil here.
public struct Receipt: Hashable, Sendable, Codable {
  /// What the file is called: the request's own id, or the safe stem of its file's name.
  public var id: RequestID
  /// The name as it was dropped; bytes that are no text are U+FFFD.
  public var file: String
  /// `grid`, `pick`, `generate`, …, and for markers what they say; nil where that could not be read.
  public var action: String?
  /// What it is about, as the plan spells it; empty where that could not be read.
  public var sequences: [SequenceID]
  public var state: ReceiptState
  /// The most that it may cost.
  public var estimate: Money?
  /// What it has cost so far.
  public var cost: Money
  /// From 0 to 1.
  public var progress: Double
  public var secondsLeft: Double?
  /// Sentences about what was done other than asked: elements dropped, a call split, a prompt shortened.
  public var warnings: [String]
  /// Everything that was made; it exists when the state says `done`.
  public var outputs: [ProjectPath]
  /// Why it failed, was refused or has a question.
  public var problem: Problem?
  public var requestedBy: String?
  public var note: String?
  /// Where each prompt came from.
  public var prompts: [PromptOrigin]
  /// The provider's calls, where a take needs several.
  public var calls: [PlannedCallSummary]
  /// Characters and props that the model cannot take beside the others.
  public var elementsDropped: [ElementID]
  public var createdAt: Timestamp
  public var updatedAt: Timestamp

  public init(
    id: RequestID, file: String, action: String? = nil, sequences: [SequenceID] = [], state: ReceiptState = .queued,
    requestedBy: String? = nil, note: String? = nil, problem: Problem? = nil, createdAt: Timestamp
  ) {
    self.id = id
    self.file = file
    self.action = action
    self.sequences = sequences
    self.state = state
    self.requestedBy = requestedBy
    self.note = note
    self.problem = problem
    self.createdAt = createdAt
    updatedAt = createdAt
    estimate = nil
    cost = .zero
    progress = 0
    secondsLeft = nil
    warnings = []
    outputs = []
    prompts = []
    calls = []
    elementsDropped = []
  }

  private enum CodingKeys: String, CodingKey {
    case id, file, action, sequence, sequences, state, progress, warnings, outputs, problem, note, prompts, calls
    case estimate = "estimate_usd"
    case cost = "cost_usd"
    case secondsLeft = "seconds_left"
    case requestedBy = "requested_by"
    case elementsDropped = "elements_dropped"
    case createdAt = "created_at"
    case updatedAt = "updated_at"
  }
}

extension Receipt {
  /// One sequence stands in `sequence`, several stand in `sequences`, as in a request.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(RequestID.self, forKey: .id)
    file = try container.decode(String.self, forKey: .file)
    action = try container.decodeIfPresent(String.self, forKey: .action)
    let one = try container.decodeIfPresent(SequenceID.self, forKey: .sequence).map { [$0] }
    sequences = try one ?? container.decodeIfPresent([SequenceID].self, forKey: .sequences) ?? []
    state = try container.decode(ReceiptState.self, forKey: .state)
    estimate = try container.decodeIfPresent(Money.self, forKey: .estimate)
    cost = try container.decode(Money.self, forKey: .cost)
    progress = try container.decode(Double.self, forKey: .progress)
    secondsLeft = try container.decodeIfPresent(Double.self, forKey: .secondsLeft)
    warnings = try container.decode([String].self, forKey: .warnings)
    outputs = try container.decode([ProjectPath].self, forKey: .outputs)
    problem = try container.decodeIfPresent(Problem.self, forKey: .problem)
    requestedBy = try container.decodeIfPresent(String.self, forKey: .requestedBy)
    note = try container.decodeIfPresent(String.self, forKey: .note)
    prompts = try container.decodeIfPresent([PromptOrigin].self, forKey: .prompts) ?? []
    calls = try container.decodeIfPresent([PlannedCallSummary].self, forKey: .calls) ?? []
    elementsDropped = try container.decodeIfPresent([ElementID].self, forKey: .elementsDropped) ?? []
    createdAt = try container.decode(Timestamp.self, forKey: .createdAt)
    updatedAt = try container.decode(Timestamp.self, forKey: .updatedAt)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(file, forKey: .file)
    try container.encodeIfPresent(action, forKey: .action)
    if sequences.count == 1 { try container.encode(sequences[0], forKey: .sequence) }
    if sequences.count > 1 { try container.encode(sequences, forKey: .sequences) }
    try container.encode(state, forKey: .state)
    try container.encodeIfPresent(estimate, forKey: .estimate)
    try container.encode(cost, forKey: .cost)
    try container.encode(min(max(progress, 0), 1), forKey: .progress)
    try container.encodeIfPresent(secondsLeft, forKey: .secondsLeft)
    try container.encode(warnings, forKey: .warnings)
    try container.encode(outputs, forKey: .outputs)
    try container.encodeIfPresent(problem, forKey: .problem)
    try container.encodeIfPresent(requestedBy, forKey: .requestedBy)
    try container.encodeIfPresent(note, forKey: .note)
    if !prompts.isEmpty { try container.encode(prompts, forKey: .prompts) }
    if !calls.isEmpty { try container.encode(calls, forKey: .calls) }
    if !elementsDropped.isEmpty { try container.encode(elementsDropped, forKey: .elementsDropped) }
    try container.encode(createdAt, forKey: .createdAt)
    try container.encode(updatedAt, forKey: .updatedAt)
  }
}
