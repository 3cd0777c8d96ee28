public import Terms

/// A file that the agent makes for people, and the name that it gets.
///
/// Names are ASCII, counted from 1 and never reused: `SEQ05_g02.png`, `SEQ05_g02_top_left.png`, `SEQ05.top_left.txt`,
/// `SEQ05.again.txt`, `SEQ05_start01.png`, `SEQ05_take002.mp4`, with poster and sidecar under the same stem.
public struct Product: Hashable, Sendable {
  public let sequence: SequenceID
  public let kind: Kind

  public enum Kind: Hashable, Sendable {
    /// The picture of a whole grid.
    case grid(Int)
    /// The JSON file beside it.
    case gridSidecar(Int)
    /// One option of a grid; `name` is the cell's name in that grid's layout.
    case option(grid: Int, cell: GridCell, name: String)
    /// The ready-made marker that picks a cell of the newest grid.
    case marker(cell: GridCell, name: String)
    /// The ready-made marker that asks for another grid.
    case again
    case startFrame(Int)
    case take(Int)
    case poster(take: Int)
    case sidecar(take: Int)
  }

  public init(sequence: SequenceID, kind: Kind) {
    self.sequence = sequence
    self.kind = kind
  }

  public static func grid(_ sequence: SequenceID, _ grid: Int) -> Product {
    Product(sequence: sequence, kind: .grid(grid))
  }

  public static func option(_ sequence: SequenceID, grid: Int, cell: GridCell, layout: GridLayout) -> Product {
    Product(sequence: sequence, kind: .option(grid: grid, cell: cell, name: layout.name(of: cell)))
  }

  public static func marker(_ sequence: SequenceID, cell: GridCell, layout: GridLayout) -> Product {
    Product(sequence: sequence, kind: .marker(cell: cell, name: layout.name(of: cell)))
  }

  public static func again(_ sequence: SequenceID) -> Product { Product(sequence: sequence, kind: .again) }

  public static func startFrame(_ sequence: SequenceID, _ number: Int) -> Product {
    Product(sequence: sequence, kind: .startFrame(number))
  }

  public static func take(_ sequence: SequenceID, _ take: Int) -> Product {
    Product(sequence: sequence, kind: .take(take))
  }

  public static func poster(_ sequence: SequenceID, take: Int) -> Product {
    Product(sequence: sequence, kind: .poster(take: take))
  }

  public static func sidecar(_ sequence: SequenceID, take: Int) -> Product {
    Product(sequence: sequence, kind: .sidecar(take: take))
  }
}

extension Product {
  /// The name of the file, its ending included.
  public var fileName: String {
    let id = sequence.text
    return switch kind {
    case .grid(let grid): "\(id)_g\(Self.padded(grid, 2)).png"
    case .gridSidecar(let grid): "\(id)_g\(Self.padded(grid, 2)).json"
    case .option(let grid, _, let name): "\(id)_g\(Self.padded(grid, 2))_\(name).png"
    case .marker(_, let name): "\(id).\(name).txt"
    case .again: "\(id).again.txt"
    case .startFrame(let number): "\(id)_start\(Self.padded(number, 2)).png"
    case .take(let take): "\(id)_take\(Self.padded(take, 3)).mp4"
    case .poster(let take): "\(id)_take\(Self.padded(take, 3)).jpg"
    case .sidecar(let take): "\(id)_take\(Self.padded(take, 3)).json"
    }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Product {
  /// What the agent's own file called `name` is, or nil where no product of these sequences has exactly this name.
  ///
  /// Upper and lower case are the same, as they are on a share; a copy mark makes it another file. Where the id of one
  /// sequence begins with that of another, the longer one that makes sense is meant.
  public static func parse(_ name: FileName, sequences: [SequenceID]) -> Product? {
    guard let text = name.text else { return nil }
    let byLength = sequences.sorted { $0.text.utf8.count > $1.text.utf8.count }
    for id in byLength where text.lowercased().hasPrefix(id.text.lowercased()) {
      let rest = text.dropFirst(id.text.count).lowercased()
      guard let kind = kind(rest) else { continue }
      let product = Product(sequence: id, kind: kind)
      if product.fileName.lowercased() == text.lowercased() { return product }
    }
    return nil
  }

  private static func kind(_ rest: String) -> Kind? {
    guard let dot = rest.lastIndex(of: "."), let separator = rest.first else { return nil }
    let stem = String(rest[..<dot].dropFirst())
    switch (separator, rest[dot...]) {
    case (".", ".txt"):
      return stem == "again" ? .again : cell(stem).map { .marker(cell: $0, name: stem) }
    case ("_", ".png"):
      return number(after: "start", in: stem).map { .startFrame($0) } ?? gridKind(stem)
    case ("_", ".mp4"): return number(after: "take", in: stem).map { .take($0) }
    case ("_", ".jpg"): return number(after: "take", in: stem).map { .poster(take: $0) }
    case ("_", ".json"):
      return number(after: "take", in: stem).map { .sidecar(take: $0) }
        ?? number(after: "g", in: stem).map { .gridSidecar($0) }
    default: return nil
    }
  }

  private static func gridKind(_ stem: String) -> Kind? {
    let parts = stem.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
    guard let grid = parts.first.flatMap({ number(after: "g", in: String($0)) }) else { return nil }
    guard parts.count == 2 else { return .grid(grid) }
    return cell(String(parts[1])).map { .option(grid: grid, cell: $0, name: String(parts[1])) }
  }

  /// A cell under one of the two names that the agent itself gives it.
  private static func cell(_ name: String) -> GridCell? {
    GridCell(name).flatMap { $0.description == name || GridLayout.quadrants.name(of: $0) == name ? $0 : nil }
  }

  static func number(after word: String, in text: String) -> Int? {
    guard text.hasPrefix(word) else { return nil }
    let digits = text.dropFirst(word.count)
    guard 1...6 ~= digits.count, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(digits).flatMap { $0 > 0 ? $0 : nil }
  }
}
