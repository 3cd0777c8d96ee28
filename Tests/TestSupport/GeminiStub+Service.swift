import Execution
import Foundation
import Synchronization
import Terms

/// How a request is looked at.
extension GeminiStub.Office {
  typealias Reply = LoopbackServer.Reply
  typealias Refusal = GeminiStub.Refusal

  func answer(_ received: LoopbackServer.Received) -> Reply {
    guard received.headers["x-goog-api-key"] == key else { return reply(.badKey) }
    let parts = received.path.split(separator: "/").map(String.init)
    guard parts.count == 3, parts[0] == "v1beta", parts[1] == "models", received.query.isEmpty else {
      return reply(Refusal(404, "NOT_FOUND", "There is nothing at \(received.path)."))
    }
    let target = parts[2].split(separator: ":").map(String.init)
    guard models.contains(target[0]) else { return reply(.gone(target[0])) }
    switch (received.method, target.dropFirst().first) {
    case ("GET", nil):
      return .json(
        #"{"name":"models/\#(target[0])","version":"001","supportedGenerationMethods":["generateContent","countTokens"]}"#
      )
    case ("POST", "generateContent"): return generate(received, model: target[0])
    default: return reply(Refusal(404, "NOT_FOUND", "There is no such method."))
    }
  }

  private func generate(_ received: LoopbackServer.Received, model: String) -> Reply {
    let request: GeminiStubRequest
    do {
      guard received.headers["content-type"]?.hasPrefix("application/json") == true else {
        throw GeminiStubRequest.Wrong("The content type is not JSON")
      }
      request = try GeminiStubRequest(received.body, model: model)
    } catch { return reply(Refusal(400, "INVALID_ARGUMENT", "\(error).")) }
    let (asked, planned) = books.withLock { books in
      let asked = request.asked(books.asked.count + 1, model: model, body: received.body)
      books.asked.append(asked)
      return (asked, books.planned.isEmpty ? nil : books.planned.removeFirst())
    }
    return carryOut(planned ?? rule(asked) ?? .picture, asked)
  }

  private func carryOut(_ reaction: GeminiStub.Reaction, _ asked: GeminiStub.Asked) -> Reply {
    if case .refusal(let refusal) = reaction.answer {
      var reply = reply(refusal)
      reply.headers += reaction.headers
      reply.fault = reaction.fault
      return reply
    }
    let answer = GeminiStubAnswer(asked, reaction.answer, shrink: shrink)
    let digest = ContentDigest.sha256(asked.body)
    books.withLock { books in
      books.bill.append(
        .init(number: asked.number, bodySHA256: digest, price: answer.price, time: WallClock.system.now()))
    }
    return Reply(
      200, headers: [("content-type", "application/json; charset=UTF-8")] + reaction.headers, body: answer.body,
      fault: reaction.fault)
  }

  private func reply(_ refusal: Refusal) -> Reply { .json(refusal.json, status: refusal.status) }
}

/// The body of a request, held against what the API takes.
struct GeminiStubRequest {
  struct Wrong: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  private struct Body: Decodable {
    struct Content: Decodable {
      let role: String
      let parts: [Part]
    }
    struct Part: Decodable {
      let text: String?
      let inlineData: InlineData?
    }
    struct InlineData: Decodable {
      let mimeType: String
      let data: String
    }
    struct Settings: Decodable {
      let responseModalities: [String]
      let imageConfig: ImageConfig
    }
    struct ImageConfig: Decodable {
      let aspectRatio: String
      let imageSize: String?
    }
    let contents: [Content]
    let generationConfig: Settings
  }

  private let body: Body
  private let references: [Data]

  init(_ bytes: Data, model: String) throws {
    guard bytes.count <= 100_000_000 else { throw Wrong("Request payload size exceeds the limit") }
    body = try JSONDecoder().decode(Body.self, from: bytes)
    guard body.contents.count == 1, body.contents[0].role == "user" else { throw Wrong("Not one turn of a user") }
    references = try body.contents[0].parts.compactMap { try $0.inlineData.map(Self.picture) }
    let prices = GeminiStubPrices.of(model)
    let image = body.generationConfig.imageConfig
    guard body.generationConfig.responseModalities.contains("IMAGE") else { throw Wrong("No image is asked for") }
    guard references.count <= prices.references else { throw Wrong("Too many reference images") }
    guard GeminiStubPictures.sizes[image.aspectRatio] != nil else { throw Wrong("No such aspect ratio") }
    guard prices.sizes[image.imageSize ?? "1K"] != nil else { throw Wrong("No such image size") }
  }

  private static func picture(_ inline: Body.InlineData) throws -> Data {
    guard let bytes = Data(base64Encoded: inline.data) else { throw Wrong("A picture is no standard base64") }
    let type: String? =
      bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
      ? "image/png"
      : bytes.starts(with: [0xFF, 0xD8, 0xFF])
        ? "image/jpeg" : bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) ? "image/webp" : nil
    guard type == inline.mimeType else { throw Wrong("A picture is no \(inline.mimeType)") }
    return bytes
  }

  func asked(_ number: Int, model: String, body bytes: Data) -> GeminiStub.Asked {
    GeminiStub.Asked(
      number: number, model: model, texts: body.contents[0].parts.compactMap(\.text), references: references,
      aspectRatio: body.generationConfig.imageConfig.aspectRatio,
      imageSize: body.generationConfig.imageConfig.imageSize, body: bytes)
  }
}
