import DurableFiles
import Execution
import Foundation
import Terms
import TestSupport

/// One project's execution on a folder of its own, made anew for each run of the agent.
struct Bench: Sendable {
  let folder: TemporaryFolder
  let project: ULID
  let books = ProviderBooks()

  static let price = Money(microUSD: 670_000)
  static let caps = SpendCaps(
    project: Money(microUSD: 100_000_000), account: Money(microUSD: 25_000_000), day: Money(microUSD: 50_000_000))
  static let output = "takes/SEQ05/SEQ05_take001.mp4"

  init() throws {
    folder = try TemporaryFolder()
    project = ULID(at: WallClock.system.now())
  }

  /// The state of another bench, to try something else with.
  init(copying other: Bench) throws {
    folder = try TemporaryFolder()
    project = other.project
    for file in ["agent/spend.jsonl", "state/starsend/shots/SEQ05.json"] {
      try folder.write(try other.folder.read(file), to: file)
    }
  }

  var ledger: SpendLedger { SpendLedger(folder.path / "agent/spend.jsonl") }

  func account(_ caps: SpendCaps = Bench.caps) -> CallAccount {
    CallAccount(
      ledger: ledger, project: project, caps: caps, copy: folder.path / "state/starsend/spend.jsonl",
      holds: [folder.path / "HOLD"])
  }

  var shots: FilePath { folder.path / "state/starsend/shots" }

  func provider(_ kill: KillSwitch = KillSwitch(), isRepeatable: Bool = false) -> ScriptedProvider {
    ScriptedProvider(
      books: books, kill: kill, isRepeatable: isRepeatable, price: isRepeatable ? .zero : Self.price)
  }

  func runner(
    _ provider: ScriptedProvider, gates: ScriptedGates = ScriptedGates(), kill: KillSwitch = KillSwitch(),
    caps: SpendCaps = Bench.caps, desk: ProviderDesk = ProviderDesk()
  ) -> StepRunner {
    StepRunner(
      root: folder.path, store: KillableStore(shots, kill: kill), images: provider, videos: provider,
      account: account(caps), gates: gates, desk: desk)
  }

  static func shot() throws -> ShotID { try ShotID("SEQ05") }

  static func step(
    _ attempt: Int = 1, prompt: String = "a car in the rain", output: String = output, allotment: String? = nil
  ) throws -> Step {
    let order = VideoOrder(
      shotPrompts: [ShotPrompt(index: 1, prompt: prompt, duration: 2)], startFrame: nil, frameRate: .film,
      size: PixelSize(width: 64, height: 36), audio: nil)
    return Step(
      key: StepKey(.multiShot, shot: try shot(), attempt: attempt), order: .video(order), take: "SEQ05_take001",
      output: output, account: "SEQ05", allotment: allotment)
  }

  func take(_ attempt: Int = 1) async throws -> TakeRecord? {
    try await FolderExecutionStore(shots).record(of: try Self.shot())?.take(
      StepKey(.multiShot, shot: try Self.shot(), attempt: attempt))
  }

  func state() async throws -> ShotState? {
    try await FolderExecutionStore(shots).record(of: try Self.shot())?.state
  }

  func balance() async throws -> Balance { try await account().balance(of: "SEQ05") }
}

/// Something that is passed once, by whoever waits for it.
struct Signal: Sendable {
  private let events: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (events, continuation) = AsyncStream.makeStream() }

  func give() { continuation.yield() }

  func wait() async { for await _ in events { return } }
}
