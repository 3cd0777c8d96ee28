import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import Glibc
import Synchronization
import Terms
import TestSupport
import Testing

/// A project in a folder of its own with the real agent beside it, which a test speaks to through files alone.
struct Stage: Sendable {
  let folder: TemporaryFolder
  let layout: ProjectLayout
  private let starsend: Executable
  private let watcher: FolderWatcher
  private let environment: [String: String]
  private let bell = Bell()

  /// Where the agent keeps its ledger.
  var ledger: FilePath { starsend.stateFolder / "spend.jsonl" }

  /// - Parameters:
  ///   - plan: the sequences of the plan, as JSON.
  ///   - configuration: what stands in `starsend.json` beside short waiting times, as JSON with a comma before it.
  ///   - frameRate: of the videos; a lower one is made sooner.
  ///   - environment: added to the agent's.
  init(
    sequences plan: String, configuration: String = "", frameRate: Int = 24, environment: [String: String] = [:]
  ) throws {
    self.environment = environment
    folder = try TemporaryFolder()
    layout = ProjectLayout(root: folder.path / "project")
    starsend = try Executable(home: folder.path / "home")
    for path in layout.folders { try Folder.make(path) }
    let folders = [layout.results, layout.status, layout.picksDone, layout.picksRejected].map { WatchedFolder($0) }
    watcher = FolderWatcher(
      folders: folders + [layout.grids, layout.frames, layout.takes].map { WatchedFolder($0, depth: 1) },
      options: WatchOptions(settle: .milliseconds(10), rescan: .milliseconds(500), reserved: []))
    try folder.write(
      #"{"resolution": "240p", "frame_rate": "\#(frameRate)", "aspect_ratio": "16:9"}"#, to: "project/project.json")
    try folder.write(#"{"project": "stage", "sequences": [\#(plan)]}"#, to: "project/plan.json")
    try configure(configuration)
  }

  func configure(_ configuration: String) throws {
    try folder.write(
      #"{"settle_milliseconds": 60, "grace_seconds": 1, "poll_seconds": 1\#(configuration)}"#, to: "starsend.json")
  }

  /// Runs the agent while `body` runs, and sees that it ends cleanly when it is asked to.
  func running(_ body: @escaping @Sendable (Stage) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watcher.run() }
      group.addTask { for await _ in watcher { bell.ring() } }
      await watcher.ready()
      let agent = try starsend.start(
        ["watch", layout.root.display, "--config", (folder.path / "starsend.json").display], environment: environment)
      do { try await body(self) } catch {
        kill(agent.pid, SIGTERM)
        Issue.record("\(error)\n\(await agent.end().stderr)")
        throw error
      }
      kill(agent.pid, SIGTERM)
      #expect(await agent.end().status == 0)
      group.cancelAll()
    }
  }
}

// MARK: - What a person does

extension Stage {
  /// Puts a request there by a rename, as a program would.
  func request(_ id: String, _ json: String) throws {
    let part = try folder.write(#"{"id": "\#(id)", \#(json)}"#, to: "project/inbox/\(id).json.part")
    try Folder.move(part, to: layout.inbox / "\(id).json")
  }

  /// An empty file whose name says it, or one with a note in it.
  func mark(_ name: String, _ text: String = "") throws {
    let aside = try folder.write(text, to: "aside/\(name)")
    try Folder.move(aside, to: layout.picks / name)
  }

  /// Drags something of the project into `picks/`, as a file manager does within one file system.
  func drag(_ relative: String, as name: String? = nil) throws {
    let file = layout.root / relative
    try Folder.move(file, to: layout.picks / (name ?? file.name.display))
  }

  // MARK: - What a person sees

  func receipt(_ id: String) -> Receipt? { read(layout.results / "\(id).json") }

  func status(_ sequence: String) -> SequenceStatus? { read(layout.status / "\(sequence).json") }

  var project: ProjectStatus? { read(layout.projectStatus) }

  func take(_ id: String) -> TakeStatus? { status(String(id.prefix(5)))?.takes.first { $0.id == id } }

  func exists(_ relative: String) -> Bool { FileStatus.of(layout.root / relative) != nil }

  private func read<Value: Decodable>(_ file: FilePath) -> Value? {
    (try? DurableFile.read(file, limit: 1 << 22)).flatMap { try? PlainJSON.decode(Value.self, from: $0) }
  }

  /// Waits until the folders show it; what never comes is a failure of the test's own time limit.
  func until(_ isSo: () throws -> Bool) async throws {
    for await _ in bell.strokes() where try isSo() { return }
    try Task.checkCancellation()
  }

  /// Waits for a receipt that is in a state, or has ended otherwise.
  @discardableResult
  func receipt(_ id: String, _ state: ReceiptState) async throws -> Receipt {
    try await until {
      guard let now = receipt(id)?.state else { return false }
      return now == state || now.isFinal
    }
    let found = try #require(self.receipt(id))
    try #require(found.state == state, "\(found)")
    for output in found.outputs where state == .done { #expect(exists(output.text), "\(output)") }
    return found
  }

  /// Waits until a sequence is in a state.
  func state(_ sequence: String, _ state: WorkflowState) async throws {
    try await until { status(sequence)?.state == state }
  }

  /// Asks, and waits for what becomes of it.
  @discardableResult
  func asked(_ id: String, _ json: String, _ state: ReceiptState = .done) async throws -> Receipt {
    try request(id, json)
    return try await receipt(id, state)
  }

  /// Drops a marker, and waits for what becomes of it.
  @discardableResult
  func marked(_ name: String, _ text: String = "", as id: String? = nil, ends state: ReceiptState = .done)
    async throws -> Receipt
  {
    try mark(name, text)
    return try await receipt(id ?? name, state)
  }
}

/// Tells all who wait that something in the folders changed.
private final class Bell: Sendable {
  private struct State {
    var count = 0
    var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  func ring() { state.withLock { Array($0.listeners.values) }.forEach { $0.yield() } }

  /// A stroke at once, and one for each change from now on.
  func strokes() -> AsyncStream<Void> {
    let (strokes, stroke) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.count += 1
      state.listeners[state.count] = stroke
      return state.count
    }
    stroke.onTermination = { [self] _ in state.withLock { _ = $0.listeners.removeValue(forKey: number) } }
    stroke.yield()
    return strokes
  }
}
