import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// Going on after an end that was not clean.
extension ProjectAgent {
  /// Replays the journal: what was accepted goes on, what was only claimed is answered now.
  func recover() async throws {
    let open = journal.open
    for finding in try await runner.reconcile(open: Set(open.compactMap(\.accepted.claim))) {
      environment.log.warning(finding.message)
      // What a person has to look at is found again at each start; it is told once.
      guard finding.isMended || !journal.tells(finding.message) else { continue }
      var entry = JournalEntry(at: now(), .noted)
      entry.sequence = finding.sequence
      entry.message = finding.message
      try journal.append(entry)
    }
    for standing in open { await reopen(standing) }
    for claim in try intake.claims() where tickets[claim] == nil { await resume(claim) }
  }

  private func reopen(_ standing: Journal.Standing) async {
    let entry = standing.accepted
    guard let claim = entry.claim, let id = entry.id else { return }
    // Whoever was told that it is done is not told again that it waits. A refused request may have had the id before.
    if let ended = receipts.receipt(id), ended.state.isFinal, ended.state != .rejected {
      return record(Ticket(ended: ended, claim: claim, home: entry.home))
    }
    let commands = entry.commands ?? []
    let receipt = Receipt(
      id: id, file: entry.file ?? "", action: entry.confirms == nil ? commands.first?.work.action : "confirm",
      sequences: entry.confirms?.sequences ?? commands.compactMap(\.sequence), requestedBy: entry.requestedBy,
      note: entry.note, createdAt: entry.at)
    var ticket = Ticket(receipt: receipt, commands: commands, claim: claim, home: entry.home, at: now())
    for (sequence, topics) in standing.confirmed { _ = ticket.confirm(sequence, topics, at: now()) }
    for (sequence, question) in standing.questions { ticket.ask(question, of: sequence, at: now()) }
    for (sequence, ending) in standing.endings { ticket.end(sequence, ending.state, ending.problem, at: now()) }
    // What has begun is not replaced by a later pick: its call may have been made.
    for command in ticket.ready where (try? await runner.hasBegun(command)) == true {
      ticket.keep(command.sequence, at: now())
    }
    environment.log.info("going on with \(id)")
    if let target = entry.cancels {
      let decider = Decider(name: entry.requestedBy, file: entry.file, at: entry.at)
      ticket.remark(await cancel(target, by: decider), at: now())
    }
    bringHome(ticket)
    await open(ticket)
  }

  /// Goes on with a claim that is no ticket: what was decided on it is carried out, else it is decided now.
  func resume(_ claim: ULID) async {
    do {
      guard let drop = try intake.drop(in: claim) else {
        intake.discard(claim)
        stuck[claim] = nil
        return
      }
      do {
        switch journal.decision(on: claim)?.event {
        case .refused: await finishRefusing(drop)
        case .answered: try finishAnswering(drop, journal.decision(on: claim)?.id)
        case .closed:
          try file(drop)
          intake.discard(claim)
        default: return await answer(drop)
        }
      } catch { stick(drop, error) }
    } catch { environment.log.error("state/intake/\(claim): \(error)") }
  }

  /// Removes what a kill left half written in the folders that the agent writes to.
  func sweep() {
    for folder in [layout.grids, layout.frames, layout.takes] {
      guard let names = try? Folder.names(in: folder) else { continue }
      for name in names where FileStatus.of(folder / name)?.kind == .folder { sweep(folder / name) }
    }
    let rejected = [layout.inboxRejected, layout.picksRejected]
    for folder in [layout.state, layout.results, layout.status, layout.shots, layout.state / "client"] + rejected {
      sweep(folder)
    }
  }

  private func sweep(_ folder: FilePath) {
    guard let names = try? Folder.names(in: folder) else { return }
    for name in names where DurableFile.isTemporary(name) {
      let left = folder / name
      if FileStatus.of(left)?.kind == .folder { try? FileManager.default.removeItem(atPath: left.display) }
      DurableFile.remove(left)
    }
  }
}
