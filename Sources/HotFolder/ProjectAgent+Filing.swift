import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// Where a dropped file ends: `done/`, `rejected/`, or back where it came from.
extension ProjectAgent {
  /// Ends a ticket: its receipt, then its file, then its line in the journal.
  func close(_ ticket: Ticket, _ receipt: Receipt) throws {
    try receipts.write(receipt)
    if let drop = try intake.drop(in: ticket.claim) { try file(drop, closing: false) }
    try journal.append(
      JournalEntry(
        at: now(), .closed, drop: ticket.drop ?? Self.bare(ticket), id: receipt.id, state: receipt.state,
        message: receipt.problem?.message))
    intake.discard(ticket.claim)
    tickets[ticket.claim] = nil
    environment.log.info("\(receipt.id): \(receipt.state.rawValue)\(receipt.problem.map { ". \($0.logLine)" } ?? "")")
    announceEnd.yield(receipt.id)
  }

  /// Files a claimed drop under `done/`.
  func file(_ drop: Drop, closing: Bool = true) throws {
    let folder = drop.source == .inbox ? layout.inboxDone : layout.picksDone
    try Folder.make(folder)
    _ = try Folder.file(drop.path, into: folder, as: drop.name)
    if closing { intake.discard(drop.claim) }
  }

  /// Refuses a claimed drop: receipt, reason and file, in an order that a kill can be picked up from.
  func refuse(_ drop: Drop, _ problem: Problem) throws {
    let data = drop.isFolder ? nil : try? DurableFile.read(drop.path, limit: Self.requestBytes)
    let id = receiptID(of: drop, data)
    environment.log.warning("refused \(drop.shownName): \(problem.logLine)")
    try receipts.write(
      Receipt(id: id, file: drop.shownName, state: .rejected, problem: problem, createdAt: now()))
    try moveToRejected(drop, problem, data)
    try journal.append(JournalEntry(at: now(), .refused, drop: drop, id: id, message: problem.message))
    intake.discard(drop.claim)
    announceEnd.yield(id)
  }

  /// The id that the request names, while it is free, or a new one made of the file's name.
  private func receiptID(of drop: Drop, _ data: Data?) -> RequestID {
    if drop.source == .inbox, let data, let named = Request.id(in: data), isFree(named) { return named }
    return receipts.newID(for: drop.name)
  }

  private func moveToRejected(_ drop: Drop, _ problem: Problem, _ data: Data?) throws {
    let folder = drop.source == .inbox ? layout.inboxRejected : layout.picksRejected
    try Folder.make(folder)
    // A product may have gone home already.
    guard FileStatus.of(drop.path) != nil else { return }
    let target = try Folder.file(drop.path, into: folder, as: drop.name)
    let example = drop.source == .inbox ? Request.correctedExample(for: data ?? Data()) : nil
    let refusal = Refusal(file: drop.shownName, problem: problem, example: example)
    let why = FileName(bytes: target.name.bytes.prefix(246) + Array(".why.txt".utf8))
    try DurableFile.replace(folder / why, with: Data(refusal.text.utf8), .derived)
  }

  /// A refused request frees its id, so that its corrected form may use it again.
  private func isFree(_ id: RequestID) -> Bool {
    guard journal.request(id) == nil else { return false }
    return receipts.receipt(id).map { $0.state == .rejected } ?? true
  }

  /// A product that was moved into `picks/` goes back where it came from.
  func bringHome(_ drop: Drop, _ home: String) throws {
    guard FileStatus.of(drop.path) != nil else { return }
    let target = layout.root / home
    try Folder.make(target.parent)
    if try !Folder.move(drop.path, ifFree: target) {
      environment.log.warning("\(home) is there again; the one that was dropped goes to done/")
    }
  }

  /// A folder of products that was dragged into `picks/` goes back whole; true where it was one.
  func returnWhole(_ name: FileName) async throws -> Bool {
    let folder = layout.picks / name
    guard let home = try home(ofFolder: name, at: folder) else { return false }
    try Folder.make(home.parent)
    Folder.removeIfEmpty(home)
    if FileStatus.of(home) == nil {
      try Folder.move(folder, to: home)
    } else {
      try merge(folder, into: home)
    }
    environment.log.warning("\(name) is a folder of products; it went back to \(home.parent.name)/ and picks nothing")
    return true
  }

  private func home(ofFolder name: FileName, at folder: FilePath) throws -> FilePath? {
    guard FileStatus.of(folder)?.kind == .folder else { return nil }
    for home in [layout.grids, layout.frames, layout.takes] where home.name == name { return home }
    let products = try Folder.names(in: folder).compactMap { Product.parse($0, sequences: sequences) }
    // Options alone may have been dropped there one by one; a grid, a frame or a take is never dropped to be picked.
    let telling = products.first { product in
      switch product.kind {
      case .grid, .startFrame, .take, .poster, .sidecar: true
      case .option, .marker, .again: false
      }
    }
    return telling.map { layout.home(of: $0) }
  }

  private func merge(_ folder: FilePath, into home: FilePath) throws {
    for name in try Folder.names(in: folder) {
      if try !Folder.move(folder / name, ifFree: home / name) {
        try Folder.make(layout.picksDone)
        _ = try Folder.file(folder / name, into: layout.picksDone, as: name)
      }
    }
    Folder.removeIfEmpty(folder)
  }

  /// The drop of a ticket whose file was filed before a kill, as far as the journal needs it.
  private static func bare(_ ticket: Ticket) -> Drop {
    Drop(
      claim: ticket.claim, source: ticket.source, folder: nil, name: FileName(ticket.receipt.file), path: FilePath(""),
      isFolder: false, size: 0, modified: 0)
  }
}
