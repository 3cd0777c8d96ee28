public import Terms

/// What the name of a file or an empty folder in `picks/` says. Shots, grids and takes are counted from 1.
public enum Marker: Hashable, Sendable {
  /// A cell is liked. Without a sequence, the one that waits for a pick is meant; without a grid, the newest; with a
  /// shot, its own grid and start frame.
  case pick(sequence: SequenceID?, shot: Int?, grid: Int?, cell: GridCell)
  /// None of these: another grid.
  case again(SequenceID, shot: Int?)
  /// The file itself is the picture to start on: `SEQ05.start.png`.
  case startFrame(SequenceID, shot: Int?)
  /// Another take is wanted.
  case take(SequenceID)
  /// The take is used; without a number, the only one that waits for a decision.
  case approve(SequenceID, take: Int?)
  case reject(SequenceID, take: Int?)
  case reopen(SequenceID, take: Int?)
  case finalize(SequenceID)
  /// The answer to the sequence's open question.
  case confirm(SequenceID)
  /// A call whose outcome is unknown is paid again.
  case resubmit(SequenceID, take: Int?)
  /// A call whose outcome is unknown is given up.
  case abandon(SequenceID, take: Int?)
  case cancel(SequenceID)

  /// A marker, and what its ending says about what is in the file.
  public struct Reading: Hashable, Sendable {
    public let marker: Marker
    public let ending: Ending

    public init(_ marker: Marker, ending: Ending) {
      self.marker = marker
      self.ending = ending
    }
  }
}

extension Marker {
  public var sequence: SequenceID? {
    switch self {
    case .pick(let sequence, _, _, _): sequence
    case .again(let sequence, _), .startFrame(let sequence, _), .take(let sequence), .approve(let sequence, _),
      .reject(let sequence, _), .reopen(let sequence, _), .finalize(let sequence), .confirm(let sequence),
      .resubmit(let sequence, _), .abandon(let sequence, _), .cancel(let sequence):
      sequence
    }
  }
}

// MARK: - Reading

extension Marker {
  /// Reads the name of something that lies in `picks/`.
  ///
  /// Case does not count, and a dot, `_`, `-`, a blank and a folder all join words alike. Of several sequences whose
  /// ids fit, the longest with which the rest makes sense is meant. Codes: `unknown_sequence`, `unknown_cell`,
  /// `unknown_action`, `ambiguous_name`, `unrecognised_name`.
  /// - Parameters:
  ///   - path: the names from below `picks/` on: one, or a folder and a name in it.
  ///   - sequences: those that the plan has.
  public static func read(_ path: [FileName], sequences: [SequenceID]) throws(Problem) -> Reading {
    guard let name = path.last?.text, path.count <= 2, let words = MarkerWords(folder: path.count == 2 ? path[0] : nil)
    else { throw unrecognised(path) }
    let ids = sequences.map { MarkerSequence($0) }
    var problem: Problem?
    for variant in CopyMark.variants(of: name) {
      let (stem, ending) = Ending.split(variant)
      for stem in CopyMark.variants(of: stem) {
        switch read(words.adding(stem), ids, ending) {
        case .success(let marker): return Reading(marker, ending: ending)
        case .failure(let refusal): problem = refusal
        }
      }
    }
    throw problem ?? unrecognised(path)
  }

  /// Reads a single name in `picks/`.
  public static func read(_ name: FileName, sequences: [SequenceID]) throws(Problem) -> Reading {
    try read([name], sequences: sequences)
  }

  private static func read(
    _ words: MarkerWords, _ ids: [MarkerSequence], _ ending: Ending
  ) -> Result<Marker, Problem> {
    if let cell = GridCell(words.joined) { return .success(.pick(sequence: nil, shot: nil, grid: nil, cell: cell)) }
    let matches = MarkerSequence.matches(words, among: ids)
    var firstProblem: Problem?
    for match in matches {
      do throws(Problem) {
        let marker = try MarkerSaying.read(match.rest, of: match.id, ending: ending)
        // Spelled exactly, an id covers more of the name than any other; two that cover the same are both bent.
        let rivals = matches.filter { $0.rank == match.rank && $0.id != match.id }
        return rivals.isEmpty
          ? .success(marker) : .failure(ambiguous(words, [match.id] + rivals.map(\.id)))
      } catch {
        firstProblem = firstProblem ?? error
      }
    }
    return .failure(firstProblem ?? MarkerSaying.strange(words, ids.map(\.id)))
  }

  private static func ambiguous(_ words: MarkerWords, _ ids: [SequenceID]) -> Problem {
    Problem(
      .ambiguousName, "\(words.written.debugDescription) may mean \(ids.map(\.text).joined(separator: " or ")).",
      hint: "Write the id exactly as the plan spells it.")
  }

  private static func unrecognised(_ path: [FileName]) -> Problem {
    Problem(
      .unrecognisedName,
      "\(path.map(\.display).joined(separator: "/").prefix(120).debugDescription) says nothing that is known.",
      hint: "Name it like SEQ05.top_left, SEQ05.again or SEQ05_take002.approve.")
  }
}

extension Problem.Code {
  public static let unknownSequence = Self(rawValue: "unknown_sequence")
  public static let unknownCell = Self(rawValue: "unknown_cell")
  public static let unrecognisedName = Self(rawValue: "unrecognised_name")
  /// A name that fits several sequences, none of them exactly.
  public static let ambiguousName = Self(rawValue: "ambiguous_name")
}
