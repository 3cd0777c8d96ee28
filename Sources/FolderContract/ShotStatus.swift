/// What one shot of a sequence has of its own. Every field is always there; what there is none of is null.
public struct ShotStatus: Hashable, Sendable, Codable {
  /// Counted from 1.
  public var index: Int
  /// The picture that its next take starts on.
  public var startFrame: ProjectPath?
  /// Its newest grid.
  public var grid: GridStatus?
  /// The name of the cell that was picked from it.
  public var selectedCell: String?

  public init(index: Int, startFrame: ProjectPath? = nil, grid: GridStatus? = nil, selectedCell: String? = nil) {
    self.index = index
    self.startFrame = startFrame
    self.grid = grid
    self.selectedCell = selectedCell
  }

  private enum CodingKeys: String, CodingKey {
    case index, grid
    case startFrame = "start_frame"
    case selectedCell = "selected_cell"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(index, forKey: .index)
    try container.encode(startFrame, forKey: .startFrame)
    try container.encode(grid, forKey: .grid)
    try container.encode(selectedCell, forKey: .selectedCell)
  }
}

/// Which takes a sequence's approved shots come from; all are counted from 1.
public struct ApprovalStatus: Hashable, Sendable, Codable {
  public var take: Int
  /// Shots that come from other takes: shot → take.
  public var shots: [Int: Int]

  public init(take: Int, shots: [Int: Int] = [:]) {
    self.take = take
    self.shots = shots
  }
}
