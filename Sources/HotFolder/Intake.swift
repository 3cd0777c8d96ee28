import DurableFiles
import FolderContract
import FolderWatch
import Terms

/// `state/intake`: a file that lies here belongs to the agent.
struct Intake: Sendable {
  let layout: ProjectLayout
  let clock: WallClock

  /// Where a claimed file came from, beside it; none means `inbox/` itself.
  private static let origin = FileName(".from")

  private struct Origin: Codable {
    let source: Drop.Source
    let folder: String?
  }

  /// Takes a dropped file out of its folder, so that nobody runs it twice; nil where it is gone, or is no longer what
  /// was offered: then its writer was not done with it, and it will be offered again.
  func claim(_ item: SettledItem) throws -> Drop? {
    guard let status = FileStatus.of(item.path), status.isStill(item.identity) else { return nil }
    let claim = ULID(at: clock.now())
    let folder = layout.intake(claim)
    // Synced after the move: where a file system keeps a journal, the first sync then carries everything.
    try Folder.make(folder, levels: 3, .derived)
    let source = item.folder == layout.picks ? Drop.Source.picks : .inbox
    do {
      if source == .picks { try write(Origin(source: .picks, folder: item.place.subfolder?.display), in: folder) }
      try Folder.move(item.path, to: folder / item.name, synced: [folder, layout.intake, item.path.parent])
    } catch {
      // What has moved stays claimed, and the next start goes on with it.
      if FileStatus.of(folder / item.name) == nil { discard(claim) }
      if let problem = error as? Problem, problem.code == .notFound { return nil }
      throw error
    }
    // Another file may have taken the name since it was looked at.
    guard let moved = FileStatus.of(folder / item.name) else { return nil }
    if !moved.isStill(item.identity), try Folder.move(folder / item.name, ifFree: item.path) {
      discard(claim)
      return nil
    }
    // Where a third one has the place by now, it cannot go back, and is judged as what it is.
    return Drop(
      claim: claim, source: source, folder: item.place.subfolder, name: item.name, path: folder / item.name,
      kind: moved.dropKind, size: moved.size, modified: moved.modified, owner: moved.ownerName)
  }

  /// No step of its own: without its file a claim is nothing, and the move makes both names durable.
  private func write(_ origin: Origin, in folder: FilePath) throws {
    try DurableFile.replace(folder / Self.origin, with: try PlainJSON.line(origin), .derived)
    try DurableFile.sync(folder / Self.origin)
  }

  /// Every claim that lies here, oldest first.
  func claims() throws -> [ULID] {
    try Folder.names(in: layout.intake).compactMap { $0.text.flatMap { ULID($0) } }.sorted()
  }

  /// What a claim holds, or nil where its file was filed already.
  func drop(in claim: ULID) throws -> Drop? {
    let folder = layout.intake(claim)
    guard FileStatus.of(folder) != nil,
      let name = try Folder.names(in: folder).first(where: { $0 != Self.origin && !DurableFile.isTemporary($0) }),
      let status = FileStatus.of(folder / name)
    else { return nil }
    let note = try? DurableFile.read(folder / Self.origin, limit: 4096)
    let origin = note.flatMap { try? PlainJSON.decode(Origin.self, from: $0) }
    return Drop(
      claim: claim, source: origin?.source ?? .inbox, folder: origin?.folder.map { FileName($0) }, name: name,
      path: folder / name, kind: status.dropKind, size: status.size, modified: status.modified,
      owner: status.ownerName)
  }

  /// Removes the claim's folder once its file has left it.
  func discard(_ claim: ULID) {
    let folder = layout.intake(claim)
    DurableFile.remove(folder / Self.origin)
    Folder.removeIfEmpty(folder)
  }
}

extension FileStatus {
  fileprivate var dropKind: Drop.Kind {
    switch kind {
    case .file: .file
    case .folder: .folder
    case .link, .other: .other
    }
  }

  /// Links and renames change the time of the inode and nothing else; those do not count.
  func isStill(_ identity: FileIdentity) -> Bool {
    inode == identity.inode && size == identity.size && modified == identity.modified
  }
}
