import DurableFiles
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
  let runner: ClientSequenceRunner
  let intake: Intake
  let lock: FileLock
  let startedAt: Timestamp
  var papers: ProjectPapers
  var journal: Journal
  var receipts: ReceiptBook
  var lines = WorkLines()
  /// Accepted and not closed.
  var tickets: [ULID: Ticket] = [:]
  /// What lies in a watched folder and was not taken yet.
  var waiting: [ItemPlace: Waiting] = [:]
  /// What runs now, per sequence, from 0 to 1.
  var progress: [SequenceID: Double] = [:]
  var watcher: FolderWatcher?
  /// What lay in the folders at the start and was not looked at yet; nothing runs before it was.
  var arrears: Set<FilePath> = []
  private let jobs: AsyncStream<Command>
  let startJob: AsyncStream<Command>.Continuation
  private let endings: AsyncStream<RequestID>
  let announceEnd: AsyncStream<RequestID>.Continuation
  private nonisolated let executor = FileExecutor("agent")

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Something that is left lying for now.
  struct Waiting {
    let identity: FileIdentity
    let since: ContinuousClock.Instant
    let reported: PendingFile
  }

  /// Opens a project: makes its folders, takes its lock and reads what it remembers.
  ///
  /// Blocks on files; throws `locked` where another agent has the project, `damaged_state` where its memory is broken.
  /// - Parameter command: what to call this agent to others who want the project, such as `watch`.
  public init(_ root: FilePath, environment: AgentEnvironment, command: String) throws {
    layout = ProjectLayout(root: root)
    self.environment = environment
    startedAt = environment.clock.now()
    for folder in layout.folders { try Folder.make(folder) }
    lock = try FileLock(layout.lock)
    try lock.acquire(.thisProcess(command: command, clock: environment.clock))
    papers = ProjectPapers(layout)
    journal = try Journal(layout.journal)
    receipts = try ReceiptBook(layout)
    intake = Intake(layout: layout, clock: environment.clock)
    runner = try environment.makeRunner(
      layout, try ProjectIdentityFile.id(in: layout, clock: environment.clock),
      environment.configuration.caps.lowered(by: papers.settings.caps))
    (jobs, startJob) = AsyncStream.makeStream()
    (endings, announceEnd) = AsyncStream.makeStream()
  }

  /// Works until it is cancelled.
  public func run() async throws {
    environment.log.info("watching \(layout.root)")
    sweep()
    try await recover()
    let watcher = FolderWatcher(
      folders: [
        WatchedFolder(layout.root), WatchedFolder(layout.inbox), WatchedFolder(layout.picks, depth: 1),
      ], options: watchOptions)
    self.watcher = watcher
    arrears = try gathered()
    defer { environment.log.info("stopped watching \(layout.root)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watcher.run() }
      group.addTask { await self.take(from: watcher) }
      group.addTask { await self.work() }
      group.addTask { try await self.openLines(after: watcher) }
      group.addTask { try await self.beat() }
      do { while try await group.next() != nil { try Task.checkCancellation() } } catch is CancellationError {}
      group.cancelAll()
    }
    await writeProjectStatus(isAlive: false)
  }

  /// Works until the receipt of `request` has ended, for a command that is the agent for a moment.
  public func run(until request: RequestID) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.run() }
      group.addTask { await self.ending(of: request) }
      _ = try await group.next()
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  private func ending(of request: RequestID) async {
    if let receipt = receipts.receipt(request), receipt.state.needsNobody { return }
    for await id in endings where id == request { return }
  }

  private var watchOptions: WatchOptions {
    let configuration = environment.configuration
    return WatchOptions(
      settle: environment.settleDuration, rescan: .seconds(configuration.rescanSeconds),
      poll: .seconds(configuration.pollSeconds), reserved: Self.ownFolders)
  }

  /// Folders that are never drops, wherever they lie.
  private static let ownFolders = Set(
    [
      "done", "rejected", "refs", "song", "inbox", "picks", "grids", "frames", "takes", "status", "results", "final",
      "state",
    ].map { FileName($0) })

  /// Carries out what the lines give out, side by side across sequences, as many at a time as the machine has cores.
  private func work() async {
    await withTaskGroup(of: Void.self) { group in
      var running = 0
      for await command in jobs {
        if running >= environment.parallelism {
          await group.next()
          running -= 1
        }
        group.addTask { await self.carryOut(command) }
        running += 1
      }
    }
  }

  /// Lets nothing begin before what gathered while the agent was down is in the lines: a later drop may replace it.
  ///
  /// The last of it opens the lines (`lookedAt`); this is for when there is nothing, or something never settles.
  private func openLines(after watcher: FolderWatcher) async throws {
    await watcher.ready()
    if !arrears.isEmpty { try await Task.sleep(for: environment.settleDuration * 2 + .seconds(10)) }
    try Task.checkCancellation()
    perform(lines.open())
    while true { try await Task.sleep(for: .seconds(86_400)) }
  }

  private func gathered() throws -> Set<FilePath> {
    Set(
      try [layout.inbox, layout.picks].flatMap { folder in
        try Folder.names(in: folder).filter { !Litter.contains($0) && !Self.ownFolders.contains($0) }.map {
          folder / $0
        }
      })
  }

  func lookedAt(_ path: FilePath) {
    guard arrears.remove(path) != nil, arrears.isEmpty else { return }
    perform(lines.open())
  }

  /// A sign of life in the status, as often as folders are looked through.
  private func beat() async throws {
    while true {
      await writeAllStatus()
      try await Task.sleep(for: .seconds(environment.configuration.rescanSeconds))
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

  func now() -> Timestamp { environment.clock.now() }
}

extension ReceiptState {
  /// Whether nothing more will happen by itself.
  var needsNobody: Bool { isFinal || self == .waitingForConfirmation || self == .outcomeUnknown }
}
