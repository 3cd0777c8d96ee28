public import Terms

/// Where a whole project stands, with the agent's last sign of life: `status/project.json`.
public struct ProjectStatus: Hashable, Sendable, Codable {
  public var title: String?
  public var agent: AgentStatus
  /// Whether a HOLD file lies in the project, so that nothing is spent.
  public var hold: Bool
  /// In the order of the plan.
  public var sequences: [SequenceSummary]
  /// What lies in `inbox/` and `picks/` and was not taken yet.
  public var pending: [PendingFile]
  /// What is wrong with the project itself, such as a broken plan.
  public var problems: [Problem]
  /// Providers that are not called for now; what needs them waits.
  public var holds: [HoldStatus]
  /// Dollars.
  public var spent: Money
  public var reserved: Money
  /// What the project's cap leaves after both.
  public var left: Money
  /// What was spent on the project, per second that is approved; absent while nothing is.
  public var costPerApprovedSecond: Money?
  /// What waits for a person, the longest first.
  public var waiting: [WaitingSummary]
  /// What is in force: the configuration's caps, lowered by the project's.
  public var caps: Caps
  public var updatedAt: Timestamp

  public init(
    title: String? = nil, agent: AgentStatus, hold: Bool = false, sequences: [SequenceSummary] = [],
    pending: [PendingFile] = [], problems: [Problem] = [], holds: [HoldStatus] = [], spent: Money = .zero,
    reserved: Money = .zero, left: Money? = nil, costPerApprovedSecond: Money? = nil, waiting: [WaitingSummary] = [],
    caps: Caps,
    updatedAt: Timestamp
  ) {
    self.title = title
    self.agent = agent
    self.hold = hold
    self.sequences = sequences
    self.pending = pending
    self.problems = problems
    self.holds = holds
    self.spent = spent
    self.reserved = reserved
    self.left = left ?? max(.zero, caps.project - spent - reserved)
    self.costPerApprovedSecond = costPerApprovedSecond
    self.waiting = waiting
    self.caps = caps
    self.updatedAt = updatedAt
  }

  private enum CodingKeys: String, CodingKey {
    case title, agent, hold, sequences, pending, problems, holds, waiting
    case spent = "spent_usd"
    case reserved = "reserved_usd"
    case left = "left_usd"
    case costPerApprovedSecond = "cost_per_approved_second_usd"
    case caps = "caps_usd"
    case updatedAt = "updated_at"
  }
}

/// The agent that works, or last worked, on a project.
public struct AgentStatus: Hashable, Sendable, Codable {
  public var version: String
  /// Absent once it has ended.
  public var pid: Int32?
  public var host: String
  public var startedAt: Timestamp
  /// Its last sign of life.
  public var seenAt: Timestamp

  public init(version: String, pid: Int32?, host: String, startedAt: Timestamp, seenAt: Timestamp) {
    self.version = version
    self.pid = pid
    self.host = host
    self.startedAt = startedAt
    self.seenAt = seenAt
  }

  private enum CodingKeys: String, CodingKey {
    case version, pid, host
    case startedAt = "started_at"
    case seenAt = "seen_at"
  }
}

/// One sequence in a line.
public struct SequenceSummary: Hashable, Sendable, Codable {
  public var sequence: SequenceID
  public var title: String?
  public var state: WorkflowState
  public var waitsFor: WaitsFor?
  public var problem: Problem?
  public var takes: Int
  public var spent: Money
  /// From 0 to 1 while something runs.
  public var progress: Double?

  public init(_ status: SequenceStatus) {
    sequence = status.sequence
    title = status.title
    state = status.state
    waitsFor = status.waitsFor
    problem = status.problem
    takes = status.takes.count
    spent = status.spent
    progress = status.progress.map { min(max($0, 0), 1) }
  }

  private enum CodingKeys: String, CodingKey {
    case sequence, title, state, problem, takes, progress
    case waitsFor = "waits_for"
    case spent = "spent_usd"
  }

  /// `waits_for` is always there, as in the sequence's own status.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sequence, forKey: .sequence)
    try container.encodeIfPresent(title, forKey: .title)
    try container.encode(state, forKey: .state)
    try container.encode(waitsFor, forKey: .waitsFor)
    try container.encodeIfPresent(problem, forKey: .problem)
    try container.encode(takes, forKey: .takes)
    try container.encode(spent, forKey: .spent)
    try container.encodeIfPresent(progress, forKey: .progress)
  }
}

/// A sequence that waits for a person.
public struct WaitingSummary: Hashable, Sendable, Codable {
  public var sequence: SequenceID
  public var waitsFor: WaitsFor
  public var since: Timestamp
  /// What is to be done, in a sentence.
  public var what: String

  public init(sequence: SequenceID, waitsFor: WaitsFor, since: Timestamp, what: String) {
    self.sequence = sequence
    self.waitsFor = waitsFor
    self.since = since
    self.what = what
  }

  private enum CodingKeys: String, CodingKey {
    case sequence, since, what
    case waitsFor = "waits_for"
  }
}

/// A file that was dropped and waits.
public struct PendingFile: Hashable, Sendable, Codable {
  /// Its name with its folder, `inbox/order.json`; bytes that are no text are U+FFFD.
  public var file: String
  /// Why it was not taken yet, in a sentence.
  public var reason: String
  public var since: Timestamp

  public init(file: String, reason: String, since: Timestamp) {
    self.file = file
    self.reason = reason
    self.since = since
  }
}
