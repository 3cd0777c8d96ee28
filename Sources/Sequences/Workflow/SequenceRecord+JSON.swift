import Execution
import Terms

extension SequenceRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case state, operation, unresolved, problem, takes, approval
    case gridState = "grid_state"
    case gridPath = "grid_path"
    case selectedCell = "selected_cell"
    case gridHistory = "grid_history"
    case startFrames = "start_frames"
    case finalCut = "final_cut"
    case failedRequest = "failed_request"
    case lastWord = "last_word"
    case gridsBegun = "grids_begun"
    case takesBegun = "takes_begun"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    state = try container.decode(WorkflowState.self, forKey: .state)
    operation = try container.decodeIfPresent(Operation.self, forKey: .operation)
    unresolved = try container.decodeIfPresent([Operation].self, forKey: .unresolved) ?? []
    problem = try container.decodeIfPresent(Problem.self, forKey: .problem)
    failedRequest = try container.decodeIfPresent(ULID.self, forKey: .failedRequest)
    lastWord = try container.decodeIfPresent(ULID.self, forKey: .lastWord)
    grids = try container.decode([GridRecord].self, forKey: .gridHistory)
    startFrames = try container.decode([StartFrameRecord].self, forKey: .startFrames)
    takes = try container.decode([SequenceTake].self, forKey: .takes)
    approval = try container.decodeIfPresent(Approval.self, forKey: .approval)
    finalCut = try container.decodeIfPresent(String.self, forKey: .finalCut)
    gridsBegun = try container.decode([Int: Int].self, forKey: .gridsBegun)
    takesBegun = try container.decode(Int.self, forKey: .takesBegun)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(state, forKey: .state)
    try container.encodeIfPresent(operation, forKey: .operation)
    if !unresolved.isEmpty { try container.encode(unresolved, forKey: .unresolved) }
    try container.encodeIfPresent(problem, forKey: .problem)
    try container.encodeIfPresent(failedRequest, forKey: .failedRequest)
    try container.encodeIfPresent(lastWord, forKey: .lastWord)
    try container.encode(gridState, forKey: .gridState)
    try container.encodeIfPresent(grids(of: nil).last?.path, forKey: .gridPath)
    try container.encodeIfPresent(selectedCell(), forKey: .selectedCell)
    try container.encode(grids, forKey: .gridHistory)
    try container.encode(startFrames, forKey: .startFrames)
    try container.encode(takes, forKey: .takes)
    try container.encodeIfPresent(approval, forKey: .approval)
    try container.encodeIfPresent(finalCut, forKey: .finalCut)
    try container.encode(gridsBegun, forKey: .gridsBegun)
    try container.encode(takesBegun, forKey: .takesBegun)
  }

  /// `none`, `exploring` or `ready`, for people who read the file.
  private var gridState: String {
    state == .gridExploring ? "exploring" : grids(of: nil).isEmpty ? "none" : "ready"
  }
}
