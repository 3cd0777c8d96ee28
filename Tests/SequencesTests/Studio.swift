import DurableFiles
import Execution
import FolderContract
import Foundation
import Media
import Sequences
import Synchronization
import Terms
import TestSupport

/// One project's workflow on a folder of its own, made anew for each run of the agent.
struct Studio: Sendable {
  let folder: TemporaryFolder
  let books = ProviderBooks()
  let project = ULID(at: WallClock.system.now())

  /// Drawing takes longer than everything else here.
  private static let grids = Mutex<[KeyframeOrder: Data]>([:])

  static let price = Money(microUSD: 134_000)

  init() throws { folder = try TemporaryFolder() }

  var layout: ProjectLayout { ProjectLayout(root: folder.path) }

  static func sequence() throws -> SequenceID { try SequenceID("SEQ05") }

  func provider(_ kill: KillSwitch = KillSwitch(), isRepeatable: Bool = true) -> ScriptedProvider {
    var provider = ScriptedProvider(
      books: books, kill: kill, isRepeatable: isRepeatable, price: isRepeatable ? .zero : Self.price)
    provider.artifact = { order, key in
      guard case .keyframe(let order) = order else { return Data("video \(key)".utf8) }
      return Self.grids.withLock { known in
        if let grid = known[order] { return grid }
        let grid = PlainPNG.grid(order.size, order.layout ?? .quadrants)
        known[order] = grid
        return grid
      }
    }
    return provider
  }

  var account: CallAccount {
    let cap = Money(microUSD: 1_000_000)
    return CallAccount(
      ledger: SpendLedger(folder.path / "agent/spend.jsonl"), project: project,
      caps: SpendCaps(project: cap, account: cap, day: cap), copy: layout.spend)
  }

  /// Its programs do not exist: a take without a poster is still one.
  func runner(
    _ provider: ScriptedProvider, gates: ScriptedGates = ScriptedGates(), kill: KillSwitch = KillSwitch()
  ) -> ClientSequenceRunner {
    let (shots, account) = (KillableStore(layout.shots, kill: kill), account)
    return ClientSequenceRunner(
      layout: layout, store: SequenceStore(layout.sequencesState),
      steps: StepRunner(
        root: layout.root, store: shots, images: provider, videos: provider, account: account, gates: gates),
      shots: shots, account: account,
      media: MediaTools(ffmpeg: folder.path / "no/ffmpeg", ffprobe: folder.path / "no/ffprobe"),
      software: "Starsend test")
  }

  func record() async throws -> SequenceRecord {
    try await SequenceStore(layout.sequencesState).record(of: try Self.sequence())
  }

  func balance() async throws -> Balance { try await account.balance(of: "SEQ05") }

  /// Every file that people see, sorted.
  func products() throws -> [String] {
    try ["grids/SEQ05", "frames/SEQ05", "takes/SEQ05"].flatMap { place in
      folder.exists(place) ? try folder.names(in: place).map { "\(place)/\($0)" } : []
    }
  }

  static func brief(prompt: String = "a car in the rain", generates: Bool = true, needsGrid: Bool = true) throws
    -> Brief
  {
    let video = needsGrid ? "true" : "false"
    let text = """
      {"sequence": "SEQ05", "title": "Rain", "grid_prompt": "\(prompt)", "needs_grid": \(video),
       "shots": [{"index": 1, "prompt": "it starts", "duration": 2.04}, {"index": 2, "prompt": "it stops", "duration": 3}],
       "layout": {"rows": 2, "columns": 2}, "aspect_ratio": "16:9", "video_size": {"width": 32, "height": 18},
       "frame_rate": "24000/1001", "audio": {"file": "song/track.wav", "start": 12.5},
       "generates_after_pick": \(generates)}
      """
    return try PlainJSON.decode(Brief.self, from: Data(text.utf8))
  }

  static func command(
    _ work: Command.Work, _ number: Int = 1, brief: Brief? = nil, isConfirmed: Bool = false
  ) throws -> Command {
    let digits = String(number)
    guard let request = ULID(String(repeating: "0", count: 26 - digits.count) + digits) else {
      throw Problem(.badValue, "No request \(number).", hint: "")
    }
    var command = Command(request: request, brief: try brief ?? Self.brief(), work: work)
    command.isConfirmed = isConfirmed
    return command
  }

  static func pick(_ cell: String, grid: Int? = nil) throws -> Command.Work {
    guard let cell = GridCell(cell) else { throw Problem(.badValue, "No cell \(cell).", hint: "") }
    return .pick(Command.Choice(cell: cell, grid: grid))
  }

  static let explore = Command.Work.explore(Command.Exploration())
}
