import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import Sequences
import Terms

/// From a dropped file to an accepted ticket, or to a refusal.
extension ProjectAgent {
  /// Claims a file and answers for it from then on.
  func accept(_ item: SettledItem) async throws {
    waiting[item.place] = nil
    guard let drop = try intake.claim(item) else { return }
    try await process(drop)
  }

  /// Claims something that will not be opened, and refuses it.
  func refuseUnopened(_ item: SettledItem, _ problem: Problem) async throws {
    waiting[item.place] = nil
    guard let drop = try intake.claim(item) else { return }
    try refuse(drop, problem)
  }

  /// What a claimed file asks for, in the terms of the agent.
  struct Asked {
    var commands: [Command] = []
    var action: String
    var sequences: [SequenceID]
    var id: RequestID?
    var digest: String
    var requestedBy: String?
    var note: String?
    /// Where a product goes back to.
    var home: String?
    /// The open ticket that it says yes to.
    var confirms: ULID?
  }

  /// Reads a claimed file and accepts, answers or refuses it; also for what an earlier agent had only claimed.
  func process(_ drop: Drop) async throws {
    do {
      let asked = try await drop.source == .inbox ? read(request: drop) : read(pick: drop)
      if let id = asked.id, try answerAgain(drop, id, asked.digest) { return }
      if asked.id == nil, drop.source == .inbox, let first = journal.redelivery(of: drop, digest: asked.digest) {
        return try answer(drop, asked, first)
      }
      try await accept(drop, asked)
    } catch let problem as Problem where problem.code != .diskFull && problem.code != .notPermitted {
      try refuse(drop, problem)
    }
  }

  private func accept(_ drop: Drop, _ asked: Asked) async throws {
    let id = asked.id ?? receipts.newID(for: drop.name)
    try journal.append(
      JournalEntry(
        at: now(), .accepted, drop: drop, id: id, requestedBy: asked.requestedBy, note: asked.note,
        digest: asked.digest, commands: asked.commands, home: asked.home))
    environment.log.info(
      "accepted \(drop.shownName) as \(id): \(asked.action) \(asked.sequences.map(\.text).joined(separator: ", "))")
    let receipt = Receipt(
      id: id, file: drop.shownName, action: asked.action, sequences: asked.sequences, requestedBy: asked.requestedBy,
      note: asked.note, createdAt: now())
    let ticket = Ticket(
      receipt: receipt, commands: asked.commands, claim: drop.claim, drop: drop, source: drop.source, home: asked.home)
    try open(ticket, confirming: asked.confirms)
  }

  /// Puts an accepted ticket to work: its receipt first, then its place in the lines.
  func open(_ ticket: Ticket, confirming: ULID? = nil) throws {
    tickets[ticket.claim] = ticket
    try receipts.write(ticket.receipt)
    if let home = ticket.home, let drop = ticket.drop { try bringHome(drop, home) }
    if let confirming { try confirm(confirming) }
    for command in ticket.commands.values.sorted(by: { $0.sequence.text < $1.sequence.text }) {
      perform(lines.add(command))
    }
    if ticket.commands.isEmpty { try endWithoutWork(ticket.claim) }
  }

  /// A request that only said yes to another is done once that one goes on.
  private func endWithoutWork(_ claim: ULID) throws {
    guard let ticket = tickets[claim] else { return }
    var receipt = ticket.receipt
    receipt.state = .done
    receipt.progress = 1
    receipt.updatedAt = now()
    try close(ticket, receipt)
  }

  /// Says yes to the questions of an open ticket.
  private func confirm(_ claim: ULID) throws {
    guard var ticket = tickets[claim] else { return }
    try journal.append(JournalEntry(at: now(), .confirmed, drop: ticket.drop, id: ticket.receipt.id))
    let commands = ticket.questions.compactMap { ticket.confirm($0.sequence, at: now()) }
    tickets[claim] = ticket
    try receipts.write(ticket.receipt)
    for command in commands { perform(lines.add(command)) }
  }

  // MARK: the same again

  /// The same id again: the same request is answered with its first answer, another one is refused. True if answered.
  private func answerAgain(_ drop: Drop, _ id: RequestID, _ digest: String) throws -> Bool {
    guard let first = journal.request(id) else {
      guard let other = receipts.receipt(id), other.state != .rejected else { return false }
      throw Self.conflict(id, with: other.file)
    }
    guard first.digest == digest else { throw Self.conflict(id, with: first.file ?? "an earlier file") }
    try journal.append(
      JournalEntry(at: now(), .answered, drop: drop, id: id, message: "results/\(id).json has the first answer."))
    try file(drop)
    return true
  }

  private func answer(_ drop: Drop, _ asked: Asked, _ first: RequestID) throws {
    environment.log.info("\(drop.shownName) was delivered before; results/\(first).json has the answer")
    try journal.append(
      JournalEntry(at: now(), .answered, drop: drop, id: first, message: "The same file was delivered before."))
    try file(drop)
  }

  private static func conflict(_ id: RequestID, with file: String) -> Problem {
    Problem(
      .idConflict, "The id \(id) belongs to another request already (\(file)).",
      hint: "Give this request an id of its own.")
  }
}

extension Problem.Code {
  static let idConflict = Self(rawValue: "id_conflict")
}
