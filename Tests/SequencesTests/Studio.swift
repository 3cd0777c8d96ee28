import DurableFiles
import Execution
import FolderContract
import Foundation
import Media
import Synchronization
import Terms
import TestSupport

@testable import Sequences

/// One project's workflow on a folder of its own, made anew for each run of the agent.
struct Studio: Sendable {
  let folder: TemporaryFolder
  let books = ProviderBooks()
  let project = ULID(at: WallClock.system.now())
  var limits = ModelLimits.unlimited
  /// Above this price a person is asked.
  var confirmAbove = Money(microUSD: 1_000_000_000)
  var cap = Money(microUSD: 1_000_000_000)

  /// Drawing takes longer than everything else here.
  private static let grids = Mutex<[KeyframeOrder: Data]>([:])

  static let price = Money(microUSD: 134_000)

  init() throws { folder = try TemporaryFolder() }

  var layout: ProjectLayout { ProjectLayout(root: folder.path) }

  static func sequence() throws -> SequenceID { try SequenceID("SEQ05") }

  func provider(_ kill: KillSwitch = KillSwitch(), isRepeatable: Bool = true) -> ScriptedProvider {
    var provider = ScriptedProvider(
      books: books, kill: kill, isRepeatable: isRepeatable, price: isRepeatable ? .zero : Self.price)
    provider.limits = limits
    provider.artifact = { order, key in
      switch order {
      case .keyframe(let order): Self.picture(order)
      case .video(let order): ScriptedCuttingRoom.video("video \(key)", frames: order.frames, rate: order.frameRate)
      }
    }
    return provider
  }

  /// What a model makes that does as it is told.
  static func picture(_ order: KeyframeOrder) -> Data {
    grids.withLock { known in
      if let grid = known[order] { return grid }
      let grid =
        order.layout.map { PlainPNG.grid(order.size, $0) }
        ?? PlainPNG.data(order.size) { x, y in (UInt8(x % 200), UInt8(y % 200), UInt8((x * y) % 200)) }
      known[order] = grid
      return grid
    }
  }

  /// One picture without a seam, where a grid was ordered.
  static func noGrid(_ order: KeyframeOrder) -> Data {
    picture(KeyframeOrder(prompt: "", layout: nil, size: order.size))
  }

  var account: CallAccount {
    CallAccount(
      ledger: SpendLedger(folder.path / "agent/spend.jsonl"), project: project,
      caps: SpendCaps(project: cap, account: cap, day: cap), copy: layout.spend, holds: layout.holds)
  }

  func runner(
    _ provider: ScriptedProvider? = nil, cutting: (any CuttingRoom)? = nil, editing: (any EditingRoom)? = nil,
    gates: any Gates = ScriptedGates(), kill: KillSwitch = KillSwitch(), clock: WallClock = .system
  ) -> ClientSequenceRunner {
    let (shots, account) = (KillableStore(layout.shots, kill: kill), account)
    let provider = provider ?? self.provider()
    // Its programs do not exist: the pictures here are all PNGs.
    let media = MediaTools(ffmpeg: folder.path / "no/ffmpeg", ffprobe: folder.path / "no/ffprobe")
    return ClientSequenceRunner(
      layout: layout, store: SequenceStore(layout.sequencesState),
      steps: StepRunner(
        root: layout.root, store: shots, images: provider, videos: provider, account: account, gates: gates),
      shots: shots, account: account,
      library: ElementManager(characters: layout.characters, props: layout.props, media: media),
      cutting: cutting ?? ScriptedCuttingRoom(kill: kill),
      editing: editing ?? ScriptedEditingRoom(project: layout.root),
      rules: ClientSequenceRunner.Rules(confirmAbove: confirmAbove, software: "Starsend test"), clock: clock)
  }

  /// With everything a point of `kill`.
  func dying(_ kill: KillSwitch, isRepeatable: Bool = true, _ change: (inout ScriptedProvider) -> Void = { _ in })
    -> ClientSequenceRunner
  {
    var provider = provider(kill, isRepeatable: isRepeatable)
    change(&provider)
    return runner(provider, gates: ScriptedGates(kill: kill), kill: kill)
  }

  func record() async throws -> SequenceRecord {
    try await SequenceStore(layout.sequencesState).record(of: try Self.sequence())
  }

  /// Changes the workflow's file behind the runner's back.
  func meddle(_ change: @Sendable (inout SequenceRecord) -> Void) async throws {
    try await SequenceStore(layout.sequencesState).update(try Self.sequence(), change)
  }

  func call(_ key: StepKey) async throws -> TakeRecord? {
    try await FolderExecutionStore(layout.shots).record(of: key.shot)?.take(key)
  }

  func balance() async throws -> Balance { try await account.balance(of: "SEQ05") }

  /// The steps that were submitted to the provider, as text.
  var submits: [String] { books.submits.map { "\($0)" } }

  func text(_ path: String) throws -> String { String(decoding: try folder.read(path), as: UTF8.self) }

  func remove(_ path: String) { DurableFile.remove(folder.path / path) }

  /// Every file that people see, sorted.
  func products() throws -> [String] {
    try ["grids/SEQ05", "frames/SEQ05", "takes/SEQ05"].flatMap { place in
      folder.exists(place) ? try folder.names(in: place).map { "\(place)/\($0)" } : []
    }
  }
}

// MARK: - What is asked

extension Studio {
  static func brief(
    prompt: String = "a car in the rain", generates: Bool = true, needsGrid: Bool = true,
    shots: [ShotPrompt] = [
      ShotPrompt(index: 1, prompt: "it starts", duration: 2.04),
      ShotPrompt(index: 2, prompt: "it stops", duration: 3),
    ], frames: [Int: String] = [:], elements: [String] = [], mode: TakeMode = .multiShot,
    layout: GridLayout = .quadrants
  ) throws -> Brief {
    let aspect = AspectRatio("16:9")
    guard let aspect, let rate = FrameRate("24000/1001") else { throw Problem(.badValue, "No ratio.", hint: "") }
    return Brief(
      sequence: try sequence(), title: "Rain", gridPrompt: prompt, needsGrid: needsGrid, shots: shots,
      shotFrames: frames,
      elements: try elements.map { Brief.Element(id: try ElementID($0), description: "the \($0)") }, takeMode: mode,
      layout: layout, aspectRatio: aspect, videoSize: PixelSize(width: 32, height: 18), frameRate: rate,
      audio: Brief.Audio(file: "song/track.wav", start: 12.5), generatesAfterPick: generates)
  }

  /// The seeds' example: five shots of five seconds.
  static func five(
    needsGrid: Bool = false, mode: TakeMode = .multiShot, frames: [Int: String] = [:], elements: [String] = []
  ) throws -> Brief {
    let words = ["A hand turns the key.", "The taxi pulls out.", "A hand waves.", "Rain on glass.", "The door shuts."]
    return try brief(
      needsGrid: needsGrid,
      shots: words.enumerated().map { ShotPrompt(index: $0 + 1, prompt: $1, duration: 5) }, frames: frames,
      elements: elements, mode: mode)
  }

  static func request(_ number: Int) throws -> ULID {
    let digits = String(number)
    guard let request = ULID(String(repeating: "0", count: 26 - digits.count) + digits) else {
      throw Problem(.badValue, "No request \(number).", hint: "")
    }
    return request
  }

  static func command(
    _ work: Command.Work, _ number: Int = 1, brief: Brief? = nil, answered: Set<Question.Topic> = [],
    by name: String? = nil, note: String? = nil
  ) throws -> Command {
    var command = Command(
      request: try request(number), subject: .sequence(try brief ?? Self.brief()), work: work,
      decider: Decider(name: name, file: "request\(number).json", at: Timestamp(milliseconds: Int64(number) * 1000)),
      note: note)
    command.answered = answered
    return command
  }

  static func pick(_ cell: String, grid: Int? = nil, shot: Int? = nil) throws -> Command.Work {
    guard let cell = GridCell(cell) else { throw Problem(.badValue, "No cell \(cell).", hint: "") }
    return .pick(PickOrder(cell: cell, grid: grid, shot: shot))
  }

  static let explore = Command.Work.explore(GridOrder())
  static let generate = Command.Work.generate(TakeOrder())
}

/// How work ended that did not end well: what was asked, or what was wrong.
enum Ending: Sendable {
  case asked(Question)
  case failed(Problem)

  var problem: Problem? { if case .failed(let problem) = self { problem } else { nil } }
  var question: Question? { if case .asked(let question) = self { question } else { nil } }
}

extension ClientSequenceRunner {
  /// Nil where it went well.
  func ending(_ command: Command) async -> Ending? {
    do { _ = try await carryOut(command) } catch let question as Question { return .asked(question) } catch {
      return .failed((error as? Problem) ?? Problem(.system, "\(error)", hint: ""))
    }
    return nil
  }

  func problem(_ command: Command) async -> Problem? { await ending(command)?.problem }

  /// Carries a command out, saying yes to whatever is asked.
  @discardableResult
  func agreed(_ command: Command) async throws -> Outcome {
    var command = command
    for _ in 1...4 {
      do { return try await carryOut(command) } catch let question as Question {
        command.answered.formUnion(question.topics)
      }
    }
    return try await carryOut(command)
  }
}
