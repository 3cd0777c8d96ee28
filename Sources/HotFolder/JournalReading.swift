import DurableFiles
public import FolderContract
import Foundation
import Sequences
public import Terms

/// The journal for people: each line with the sequences that it is about.
public struct JournalReading: Sendable {
  public let sequences: [SequenceID]
  public let summary: Summary

  /// What `starsend log --json` prints of a line.
  public struct Summary: Sendable, Codable {
    public let at: Timestamp
    public let event: JournalEntry.Event
    public let id: RequestID?
    public let file: String?
    public let action: String?
    public let sequences: [SequenceID]
    public let requestedBy: String?
    public let note: String?
    public let state: ReceiptState?
    public let message: String?

    private enum CodingKeys: String, CodingKey {
      case at, event, id, file, action, sequences, note, state, message
      case requestedBy = "requested_by"
    }
  }

  /// Every line of a project's journal, oldest first. Reads only: a torn tail is left to the agent.
  public static func entries(of layout: ProjectLayout) throws -> [JournalReading] {
    let entries = try lines(of: layout)
    let accepted = entries.reduce(into: [ULID: JournalEntry]()) { known, entry in
      if entry.event == .accepted, let claim = entry.claim { known[claim] = entry }
    }
    return entries.map { JournalReading($0, accepted: $0.claim.flatMap { accepted[$0] }) }
  }

  /// The claims of what was accepted and is not closed: the next agent carries it out. Reads only.
  public static func open(of layout: ProjectLayout) throws -> Set<ULID> {
    try lines(of: layout).reduce(into: []) { open, entry in
      guard let claim = entry.claim else { return }
      if entry.event == .accepted { open.insert(claim) }
      if entry.event == .closed { open.remove(claim) }
    }
  }

  private static func lines(of layout: ProjectLayout) throws -> [JournalEntry] {
    guard FileStatus.of(layout.journal) != nil else { return [] }
    return try DurableFile.read(layout.journal, limit: 1 << 30).split(separator: UInt8(ascii: "\n"))
      .compactMap { try? PlainJSON.decode(JournalEntry.self, from: Data($0)) }
  }

  private init(_ entry: JournalEntry, accepted: JournalEntry?) {
    let commands = entry.commands ?? accepted?.commands ?? []
    sequences = entry.sequence.map { [$0] } ?? entry.confirms?.sequences ?? commands.compactMap(\.sequence)
    summary = Summary(
      at: entry.at, event: entry.event, id: entry.id, file: entry.file,
      action: entry.confirms != nil ? "confirm" : entry.cancels != nil ? "cancel" : commands.first?.work.action,
      sequences: sequences,
      requestedBy: entry.requestedBy ?? entry.commands?.first?.decider.name, note: entry.note, state: entry.state,
      message: entry.message ?? entry.problem?.message)
  }
}
