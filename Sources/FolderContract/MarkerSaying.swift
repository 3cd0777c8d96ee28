import Terms

/// What a marker says after the sequence. A new word is a case, a line in `word`, and a line in `marker`.
enum MarkerSaying: Hashable {
  case pick(grid: Int?, cell: GridCell)
  case again
  case confirm

  static let words: [String: MarkerSaying] = ["again": .again, "confirm": .confirm]

  func marker(_ sequence: SequenceID) -> Marker {
    switch self {
    case .pick(let grid, let cell): .pick(sequence: sequence, grid: grid, cell: cell)
    case .again: .again(sequence)
    case .confirm: .confirm(sequence)
    }
  }

  static func read(_ rest: [String], of sequence: SequenceID) throws(Problem) -> MarkerSaying {
    if rest.count == 1, let saying = words[rest[0]] { return saying }
    let grid = rest.first.flatMap { Product.number(after: "g", in: $0) }
    let cell = (grid == nil ? rest : Array(rest.dropFirst())).joined(separator: "_")
    if let cell = GridCell(cell) { return .pick(grid: grid, cell: cell) }
    throw refusal(cell, grid: grid, of: sequence)
  }

  private static func refusal(_ rest: String, grid: Int?, of sequence: SequenceID) -> Problem {
    let cells = "A cell is top_left, top_right, bottom_left, bottom_right (tl, tr, bl, br), or r2c3 for row 2, column 3"
    if rest.isEmpty {
      return Problem(
        .unknownCell, "The name says \(grid.map { "grid \($0) of " } ?? "")\(sequence), but not which cell is liked.",
        hint: "\(cells); for example \(sequence).top_left.")
    }
    guard grid == nil, !looksLikeCell(rest) else {
      return Problem(
        .unknownCell, "\(rest.prefix(60).debugDescription) is no cell of a grid of \(sequence).", hint: "\(cells).")
    }
    let known = words.keys.sorted().map { "\(sequence).\($0)" }.joined(separator: ", ")
    return Problem(
      .unknownAction, "\(rest.prefix(60).debugDescription) is nothing that a marker for \(sequence) can say.",
      hint: "Known are \(known) and cells. \(cells).")
  }

  /// A name that begins with no known sequence: says which there are where its end makes sense.
  static func strange(_ name: MarkerWords, _ sequences: [SequenceID]) -> Problem {
    let shown = name.written.prefix(120).debugDescription
    guard let last = name.words.last, words[last] != nil || endsInCell(name.words) else {
      return Problem(
        .unrecognisedName, "\(shown) says nothing that is known.",
        hint: "Name it like \(sequences.first?.text ?? "SEQ05").top_left; the sequences are \(listed(sequences)).")
    }
    return Problem(
      .unknownSequence, "\(shown) begins with no sequence of the plan.",
      hint: "The sequences are \(listed(sequences)).")
  }

  /// At most forty of them: a refusal is to be read.
  static func listed(_ sequences: [SequenceID]) -> String {
    guard !sequences.isEmpty else { return "none yet: plan.json has no sequences" }
    let shown = sequences.prefix(40).map(\.text).joined(separator: ", ")
    return sequences.count > 40 ? "\(shown) and \(sequences.count - 40) more" : shown
  }

  private static func endsInCell(_ words: [String]) -> Bool {
    GridCell(words.suffix(2).joined(separator: "_")) != nil || words.last.flatMap { GridCell($0) } != nil
  }

  private static func looksLikeCell(_ rest: String) -> Bool {
    let parts = ["top", "bottom", "left", "right", "center", "centre", "middle", "upper", "lower"]
    return parts.contains { rest.contains($0) } || rest.first == "r" && rest.dropFirst().first?.isNumber == true
  }
}
