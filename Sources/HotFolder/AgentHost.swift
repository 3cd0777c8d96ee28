import DurableFiles
import Execution
import FolderContract
import FolderWatch
public import Terms

/// Runs an agent for each of many projects; in a folder of projects, also for those that appear later.
///
/// An agent lives while there is something to do in its project. After that the project sleeps: it keeps its lock, and
/// its agent wakes as soon as something is dropped or changed.
public struct AgentHost: Sendable {
  private let environment: AgentEnvironment
  private let roster: ProjectRoster
  /// Projects that have to wake, and projects that were found.
  private let calls: AsyncStream<FilePath>
  private let call: AsyncStream<FilePath>.Continuation
  /// An agent that is awake has threads and open files; where a thousand have work at once, the others wait.
  private let seats = Seats(1_000)

  public init(_ environment: AgentEnvironment) {
    self.environment = environment
    (calls, call) = AsyncStream.makeStream()
    roster = ProjectRoster(environment, call: call)
  }

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
    let named = Set(projects)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await roster.run() }
      group.addTask { await tellHolds() }
      for project in projects {
        let agent = try await open(project, nil)
        environment.log.info("watching \(project)")
        guard let waking = await roster.wake(project, always: true) else { continue }
        group.addTask { await serve(project, agent, waking, isNamed: true) }
      }
      group.addTask { await serveCalled(named) }
      if !collections.isEmpty { group.addTask { try await find(in: collections.map(\.followingLink)) } }
      do { try await group.waitForAll() } catch is CancellationError {}
    }
    await roster.end()
    environment.log.info("stopped watching \(folders.map(\.display).joined(separator: ", "))")
  }

  /// Whether a folder is a project rather than a folder of projects.
  public static func isProject(_ folder: FilePath) -> Bool {
    let layout = ProjectLayout(root: folder)
    return [layout.plan, layout.project, layout.inbox].contains { FileStatus.of($0) != nil }
  }

  private func open(_ project: FilePath, _ nap: Nap?) async throws -> ProjectAgent {
    try await offPool { try ProjectAgent(project, environment: environment, command: "watch", waking: nap) }
  }
}

// MARK: - Holds

extension AgentHost {
  /// Says which provider is held, why and how to go on, and when it is called again.
  private func tellHolds() async {
    var known: [String: Problem.Code] = [:]
    for await holds in environment.desk.changes() {
      let now = Dictionary(holds.map { ($0.name, $0.code) }) { first, _ in first }
      for hold in holds where known[hold.name] != hold.code {
        environment.log.error(
          "\(hold.name) is held since \(hold.since): \(hold.message) \(hold.hint) One call is tried at \(hold.until), and "
            + "at once after a restart; until then what needs it waits.")
      }
      for name in known.keys.sorted() where now[name] == nil { environment.log.info("\(name) is called again") }
      known = now
    }
  }
}

// MARK: - Serving

extension AgentHost {
  /// Serves the projects that call or are found.
  private func serveCalled(_ named: Set<FilePath>) async {
    await withDiscardingTaskGroup { group in
      for await project in calls {
        guard let waking = await roster.wake(project) else { continue }
        group.addTask { await serve(project, nil, waking, isNamed: named.contains(project)) }
      }
      group.cancelAll()
    }
  }

  /// Serves a project that is awake until it sleeps, or is not there any more; one that was named is waited for.
  private func serve(
    _ project: FilePath, _ opened: ProjectAgent?, _ waking: ProjectRoster.Waking, isNamed: Bool
  ) async {
    var (agent, waking) = (opened, waking)
    var patience = Duration.seconds(environment.configuration.pollSeconds)
    var complaint: String?
    while !Task.isCancelled, isNamed || Self.isProject(project) {
      do {
        if let nap = try await work(on: project, agent, waking) { return await roster.rest(project, nap) }
      } catch {
        complain(project, error, &complaint)
        patience = min(patience * 2, .seconds(60))
      }
      (agent, waking) = (nil, .afresh)
      try? await Task.sleep(for: patience)
    }
    await roster.leave(project)
    // It may have come back in this very moment.
    if Self.isProject(project) { call.yield(project) }
  }

  /// Runs one agent until there is nothing to do; nil where there is no project now.
  private func work(
    on project: FilePath, _ opened: ProjectAgent?, _ waking: ProjectRoster.Waking
  ) async throws -> Nap? {
    do {
      return try await seats.seated {
        // It may have gone while it waited for its seat.
        guard Self.isProject(project) else { return nil }
        let agent = if let opened { opened } else { try await open(project, waking.nap) }
        if opened == nil, waking.nap == nil { environment.log.info("watching \(project)") }
        return try await agent.runUntilIdle(waking.dropped) { [seats, environment] in
          seats.areWanted ? .zero : environment.patience
        }
      }
    } catch is CancellationError {
      // Nobody was awake yet to say so.
      waking.nap?.writeSign(environment, isAlive: false)
      throw CancellationError()
    }
  }

  /// Says why an agent ended, unless that was said the last time.
  private func complain(_ project: FilePath, _ error: any Error, _ said: inout String?) {
    guard !Task.isCancelled else { return }
    let complaint = "\(project): \((error as? Problem)?.logLine ?? "\(error)")"
    if complaint != said { environment.log.error(complaint) }
    said = complaint
  }
}

// MARK: - Folders of projects

extension AgentHost {
  private func find(in collections: [FilePath]) async throws {
    let watcher = FolderWatcher(
      folders: collections.map { WatchedFolder($0) }, options: environment.watchOptions(reserved: []))
    for folder in collections { environment.log.info("looking for projects in \(folder)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watcher.run() }
      group.addTask {
        for await event in watcher {
          environment.log.tell(event)
          if case .settled(let item) = event, Self.isProject(item.path) { call.yield(item.path) }
        }
      }
      try await group.waitForAll()
    }
  }
}
