import DurableFiles
import Execution
import FolderContract
import Foundation
import HotFolder
import Media
import Providers
import Sequences
import Terms

/// Puts the rooms together: configuration, ledger, providers and runners.
struct Wiring: Sendable {
  static let version = "0.1.0"
  static var software: String { "Starsend \(version)" }

  let configuration: Configuration
  let ledger: SpendLedger
  let media: MediaTools
  let room: ProviderRoom
  /// Where the calls of all projects pass.
  let desk: ProviderDesk
  /// Whether it only tells what would be done: then nothing is written, and no key is needed.
  let isRehearsal: Bool

  init(_ arguments: Arguments, isRehearsal: Bool = false) throws {
    configuration = try Self.configuration(arguments.value("--config"))
    ledger = SpendLedger(Self.ledgerFile)
    media = try MediaTools.find()
    room = ProviderRoom(
      configuration: configuration, media: media, keys: try HeldKeys.keys(),
      uploads: UploadRegister(Self.stateFolder / "uploads.json"))
    let providers = configuration.providers
    desk = ProviderDesk(
      places: [
        "gemini": providers.gemini.concurrency, "fal": providers.fal.concurrency, "storyboard": Self.processors,
      ])
    self.isRehearsal = isRehearsal
  }

  private static let processors = ProcessInfo.processInfo.activeProcessorCount

  /// How much of one project is carried out side by side: what draws here takes processors, what waits for a service
  /// takes none.
  private var parallelism: Int {
    let (keys, providers) = (room.keys, configuration.providers)
    return Self.processors + (keys.gemini == nil ? 0 : providers.gemini.concurrency)
      + (keys.fal == nil ? 0 : providers.fal.concurrency)
  }

  static var ledgerFile: FilePath { stateFolder / "spend.jsonl" }

  /// What an agent works with.
  func environment(log: AgentLog) -> AgentEnvironment {
    AgentEnvironment(
      configuration: configuration, desk: desk, parallelism: parallelism, version: Self.version, log: log
    ) { layout, project, settings in runner(layout, project, settings) }
  }

  /// The runner of one project.
  func runner(_ layout: ProjectLayout, _ project: ULID, _ settings: ProjectSettings) -> ClientSequenceRunner {
    let shots = FolderExecutionStore(layout.shots)
    let account = account(layout, project, settings)
    return ClientSequenceRunner(
      layout: layout, store: SequenceStore(layout.sequencesState), steps: steps(layout, shots, account, settings),
      shots: shots,
      account: account,
      library: library(layout),
      cutting: MediaCuttingRoom(media: media, software: Self.software),
      editing: MediaEditingRoom(
        project: layout.root, final: layout.final, media: media, software: Self.software,
        drawing: { order, name, file in try await room.storyboard.film(order, as: name, to: file) }),
      rules: .init(confirmAbove: configuration.confirmAbove, software: Self.software))
  }

  /// The characters and props of one project.
  func library(_ layout: ProjectLayout) -> ElementManager {
    ElementManager(characters: layout.characters, props: layout.props, media: media)
  }

  func account(_ layout: ProjectLayout, _ project: ULID, _ settings: ProjectSettings) -> CallAccount {
    let caps = configuration.caps.lowered(by: settings.caps)
    return CallAccount(
      ledger: ledger, project: project,
      caps: SpendCaps(project: caps.project, account: caps.sequence, day: caps.day), copy: layout.spend,
      holds: layout.holds, home: isRehearsal ? nil : ProjectHome(layout.root))
  }

  /// The execution of one project, without its sequences.
  func steps(
    _ layout: ProjectLayout, _ shots: FolderExecutionStore, _ account: CallAccount, _ settings: ProjectSettings
  ) -> StepRunner {
    StepRunner(
      root: layout.root, store: shots, catalogue: catalogue(settings), account: account,
      gates: ArtifactGates(media: media, thresholds: configuration.thresholds(for: settings)), desk: desk)
  }

  /// What a project may use, and has chosen.
  func catalogue(_ settings: ProjectSettings) -> ProjectCatalogue {
    ProjectCatalogue(room: room, rules: ModelRules(configuration, settings), needsKeys: !isRehearsal)
  }

  /// The agent's own state: the ledger lies there, never in a project.
  static var stateFolder: FilePath {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["STATE_DIRECTORY"], !folder.isEmpty { return FilePath(folder) }
    if let folder = environment["XDG_STATE_HOME"], !folder.isEmpty { return FilePath(folder) / "starsend" }
    return FilePath(NSHomeDirectory()) / ".local/state/starsend"
  }

  /// Where a configuration is looked for, the first that is there.
  static var configurationFiles: [FilePath] {
    let environment = ProcessInfo.processInfo.environment
    let home =
      environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) }
      ?? FilePath(NSHomeDirectory()) / ".config"
    return [home / "starsend/starsend.json", FilePath("/etc/starsend/starsend.json")]
  }

  /// The configuration at `named`, or the first one that is found, or the defaults.
  static func configuration(_ named: String?) throws -> Configuration {
    let file = named.map { FilePath($0) } ?? configurationFiles.first { FileStatus.of($0) != nil }
    guard let file else { return Configuration() }
    do { return try Configuration.read(try DurableFile.read(file, limit: 1 << 20)) } catch {
      throw Problem(error.code, "\(file): \(error.message)", hint: error.hint, cause: error.cause)
    }
  }
}
