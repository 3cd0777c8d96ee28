import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// The project's memory of what was dropped; append-only, written by the agent alone.
///
/// What it read at the start and what it wrote since is indexed by claim and by id.
struct Journal {
  /// A request that was accepted and is not closed.
  struct Standing: Sendable {
    let accepted: JournalEntry
    /// What a person said yes to, by part.
    var confirmed: [SequenceID: Set<Question.Topic>] = [:]
    /// The parts that wait for a yes.
    var questions: [SequenceID: Question] = [:]
    /// The parts that ended otherwise than well: they are never begun again. Nil is the cut of the whole song.
    var endings: [SequenceID?: Ending] = [:]
    /// The parts that were told to have ended well.
    fileprivate var made: Set<SequenceID?> = []
    /// How many were accepted before it.
    fileprivate let turn: Int
  }

  struct Ending: Sendable {
    let state: ReceiptState
    let problem: Problem?
  }

  private let log: AppendLog
  private var standing: [ULID: Standing] = [:]
  private var turns = 0
  private var notes: Set<String> = []
  private var decided: [ULID: JournalEntry] = [:]
  private var accepted: [RequestID: JournalEntry] = [:]
  private var deliveries: [Delivery: RequestID] = [:]

  /// What a file without an id is known by when it comes again.
  private struct Delivery: Hashable {
    let file: String
    let digest: String
    let size: Int64
    let modified: Int64
  }

  /// Reads the journal. Throws `damaged_state` for a bad line in its middle.
  init(_ path: FilePath) throws {
    log = try AppendLog(path)
    for (index, line) in try log.newLines().enumerated() {
      do { take(try PlainJSON.decode(JournalEntry.self, from: line)) } catch {
        throw Problem(
          .damagedState, "Line \(index + 1) of state/journal.jsonl cannot be read, so this project rests.",
          hint: "Mend or remove that line, and start the agent again.", cause: "\(error)")
      }
    }
  }

  mutating func append(_ entry: JournalEntry) throws {
    try log.append(try PlainJSON.line(entry))
    take(entry)
  }

  /// Accepted and not closed, in the order in which they were accepted.
  var open: [Standing] { standing.values.sorted { $0.turn < $1.turn } }

  /// Whether it was told what a part made.
  func tells(of sequence: SequenceID?, madeBy claim: ULID) -> Bool {
    standing[claim]?.made.contains(sequence) ?? false
  }

  /// Whether just this is asked of a request already.
  func asks(_ question: Question, of claim: ULID) -> Bool {
    standing[claim]?.questions[question.sequence]?.topics == question.topics
  }

  /// What was decided on a claim whose file may still have to be filed: `refused`, `answered` or `closed`.
  func decision(on claim: ULID) -> JournalEntry? { decided[claim] }

  /// Whether it has noted just this before.
  func tells(_ message: String) -> Bool { notes.contains(message) }

  /// The first request that was accepted under `id`, or nil.
  func request(_ id: RequestID) -> JournalEntry? { accepted[id] }

  /// Every id that was ever accepted.
  var ids: Dictionary<RequestID, JournalEntry>.Keys { accepted.keys }

  /// The receipt of an earlier delivery of the very same file, or nil.
  func redelivery(of drop: Drop, digest: String) -> RequestID? {
    deliveries[Delivery(file: drop.shownName, digest: digest, size: drop.size, modified: drop.modified)]
  }
}

extension Journal {
  private mutating func take(_ entry: JournalEntry) {
    guard let claim = entry.claim else {
      if let message = entry.message { notes.insert(message) }
      return
    }
    switch entry.event {
    case .accepted: accept(entry, claim)
    case .asked:
      guard let sequence = entry.sequence, let topics = entry.topics else { return }
      standing[claim]?.questions[sequence] = topics.isEmpty ? nil : Question(asking: topics, of: sequence)
    case .ended:
      guard let state = entry.state else { return }
      if let sequence = entry.sequence { standing[claim]?.questions[sequence] = nil }
      standing[claim]?.endings[entry.sequence] = Ending(state: state, problem: entry.problem)
    case .closed:
      standing[claim] = nil
      decided[claim] = entry
    case .refused, .answered: decided[claim] = entry
    case .made: standing[claim]?.made.insert(entry.sequence)
    case .noted: break
    }
  }

  private mutating func accept(_ entry: JournalEntry, _ claim: ULID) {
    standing[claim] = Standing(accepted: entry, turn: turns)
    turns += 1
    if let id = entry.id { accepted[id] = entry }
    remember(entry)
    // The yes is durable with the line that accepts it, so that no kill comes between the two.
    guard let confirmation = entry.confirms else { return }
    for sequence in confirmation.sequences {
      let question = standing[confirmation.claim]?.questions.removeValue(forKey: sequence)
      standing[confirmation.claim]?.confirmed[sequence, default: []].formUnion(question?.topics ?? [])
    }
  }

  private mutating func remember(_ entry: JournalEntry) {
    guard let id = entry.id, let file = entry.file, let digest = entry.digest, let size = entry.size,
      let modified = entry.modified
    else { return }
    deliveries[Delivery(file: file, digest: digest, size: size, modified: modified)] = id
  }
}
