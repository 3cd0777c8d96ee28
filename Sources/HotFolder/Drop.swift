import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import Terms

/// Something that a person or a program dropped, claimed by the agent.
struct Drop: Sendable {
  enum Source: String, Sendable, Codable { case inbox, picks }

  let claim: ULID
  let source: Source
  /// The folder in `picks/` that it lay in, if any.
  let folder: FileName?
  let name: FileName
  /// Where it lies since it was claimed.
  let path: FilePath
  let isFolder: Bool
  /// Bytes.
  let size: Int64
  /// Nanoseconds since 1970.
  let modified: Int64

  var components: [FileName] { folder.map { [$0, name] } ?? [name] }

  /// The name for people, with the folder that it lay in.
  var shownName: String { components.map(\.display).joined(separator: "/") }
}

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

  /// Takes a dropped file out of its folder, so that nobody runs it twice; nil where it is gone.
  func claim(_ item: SettledItem) throws -> Drop? {
    let source: Drop.Source = item.folder == layout.picks ? .picks : .inbox
    let claim = ULID(at: clock.now())
    let folder = layout.intake(claim)
    try Folder.make(folder)
    if source == .picks {
      let origin = Origin(source: source, folder: item.place.subfolder?.display)
      try DurableFile.replace(folder / Self.origin, with: try PlainJSON.line(origin))
    }
    do { try Folder.move(item.path, to: folder / item.name) } catch let problem where problem.code == .notFound {
      discard(claim)
      return nil
    }
    return try drop(in: claim)
  }

  /// Every claim that lies here, oldest first.
  func claims() throws -> [ULID] {
    try Folder.names(in: layout.intake).compactMap { $0.text.flatMap { ULID($0) } }.sorted()
  }

  /// What a claim holds, or nil where its file was filed already.
  func drop(in claim: ULID) throws -> Drop? {
    let folder = layout.intake(claim)
    guard FileStatus.of(folder) != nil,
      let name = try Folder.names(in: folder).first(where: { $0 != Self.origin && !$0.display.hasPrefix(".starsend-") }
      ),
      let status = FileStatus.of(folder / name)
    else { return nil }
    let note = try? DurableFile.read(folder / Self.origin, limit: 4096)
    let origin = note.flatMap { try? PlainJSON.decode(Origin.self, from: $0) }
    return Drop(
      claim: claim, source: origin?.source ?? .inbox, folder: origin?.folder.map { FileName($0) }, name: name,
      path: folder / name, isFolder: status.kind == .folder, size: status.size, modified: status.modified)
  }

  /// Removes the claim's folder once its file has left it.
  func discard(_ claim: ULID) {
    let folder = layout.intake(claim)
    DurableFile.remove(folder / Self.origin)
    Folder.removeIfEmpty(folder)
  }
}
