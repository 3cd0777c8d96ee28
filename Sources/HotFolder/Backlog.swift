import DurableFiles
import FolderContract
import FolderWatch
import Terms

/// What lay in the folders when the agent started. It is held back until all of it was offered, and then taken in the
/// order in which it was dropped, so that a later drop replaces an earlier one before anything runs.
struct Backlog {
  private var expected: Set<FilePath>
  private var gathered: [ItemPlace: SettledItem] = [:]

  init(_ expected: Set<FilePath>) { self.expected = expected }

  /// Everything in `inbox/` and `picks/`, and in the folders of `picks/`, that the watcher will offer.
  init(of layout: ProjectLayout) throws {
    let picks = try Self.drops(in: layout.picks)
    let inner = picks.filter { FileStatus.of($0)?.kind == .folder }.flatMap { (try? Self.drops(in: $0)) ?? [] }
    self.init(Set(try Self.drops(in: layout.inbox) + picks + inner))
  }

  private static func drops(in folder: FilePath) throws -> [FilePath] {
    try Folder.names(in: folder).filter { !Litter.contains($0) && !ProjectAgent.filed.contains($0) }.map {
      folder / $0
    }
  }

  var isComplete: Bool { expected.isEmpty }

  /// An item came to rest; it is given back by `taken`.
  mutating func add(_ item: SettledItem) {
    expected.remove(item.path)
    gathered[item.place] = item
  }

  /// Nothing more will come of it for now.
  mutating func pass(_ path: FilePath) { expected.remove(path) }

  /// Forgets what is not there any more.
  mutating func forgetMissing() { expected = expected.filter { FileStatus.of($0) != nil } }

  /// Folders first, because they say what the things in them mean; then by the time when the inode last changed,
  /// which no writer can set, and by name within one tick of the file system.
  var inOrder: [SettledItem] {
    gathered.values.sorted { one, other in
      guard Self.tellsOfOthers(one) == Self.tellsOfOthers(other) else { return Self.tellsOfOthers(one) }
      return Self.isEarlier(one, other)
    }
  }

  private static func tellsOfOthers(_ item: SettledItem) -> Bool {
    item.kind == .folder && item.place.subfolder == nil && !item.isEmpty
  }

  private static func isEarlier(_ one: SettledItem, _ other: SettledItem) -> Bool {
    let times = (one.identity.changed, other.identity.changed)
    guard times.0 == times.1 else { return times.0 < times.1 }
    return one.path.bytes.lexicographicallyPrecedes(other.path.bytes)
  }
}
