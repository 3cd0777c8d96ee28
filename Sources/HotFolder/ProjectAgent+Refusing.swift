import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// Refusing what was dropped: `rejected/`, with the reason beside it.
extension ProjectAgent {
  /// Refuses a claimed drop. The journal has the reason before anything else is done, so that a kill changes nothing.
  ///
  /// - Parameter home: where a product goes back to, relative to the project.
  func refuse(_ drop: Drop, _ problem: Problem, home: String?) async {
    environment.log.warning("refused \(drop.shownName): \(problem.logLine)")
    do {
      var entry = JournalEntry(at: now(), .refused, drop, id: idOfRefused(drop))
      entry.problem = problem
      entry.home = home
      try journal.append(entry)
    } catch { return stick(drop, error) }
    await finishRefusing(drop)
  }

  /// What is left to do for a drop that the journal says was refused.
  func finishRefusing(_ drop: Drop) async {
    guard let entry = journal.decision(on: drop.claim), let id = entry.id, let problem = entry.problem else { return }
    do {
      // Meanwhile the id may have been used by the corrected form.
      if journal.request(id) == nil {
        try receipts.write(
          Receipt(id: id, file: drop.shownName, state: .rejected, problem: problem, createdAt: entry.at))
      }
      if let home = entry.home { try await goHomeRefused(drop, home) }
      try reject(drop, problem)
      intake.discard(drop.claim)
      stuck[drop.claim] = nil
      announce(id)
    } catch { stick(drop, error) }
  }

  /// The id that the request names, while it is free, or a new one made of the file's name.
  private func idOfRefused(_ drop: Drop) -> RequestID {
    if let named = text(of: drop).flatMap({ Request.id(in: $0) }), isFree(named) { return named }
    return receipts.newID(for: drop.receiptName)
  }

  /// A refused request frees its id, so that its corrected form may use it again.
  private func isFree(_ id: RequestID) -> Bool {
    guard journal.request(id) == nil else { return false }
    return !receipts.isTaken(id) || receipts.receipt(id)?.state == .rejected
  }

  /// What a request says; nil for everything that is not opened.
  private func text(of drop: Drop) -> Data? {
    guard drop.source == .inbox, drop.kind == .file, drop.size <= Int64(Self.requestBytes) else { return nil }
    return try? DurableFile.read(drop.path, limit: Self.requestBytes)
  }

  private func goHomeRefused(_ drop: Drop, _ home: String) async throws {
    guard FileStatus.of(drop.path) != nil else { return }
    if drop.kind == .folder {
      let known = try await knownSequences()
      try bringBack(drop.path, to: home == Self.everyHome ? nil : layout.root / home, known: known)
    } else {
      let target = layout.root / home
      try make(target.parent)
      _ = try Folder.move(drop.path, ifFree: target)
    }
  }

  /// In the journal, in the place of a folder: each product goes to a home of its own.
  static let everyHome = "."

  /// Moves the file to `rejected/` under the first name that is free for it and for its reason, the reason first.
  private func reject(_ drop: Drop, _ problem: Problem) throws {
    let folder = drop.source == .inbox ? layout.inboxRejected : layout.picksRejected
    try make(folder)
    let reason = Data(refusal(of: drop, problem).text.utf8)
    for number in 1...100_000 {
      let target = folder / drop.name.numbered(number)
      guard FileStatus.of(target) == nil, try place(reason, folder / target.name.why) else { continue }
      // A product may have gone home already.
      guard FileStatus.of(drop.path) != nil else { return }
      if try Folder.move(drop.path, ifFree: target) { return }
    }
  }

  /// Writes a reason where nothing else has its name; the same reason, from before a kill, is left as it is.
  private func place(_ reason: Data, _ file: FilePath) throws -> Bool {
    do {
      try DurableFile.create(file, with: reason)
      return true
    } catch let problem where problem.code == .alreadyExists {
      return (try? DurableFile.read(file, limit: 1 << 20)) == reason
    }
  }

  private func refusal(of drop: Drop, _ problem: Problem) -> Refusal {
    let example =
      drop.source == .inbox && problem.code != .idConflict
      ? Request.correctedExample(for: text(of: drop) ?? Data(), sequences: sequences) : nil
    return Refusal(file: drop.shownName, problem: problem, example: example)
  }
}

extension FileName {
  /// The name of the file that says why this one was refused.
  fileprivate var why: FileName { FileName(bytes: bytes.prefix(246) + Array(".why.txt".utf8)) }
}
