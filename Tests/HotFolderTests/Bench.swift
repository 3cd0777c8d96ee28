import DurableFiles
import Execution
import FolderContract
import FolderWatch
import Foundation
import Glibc
import HotFolder
import Media
import Sequences
import Synchronization
import Terms
import TestSupport
import Testing

/// A project in a folder of its own, with a studio for its pictures and videos.
///
/// Nothing here waits for a guessed time: a test waits until the folders show what it is about.
final class Bench: Sendable {
  /// The folder of projects that this one lies in.
  let shelf: TemporaryFolder
  let folder: TemporaryFolder
  let studio: Studio
  let log = LogBook()
  private let ledger: TemporaryFolder
  private let seconds = Mutex(0)
  private let graceSeconds: Int
  /// What the agent's configuration says of money, from its next start on.
  let terms = Mutex(Terms())

  /// The settings that runners were made with, oldest first.
  let inForce = Mutex<[ProjectSettings]>([])

  /// In dollars.
  struct Terms {
    var projectCap = 1000.0
    var sequenceCap = 1000.0
    var confirmAbove = 1000.0
  }

  static let plan = """
    {"project": "bench", "sequences": [
      {"id": "SEQ01", "shots": [{"id": "a", "prompt": "a road", "duration": 2}]},
      {"id": "SEQ02", "shots": [{"id": "a", "prompt": "a lake", "duration": 2}]},
      {"id": "SEQ05", "shots": [{"id": "a", "prompt": "a car", "duration": 2}]}]}
    """

  /// - Parameters:
  ///   - grace: seconds that what is not understood is left lying.
  ///   - isRepeatable: whether the studio makes a call again that nobody knows the end of.
  init(grace: Int = 0, settings: String = "{}", plan: String = Bench.plan, isRepeatable: Bool = true) throws {
    studio = Studio(isRepeatable: isRepeatable)
    shelf = try TemporaryFolder()
    folder = try TemporaryFolder(in: shelf.path)
    ledger = try TemporaryFolder()
    graceSeconds = grace
    for path in layout.folders { try Folder.make(path) }
    try folder.write(plan, to: "plan.json")
    try folder.write(settings, to: "project.json")
  }

  /// A copy of another project, of the same agent.
  init(copyOf other: Bench) throws {
    let path = other.shelf.path / "copy"
    try FileManager.default.copyItem(atPath: other.folder.path.display, toPath: path.display)
    (shelf, folder, studio) = (other.shelf, TemporaryFolder(adopting: path), other.studio)
    (ledger, graceSeconds) = (other.ledger, other.graceSeconds)
  }

  var layout: ProjectLayout { ProjectLayout(root: folder.path) }

  /// Moves the agent's clock on, so that a grid is not brand-new any more.
  func later() { seconds.withLock { $0 += 60 } }

  var clock: WallClock {
    WallClock { [self] in
      let now = Timestamp(Date())
      return Timestamp(milliseconds: now.milliseconds + Int64(self.seconds.withLock { $0 }) * 1000)
    }
  }

  var environment: AgentEnvironment { environment() }

  /// - Parameters:
  ///   - patience: how long a project has to be quiet before its agent sleeps.
  ///   - settle: milliseconds.
  func environment(patience: Duration = .seconds(60), settle: Int = 50) -> AgentEnvironment {
    var configuration = Configuration()
    configuration.settleMilliseconds = settle
    configuration.graceSeconds = graceSeconds
    configuration.pollSeconds = 1
    let terms = terms.withLock { $0 }
    configuration.caps = Caps(
      project: .dollars(terms.projectCap), sequence: .dollars(terms.sequenceCap), day: .dollars(1000))
    configuration.confirmAbove = .dollars(terms.confirmAbove)
    let caps = SpendCaps(
      project: configuration.caps.project, account: configuration.caps.sequence, day: configuration.caps.day)
    let rules = ClientSequenceRunner.Rules(confirmAbove: configuration.confirmAbove, software: "Bench")
    let (studio, ledger, clock) = (studio, SpendLedger(ledger.path / "spend.jsonl"), clock)
    return AgentEnvironment(
      configuration: configuration, parallelism: 2, version: "0.0.0", log: log.log, clock: clock,
      patience: patience
    ) { [self] layout, project, settings in
      inForce.withLock { $0.append(settings) }
      let shots = FolderExecutionStore(layout.shots)
      let none = MediaTools(ffmpeg: FilePath("/bin/false"), ffprobe: FilePath("/bin/false"))
      let account = CallAccount(
        ledger: ledger, project: project, caps: caps, copy: layout.spend, holds: layout.holds,
        home: ProjectHome(layout.root))
      let steps = StepRunner(
        root: layout.root, store: shots, images: studio, videos: studio, account: account, gates: NoGates())
      let library = ElementManager(characters: layout.characters, props: layout.props, media: none)
      let editing = MediaEditingRoom(
        project: layout.root, final: layout.final, media: none, software: "Bench"
      ) { _, _, file in try DurableFile.create(file, with: Data("drawn".utf8)) }
      return ClientSequenceRunner(
        layout: layout, store: SequenceStore(layout.sequencesState), steps: steps, shots: shots, account: account,
        library: library, cutting: PaperRoom(), editing: editing, rules: rules, clock: clock)
    }
  }

  func agent() throws -> ProjectAgent { try ProjectAgent(folder.path, environment: environment, command: "watch") }

  /// Runs an agent while `body` runs, and waits until it has let go.
  func running<Result: Sendable>(_ body: (Desk) async throws -> Result) async throws -> Result {
    let agent = try agent()
    let desk = Desk(self)
    return try await desk.watching {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await agent.run() }
        let result = try await body(desk)
        group.cancelAll()
        return result
      }
    }
  }
}

// MARK: - Dropping

extension Bench {
  /// Drops as tools do: written beside, and renamed in.
  func drop(_ contents: some DataProtocol, as relative: String) throws {
    let file = folder.path / relative
    let aside = try folder.write(contents, to: "state/.aside.part")
    _ = aside.withCString { from in file.withCString { rename(from, $0) } }
  }

  func drop(_ contents: String, as relative: String) throws { try drop(Data(contents.utf8), as: relative) }

  /// Moves something of the project, as a file manager does within one file system.
  func move(_ old: String, to new: String) throws { try Folder.move(folder.path / old, to: folder.path / new) }

  func copy(_ old: String, to new: String) throws {
    try FileManager.default.copyItem(atPath: (folder.path / old).display, toPath: (folder.path / new).display)
  }
}

// MARK: - Looking

extension Bench {
  func receipt(_ id: String) -> Receipt? {
    guard let data = try? folder.read("results/\(id).json") else { return nil }
    return try? PlainJSON.decode(Receipt.self, from: data)
  }

  func state(_ id: String) -> ReceiptState? { receipt(id)?.state }

  func exists(_ relative: String) -> Bool { folder.exists(relative) }

  func names(_ relative: String) -> [String] {
    ((try? folder.names(in: relative)) ?? []).filter { !$0.hasPrefix(".") }
  }

  /// Nil while none was written yet.
  func status() -> ProjectStatus? {
    (try? folder.read("status/project.json")).flatMap { try? PlainJSON.decode(ProjectStatus.self, from: $0) }
  }

  func status(of sequence: String) -> SequenceStatus? {
    (try? folder.read("status/\(sequence).json")).flatMap { try? PlainJSON.decode(SequenceStatus.self, from: $0) }
  }

  /// The lines of the journal, oldest first.
  func journal() throws -> [JournalReading] { try JournalReading.entries(of: layout) }

  /// The videos that were made, by their shots.
  var videos: [StepKey] { studio.submitted.filter { $0.operation != .keyframe } }
}

/// What the agent logged.
final class LogBook: Sendable {
  private struct State {
    var lines: [String] = []
    var waiting: [(words: String, said: CheckedContinuation<Void, Never>)] = []
  }

  private let book = Mutex(State())
  var lines: [String] { book.withLock(\.lines) }
  var log: AgentLog { AgentLog { level, line in self.write("\(level.rawValue): \(line)") } }

  /// Waits until a line with these words was written.
  func until(_ words: String) async {
    await withCheckedContinuation { said in
      let isSaid = book.withLock { state in
        if state.lines.contains(where: { $0.contains(words) }) { return true }
        state.waiting.append((words, said))
        return false
      }
      if isSaid { said.resume() }
    }
  }

  private func write(_ line: String) {
    let heard = book.withLock { state in
      state.lines.append(line)
      defer { state.waiting.removeAll { line.contains($0.words) } }
      return state.waiting.filter { line.contains($0.words) }
    }
    for one in heard { one.said.resume() }
  }
}

/// Where a test sits while an agent runs: it sees the folders change.
struct Desk {
  let bench: Bench
  private let watcher: FolderWatcher

  /// - Parameter layout: the project that is looked at, where it is not the bench's own.
  init(_ bench: Bench, at layout: ProjectLayout? = nil) {
    self.bench = bench
    let layout = layout ?? bench.layout
    let flat = [
      layout.results, layout.status, layout.inbox, layout.inboxDone, layout.inboxRejected, layout.picks,
      layout.picksDone, layout.picksRejected, layout.state,
    ]
    let folders =
      flat.map { WatchedFolder($0) } + [layout.grids, layout.takes, layout.intake].map { WatchedFolder($0, depth: 1) }
    watcher = FolderWatcher(
      folders: folders,
      options: WatchOptions(
        settle: .milliseconds(10), rescan: .milliseconds(500), poll: .milliseconds(500), isIgnored: { _ in false },
        reserved: []))
  }

  func watching<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watcher.run() }
      await watcher.ready()
      let result = try await body()
      group.cancelAll()
      return result
    }
  }

  /// Waits until the folders show it. Ends only with the test's own time limit: what never comes is a failure.
  func until(_ isSo: () throws -> Bool) async throws {
    if try isSo() { return }
    for await _ in watcher {
      if try isSo() { return }
    }
    try Task.checkCancellation()
  }

  /// Waits until a receipt is in a state, and returns it.
  @discardableResult
  func receipt(_ id: String, _ state: ReceiptState) async throws -> Receipt {
    try await until { bench.state(id) == state || bench.state(id)?.isFinal == true }
    let receipt = try #require(bench.receipt(id))
    try #require(receipt.state == state, "\(receipt)")
    return receipt
  }

  /// Makes a grid of a sequence and waits for it.
  func grid(_ sequence: String, as id: String = "grid") async throws {
    try bench.drop(#"{"id": "\#(id)", "sequence": "\#(sequence)"}"#, as: "inbox/\(id).json")
    try await receipt(id, .done)
    bench.later()
  }

  /// Drops something that is known to be answered, and waits for the answer: everything that was dropped before it has
  /// been looked at by then.
  func roundTrip(_ id: String = "later") async throws {
    try bench.drop(#"{"id": "\#(id)", "sequence": "SEQ77"}"#, as: "inbox/\(id).json")
    try await receipt(id, .rejected)
  }
}

extension Money {
  static func dollars(_ amount: Double) -> Money { Money(microUSD: Int64((amount * 1_000_000).rounded())) }
}
