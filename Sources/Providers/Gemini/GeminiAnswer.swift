import Terms

/// What a kept answer says, without the pictures in it.
struct GeminiAnswer {
  let id: String?
  let modelVersion: String?
  /// Why the prompt was blocked.
  let blockReason: String?
  /// Why the model stopped: `STOP`, or one of many others, some of them not known yet.
  let finishReason: String?
  let finishMessage: String?
  /// What the model said beside its thoughts.
  let words: String
  /// The last picture that is no thought: a model may show drafts before it.
  let picture: Picture?
  let usage: GeminiUsage
  /// Whether it is an answer of Gemini's at all.
  let hasShape: Bool

  struct Picture: Hashable, Codable {
    let place: AnswerStretch
    /// As the answer declares it, which may be wrong.
    let mimeType: String?
  }

  /// - Throws: `AnswerParser.Malformed`; `system_error` where the file cannot be read.
  init(_ file: FilePath) throws { self.init(try AnswerParser.parse(file)) }

  private init(_ root: AnswerNode) {
    // Some gateways wrap what they send in a list of one.
    let root = root.parts.count == 1 ? root.parts[0] : root
    let candidates = root["candidates"]?.parts ?? []
    let parts = candidates.flatMap { $0["content"]?["parts"]?.parts ?? [] }.filter { $0["thought"]?.isTrue != true }
    id = root["responseId"]?.text
    modelVersion = root["modelVersion"]?.text
    blockReason = root["promptFeedback"]?["blockReason"]?.text
    finishReason = candidates.first?["finishReason"]?.text
    finishMessage = candidates.first?["finishMessage"]?.text
    words = parts.compactMap { $0["text"]?.text }.joined(separator: " ")
    picture = parts.compactMap { Self.picture($0["inlineData"]) }.last
    usage = GeminiUsage(root["usageMetadata"])
    hasShape = !candidates.isEmpty || root["promptFeedback"] != nil
  }

  private static func picture(_ node: AnswerNode?) -> Picture? {
    guard let node, let place = node["data"]?.stretch else { return nil }
    return Picture(place: place, mimeType: node["mimeType"]?.text)
  }

  /// The provider's own word that it bills nothing.
  var isFree: Bool { finishMessage?.lowercased().contains("not be charged") ?? false }

  /// What the take keeps of it.
  func summary(_ picture: Picture) -> Summary {
    Summary(responseID: id, modelVersion: modelVersion, finishReason: finishReason, usage: usage, picture: picture)
  }

  /// What matters of an answer with a picture, and where that lies in the kept answer.
  struct Summary: Codable {
    let responseID: String?
    let modelVersion: String?
    let finishReason: String?
    let usage: GeminiUsage
    let picture: Picture

    private enum CodingKeys: String, CodingKey {
      case usage, picture
      case responseID = "response_id"
      case modelVersion = "model_version"
      case finishReason = "finish_reason"
    }
  }
}
