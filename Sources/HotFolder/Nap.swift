import DurableFiles
import FolderContract
import FolderWatch
import Terms

/// What is kept of a project whose agent sleeps: its lock, and what its agent left lying.
struct Nap: Sendable {
  let layout: ProjectLayout
  /// The folder that sleeps: another one that takes its name is another project.
  let root: FolderIdentity?
  /// Held while nobody is awake too, so that the project keeps its agent.
  let lock: FileLock
  /// When this host took the project up.
  let since: Timestamp
  /// What lies in `inbox/` and `picks/` and is no reason to wake.
  var left: [ItemPlace: FileIdentity] = [:]
  /// Folders in `picks/` that are there to hold picks.
  var containers: [FileName: FolderIdentity] = [:]
  /// The project's own files as they were read last.
  let papers: [FilePath: FileStatus]

  /// The folders in which something may happen.
  var folders: [FilePath] { [layout.inbox, layout.picks, layout.root] }

  var isInPlace: Bool { root != nil && FolderIdentity(layout.root) == root }

  /// Whether the project's own files and its status are as they were left.
  var isUpToDate: Bool { FileStatus.of(layout.projectStatus) != nil && Self.papers(of: layout) == papers }

  /// Whether the agent saw `item` as it is now.
  func knows(_ item: SettledItem) -> Bool {
    if item.folder == layout.root { return papers[item.path].map { $0.isStill(item.identity) } ?? false }
    if let known = left[item.place] { return known == item.identity }
    guard item.kind == .folder, let container = containers[item.name] else { return false }
    return FolderIdentity(item.path) == container
  }

  /// The project's own files as they are, for those who have just read them.
  static func papers(of layout: ProjectLayout) -> [FilePath: FileStatus] {
    let files = ProjectLayout.papers.map { (layout.root / $0, FileStatus.of(layout.root / $0)) }
    return Dictionary(uniqueKeysWithValues: files.compactMap { file, status in status.map { (file, $0) } })
  }
}

extension Nap {
  /// Lets a project sleep that has nothing to do, without opening it; nil where its agent has to look.
  ///
  /// That is so where it was never opened, has work that is not finished, or papers that were not read or are broken.
  /// What lies in its folders is for whoever watches them to see. Blocks on files; throws `locked` where another agent
  /// has it, without waiting for it.
  static func begin(at project: FilePath, _ environment: AgentEnvironment) throws -> Nap? {
    let layout = ProjectLayout(root: project.followingLink)
    let papers = papers(of: layout)
    guard FileStatus.of(layout.projectStatus) != nil, FileStatus.of(layout.journal) != nil,
      layout.folders.allSatisfy({ FileStatus.of($0)?.kind == .folder }),
      (try? Folder.names(in: layout.intake))?.isEmpty == true,
      ProjectPapers.areLastGood(in: layout)
    else { return nil }
    let lock = try FileLock.acquired(layout.lock, as: "watch", environment.clock, tries: 0)
    return Nap(
      layout: layout, root: FolderIdentity(layout.root), lock: lock, since: environment.clock.now(), papers: papers)
  }
}
