public import Foundation
public import Terms

/// What a project is, `project.json`: people choose here within what the agent's configuration allows. Every field may
/// be left out, and so may the file.
public struct ProjectSettings: Hashable, Sendable {
  public var title: String?
  public var client: String?
  public var frameRate = FrameRate.film
  public var aspectRatio = AspectRatio.widescreen
  /// How many options a grid has, unless a request says otherwise.
  public var grid = GridLayout.quadrants
  /// Whether a pick starts the video.
  public var autoGenerate = true
  /// The caps that the project puts on itself; they can only lower those of the configuration (`Caps.lowered`).
  public var caps = LowerCaps()
  public var takeMode = TakeMode.multiShot
  /// Whether the takes have the song as their sound.
  public var audio = true
  public var resolution = Resolution.p720
  /// The makers of pictures and videos, where they are not the configuration's.
  public var images: ProviderName?
  public var video: ProviderName?
  /// Their models, where they are not those that the configuration has of these makers.
  public var imageModel: String?
  public var videoModel: String?
  /// The bounds of gates that are other than the configuration's.
  public var gates = GateSettings()

  public init() {}

  /// The size of takes, in pixels.
  public var videoSize: PixelSize { aspectRatio.size(shortSide: resolution.shortSide) }
}

/// How large takes are, named by their shorter side.
public enum Resolution: String, Codable, Sendable, CaseIterable {
  /// For quick drafts.
  case p240 = "240p"
  case p480 = "480p"
  case p720 = "720p"
  case p1080 = "1080p"

  /// Pixels.
  public var shortSide: Int {
    switch self {
    case .p240: 240
    case .p480: 480
    case .p720: 720
    case .p1080: 1080
    }
  }
}

extension ProjectSettings {
  /// Throws `bad_json`, `unknown_field` or `bad_value`.
  public static func read(_ data: Data) throws(Problem) -> ProjectSettings {
    var fields = try Fields(JSONText.read(data), document: "project")
    var settings = ProjectSettings()
    settings.title = try fields.optional("title", .name)
    settings.client = try fields.optional("client", .name)
    settings.frameRate = try fields.optional("frame_rate", .frameRate) ?? settings.frameRate
    settings.aspectRatio = try fields.optional("aspect_ratio", .aspectRatio) ?? settings.aspectRatio
    if var grid = try fields.object("grid") {
      settings.grid = try grid.layout() ?? settings.grid
      try grid.finish()
    }
    settings.autoGenerate = try fields.optional("auto_generate", .flag) ?? settings.autoGenerate
    settings.caps = try LowerCaps(reading: fields.object("caps_usd"))
    settings.takeMode = try fields.optional("take_mode", FieldKind<TakeMode>.choice) ?? settings.takeMode
    settings.audio = try fields.optional("audio", .flag) ?? settings.audio
    settings.resolution = try fields.optional("resolution", FieldKind<Resolution>.choice) ?? settings.resolution
    (settings.images, settings.imageModel) = try fields.making(.pictures, "images", "image_model")
    (settings.video, settings.videoModel) = try fields.making(.videos, "video", "video_model")
    settings.gates = try GateSettings(reading: fields.object("gates"))
    try fields.finish(advice: AgentFields.advice)
    return settings
  }
}

extension Fields {
  /// Who is to make a medium, and with which model. A model implies its maker; both have to agree.
  fileprivate mutating func making(
    _ medium: Medium, _ maker: String, _ model: String
  ) throws(Problem) -> (ProviderName?, String?) {
    let (named, id) = (try self.maker(maker, of: medium), try self.model(model, of: medium))
    guard let id else { return (named, nil) }
    let owner = ProviderName(ofModel: id)
    if let named, let owner, named != owner {
      throw refusal(
        model, "is a model of \(owner.rawValue), but \"\(maker)\" is \(named.rawValue)",
        hint: "Leave \"\(maker)\" out: the model says whose it is.")
    }
    return (owner, id)
  }
}

/// Fields that belong into the agent's own configuration, and what to say of them where a project has them.
private enum AgentFields {
  private static let names: Set = [
    "providers", "gemini", "fal", "url", "queue_url", "rest_url", "api_url", "base_url", "host", "endpoint",
    "concurrency", "allowed_models", "models", "confirm_above_usd", "settle_milliseconds", "grace_seconds",
    "rescan_seconds", "poll_seconds", "watch", "image_size", "upload_hours", "search_seconds", "generate_audio",
  ]

  static func advice(_ field: String) -> String? {
    if let advice = KeyFields.advice(field) { return advice }
    guard names.contains(field.lowercased().replacing("-", with: "_")) else { return nil }
    return "A project cannot change this; it lives in the agent's own starsend.json."
  }
}

extension FieldKind where Value == FrameRate {
  static var frameRate: Self {
    Self(
      "frames per second from 1 to 120: a whole number, or a fraction such as \"24000/1001\" (for 23.976)",
      example: "\"24000/1001\""
    ) { node in
      switch node.value {
      case .string(let text) where text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "/") }): FrameRate(text)
      case .number(let number): number.integer.flatMap { FrameRate(numerator: $0, denominator: 1) }
      default: nil
      }
    }
  }
}

extension FieldKind where Value == AspectRatio {
  static var aspectRatio: Self {
    Self("width to height, each from 1 to 100, such as \"16:9\"", example: "\"16:9\"") { node in
      node.string.flatMap { text in
        text.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ":") } ? AspectRatio(text) : nil
      }
    }
  }
}
