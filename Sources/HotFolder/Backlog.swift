import DurableFiles
import FolderContract
import FolderWatch
import Terms

/// What lay in the folders when the agent started. It is held back until all of it was offered, and then taken in the
/// order in which it was dropped, so that a later drop replaces an earlier one before anything runs.
struct Backlog {
  private var expected: Set<FilePath>
  private var gathered: [SettledItem] = []

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
    gathered.removeAll { $0.place == item.place }
    gathered.append(item)
  }

  /// Nothing more will come of it for now.
  mutating func pass(_ path: FilePath) { expected.remove(path) }

  /// Forgets what is not there any more.
  mutating func forgetMissing() { expected = expected.filter { FileStatus.of($0) != nil } }

  /// Folders first, because they say what the things in them mean; then by the time when the inode last changed,
  /// which no writer can set, and by name within one tick of the file system.
  var inOrder: [SettledItem] {
    let folders = gathered.filter { $0.kind == .folder && $0.place.subfolder == nil && !$0.isEmpty }
    return folders.sorted(by: Self.isEarlier) + gathered.filter { !folders.contains($0) }.sorted(by: Self.isEarlier)
  }

  private static func isEarlier(_ one: SettledItem, _ other: SettledItem) -> Bool {
    let times = (one.identity.changed, other.identity.changed)
    guard times.0 == times.1 else { return times.0 < times.1 }
    return one.path.bytes.lexicographicallyPrecedes(other.path.bytes)
  }
}
