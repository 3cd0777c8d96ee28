public import Terms

/// Where one sequence stands, for people's scripts: `status/<SEQ>.json`. Every field is always there; what there is
/// none of is null.
public struct SequenceStatus: Hashable, Sendable, Codable {
  public var sequence: SequenceID
  public var title: String?
  public var state: WorkflowState
  /// Whom it waits for; null where something runs or nothing is wanted.
  public var waitsFor: WaitsFor?
  /// What went wrong last, until something goes right.
  public var problem: Problem?
  /// The newest grid.
  public var grid: GridStatus?
  /// The name of the cell that was picked: `top_left`, `r2c3`.
  public var selectedCell: String?
  /// The picture that the next take starts on.
  public var startFrame: ProjectPath?
  /// The plan's shots and what each has of its own.
  public var shots: [ShotStatus]
  /// In the order in which they were made.
  public var takes: [TakeStatus]
  /// What is approved.
  public var approval: ApprovalStatus?
  /// How long that is.
  public var approvedSeconds: Double
  /// What was paid for it so far, in dollars.
  public var spent: Money
  /// What is set aside for calls that run or whose outcome is unknown, in dollars.
  public var reserved: Money
  /// From 0 to 1 while something runs.
  public var progress: Double?
  public var secondsLeft: Double?
  public var updatedAt: Timestamp

  public init(
    sequence: SequenceID, title: String? = nil, state: WorkflowState = .notStarted, waitsFor: WaitsFor? = nil,
    problem: Problem? = nil, grid: GridStatus? = nil, selectedCell: String? = nil, startFrame: ProjectPath? = nil,
    shots: [ShotStatus] = [], takes: [TakeStatus] = [], approval: ApprovalStatus? = nil, approvedSeconds: Double = 0,
    spent: Money = .zero, reserved: Money = .zero, progress: Double? = nil,
    secondsLeft: Double? = nil, updatedAt: Timestamp
  ) {
    self.sequence = sequence
    self.title = title
    self.state = state
    self.waitsFor = waitsFor
    self.problem = problem
    self.grid = grid
    self.selectedCell = selectedCell
    self.startFrame = startFrame
    self.shots = shots
    self.takes = takes
    self.approval = approval
    self.approvedSeconds = approvedSeconds
    self.spent = spent
    self.reserved = reserved
    self.progress = progress
    self.secondsLeft = secondsLeft
    self.updatedAt = updatedAt
  }

  private enum CodingKeys: String, CodingKey {
    case sequence, title, state, problem, grid, shots, takes, approval, progress
    case waitsFor = "waits_for"
    case selectedCell = "selected_cell"
    case startFrame = "start_frame"
    case approvedSeconds = "approved_seconds"
    case spent = "spent_usd"
    case reserved = "reserved_usd"
    case secondsLeft = "seconds_left"
    case updatedAt = "updated_at"
  }

  /// Writes null for what there is none of, which the synthesised encoding would leave out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sequence, forKey: .sequence)
    try container.encode(title, forKey: .title)
    try container.encode(state, forKey: .state)
    try container.encode(waitsFor, forKey: .waitsFor)
    try container.encode(problem, forKey: .problem)
    try container.encode(grid, forKey: .grid)
    try container.encode(selectedCell, forKey: .selectedCell)
    try container.encode(startFrame, forKey: .startFrame)
    try container.encode(shots, forKey: .shots)
    try container.encode(takes, forKey: .takes)
    try container.encode(approval, forKey: .approval)
    try container.encode(approvedSeconds, forKey: .approvedSeconds)
    try container.encode(spent, forKey: .spent)
    try container.encode(reserved, forKey: .reserved)
    try container.encode(progress.map { min(max($0, 0), 1) }, forKey: .progress)
    try container.encode(secondsLeft, forKey: .secondsLeft)
    try container.encode(updatedAt, forKey: .updatedAt)
  }
}

/// Whose turn it is.
public enum WaitsFor: String, Codable, Sendable, CaseIterable {
  /// A grid waits for someone to pick from it.
  case pick
  /// Takes wait for a decision.
  case review
  /// A receipt has a question.
  case confirm
  /// Something went wrong that only a person can settle.
  case person
}

/// A grid of options, as status files tell of it.
public struct GridStatus: Hashable, Sendable, Codable {
  /// Counted from 1.
  public var number: Int
  /// The picture of the whole grid.
  public var picture: ProjectPath
  public var rows: Int
  public var columns: Int
  /// Left to right, then top to bottom.
  public var options: [OptionStatus]

  public init(number: Int, picture: ProjectPath, layout: GridLayout, options: [OptionStatus]) {
    self.number = number
    self.picture = picture
    rows = layout.rows
    columns = layout.columns
    self.options = options
  }
}

/// One option of a grid.
public struct OptionStatus: Hashable, Sendable, Codable {
  /// `top_left`, `r2c3`.
  public var cell: String
  public var picture: ProjectPath

  public init(cell: String, picture: ProjectPath) {
    self.cell = cell
    self.picture = picture
  }
}
