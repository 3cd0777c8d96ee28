import FolderContract
public import Terms

/// Where one sequence stands in the workflow; paths are relative to the project.
public struct SequenceRecord: Hashable, Sendable {
  public internal(set) var state: WorkflowState = .notStarted
  /// What runs now, or ran when the agent ended.
  public internal(set) var operation: Operation?
  /// Grids whose call may have been made, and nobody knows: their requests never run again by themselves.
  public internal(set) var unresolved: [Operation] = []
  /// What went wrong last; nil once something went well.
  public internal(set) var problem: Problem?
  /// The request that `problem` ended; carried out again after a kill, it fails as it did and begins nothing.
  public internal(set) var failedRequest: ULID?
  /// The request with which a person last reopened, gave up or resubmitted something: carried out again, it changes
  /// nothing.
  public internal(set) var lastWord: ULID?
  /// Every grid that was made, of the sequence and of its shots, oldest first.
  public internal(set) var grids: [GridRecord] = []
  /// Every start frame that was chosen, of the sequence and of its shots, oldest first; the last one of each stands.
  public internal(set) var startFrames: [StartFrameRecord] = []
  /// Oldest first.
  public internal(set) var takes: [SequenceTake] = []
  /// What people agreed on; nil while they have not, or took it back.
  public internal(set) var approval: Approval?
  /// The cut of the song that it was made final in.
  public internal(set) var finalCut: String?
  /// Attempts that were begun, failed ones included: their numbers are never used again. By shot; 0 is the sequence.
  public internal(set) var gridsBegun: [Int: Int] = [:]
  public internal(set) var takesBegun = 0

  public init() {}

  /// The grids of the sequence itself, or of one of its shots.
  public func grids(of shot: Int?) -> [GridRecord] { grids.filter { $0.shot == shot } }

  /// The start frame that stands for the sequence itself, or for one of its shots.
  public func startFrame(of shot: Int? = nil) -> StartFrameRecord? {
    startFrames.last { $0.shot == shot && !$0.isWithdrawn }
  }

  public func take(_ number: Int) -> SequenceTake? { takes.last { $0.number == number } }

  public var undecided: [SequenceTake] { takes.filter { $0.decision == .undecided } }

  /// The cell of the newest grid that was picked, or nil.
  public func selectedCell(of shot: Int? = nil) -> String? {
    guard let frame = startFrame(of: shot), let grid = grids(of: shot).last, frame.grid == grid.number else {
      return nil
    }
    return frame.cell
  }

  /// What there is to go on from, once nothing runs.
  func left(without take: Int? = nil) -> WorkflowEvent.Left {
    WorkflowEvent.Left(
      undecidedTakes: undecided.contains { $0.number != take }, startFrame: startFrame() != nil,
      grid: !grids(of: nil).isEmpty)
  }
}

/// One grid picture and its options.
public struct GridRecord: Hashable, Sendable, Codable {
  /// Counted from 1, of the sequence or of its shot.
  public let number: Int
  /// The shot that it is for, counted from 1; nil for the whole sequence.
  public var shot: Int?
  public let request: ULID
  public let path: String
  public let prompt: String
  public let layout: GridLayout
  /// Where each option lies in the picture, in pixels, and its own picture.
  public let options: [Option]
  /// Whether a trained model made the picture, which every crop of it has to say.
  public let isFromModel: Bool
  /// Of everything that was made for it, attempts that were no grid included.
  public let cost: Money
  public let createdAt: Timestamp
  /// Sentences about how it came to be, such as that it was put together from single pictures.
  public var remarks: [String]?
  /// Seconds from the first call to the last.
  public var seconds: Double?

  public struct Option: Hashable, Sendable, Codable {
    public let name: String
    public let path: String
    public let x: Int
    public let y: Int
    public let width: Int
    public let height: Int
  }

  private enum CodingKeys: String, CodingKey {
    case number, shot, request, path, prompt, layout, options, remarks, seconds
    case isFromModel = "from_model"
    case cost = "cost_usd"
    case createdAt = "created_at"
  }
}

/// A picture that a take may start on.
public struct StartFrameRecord: Hashable, Sendable, Codable {
  public let path: String
  /// The shot that it is for, counted from 1; nil for the whole sequence.
  public var shot: Int?
  public let request: ULID
  /// The grid and the cell that it was cut from; nil for a person's own picture.
  public let grid: Int?
  public let cell: String?
  public let pickedAt: Timestamp
  /// Whether the pick was taken back.
  public var isWithdrawn = false

  init(path: String, shot: Int?, request: ULID, grid: Int?, cell: String?, pickedAt: Timestamp) {
    self.path = path
    self.shot = shot
    self.request = request
    self.grid = grid
    self.cell = cell
    self.pickedAt = pickedAt
  }

  private enum CodingKeys: String, CodingKey {
    case path, shot, request, grid, cell
    case pickedAt = "picked_at"
    case isWithdrawn = "withdrawn"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    path = try container.decode(String.self, forKey: .path)
    shot = try container.decodeIfPresent(Int.self, forKey: .shot)
    request = try container.decode(ULID.self, forKey: .request)
    grid = try container.decodeIfPresent(Int.self, forKey: .grid)
    cell = try container.decodeIfPresent(String.self, forKey: .cell)
    pickedAt = try container.decode(Timestamp.self, forKey: .pickedAt)
    isWithdrawn = try container.decodeIfPresent(Bool.self, forKey: .isWithdrawn) ?? false
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encodeIfPresent(shot, forKey: .shot)
    try container.encode(request, forKey: .request)
    try container.encodeIfPresent(grid, forKey: .grid)
    try container.encodeIfPresent(cell, forKey: .cell)
    try container.encode(pickedAt, forKey: .pickedAt)
    if isWithdrawn { try container.encode(true, forKey: .isWithdrawn) }
  }
}

/// What people agreed on: a take, and the shots that come from other takes.
public struct SequenceApproval: Hashable, Sendable, Codable {
  public let take: Int
  /// By shot, counted from 1: the number of the take that it comes from instead.
  public let shots: [Int: Int]
  public let by: Decider

  /// The take that a shot comes from.
  public func take(of shot: Int) -> Int { shots[shot] ?? take }
}

extension SequenceRecord {
  public typealias Approval = SequenceApproval
}

/// Who decided something, when, and with which file.
public struct Decider: Hashable, Sendable, Codable {
  public var name: String?
  /// The name as it was dropped.
  public var file: String?
  public var at: Timestamp

  public init(name: String? = nil, file: String? = nil, at: Timestamp) {
    self.name = name
    self.file = file
    self.at = at
  }
}
