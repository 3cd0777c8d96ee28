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
  /// Throws where a project that was named cannot be opened at the start. Whatever happens to one project later, or to
  /// one that was found, is logged and tried again, and stops no other.
  public func run(_ folders: [FilePath]) async throws {
    let (projects, collections) = (folders.filter { Self.isProject($0) }, folders.filter { !Self.isProject($0) })
    for folder in collections where FileStatus.of(folder.followingLink)?.kind != .folder {
      throw Problem(.notFound, "There is no folder \(folder).", hint: "Make a project with `starsend init \(folder)`.")
    }
    var agents: [ProjectAgent] = []
    for project in projects { agents.append(try await open(project)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (project, agent) in zip(projects, agents) {
        group.addTask { await keepServing(project, beginningWith: agent) }
      }
      if !collections.isEmpty { group.addTask { try await serveProjects(in: collections.map(\.followingLink)) } }
      try await group.waitForAll()
    }
  }

  /// Whether a folder is a project rather than a folder of projects.
  public static func isProject(_ folder: FilePath) -> Bool {
    let layout = ProjectLayout(root: folder)
    return [layout.plan, layout.project, layout.inbox].contains { FileStatus.of($0) != nil }
  }

  private func open(_ project: FilePath) async throws -> ProjectAgent {
    try await offPool { try ProjectAgent(project, environment: environment, command: "watch") }
  }
}

// MARK: - One project

extension AgentHost {
  /// Serves a project that was named: where it is gone it is waited for.
  private func keepServing(_ project: FilePath, beginningWith agent: ProjectAgent) async {
    var complaint = await serve(project, agent)
    while !Task.isCancelled {
      if Self.isProject(project) { complaint = await serve(project, nil, complaint) }
      try? await Task.sleep(for: patience)
    }
  }

  /// Serves a project that was found, for as long as it is there.
  private func serveWhileThere(_ project: FilePath) async {
    var complaint: String?
    while !Task.isCancelled, Self.isProject(project) {
      complaint = await serve(project, nil, complaint)
      if Self.isProject(project) { try? await Task.sleep(for: patience) }
    }
  }

  /// Runs one agent to its end, and says why it ended, unless that was `said` the last time; returns why.
  private func serve(_ project: FilePath, _ opened: ProjectAgent?, _ said: String? = nil) async -> String? {
    do {
      let agent = if let opened { opened } else { try await open(project) }
      try await agent.run()
      return nil
    } catch {
      guard !Task.isCancelled else { return nil }
      let complaint = "\(project): \((error as? Problem)?.logLine ?? "\(error)")"
      if complaint != said { environment.log.error(complaint) }
      return complaint
    }
  }

  /// How long a project that cannot be served is left alone.
  private var patience: Duration { .seconds(environment.configuration.pollSeconds) }
}

// MARK: - Folders of projects

extension AgentHost {
  private func serveProjects(in collections: [FilePath]) async throws {
    let options = WatchOptions(
      settle: environment.settleDuration, rescan: environment.lookDuration, reserved: [])
    let watcher = FolderWatcher(folders: collections.map { WatchedFolder($0, depth: 1) }, options: options)
    for folder in collections { environment.log.info("looking for projects in \(folder)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watcher.run() }
      group.addTask { await serveFound(by: watcher) }
      try await group.waitForAll()
    }
  }

  private func serveFound(by watcher: FolderWatcher) async {
    let served = ServedProjects()
    await withDiscardingTaskGroup { group in
      for await event in watcher {
        guard case .settled(let item) = event else { continue }
        let folder = item.place.subfolder.map { item.folder / $0 } ?? item.path
        guard Self.isProject(folder), await served.begin(folder) else { continue }
        group.addTask {
          repeat { await serveWhileThere(folder) } while await served.end(folder) && !Task.isCancelled
        }
      }
      group.cancelAll()
    }
  }
}

/// Which of the projects that were found have an agent.
private actor ServedProjects {
  private var served: Set<FilePath> = []

  /// False where the project has its agent already.
  func begin(_ project: FilePath) -> Bool { served.insert(project).inserted }

  /// Lets a project go. True where it came back in this very moment, and is to be served on.
  func end(_ project: FilePath) -> Bool { AgentHost.isProject(project) ? true : served.remove(project) == nil }
}
