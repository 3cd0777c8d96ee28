public import Execution
public import FolderContract
import FolderWatch
public import Sequences
public import Terms

/// What an agent gets from whoever starts it.
public struct AgentEnvironment: Sendable {
  /// Makes the runner of a project; the wiring of providers, ledger and stores is the executable's.
  public typealias RunnerFactory =
    @Sendable (
      _ layout: ProjectLayout, _ project: ULID, _ settings: ProjectSettings
    ) throws -> ClientSequenceRunner

  public let configuration: Configuration
  public let makeRunner: RunnerFactory
  /// Where the calls of all projects pass.
  public let desk: ProviderDesk
  /// How many commands of one project are carried out side by side.
  public let parallelism: Int
  /// Such as `0.1.0`.
  public let version: String
  public let log: AgentLog
  public let clock: WallClock
  /// How long a project has to be quiet before its agent sleeps, where many are served.
  public let patience: Duration

  public init(
    configuration: Configuration, desk: ProviderDesk = ProviderDesk(), parallelism: Int, version: String, log: AgentLog,
    clock: WallClock = .system,
    patience: Duration = .seconds(60), makeRunner: @escaping RunnerFactory
  ) {
    self.configuration = configuration
    self.desk = desk
    self.parallelism = max(1, parallelism)
    self.version = version
    self.log = log
    self.clock = clock
    self.patience = patience
    self.makeRunner = makeRunner
  }

  var graceDuration: Duration { .seconds(configuration.graceSeconds) }
  var settleDuration: Duration { .milliseconds(configuration.settleMilliseconds) }

  func watchOptions(
    settle: Duration? = nil, reserved: Set<FileName> = [],
    isIgnored: @escaping @Sendable (FileName) -> Bool = Litter.contains
  ) -> WatchOptions {
    WatchOptions(
      settle: settle ?? settleDuration, rescan: .seconds(configuration.rescanSeconds),
      poll: .seconds(configuration.pollSeconds), mode: configuration.watch.mode, isIgnored: isIgnored,
      reserved: reserved)
  }
}

extension WatchMode {
  fileprivate var mode: WatchOptions.Mode {
    switch self {
    case .auto: .auto
    case .events: .events
    case .polling: .polling
    }
  }
}
