public import Terms

/// The cell of a grid that is to become a start frame.
public struct PickOrder: Hashable, Sendable, Codable {
  public var cell: GridCell
  /// Counted from 1; the newest where it is nil.
  public var grid: Int?
  /// The shot, counted from 1, whose own start frame it becomes; nil for that of the whole sequence.
  public var shot: Int?

  public init(cell: GridCell, grid: Int? = nil, shot: Int? = nil) {
    self.cell = cell
    self.grid = grid
    self.shot = shot
  }
}
