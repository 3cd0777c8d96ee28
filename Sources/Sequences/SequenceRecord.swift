public import Execution
public import FolderContract
public import Terms

/// Where one sequence stands in the workflow; paths are relative to the project.
public struct SequenceRecord: Hashable, Sendable {
  public internal(set) var state: WorkflowState = .notStarted
  /// What runs now, or ran when the agent ended.
  public internal(set) var operation: Operation?
  /// What went wrong last; nil once something went well.
  public internal(set) var problem: Problem?
  /// Every grid that was made, oldest first.
  public internal(set) var grids: [GridRecord] = []
  /// Every start frame that was picked, oldest first; the last one stands.
  public internal(set) var startFrames: [StartFrameRecord] = []
  /// Oldest first.
  public internal(set) var takes: [SequenceTake] = []
  /// Attempts that were begun, failed ones included: their numbers are never used again.
  public internal(set) var gridsBegun = 0
  public internal(set) var takesBegun = 0

  public init() {}

  public var startFrame: StartFrameRecord? { startFrames.last }

  /// Something that takes long: its step is chosen and written down before it begins.
  public struct Operation: Hashable, Sendable, Codable {
    public let request: ULID
    public let step: StepKey
    /// The number of the grid or take.
    public let number: Int
    /// The state to go back to where it fails.
    public let before: WorkflowState
    public let startFrame: String?
    /// What options are cropped to.
    public let aspectRatio: AspectRatio

    private enum CodingKeys: String, CodingKey {
      case request, step, number, before
      case aspectRatio = "aspect_ratio"
      case startFrame = "start_frame"
    }
  }
}

/// One grid picture and its options.
public struct GridRecord: Hashable, Sendable, Codable {
  /// Counted from 1.
  public let number: Int
  public let request: ULID
  public let path: String
  public let prompt: String
  public let layout: GridLayout
  /// Where each option lies in the picture, in pixels, and its own picture.
  public let options: [Option]
  /// Whether a trained model made the picture, which every crop of it has to say.
  public let isFromModel: Bool
  public let cost: Money
  public let createdAt: Timestamp

  public struct Option: Hashable, Sendable, Codable {
    public let name: String
    public let path: String
    public let x: Int
    public let y: Int
    public let width: Int
    public let height: Int
  }

  private enum CodingKeys: String, CodingKey {
    case number, request, path, prompt, layout, options
    case isFromModel = "from_model"
    case cost = "cost_usd"
    case createdAt = "created_at"
  }
}

/// A picture that a take may start on.
public struct StartFrameRecord: Hashable, Sendable, Codable {
  public let path: String
  public let request: ULID
  public let grid: Int
  public let cell: String
  public let pickedAt: Timestamp

  private enum CodingKeys: String, CodingKey {
    case path, request, grid, cell
    case pickedAt = "picked_at"
  }
}

/// A take as the workflow sees it; its prompts and gates are on the shot's record.
public struct SequenceTake: Hashable, Sendable, Codable {
  /// Such as `SEQ05_take002`.
  public let id: String
  /// Counted from 1.
  public let number: Int
  public let mode: TakeMode
  public internal(set) var decision: TakeDecision
  public let request: ULID
  public let video: String
  public let poster: String?
  public let startFrame: String?
  public let cost: Money
  public let gates: [GateVerdict]
  public let createdAt: Timestamp

  private enum CodingKeys: String, CodingKey {
    case id, number, mode, decision, request, video, poster, gates
    case startFrame = "start_frame"
    case cost = "cost_usd"
    case createdAt = "created_at"
  }
}

extension SequenceRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case state, operation, problem, takes
    case gridState = "grid_state"
    case gridPath = "grid_path"
    case selectedCell = "selected_cell"
    case gridHistory = "grid_history"
    case startFrames = "start_frames"
    case gridsBegun = "grids_begun"
    case takesBegun = "takes_begun"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    state = try container.decode(WorkflowState.self, forKey: .state)
    operation = try container.decodeIfPresent(Operation.self, forKey: .operation)
    problem = try container.decodeIfPresent(Problem.self, forKey: .problem)
    grids = try container.decode([GridRecord].self, forKey: .gridHistory)
    startFrames = try container.decode([StartFrameRecord].self, forKey: .startFrames)
    takes = try container.decode([SequenceTake].self, forKey: .takes)
    gridsBegun = try container.decode(Int.self, forKey: .gridsBegun)
    takesBegun = try container.decode(Int.self, forKey: .takesBegun)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(state, forKey: .state)
    try container.encodeIfPresent(operation, forKey: .operation)
    try container.encodeIfPresent(problem, forKey: .problem)
    try container.encode(gridState, forKey: .gridState)
    try container.encodeIfPresent(grids.last?.path, forKey: .gridPath)
    try container.encodeIfPresent(selectedCell, forKey: .selectedCell)
    try container.encode(grids, forKey: .gridHistory)
    try container.encode(startFrames, forKey: .startFrames)
    try container.encode(takes, forKey: .takes)
    try container.encode(gridsBegun, forKey: .gridsBegun)
    try container.encode(takesBegun, forKey: .takesBegun)
  }

  /// `none`, `exploring` or `ready`, for people who read the file.
  private var gridState: String {
    state == .gridExploring ? "exploring" : grids.isEmpty ? "none" : "ready"
  }

  /// The cell of the newest grid that was picked, or nil.
  public var selectedCell: String? {
    guard let frame = startFrames.last, frame.grid == grids.last?.number else { return nil }
    return frame.cell
  }
}
