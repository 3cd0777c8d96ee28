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

/// Who makes pictures or videos.
public enum ProviderName: String, Codable, Sendable, CaseIterable {
  /// Local, at no cost and with no key.
  case storyboard
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
    settings.images = try fields.optional("images", FieldKind<ProviderName>.choice)
    settings.video = try fields.optional("video", FieldKind<ProviderName>.choice)
    settings.gates = try GateSettings(reading: fields.object("gates"))
    try fields.finish()
    return settings
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
