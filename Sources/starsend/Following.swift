import DurableFiles
import Execution
import FolderContract
import FolderWatch
import Foundation
import HotFolder
import Terms

/// Watches the receipts of what a command dropped until each has ended, and answers what is asked on the way.
struct Following: Sendable {
  private let delivery: Delivery
  /// Receipts that go on because of what was dropped.
  private let others: [RequestID]
  /// What the receipt said before it was dropped.
  private let earlier: Receipt?
  private let answering: Answering

  private var layout: ProjectLayout { delivery.layout }
  private var terminal: Terminal { delivery.terminal }

  init(_ delivery: Delivery, others: [RequestID], earlier: Receipt?) {
    self.delivery = delivery
    self.others = others
    self.earlier = earlier
    answering = Answering(saysYes: delivery.arguments.has("--yes"), terminal: delivery.terminal)
  }

  /// Shows the own receipt and then the others as they change until each has ended, while `work` runs.
  ///
  /// Where one does not end well, those behind it are not waited for. Returns what was seen last of each.
  func run(while work: @escaping @Sendable () async throws -> Void) async throws -> [Receipt] {
    let shown = terminal.isLive ? [layout.status] : []
    let folders = ([layout.results, layout.inboxDone] + shown).map { WatchedFolder($0) }
    let watcher = FolderWatcher(folders: folders, options: WatchOptions(reserved: []))
    return try await withThrowingTaskGroup(of: [Receipt]?.self) { group in
      group.addTask {
        try await watcher.run()
        return nil
      }
      group.addTask {
        try await work()
        return nil
      }
      group.addTask { try await ends(watcher) }
      defer { group.cancelAll() }
      while let receipts = try await group.next() {
        if let receipts { return receipts }
        try Task.checkCancellation()
      }
      return []
    }
  }

  private func ends(_ watcher: FolderWatcher) async throws -> [Receipt]? {
    var ended: [Receipt] = []
    var asked: Asked?
    var rounds = 0
    for await _ in watcher {
      while let receipt = ended.isEmpty ? answer() : delivery.receipt(others[ended.count - 1]) {
        if terminal.isLive { terminal.live(rows(of: receipt)) }
        if let asked, asked.receipt == receipt {
          // A yes that was refused leaves the question open.
          guard delivery.receipt(asked.confirm)?.state == .rejected else { break }
        } else if receipt.state == .waitingForConfirmation, rounds < Self.mostRounds,
          try await answering.isYes(to: receipt)
        {
          rounds += 1
          asked = Asked(receipt: receipt, confirm: try delivery.confirm(receipt))
          break
        }
        guard receipt.hasEnded else { break }
        ended.append(receipt)
        if receipt.state != .done || ended.count > others.count { return ended }
      }
    }
    return nil
  }

  /// A question that was answered, and what its answer is called.
  private struct Asked {
    let receipt: Receipt
    let confirm: RequestID
  }

  /// One request asks a few things at most, one after another; what asks on and on is left to a person.
  private static let mostRounds = 5

  /// A line for the request, or for each of several sequences.
  private func rows(of receipt: Receipt) -> [LiveLines.Row] {
    guard receipt.state == .running, receipt.sequences.count > 1 else { return LiveLines.rows(of: receipt) }
    let rows = receipt.sequences.flatMap { sequence in
      (try? DurableFile.read(layout.status(of: sequence), limit: 8 << 20))
        .flatMap { try? PlainJSON.decode(SequenceStatus.self, from: $0) }.map { LiveLines.rows(of: $0) } ?? []
    }
    return rows.isEmpty ? LiveLines.rows(of: receipt) : rows
  }

  /// The receipt of what was dropped, once it speaks of that.
  ///
  /// Where the id was used before, it is the old one only after the agent has put the file to what is done; a file that
  /// it refuses over the id has a receipt of its own.
  private func answer() -> Receipt? {
    let (id, stem) = (delivery.id, delivery.stem)
    if stem != id, let refusal = delivery.receipt(stem) { return refusal }
    let receipt = delivery.receipt(id)
    let isTaken = earlier == nil || receipt != earlier || FileStatus.of(layout.inboxDone / "\(stem).json") != nil
    return isTaken ? receipt : nil
  }
}

extension Receipt {
  /// Whether nothing more happens before a person does something.
  fileprivate var hasEnded: Bool {
    state.isFinal || state == .waitingForConfirmation || state == .outcomeUnknown || isHeld
  }

  /// Whether it waits for the project's money to be let go.
  private var isHeld: Bool { state == .queued && problem?.code == .onHold }
}
