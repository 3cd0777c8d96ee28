import DurableFiles
import FolderContract
import Sequences
import Terms

/// What the journal lacks of a ticket, because it could not be written yet.
struct Unsaid: Sendable {
  var lines: [JournalEntry] = []
  /// What the log was told already.
  var complaint: String?
}

/// Writing down where tickets stand, and where their files end.
extension ProjectAgent {
  /// Writes down where a ticket stands, with what the journal has to know of it.
  ///
  /// What cannot be written now delays no work: it is tried again.
  func record(_ ticket: Ticket, _ line: JournalEntry? = nil) {
    tickets[ticket.claim] = ticket
    unsaid[ticket.claim, default: Unsaid()].lines += line.map { [$0] } ?? []
    settle(ticket.claim)
  }

  /// Journal, receipt and, where it has ended, file: each line is durable before the next.
  func settle(_ claim: ULID) {
    guard let ticket = tickets[claim] else {
      unsaid[claim] = nil
      return
    }
    do {
      while let line = unsaid[claim]?.lines.first {
        try journal.append(line)
        unsaid[claim]?.lines.removeFirst()
      }
      try receipts.write(ticket.receipt)
      if ticket.isFinal { try close(ticket) }
      unsaid[claim] = nil
      if ticket.receipt.state.needsNobody { announce(ticket.receipt.id) }
    } catch {
      complain(ticket, error)
    }
  }

  private func complain(_ ticket: Ticket, _ error: any Error) {
    let complaint = (error as? Problem)?.logLine ?? "\(error)"
    guard unsaid[ticket.claim]?.complaint != complaint else { return }
    unsaid[ticket.claim, default: Unsaid()].complaint = complaint
    environment.log.error("where \(ticket.receipt.id) stands cannot be written down: \(complaint)")
  }

  private func close(_ ticket: Ticket) throws {
    if let drop = try intake.drop(in: ticket.claim), try !isHome(drop, ticket.home) { try file(drop) }
    let receipt = ticket.receipt
    var entry = JournalEntry(at: now(), .closed, claim: ticket.claim, id: receipt.id, file: receipt.file)
    entry.state = receipt.state
    entry.message = receipt.problem?.message
    try journal.append(entry)
    intake.discard(ticket.claim)
    tickets[ticket.claim] = nil
    environment.log.info("\(receipt.id): \(receipt.state.rawValue)\(receipt.problem.map { ". \($0.logLine)" } ?? "")")
  }

  /// Files a claimed drop under `done/`.
  func file(_ drop: Drop) throws {
    let folder = drop.source == .inbox ? layout.inboxDone : layout.picksDone
    try make(folder)
    _ = try Folder.file(drop.path, into: folder, as: drop.name)
  }
}

// MARK: - Products go home

extension ProjectAgent {
  /// A product that was moved into `picks/` goes back at once; where that fails, it is tried again at its end.
  func bringHome(_ ticket: Ticket) {
    do {
      guard ticket.home != nil, let drop = try intake.drop(in: ticket.claim) else { return }
      if try !isHome(drop, ticket.home) {
        environment.log.warning("\(ticket.home ?? "") is there again; the one that was dropped goes to done/")
      }
    } catch { environment.log.error("\(ticket.receipt.file) is not back in its folder yet: \(error)") }
  }

  /// Moves a product back where it came from; false where it has no home, or another file has its place.
  private func isHome(_ drop: Drop, _ home: String?) throws -> Bool {
    guard let home else { return false }
    return try goHome(drop.path, layout.root / home)
  }

  private func goHome(_ file: FilePath, _ home: FilePath) throws -> Bool {
    try make(home.parent)
    return try Folder.move(file, ifFree: home)
  }

  /// Brings a folder of products back to `home`, or each file to its own home where there is no single one.
  ///
  /// It goes whole where its place is free. Else its products take the places that are free, what tells that it is a
  /// folder of products last, so that a kill never leaves a rest that looks like picks. What has no place stays in it.
  func bringBack(_ folder: FilePath, to home: FilePath?, known: [SequenceID]) throws {
    if let home {
      try make(home.parent)
      Folder.removeIfEmpty(home)
      if try Folder.move(folder, ifFree: home) { return }
    }
    let names = try Folder.names(in: folder)
    let products = names.map { ($0, Product.parse($0, sequences: known)) }
    for (name, product) in products.sorted(by: { Self.goesFirst($0.1, $1.1) }) {
      let place = home.map { $0 / name } ?? product.map { layout.home(of: $0) / name }
      guard let place else { continue }
      if FileStatus.of(folder / name)?.kind == .folder {
        try bringBack(folder / name, to: place, known: known)
      } else if product != nil {
        _ = try goHome(folder / name, place)
      }
    }
    Folder.removeIfEmpty(folder)
  }

  private static func goesFirst(_ one: Product?, _ other: Product?) -> Bool { rank(one) < rank(other) }

  private static func rank(_ product: Product?) -> Int {
    switch product?.kind {
    case .option, .marker, .again: 0
    case .gridSidecar, .cell, .startFrame, .poster, .sidecar, .take, .slice, .sliceSidecar, .call, .callSidecar,
      .continuation, .original:
      1
    case .grid: 2
    case nil: 3
    }
  }
}
