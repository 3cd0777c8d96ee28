import DurableFiles
import Execution
import FolderContract
import FolderWatch
import Foundation
import Sequences
public import Terms

/// The agent of one project: takes what is dropped, has it carried out, and answers in files.
///
/// It is the only writer of receipts, status and journal, and holds the project's lock while it lives. `run()` goes on
/// until it is cancelled; whatever it was doing then goes on at the next start.
public actor ProjectAgent {
  let layout: ProjectLayout
  let environment: AgentEnvironment
  /// Another one once the project has an identity of its own.
  var runner: ClientSequenceRunner
  /// Stops of single requests that go on now.
  var stops = 0
  /// The project's settings that the runner was made with.
  var settingsInForce: ProjectSettings
  let intake: Intake
  private var lock: FileLock?
  /// When this agent, or the one that it woke for, took the project up.
  let startedAt: Timestamp
  /// The folder that was opened: another one that takes its name is another project.
  let root: FolderIdentity?
  var papers: ProjectPapers
  var journal: Journal
  var receipts: ReceiptBook
  var lines: WorkLines
  /// Accepted and not closed.
  var tickets: [ULID: Ticket] = [:]
  /// Tickets with something that could not be written down yet.
  var unsaid: [ULID: Unsaid] = [:]
  /// Claimed files that could not be answered yet, and why.
  var stuck: [ULID: PendingFile] = [:]
  /// What lies in a watched folder and was not taken yet.
  var waiting: [ItemPlace: Waiting] = [:]
  /// Folders in `picks/` that are there to hold picks, as they were when that was seen.
  var containers: [FileName: FolderIdentity] = [:]
  /// Things in folders of `picks/` that nothing is known of yet.
  var held: [FileName: [FileName: SettledItem]] = [:]
  /// What runs now, by sequence; nil is the cut.
  var progress: [SequenceID?: Progress] = [:]
  /// What is being carried out.
  var underway: Set<Part> = []
  /// Of that, what a person stopped.
  var stopping: Set<Part> = []
  /// What waits because the project is held, by request.
  var onHold: [ULID: [Command]] = [:]
  var watcher: FolderWatcher?
  /// What gathered while the agent was down; nothing runs before it was looked at.
  var backlog: Backlog?
  var isTakingBacklog = false
  /// When something was claimed, changed or done last.
  var lastStir: ContinuousClock.Instant?
  /// From now on everything is left lying for the next agent.
  var isClosing = false
  private let jobs: AsyncStream<Command>
  private let startJob: AsyncStream<Command>.Continuation
  private let staleStatus: AsyncStream<Void>
  let statusIsStale: AsyncStream<Void>.Continuation

  /// What one request asks for one sequence, or for the cut.
  struct Part: Hashable, Sendable {
    let request: ULID
    let sequence: SequenceID?

    init(_ command: Command) { (request, sequence) = (command.request, command.sequence) }
  }

  /// How far something is.
  struct Progress: Hashable, Sendable {
    /// From 0 to 1.
    let fraction: Double
    let secondsLeft: Double?
  }

  private var awaited: (request: RequestID, ended: AsyncStream<Void>.Continuation)?
  private nonisolated let executor = FileExecutor("agent")

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Opens a project: makes its folders, takes its lock and reads what it remembers.
  ///
  /// Blocks on files; throws `locked` where another agent has the project, `damaged_state` where its memory is broken.
  /// - Parameter command: what to call this agent to others who want the project, such as `watch`.
  public init(_ root: FilePath, environment: AgentEnvironment, command: String) throws {
    try self.init(root, environment: environment, command: command, waking: nil)
  }

  /// - Parameter nap: of the project that wakes, whose lock the agent takes over.
  init(_ path: FilePath, environment: AgentEnvironment, command: String, waking nap: Nap?) throws {
    layout = ProjectLayout(root: path.followingLink)
    self.environment = environment
    startedAt = nap?.since ?? environment.clock.now()
    root = FolderIdentity(layout.root)
    if let nap, nap.root != root { throw Problem.gone(layout) }
    // Never the project itself: one that was moved away must not leave an empty one behind.
    for folder in layout.folders { try Folder.make(folder, levels: 1) }
    lock = if let nap { nap.lock } else { try FileLock.acquired(layout.lock, as: command, environment.clock) }
    papers = ProjectPapers(layout)
    journal = try Journal(layout.journal)
    lines = WorkLines(capacity: environment.parallelism)
    receipts = try ReceiptBook(layout, ids: journal.ids)
    intake = Intake(layout: layout, clock: environment.clock)
    settingsInForce = papers.settings
    runner = try environment.makeRunner(
      layout, try ProjectIdentityFile.id(in: layout, clock: environment.clock), papers.settings)
    (jobs, startJob) = AsyncStream.makeStream()
    (staleStatus, statusIsStale) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Works until it is cancelled, and lets go of the project then: an agent runs once.
  ///
  /// Throws `project_gone` where the project's folder was deleted, moved or replaced.
  public func run() async throws {
    environment.log.info("watching \(layout.root)")
    defer {
      lock = nil
      environment.log.info("stopped watching \(layout.root)")
    }
    try await serve([], patience: nil)
    await writeProjectStatus(isAlive: false)
  }

  /// Works until there is nothing to do any more, and returns what it takes to sleep; nil where it was cancelled.
  ///
  /// Throws as `run()` does.
  /// - Parameter dropped: what was renamed into the project's folders and made it wake.
  /// - Parameter patience: how long nothing has to happen; the environment's if nobody says otherwise.
  func runUntilIdle(
    _ dropped: [SettledItem], patience: (@Sendable () -> Duration)? = nil
  ) async throws -> Nap? {
    defer { lock = nil }
    try await serve(dropped, patience: patience ?? { [environment] in environment.patience })
    guard isClosing, let lock else {
      await writeProjectStatus(isAlive: false)
      return nil
    }
    return nap(holding: lock)
  }

  private func serve(_ dropped: [SettledItem], patience: (@Sendable () -> Duration)?) async throws {
    for problem in papers.problems { environment.log.warning(problem.logLine) }
    sweep()
    try await recover()
    let drops = FolderWatcher(
      folders: [WatchedFolder(layout.inbox), WatchedFolder(layout.picks, depth: 1)],
      options: environment.watchOptions(reserved: Self.filed))
    let papers = FolderWatcher(
      folders: [WatchedFolder(layout.root)], options: environment.watchOptions { !ProjectLayout.papers.contains($0) })
    watcher = drops
    backlog = try Backlog(of: layout)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await drops.run() }
      group.addTask { try await papers.run() }
      group.addTask { try await self.take(from: drops) }
      group.addTask { try await self.readPapers(from: papers) }
      group.addTask { await self.work() }
      group.addTask {
        await self.take(dropped)
        try await self.endBacklog(after: drops)
        if let patience { try await self.untilIdle(for: patience) }
      }
      group.addTask { try await self.beat() }
      group.addTask { try await self.keepStatusFresh() }
      group.addTask { await self.followHolds() }
      group.addTask { try await self.retry() }
      do {
        while try await group.next() != nil, !isClosing { try Task.checkCancellation() }
      } catch is CancellationError {}
      group.cancelAll()
    }
  }

  /// Works until the receipt of `request` needs nobody any more, for a command that is the agent for a moment.
  public func run(until request: RequestID) async throws {
    let (endings, ended) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    awaited = (request, ended)
    if let receipt = receipts.receipt(request), receipt.state.isFinal { ended.yield() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.run() }
      group.addTask { for await _ in endings { return } }
      _ = try await group.next()
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  /// Nothing more happens to a receipt by itself.
  func announce(_ id: RequestID) {
    if let awaited, awaited.request == id { awaited.ended.yield() }
  }

  func now() -> Timestamp { environment.clock.now() }
}

// MARK: - What goes on all the time

extension ProjectAgent {
  /// Where the agent files drops, beside them.
  static let filed: Set<FileName> = [FileName("done"), FileName("rejected")]

  /// Carries out what the lines give out.
  private func work() async {
    await withDiscardingTaskGroup { group in
      for await command in jobs { group.addTask { await self.carryOut(command) } }
      group.cancelAll()
    }
  }

  func perform(_ actions: [WorkLines.Action]) {
    for action in actions {
      switch action {
      case .start(let command): startJob.yield(command)
      case .supersede(let command): supersede(command)
      }
    }
  }

  /// A sign of life in the status, as often as folders are looked through.
  private func beat() async throws {
    while true {
      await writeAllStatus()
      try await Task.sleep(for: .seconds(environment.configuration.rescanSeconds))
    }
  }

  /// The status says which providers are held.
  private func followHolds() async {
    for await _ in environment.desk.changes().dropFirst() { statusIsStale.yield() }
  }

  /// Writes the project's status when something in it has changed, but not for each of a thousand files.
  private func keepStatusFresh() async throws {
    for await _ in staleStatus {
      await writeAllStatus()
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  /// What a full disk or a missing right kept from being written is tried again until it can be.
  private func retry() async throws {
    while true {
      try await Task.sleep(for: .seconds(environment.configuration.pollSeconds))
      for claim in unsaid.keys { settle(claim) }
      for claim in stuck.keys { await resume(claim) }
      await releaseHeld()
    }
  }
}

extension ReceiptState {
  /// Whether nothing more will happen by itself.
  var needsNobody: Bool { isFinal || self == .waitingForConfirmation || self == .outcomeUnknown }
}
