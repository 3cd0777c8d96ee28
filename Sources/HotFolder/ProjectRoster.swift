import DurableFiles
import FolderContract
import FolderWatch
import Terms

/// The projects of a host: which are awake, and which sleep because nothing happens in them.
///
/// Those that sleep share two watchers, and each keeps its lock and a few lines of memory, so that there can be
/// thousands of them.
actor ProjectRoster {
  /// What an agent is woken with.
  struct Waking: Sendable {
    /// Nil where the project did not sleep.
    let nap: Nap?
    /// What was renamed into its folders and woke it: that is whole, and need not settle again.
    let dropped: [SettledItem]

    /// For a project that does not sleep.
    static let afresh = Waking(nap: nil, dropped: [])
  }

  private let environment: AgentEnvironment
  private var naps: [FilePath: Nap] = [:]
  private var awake: Set<FilePath> = []
  /// Sleepers by the folders that are watched for them.
  private var sleepers: [FilePath: FilePath] = [:]
  /// Sleepers that are to wake, and what was renamed into their folders.
  private var called: [FilePath: [SettledItem]] = [:]
  /// The shares on which sleepers are known to be polled.
  private var polled: Set<FileSystem> = []
  private let drops: FolderWatcher
  private let papers: FolderWatcher
  private let call: AsyncStream<FilePath>.Continuation
  private nonisolated let executor = FileExecutor("roster")

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// - Parameter call: where it is said that a project has to wake.
  init(_ environment: AgentEnvironment, call: AsyncStream<FilePath>.Continuation) {
    self.environment = environment
    self.call = call
    // Whoever wakes lets what was dropped settle; here the first sign of it counts.
    drops = FolderWatcher(folders: [], options: environment.watchOptions(settle: .zero, reserved: ProjectAgent.filed))
    papers = FolderWatcher(
      folders: [], options: environment.watchOptions(settle: .zero) { !ProjectLayout.papers.contains($0) })
  }

  /// Watches over the sleepers until it is cancelled.
  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for watcher in [drops, papers] {
        group.addTask { try await watcher.run() }
        group.addTask { for await event in watcher { await self.take(event) } }
      }
      group.addTask { try await self.beat() }
      try await group.waitForAll()
    }
  }

  /// Returns once everything in the folders of those that sleep by now was looked at.
  func ready() async {
    for watcher in [drops, papers] { await watcher.ready() }
  }

  /// What to wake a project with, that was called or found; from then on it is awake.
  ///
  /// Nil where it is awake already, where it sleeps and was not called, and where it was found with nothing to do: such
  /// a one sleeps from now on, unless it is `always` to wake.
  func wake(_ project: FilePath, always: Bool = false) -> Waking? {
    if !always, naps[project] == nil, !awake.contains(project), let nap = try? Nap.begin(at: project, environment) {
      environment.log.info("watching \(project)")
      nap.writeSign(environment, isAlive: true)
      rest(project, nap)
    }
    guard naps[project] == nil || called[project] != nil, awake.insert(project).inserted else { return nil }
    // Another folder may have taken the name of the one that sleeps.
    let nap = naps.removeValue(forKey: project).map { nap in
      unwatch(nap)
      return nap
    }
    let dropped = called.removeValue(forKey: project) ?? []
    return Waking(nap: nap.flatMap { $0.isInPlace ? $0 : nil }, dropped: dropped)
  }

  /// Lets a project sleep that has nothing to do.
  func rest(_ project: FilePath, _ nap: Nap) {
    awake.remove(project)
    naps[project] = nap
    for folder in nap.folders { sleepers[folder] = project }
    drops.watch(WatchedFolder(nap.layout.inbox))
    drops.watch(WatchedFolder(nap.layout.picks, depth: 1))
    papers.watch(WatchedFolder(nap.layout.root, takesFolders: false))
  }

  /// Forgets a project that is not there any more.
  func leave(_ project: FilePath) { awake.remove(project) }

  /// Says of all that sleep that nobody serves them any more.
  func end() {
    for nap in naps.values { nap.writeSign(environment, isAlive: false) }
    naps = [:]
  }

  private func unwatch(_ nap: Nap) {
    for folder in nap.folders { sleepers[folder] = nil }
    drops.unwatch(nap.layout.inbox)
    drops.unwatch(nap.layout.picks)
    papers.unwatch(nap.layout.root)
  }
}

extension ProjectRoster {
  private func take(_ event: WatchEvent) {
    switch event {
    case .settled(let item): rouse(by: item, isWhole: item.arrival == .renamed)
    case .conflictCopy(let item): rouse(by: item, isWhole: false)
    case .folderLost(let folder):
      if let project = sleepers[folder] { rouse(project, []) }
    case .polled(let polling):
      // Thousands may lie on one share.
      if case .fileSystem(let fileSystem) = polling.reason, !polled.insert(fileSystem).inserted { return }
      environment.log.tell(event)
    case .overflowed, .unwatchable, .fileSystemChanged, .limited, .limitLifted: environment.log.tell(event)
    case .pending, .gone, .folderBack: break
    }
  }

  /// - Parameter isWhole: whether a drop need not settle any more. The project's own files are none.
  private func rouse(by item: SettledItem, isWhole: Bool) {
    guard let project = sleepers[item.folder], let nap = naps[project], !nap.knows(item) else { return }
    rouse(project, isWhole && item.folder != nap.layout.root ? [item] : [])
  }

  private func rouse(_ project: FilePath, _ dropped: [SettledItem]) {
    if called[project] == nil { call.yield(project) }
    called[project, default: []] += dropped
  }

  /// A sign of life for all that sleep, as often as folders are looked through.
  private func beat() async throws {
    while true {
      try await Task.sleep(for: .seconds(environment.configuration.rescanSeconds))
      for (project, nap) in naps where naps[project] != nil {
        // What was taken away raises no offer: HOLD, the plan, or the status itself.
        if nap.isUpToDate { nap.writeSign(environment, isAlive: true) } else { rouse(project, []) }
        // Whoever is called meanwhile does not wait for thousands of others.
        await Task.yield()
      }
    }
  }
}
