public import Foundation
public import Terms

extension Configuration {
  /// Throws `bad_json`, `unknown_field` or `bad_value`.
  public static func read(_ data: Data) throws(Problem) -> Configuration {
    var fields = try Fields(JSONText.read(data), document: "configuration")
    var read = Configuration()
    read.images = try fields.maker("images", of: .pictures) ?? read.images
    read.video = try fields.maker("video", of: .videos) ?? read.video
    if let providers = try fields.object("providers") { read.providers = try ProviderSettings(reading: providers) }
    read.allowedModels = try fields.list("allowed_models", of: .model, count: 0...100) ?? read.allowedModels
    read.caps = try caps(LowerCaps(reading: fields.object("caps_usd")), else: read.caps)
    read.confirmAbove = try fields.optional("confirm_above_usd", .dollars) ?? read.confirmAbove
    let settle = try fields.optional("settle_milliseconds", .integer(0...600_000))
    read.settleMilliseconds = settle ?? read.settleMilliseconds
    read.graceSeconds = try fields.optional("grace_seconds", .integer(0...86_400)) ?? read.graceSeconds
    read.rescanSeconds = try fields.optional("rescan_seconds", .integer(1...86_400)) ?? read.rescanSeconds
    read.pollSeconds = try fields.optional("poll_seconds", .integer(1...3_600)) ?? read.pollSeconds
    read.watch = try fields.optional("watch", FieldKind<WatchMode>.choice) ?? read.watch
    read.models = try models(&fields)
    read.gates = try GateSettings(reading: fields.object("gates"))
    try fields.finish(advice: KeyFields.advice)
    return read
  }

  private static func models(_ fields: inout Fields) throws(Problem) -> [String: ModelSettings] {
    var models: [String: ModelSettings] = [:]
    for (name, settings) in try fields.objectsByName("models") ?? [] {
      guard FieldKind<String>.name.read(JSONNode(.string(name), at: settings.position)) != nil else {
        throw fields.refusal(
          "models", "has a name that no model can have",
          hint: "Name each model as its provider does, in at most 200 characters.")
      }
      models[name] = try ModelSettings(reading: settings)
    }
    return models
  }

  /// Here a cap replaces the default, be it lower or higher.
  private static func caps(_ given: LowerCaps, else caps: Caps) -> Caps {
    Caps(
      project: given.project ?? caps.project, sequence: given.sequence ?? caps.sequence, day: given.day ?? caps.day)
  }
}

extension ProviderSettings {
  init(reading fields: Fields) throws(Problem) {
    var fields = fields
    if let gemini = try fields.object("gemini") { self.gemini = try Gemini(reading: gemini) }
    if let fal = try fields.object("fal") { self.fal = try Fal(reading: fal) }
    try fields.finish()
  }
}

extension ProviderSettings.Gemini {
  init(reading fields: Fields) throws(Problem) {
    var fields = fields
    url = try fields.optional("url", .address) ?? url
    model = try fields.model("model", by: .gemini) ?? model
    imageSize = try fields.optional("image_size", .name) ?? imageSize
    concurrency = try fields.optional("concurrency", .integer(1...64)) ?? concurrency
    try fields.finish(advice: KeyFields.advice)
  }
}

extension ProviderSettings.Fal {
  init(reading fields: Fields) throws(Problem) {
    var fields = fields
    queueURL = try fields.optional("queue_url", .address) ?? queueURL
    restURL = try fields.optional("rest_url", .address) ?? restURL
    apiURL = try fields.optional("api_url", .address) ?? apiURL
    model = try fields.model("model", by: .fal) ?? model
    concurrency = try fields.optional("concurrency", .integer(1...64)) ?? concurrency
    pollSeconds = try fields.optional("poll_seconds", .number(0.1...3_600)) ?? pollSeconds
    uploadHours = try fields.optional("upload_hours", .integer(1...720)) ?? uploadHours
    searchSeconds = try fields.optional("search_seconds", .integer(0...3_600)) ?? searchSeconds
    generateAudio = try fields.optional("generate_audio", .flag) ?? generateAudio
    try fields.finish(advice: KeyFields.advice)
  }
}

extension FieldKind where Value == String {
  /// Where a provider answers. Plain http is for a stand-in on this machine alone: a key must not travel in the clear.
  static var address: Self {
    Self("an address that begins with https:// (http:// only for this machine)", example: "\"https://…\"") { node in
      guard let text = node.string, text.utf8.count <= 500, let url = URLComponents(string: text),
        let host = url.host, !host.isEmpty, url.user == nil, url.query == nil, url.fragment == nil
      else { return nil }
      let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host.lowercased())
      return url.scheme == "https" || (url.scheme == "http" && isLocal) ? text : nil
    }
  }
}
