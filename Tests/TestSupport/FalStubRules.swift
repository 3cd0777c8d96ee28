import Foundation

/// The schemas of Kling's endpoints, as far as a project may lean on them, and what a call does not keep to.
struct FalStubRules {
  private(set) var violations: [String] = []
  private let endpoint: String
  private let input: [String: Any]
  private let uploads: [String: FalStubBooks.Upload]

  private struct Schema {
    let fields: Set<String>
    let required: Set<String>
  }

  private static let shared: Set<String> = [
    "prompt", "multi_prompt", "shot_type", "duration", "generate_audio", "end_image_url",
  ]

  private static func schema(of endpoint: String) -> Schema? {
    let parts = endpoint.split(separator: "/").map(String.init)
    guard parts.count >= 4, parts[0] == "fal-ai", parts[1] == "kling-video", let way = parts.last else { return nil }
    let family = parts[2...].dropLast().joined(separator: "/")
    switch (family, way) {
    case ("o3/standard", _), ("o3/pro", _), ("o3/4k", _): return o3(way)
    case ("v3/standard", _), ("v3/pro", _), ("v3/4k", _), ("v3/turbo/standard", _), ("v3/turbo/pro", _):
      return v3(way)
    case ("o1", _), ("o1/standard", _): return o1(way)
    default: return nil
    }
  }

  private static func o3(_ way: String) -> Schema? {
    switch way {
    case "text-to-video": Schema(fields: shared.subtracting(["end_image_url"]).union(["aspect_ratio"]), required: [])
    case "image-to-video": Schema(fields: shared.union(["image_url"]), required: ["image_url"])
    case "reference-to-video":
      Schema(fields: shared.union(["start_image_url", "image_urls", "elements", "aspect_ratio"]), required: [])
    default: nil
    }
  }

  private static func v3(_ way: String) -> Schema? {
    let own = shared.union(["negative_prompt", "cfg_scale"])
    return switch way {
    case "text-to-video": Schema(fields: own.subtracting(["end_image_url"]).union(["aspect_ratio"]), required: [])
    case "image-to-video": Schema(fields: own.union(["start_image_url", "elements"]), required: ["start_image_url"])
    default: nil
    }
  }

  private static func o1(_ way: String) -> Schema? {
    switch way {
    case "image-to-video":
      Schema(
        fields: ["prompt", "start_image_url", "end_image_url", "duration"], required: ["prompt", "start_image_url"])
    case "reference-to-video":
      Schema(fields: ["prompt", "image_urls", "elements", "aspect_ratio", "duration"], required: ["prompt"])
    default: nil
    }
  }

  static func isKnown(_ endpoint: String) -> Bool { schema(of: endpoint) != nil }

  /// What a submit has to carry, and must not.
  static func faults(in headers: [String: String]) -> [String] {
    var faults: [String] = []
    if headers["x-fal-no-retry"] != "1" { faults.append("submitted without X-Fal-No-Retry: 1") }
    if headers["x-fal-store-io"] == "0" { faults.append("submitted with X-Fal-Store-IO: 0") }
    if headers["content-type"] != "application/json" { faults.append("submitted as \(headers["content-type"] ?? "")") }
    return faults
  }

  init(endpoint: String, body: Data, uploads: [String: FalStubBooks.Upload]) {
    self.endpoint = endpoint
    self.uploads = uploads
    let input = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any]
    self.input = input ?? [:]
    guard input != nil, let schema = Self.schema(of: endpoint) else {
      violations = ["a body that is no JSON object"]
      return
    }
    let names = Set(self.input.keys)
    violations += names.subtracting(schema.fields).sorted().map { "\($0) is no field of \(endpoint)" }
    violations += schema.required.subtracting(names).sorted().map { "\($0) is missing" }
    if !endpoint.contains("/o1/"), !(self.input["generate_audio"] is Bool) {
      violations.append("generate_audio is not said")
    }
    checkShots()
    checkElements()
    checkPictures()
    if let ratio = self.input["aspect_ratio"], !["16:9", "9:16", "1:1"].contains(ratio as? String) {
      violations.append("aspect_ratio is \(ratio)")
    }
  }

  /// A call that does not fit ends well in the queue, and its result says 422.
  var fate: FalStub.Fate {
    let details = violations.map { ["loc": ["body"], "msg": $0, "type": "value_error"] as [String: Any] }
    let json = (try? JSONSerialization.data(withJSONObject: ["detail": details])) ?? Data()
    return .replay(status: 422, json: String(decoding: json, as: UTF8.self))
  }
}

// MARK: - Checks

extension FalStubRules {
  private mutating func checkShots() {
    let most = endpoint.contains("/o1/") ? 10 : 15
    let total = whole(input["duration"])
    if !(3...most).contains(total ?? 0) { violations.append("duration is \(input["duration"] ?? "missing")") }
    let shots = input["multi_prompt"] as? [[String: Any]]
    guard (input["prompt"] == nil) != (shots == nil) else {
      violations.append("prompt and multi_prompt exclude each other")
      return
    }
    guard let shots else { return check(prompt: input["prompt"], longest: 2500) }
    if !["customize", "intelligent"].contains(input["shot_type"] as? String) {
      violations.append("shot_type is wrong")
    }
    if !(1...6).contains(shots.count) { violations.append("\(shots.count) shots") }
    for shot in shots {
      check(prompt: shot["prompt"], longest: 512)
      if Set(shot.keys) != ["prompt", "duration"] { violations.append("a shot with the fields \(shot.keys.sorted())") }
      if !(1...15).contains(whole(shot["duration"]) ?? 0) { violations.append("a shot's duration is wrong") }
    }
    if shots.compactMap({ whole($0["duration"]) }).reduce(0, +) != total {
      violations.append("the durations of the shots are not the whole")
    }
  }

  /// A whole number of seconds, which has to be a string.
  private func whole(_ value: Any?) -> Int? { (value as? String).flatMap { Int($0) } }

  private mutating func check(prompt: Any?, longest: Int) {
    guard let text = prompt as? String, !text.isEmpty, text.unicodeScalars.count <= longest else {
      violations.append("a prompt is missing or too long")
      return
    }
  }

  private mutating func checkElements() {
    let elements = input["elements"] as? [[String: Any]] ?? []
    let hasStart = input["start_image_url"] != nil || input["image_url"] != nil
    if elements.count > (hasStart ? 3 : 7) { violations.append("\(elements.count) elements") }
    for element in elements {
      let views = element["reference_image_urls"] as? [String] ?? []
      if !(element["frontal_image_url"] is String) || !(1...3).contains(views.count) {
        violations.append("an element without a frontal picture or with \(views.count) references")
      }
    }
    let texts = ([input["prompt"]] + (input["multi_prompt"] as? [[String: Any]] ?? []).map { $0["prompt"] })
      .compactMap { $0 as? String }.joined(separator: "\n")
    for number in 1...9 where texts.contains("@Element\(number)") != (number <= elements.count) {
      violations.append("@Element\(number) does not fit \(elements.count) elements")
    }
  }

  /// Every picture has to lie here, whole.
  private mutating func checkPictures() {
    var addresses = ["image_url", "start_image_url", "end_image_url"].compactMap { input[$0] as? String }
    addresses += input["image_urls"] as? [String] ?? []
    for element in input["elements"] as? [[String: Any]] ?? [] {
      addresses += [element["frontal_image_url"] as? String].compactMap { $0 }
      addresses += element["reference_image_urls"] as? [String] ?? []
    }
    for address in addresses {
      let bytes = uploads[address]?.bytes ?? Data()
      if bytes.isEmpty || bytes.count > 10_000_000 { violations.append("\(address) is no picture that was uploaded") }
    }
  }
}
