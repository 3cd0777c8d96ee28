import Foundation
import Terms

/// The body of a success, and what the call costs.
struct GeminiStubAnswer {
  let body: Data
  let price: Money

  init(_ asked: GeminiStub.Asked, _ answer: GeminiStub.Answer, shrink: Int) {
    let prices = GeminiStubPrices.of(asked.model)
    let prompt = asked.texts.reduce(0) { $0 + ($1.count + 3) / 4 } + 258 * asked.references.count
    switch answer {
    case .picture(let look):
      let usage = Usage(prompt: prompt, words: look.wordsBefore == nil ? 0 : 12, thoughts: look.thoughts, images: 1_120)
      price = prices.picture(asked.imageSize) + (look.hasUsage ? prices.tokens(usage) : .zero)
      body = Self.body(asked, look, usage, shrink)
    case .ended(let ending):
      let usage = Usage(prompt: prompt, words: ending.words == nil ? 0 : 9, thoughts: 0, images: nil)
      price = ending.message?.contains("not be charged") == true ? .zero : prices.tokens(usage)
      body = Data(Self.json(ending, usage, asked).utf8)
    case .blockedPrompt(let reason):
      let usage = Usage(prompt: prompt, words: 0, thoughts: 0, images: nil)
      price = prices.tokens(usage)
      let ratings = #"[{"category":"HARM_CATEGORY_SEXUALLY_EXPLICIT","probability":"HIGH"}]"#
      body = Data(
        "{\"promptFeedback\":{\"blockReason\":\"\(reason)\",\"safetyRatings\":\(ratings)},\(Self.end(usage, asked))}"
          .utf8)
    case .bytes(let bytes): (body, price) = (bytes, prices.picture(asked.imageSize))
    case .refusal: (body, price) = (Data(), .zero)
    }
  }

  struct Usage {
    let prompt: Int
    let words: Int
    let thoughts: Int
    let images: Int?

    var json: String {
      let candidates = words + (images ?? 0)
      let details = images.map { ",\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":\($0)}]" } ?? ""
      let thinking = thoughts > 0 ? ",\"thoughtsTokenCount\":\(thoughts)" : ""
      return "{\"promptTokenCount\":\(prompt),\"candidatesTokenCount\":\(candidates),\"totalTokenCount\":"
        + "\(prompt + candidates + thoughts)\(details)\(thinking)}"
    }
  }

  private static func end(_ usage: Usage?, _ asked: GeminiStub.Asked, hasID: Bool = true) -> String {
    let counts = usage.map { "\"usageMetadata\":\($0.json)," } ?? ""
    let id = hasID ? ",\"responseId\":\"response-\(asked.number)\"" : ""
    return "\(counts)\"modelVersion\":\"\(asked.model)\"\(id)"
  }

  private static func json(_ ending: GeminiStub.Ending, _ usage: Usage, _ asked: GeminiStub.Asked) -> String {
    let content =
      switch ending.content {
      case _ where ending.words != nil:
        "\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\(GeminiStub.quoted(ending.words ?? ""))}]},"
      case .empty: "\"content\":{},"
      case .absent: ""
      case .noParts: "\"content\":{\"parts\":null},"
      }
    let reason = ending.reason.map { "\"finishReason\":\"\($0)\"," } ?? ""
    let message = ending.message.map { ",\"finishMessage\":\(GeminiStub.quoted($0))" } ?? ""
    return "{\"candidates\":[{\(content)\(reason)\"index\":0\(message)}],\(end(usage, asked))}"
  }

  private static func body(_ asked: GeminiStub.Asked, _ look: GeminiStub.Look, _ usage: Usage, _ shrink: Int) -> Data {
    let draft = { (mark: String) in
      let bytes = GeminiStubPictures.picture(.png, ratio: "1:1", GridLayout(rows: 1, columns: 1) ?? .quadrants)
      return "{\(mark)\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"\(bytes.base64EncodedString())\"}}"
    }
    var parts: [String] = []
    if look.hasDrafts { parts += [#"{"thought":true,"text":"I draw."}"#, draft("\"thought\":true,"), draft("")] }
    if let words = look.wordsBefore { parts.append("{\"text\":\(GeminiStub.quoted(words))}") }
    parts.append(picture(asked, look, shrink))
    if let words = look.wordsAfter { parts.append("{\"text\":\(GeminiStub.quoted(words))}") }
    if look.endsWithThought { parts.append(draft("\"thought\":true,")) }
    let content = "{\"role\":\"model\",\"parts\":[\(parts.joined(separator: ","))]}"
    let answer =
      "{\"candidates\":[{\"content\":\(content),\"finishReason\":\"STOP\",\"index\":0}],"
      + "\(end(look.hasUsage ? usage : nil, asked, hasID: look.hasID))}"
    return Data((look.isWrapped ? "[\(answer)]" : answer).utf8)
  }

  private static func picture(_ asked: GeminiStub.Asked, _ look: GeminiStub.Look, _ shrink: Int) -> String {
    let bytes = GeminiStubPictures.picture(look.kind, ratio: asked.aspectRatio, asked.layout, shrink: shrink)
    var data = look.kind == .noise ? "this is no base64 (at all)!" : bytes.base64EncodedString()
    if look.isURLSafe {
      data = data.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
    }
    if !look.isPadded { data = data.replacingOccurrences(of: "=", with: "") }
    if look.isEscaped {
      data = data.replacingOccurrences(of: "/", with: "\\/").replacingOccurrences(of: "=", with: "\\u003d")
    }
    let type = look.declared ?? GeminiStubPictures.type(look.kind)
    let signature = String(repeating: "c2ln", count: 64)
    return "{\"inlineData\":{\"mimeType\":\"\(type)\",\"data\":\"\(data)\"},\"thoughtSignature\":\"\(signature)\"}"
  }
}

extension GeminiStub {
  /// A text as JSON.
  static func quoted(_ text: String) -> String {
    (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}

/// Google's price list, written down once more, so that a slip in the program's own is seen.
struct GeminiStubPrices {
  let sizes: [String: Int64]
  var references = 14
  /// Millionths of a dollar for a token in, and for one out.
  var token: (prompt: Int64, words: Int64) = (0, 0)

  static func of(_ model: String) -> GeminiStubPrices {
    switch model {
    case "gemini-2.5-flash-image": GeminiStubPrices(sizes: ["1K": 39_000], references: 3)
    case "gemini-3.1-flash-image":
      GeminiStubPrices(sizes: ["512": 45_000, "1K": 67_000, "2K": 101_000, "4K": 151_000])
    case "gemini-3.1-flash-lite-image": GeminiStubPrices(sizes: ["1K": 33_600])
    case "gemini-nano-banana-2.1": GeminiStubPrices(sizes: ["1K": 33_600, "2K": 50_400, "4K": 113_000])
    default: GeminiStubPrices(sizes: ["1K": 134_000, "2K": 134_000, "4K": 240_000], token: (2, 12))
    }
  }

  func picture(_ size: String?) -> Money { Money(microUSD: sizes[size ?? "1K"] ?? 0) }

  func tokens(_ usage: GeminiStubAnswer.Usage) -> Money {
    Money(microUSD: Int64(usage.prompt) * token.prompt + Int64(usage.words + usage.thoughts) * token.words)
  }
}
