import Terms

/// What a marker says after the sequence: which shot, take and grid, and then a word, a cell or nothing.
struct MarkerSaying: Hashable {
  /// A new word is a case here and a line in `marker`.
  enum Word: String, CaseIterable {
    case again, start, take, approve, reject, reopen, finalize, confirm, resubmit, abandon, cancel

    var needsPicture: Bool { self == .start }

    /// Whether a shot may stand before it.
    var maySayShot: Bool { [.again, .start].contains(self) }

    /// Whether a take may stand before it.
    var maySayTake: Bool { [.approve, .reject, .reopen, .resubmit, .abandon].contains(self) }
  }

  let shot: Int?
  let take: Int?
  let grid: Int?
  let rest: [String]

  init(_ words: [String], isVideo: Bool) {
    var rest = words[...]
    shot = Self.takeNumber(named: "shot", off: &rest)
    take = Self.takeNumber(named: "take", off: &rest, mayEnd: isVideo)
    grid = rest.first.flatMap { Product.number(after: "g", in: $0) }
    self.rest = Array(grid == nil ? rest : rest.dropFirst())
  }

  /// `shot03`, or `shot` and `3` where more follows: at the end of a name, a bare number is the mark of a copy.
  private static func takeNumber(named name: String, off words: inout ArraySlice<String>, mayEnd: Bool = false) -> Int?
  {
    guard let first = words.first else { return nil }
    if let number = Product.number(after: name, in: first) {
      words = words.dropFirst()
      return number
    }
    guard first == name, words.count > (mayEnd ? 1 : 2), let second = words.dropFirst().first,
      let number = Product.number(after: "", in: second)
    else { return nil }
    words = words.dropFirst(2)
    return number
  }

  /// The word that the rest is, in any joining.
  var word: Word? {
    let joined = rest.joined()
    return Word(rawValue: joined) ?? (joined == "startframe" ? .start : nil)
  }
}

// MARK: - What it means

extension MarkerSaying {
  static func read(
    _ rest: [String], of sequence: SequenceID, ending: Marker.Ending
  ) throws(Problem) -> Marker {
    let saying = MarkerSaying(rest, isVideo: ending == .video)
    if let word = saying.word { return try saying.marker(word, of: sequence, ending) }
    if saying.isTake, ending != .picture { return .approve(sequence, take: saying.take) }
    if saying.take == nil, let cell = GridCell(saying.rest.joined(separator: "_")) {
      return .pick(sequence: sequence, shot: saying.shot, grid: saying.grid, cell: cell)
    }
    throw saying.refusal(of: sequence)
  }

  /// Nothing but a take: its video, dragged in, approves it.
  private var isTake: Bool { take != nil && shot == nil && grid == nil && rest.isEmpty }

  private func marker(_ word: Word, of sequence: SequenceID, _ ending: Marker.Ending) throws(Problem) -> Marker {
    guard shot == nil || word.maySayShot, take == nil || word.maySayTake, grid == nil else {
      throw tooMuch(word, of: sequence)
    }
    guard !word.needsPicture || ending == .picture else { throw noPicture(of: sequence) }
    guard word != .take || ending != .video else { throw namelessVideo(of: sequence) }
    return switch word {
    case .again: .again(sequence, shot: shot)
    case .start: .startFrame(sequence, shot: shot)
    case .take: .take(sequence)
    case .approve: .approve(sequence, take: take)
    case .reject: .reject(sequence, take: take)
    case .reopen: .reopen(sequence, take: take)
    case .finalize: .finalize(sequence)
    case .confirm: .confirm(sequence)
    case .resubmit: .resubmit(sequence, take: take)
    case .abandon: .abandon(sequence, take: take)
    case .cancel: .cancel(sequence)
    }
  }
}

// MARK: - Refusals

extension MarkerSaying {
  /// `shot 3 of `, for a sentence.
  private var named: String {
    [shot.map { "shot \($0)" }, take.map { "take \($0)" }, grid.map { "grid \($0)" }].compactMap { $0 }
      .map { "\($0) of " }.joined()
  }

  private func tooMuch(_ word: Word, of sequence: SequenceID) -> Problem {
    let kept = shot.map { word.maySayShot ? "_shot\(ProductNumber.padded($0, 2))" : "" } ?? ""
    return Problem(
      .unknownAction, "The word \"\(word.rawValue)\" cannot be said of \(named)\(sequence).",
      hint: "Write \(sequence)\(kept).\(word.rawValue)\(word.needsPicture ? ".png" : "").")
  }

  private func noPicture(of sequence: SequenceID) -> Problem {
    let shot = shot.map { "_shot\(ProductNumber.padded($0, 2))" } ?? ""
    return Problem(
      .badValue, "\"start\" names a picture that becomes the start frame of \(sequence), and this is none.",
      hint: "Drop the picture itself, named \(sequence)\(shot).start.png (or .jpg, .jpeg, .webp).")
  }

  private func namelessVideo(of sequence: SequenceID) -> Problem {
    Problem(
      .unknownAction, "The name does not say which take of \(sequence) this video is.",
      hint:
        "Drop \(TakeNumber.id(1, of: sequence)).mp4 to approve take 1, or an empty \(sequence).take for another take.")
  }

  private func refusal(of sequence: SequenceID) -> Problem {
    let cells = "A cell is top_left, top_right, bottom_left, bottom_right (tl, tr, bl, br), or r2c3 for row 2, column 3"
    let said = rest.joined(separator: "_")
    if isTake {
      return Problem(
        .unknownAction, "A picture cannot say what is to become of \(named)\(sequence).",
        hint: "Drop its video, or a file named \(TakeNumber.id(take ?? 1, of: sequence)).approve.")
    }
    if rest.isEmpty, take == nil {
      return Problem(
        .unknownCell, "The name says \(named)\(sequence), but not which cell is liked.",
        hint: "\(cells); for example \(sequence).top_left.")
    }
    guard take != nil || (grid == nil && !Self.looksLikeCell(said)) else {
      return Problem(
        .unknownCell, "\(said.prefix(60).debugDescription) is no cell of a grid of \(sequence).", hint: "\(cells).")
    }
    return unknownWord(said, of: sequence, "Known are \(Self.known(of: sequence)) and cells. \(cells).")
  }

  private func unknownWord(_ said: String, of sequence: SequenceID, _ known: String) -> Problem {
    let stem = take.map { TakeNumber.id($0, of: sequence) } ?? sequence.text
    let words = Word.allCases.filter { take == nil || $0.maySayTake }.map(\.rawValue)
    let nearest = Spelling.nearest(to: said, among: words).map { "Did you mean \(stem).\($0)? " } ?? ""
    return Problem(
      .unknownAction, "\(said.prefix(60).debugDescription) is nothing that a marker for \(named)\(sequence) can say.",
      hint: "\(nearest)\(known)")
  }

  private static func known(of sequence: SequenceID) -> String {
    Word.allCases.map { "\(sequence).\($0.rawValue)\($0.needsPicture ? ".png" : "")" }.sorted().joined(separator: ", ")
  }

  /// A name that begins with no known sequence: says which there are where its end makes sense.
  static func strange(_ name: MarkerWords, _ sequences: [SequenceID]) -> Problem {
    let shown = name.written.prefix(120).debugDescription
    guard let last = name.words.last, saysSomething(last) || endsInCell(name.words) else {
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

  private static func saysSomething(_ word: String) -> Bool {
    Word(rawValue: word) != nil || Product.number(after: "take", in: word) != nil
  }

  private static func endsInCell(_ words: [String]) -> Bool {
    GridCell(words.suffix(2).joined(separator: "_")) != nil || words.last.flatMap { GridCell($0) } != nil
  }

  private static func looksLikeCell(_ rest: String) -> Bool {
    let parts = ["top", "bottom", "left", "right", "center", "centre", "middle", "upper", "lower"]
    return parts.contains { rest.contains($0) } || rest.first == "r" && rest.dropFirst().first?.isNumber == true
  }
}
