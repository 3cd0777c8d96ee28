/// The tokens that an answer says it took; what it does not say is none.
struct GeminiUsage: Hashable, Codable {
  /// Of the prompt and its references.
  var prompt = 0
  /// Of what came back, the picture's own included.
  var candidates = 0
  var thoughts = 0
  /// Of pictures that came back; nil where it is not said.
  var images: Int?

  init() {}

  /// - Parameter node: `usageMetadata` of the answer.
  init(_ node: AnswerNode?) {
    prompt = node?["promptTokenCount"]?.count ?? 0
    candidates = node?["candidatesTokenCount"]?.count ?? 0
    thoughts = node?["thoughtsTokenCount"]?.count ?? 0
    guard let details = node?["candidatesTokensDetails"]?.parts else { return }
    images = details.filter { $0["modality"]?.text == "IMAGE" }.compactMap { $0["tokenCount"]?.count }.reduce(0, +)
  }
}
