import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// Going on after an end that was not clean.
extension ProjectAgent {
  /// Replays the journal: what was accepted goes on, what was only claimed is accepted now.
  func recover() async throws {
    let open = journal.open
    for finding in try await runner.reconcile(open: Set(open.compactMap(\.claim))) {
      environment.log.warning(finding)
      try journal.append(JournalEntry(at: now(), .noted, message: finding))
    }
    for entry in open { try reopen(entry) }
    for claim in try intake.claims() where tickets[claim] == nil {
      if let drop = try intake.drop(in: claim) {
        try await isFiled(claim) ? file(drop) : process(drop)
      } else {
        intake.discard(claim)
      }
    }
  }

  private func reopen(_ entry: JournalEntry) throws {
    guard let claim = entry.claim, let id = entry.id else { return }
    let drop = try intake.drop(in: claim)
    var receipt =
      receipts.receipt(id)
      ?? Receipt(
        id: id, file: entry.file ?? "", action: entry.commands?.first?.work.action, sequences: [],
        requestedBy: entry.requestedBy, note: entry.note, createdAt: entry.at)
    var commands = entry.commands ?? []
    if receipt.sequences.isEmpty { receipt.sequences = commands.map(\.sequence) }
    if journal.confirmed.contains(claim) { commands = commands.map { $0.confirmed } }
    let question = receipt.state == .waitingForConfirmation ? receipt.problem : nil
    receipt.state = .queued
    let source = drop?.source ?? (entry.home != nil ? .picks : .inbox)
    environment.log.info("going on with \(id)")
    var ticket = Ticket(
      receipt: receipt, commands: commands, claim: claim, drop: drop, source: source, home: entry.home)
    guard let question, let command = commands.first, commands.count == 1, !command.isConfirmed else {
      return try open(ticket)
    }
    // It was asked already: a yes that was dropped while no agent ran has to find the question.
    if let home = ticket.home, let drop { try bringHome(drop, home) }
    ticket.end(command.sequence, .waitingForConfirmation, question, at: receipt.updatedAt)
    tickets[claim] = ticket
  }

  /// Whether the journal says that a claim was answered: its file only has to be filed.
  private func isFiled(_ claim: ULID) -> Bool { journal.known.contains(claim) }

  /// Removes what a kill left half written in the folders of products.
  func sweep() {
    for folder in [layout.grids, layout.frames, layout.takes] {
      guard let names = try? Folder.names(in: folder) else { continue }
      for name in names { sweep(folder / name) }
    }
    for folder in [layout.state, layout.results, layout.status, layout.shots, layout.state / "client"] { sweep(folder) }
  }

  private func sweep(_ folder: FilePath) {
    guard let names = try? Folder.names(in: folder) else { return }
    for name in names where DurableFile.isTemporary(name) { DurableFile.remove(folder / name) }
  }
}

extension Command {
  var confirmed: Command {
    var copy = self
    copy.isConfirmed = true
    return copy
  }
}
