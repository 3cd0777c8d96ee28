public import Execution
public import FolderContract
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

  /// The one that a request picked, else the one that stands.
  func startFrame(for request: ULID) -> StartFrameRecord? {
    startFrames.last { $0.request == request } ?? startFrame
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
