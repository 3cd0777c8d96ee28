/// How many rows and columns of options a grid has.
public struct GridLayout: Hashable, Sendable, Codable {
  public let rows: Int
  public let columns: Int

  public static let quadrants = GridLayout(uncheckedRows: 2, columns: 2)

  private init(uncheckedRows rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// Nil unless both are from 1 to 6.
  public init?(rows: Int, columns: Int) {
    guard 1...6 ~= rows, 1...6 ~= columns else { return nil }
    self.init(uncheckedRows: rows, columns: columns)
  }

  /// Left to right, then top to bottom.
  public var cells: [GridCell] {
    (1...rows).flatMap { row in (1...columns).map { GridCell(row: row, column: $0) } }
  }

  public func contains(_ cell: GridCell) -> Bool { 1...rows ~= cell.row && 1...columns ~= cell.column }

  /// `top_left` and its like in a 2x2 grid, `r2c3` in every other.
  public func name(of cell: GridCell) -> String {
    self == .quadrants ? "\(cell.row == 1 ? "top" : "bottom")_\(cell.column == 1 ? "left" : "right")" : "\(cell)"
  }
}

extension GridLayout: CustomStringConvertible {
  public var description: String { "\(rows)x\(columns)" }
}

/// One option of a grid; row and column are counted from 1, from the top left.
public struct GridCell: Hashable, Sendable {
  public let row: Int
  public let column: Int

  public init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }

  /// Reads `top_left`, `tl`, `r1c1` and their like, without case; words may be joined by `_`, `-`, `.` or a space.
  public init?(_ text: String) {
    let words = text.lowercased().split { "_-. ".contains($0) }.joined(separator: "_")
    if let quadrant = Self.quadrants[words] {
      self = quadrant
      return
    }
    let digits = words.dropFirst().split(separator: "c", omittingEmptySubsequences: false)
    guard words.first == "r", digits.count == 2, let row = Int(digits[0]), let column = Int(digits[1]),
      1...6 ~= row, 1...6 ~= column, words == "r\(row)c\(column)"
    else { return nil }
    self.init(row: row, column: column)
  }

  private static let quadrants: [String: GridCell] = [
    "topleft": GridCell(row: 1, column: 1), "top_left": GridCell(row: 1, column: 1), "tl": GridCell(row: 1, column: 1),
    "topright": GridCell(row: 1, column: 2), "top_right": GridCell(row: 1, column: 2),
    "tr": GridCell(row: 1, column: 2),
    "bottomleft": GridCell(row: 2, column: 1), "bottom_left": GridCell(row: 2, column: 1),
    "bl": GridCell(row: 2, column: 1),
    "bottomright": GridCell(row: 2, column: 2), "bottom_right": GridCell(row: 2, column: 2),
    "br": GridCell(row: 2, column: 2),
  ]
}

extension GridCell: CustomStringConvertible {
  public var description: String { "r\(row)c\(column)" }
}

extension GridCell: Codable {
  /// `r1c2`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let cell = GridCell(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a cell")
    }
    self = cell
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
