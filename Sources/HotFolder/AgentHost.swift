import DurableFiles
import FolderContract
import FolderWatch
public import Terms

/// Runs an agent for each of several projects; in a folder of projects, also for those that appear later.
public struct AgentHost: Sendable {
  private let environment: AgentEnvironment

  public init(_ environment: AgentEnvironment) { self.environment = environment }

  /// Serves `folders` until it is cancelled. A folder with a plan.json or project.json is a project; any other is a
  /// folder of projects.
  ///
  /// Throws where a project that was named cannot be opened; one that was found is reported and tried again when it
  /// changes.
  public func run(_ folders: [FilePath]) async throws {
    let (projects, collections) = (folders.filter { Self.isProject($0) }, folders.filter { !Self.isProject($0) })
    for folder in collections where FileStatus.of(folder)?.kind != .folder {
      throw Problem(.notFound, "There is no folder \(folder).", hint: "Make a project with `starsend init \(folder)`.")
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for project in projects { group.addTask { try await serve(project) } }
      if !collections.isEmpty { group.addTask { try await serveProjects(in: collections) } }
      try await group.waitForAll()
    }
  }

  /// Whether a folder is a project rather than a folder of projects.
  public static func isProject(_ folder: FilePath) -> Bool {
    let layout = ProjectLayout(root: folder)
    return [layout.plan, layout.project, layout.inbox].contains { FileStatus.of($0) != nil }
  }

  private func serve(_ project: FilePath) async throws {
    let agent = try await offPool { try ProjectAgent(project, environment: environment, command: "watch") }
    try await agent.run()
  }

  private func serveProjects(in collections: [FilePath]) async throws {
    let options = WatchOptions(
      settle: environment.settleDuration, rescan: .seconds(environment.configuration.rescanSeconds), reserved: [])
    let watcher = FolderWatcher(folders: collections.map { WatchedFolder($0, depth: 1) }, options: options)
    for folder in collections { environment.log.info("looking for projects in \(folder)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watcher.run() }
      group.addTask { await serveFound(by: watcher) }
      try await group.waitForAll()
    }
  }

  private func serveFound(by watcher: FolderWatcher) async {
    await withDiscardingTaskGroup { group in
      var served: Set<FilePath> = []
      for await event in watcher {
        guard case .settled(let item) = event else { continue }
        let folder = item.place.subfolder.map { item.folder / $0 } ?? item.path
        guard !served.contains(folder), Self.isProject(folder) else { continue }
        served.insert(folder)
        group.addTask {
          do { try await serve(folder) } catch let problem as Problem {
            environment.log.error("\(folder): \(problem.logLine)")
          } catch {}
        }
      }
    }
  }
}
