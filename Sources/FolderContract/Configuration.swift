public import Terms

/// The agent's own configuration, `starsend.json`. Every key has a default; with no file at all everything runs on
/// Storyboard.
public struct Configuration: Hashable, Sendable {
  /// Who makes pictures and videos, unless a project chooses another one.
  public var images = ProviderName.storyboard
  public var video = ProviderName.storyboard
  public var providers = ProviderSettings()
  /// Models that projects may choose (`ModelRules`); empty means the configured ones only.
  public var allowedModels: [String] = []
  /// The caps that no project can raise.
  public var caps = Caps(
    project: Money(microUSD: 100_000_000), sequence: Money(microUSD: 25_000_000), day: Money(microUSD: 50_000_000))
  /// Above this estimate a request waits for a `confirm`.
  public var confirmAbove = Money(microUSD: 10_000_000)
  /// How long a file that is written in place has to be quiet before it is taken.
  public var settleMilliseconds = 2_000
  /// How long an empty request or an unrecognised name waits before it is refused.
  public var graceSeconds = 60
  /// How often folders are looked through although they announce their events.
  public var rescanSeconds = 300
  /// How often folders are looked through that announce none.
  public var pollSeconds = 5
  public var watch = WatchMode.auto
  /// What is known better here than in the program, by the names of models.
  public var models: [String: ModelSettings] = [:]
  public var gates = GateSettings()

  public init() {}
}

extension Configuration {
  /// The bounds of the gates: the standard ones, then those of the configuration, then those of the project.
  public func thresholds(for project: ProjectSettings) -> GateThresholds {
    project.gates.changing(gates.changing(.standard))
  }
}

/// How the agent learns of new files.
public enum WatchMode: String, Codable, Sendable, CaseIterable {
  /// Events on local folders, polling on network mounts.
  case auto
  case events
  case polling
}

/// What the paid providers need to know; keys are never part of it.
public struct ProviderSettings: Hashable, Sendable {
  public var gemini = Gemini()
  public var fal = Fal()

  public init() {}

  public struct Gemini: Hashable, Sendable {
    public var url = "https://generativelanguage.googleapis.com"
    public var model = "gemini-3-pro-image"
    public var imageSize = "2K"
    /// Calls at a time.
    public var concurrency = 4

    public init() {}
  }

  public struct Fal: Hashable, Sendable {
    public var queueURL = "https://queue.fal.run"
    public var restURL = "https://rest.fal.ai"
    public var apiURL = "https://api.fal.ai"
    public var model = "fal-ai/kling-video/o3/standard"
    /// Calls at a time.
    public var concurrency = 2
    public var pollSeconds = 3.0
    /// How long what is uploaded can be reached by its link.
    public var uploadHours = 72
    /// For how long a call whose answer was lost is looked for in fal's list, which may lag behind.
    public var searchSeconds = 300
    /// Whether the model makes a sound of its own, at its own price.
    public var generateAudio = false

    public init() {}
  }
}
