import DurableFiles
import Foundation
import FolderContract
import Sequences
import Terms

/// The project's memory of what was dropped; append-only, written by the agent alone.
///
/// What it read at the start and what it wrote since is indexed by claim and by id.
struct Journal {
  private let log: AppendLog
  /// Accepted and not closed, in the order in which they were accepted.
  private(set) var open: [JournalEntry] = []
  private(set) var confirmed: Set<ULID> = []
  private(set) var known: Set<ULID> = []
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

  /// The first request that was accepted under `id`, or nil.
  func request(_ id: RequestID) -> JournalEntry? { accepted[id] }

  /// The receipt of an earlier delivery of the very same file, or nil.
  func redelivery(of drop: Drop, digest: String) -> RequestID? {
    deliveries[Delivery(file: drop.shownName, digest: digest, size: drop.size, modified: drop.modified)]
  }

  private mutating func take(_ entry: JournalEntry) {
    guard let claim = entry.claim else { return }
    known.insert(claim)
    switch entry.event {
    case .accepted:
      open.append(entry)
      if let id = entry.id { accepted[id] = entry }
      remember(entry)
    case .confirmed: confirmed.insert(claim)
    case .closed: open.removeAll { $0.claim == claim }
    case .refused, .answered, .noted: break
    }
  }

  private mutating func remember(_ entry: JournalEntry) {
    guard let id = entry.id, let file = entry.file, let digest = entry.digest, let size = entry.size,
      let modified = entry.modified
    else { return }
    deliveries[Delivery(file: file, digest: digest, size: size, modified: modified)] = id
  }
}
