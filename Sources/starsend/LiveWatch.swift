import DurableFiles
import FolderContract
import HotFolder
import Terms

/// The live lines of `watch`: what runs in the projects, read from their status files while the agent works.
struct LiveWatch: Sendable {
  /// Projects, and folders of projects.
  let folders: [FilePath]
  let terminal: Terminal

  /// Where more are served, their lines would not fit on a terminal anyway.
  private static let mostProjects = 200
  private static let pause = Duration.milliseconds(500)

  /// Shows them while `work` runs; on a terminal only.
  func run(while work: @escaping @Sendable () async throws -> Void) async throws {
    guard terminal.isLive else { return try await work() }
    defer { terminal.endLive() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await work() }
      group.addTask { try await show() }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func show() async throws {
    var projects: [Project] = []
    for turn in 0... {
      // Projects may appear, and others go.
      if turn % 20 == 0 { projects = try await offPool { [projects] in refound(projects) } }
      let (before, now) = (projects, try await offPool { [projects] in projects.map { $0.looked() } })
      projects = now
      if now.map(\.rows) != before.map(\.rows) || turn == 0 { terminal.live(now.flatMap(\.rows)) }
      try await Task.sleep(for: Self.pause)
    }
  }

  private func refound(_ known: [Project]) -> [Project] {
    let roots = folders.flatMap { folder in
      AgentHost.isProject(folder)
        ? [folder] : ((try? Folder.names(in: folder)) ?? []).map { folder / $0 }.filter { AgentHost.isProject($0) }
    }
    let names = roots.count > 1
    return roots.prefix(Self.mostProjects).map { root in
      known.first { $0.layout.root == root }
        ?? Project(layout: ProjectLayout(root: root), prefix: names ? "\(root.name) " : "")
    }
  }

  /// What was read of one project last.
  private struct Project: Sendable {
    let layout: ProjectLayout
    /// Before the names of its sequences, where there are several projects.
    let prefix: String
    private var seen: FileStatus?
    private(set) var rows: [LiveLines.Row] = []

    init(layout: ProjectLayout, prefix: String) {
      self.layout = layout
      self.prefix = prefix
    }

    /// Reads again what has changed. Blocks on files.
    func looked() -> Project {
      let status = FileStatus.of(layout.projectStatus)
      guard status != seen else { return self }
      var project = self
      project.seen = status
      let all: ProjectStatus? = read(layout.projectStatus)
      project.rows = (all?.sequences ?? []).filter { !$0.state.isIdle }.flatMap { summary in
        let status: SequenceStatus? = read(layout.status(of: summary.sequence))
        return (status.map { LiveLines.rows(of: $0) } ?? []).map { $0.named(prefix + $0.name) }
      }
      return project
    }

    private func read<Status: Decodable>(_ file: FilePath) -> Status? {
      (try? DurableFile.read(file, limit: 8 << 20)).flatMap { try? PlainJSON.decode(Status.self, from: $0) }
    }
  }
}

extension LiveLines.Row {
  fileprivate func named(_ name: String) -> Self {
    Self(name: name, action: action, fraction: fraction, secondsLeft: secondsLeft)
  }
}
