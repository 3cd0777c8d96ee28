import Execution
import Foundation
import Terms

/// How a request is written: camelCase, standard base64, in an order that never changes.
extension GeminiRequest {
  /// The exact size of `body()`.
  var byteCount: Int {
    pieces.reduce(0) { count, piece in
      switch piece {
      case .json(let text): count + text.utf8.count
      case .picture(let reference): count + reference.encodedBytes
      }
    }
  }

  /// The body as it is sent. Its pictures are read and encoded in pieces, so that it is held once.
  /// - Throws: `element_unreadable` where a picture is not what it was when the request was made.
  func body() throws -> Data {
    var body = Data(capacity: byteCount)
    for piece in pieces {
      switch piece {
      case .json(let text): body.append(contentsOf: text.utf8)
      case .picture(let reference): try reference.append(to: &body)
      }
    }
    return body
  }

  /// The body for people: each picture is named instead of sent.
  var shown: String {
    pieces.map { piece in
      switch piece {
      case .json(let text): text
      case .picture(let reference): Self.escaped(reference.shown)
      }
    }.joined()
  }

  private enum Piece {
    case json(String)
    case picture(Reference)
  }

  private var pieces: [Piece] {
    var pieces = [Piece.json(#"{"contents":[{"role":"user","parts":["#)]
    for (index, part) in parts.enumerated() {
      let comma = index == 0 ? "" : ","
      switch part {
      case .text(let text): pieces.append(.json("\(comma){\"text\":\(Self.quoted(text))}"))
      case .picture(let reference):
        let kind = Self.quoted(reference.kind.mimeType)
        pieces += [
          .json("\(comma){\"inlineData\":{\"mimeType\":\(kind),\"data\":\""), .picture(reference), .json("\"}}"),
        ]
      }
    }
    let size = size.map { ",\"imageSize\":\(Self.quoted($0))" } ?? ""
    let image = "{\"aspectRatio\":\(Self.quoted("\(ratio)"))\(size)}"
    return pieces + [
      .json("]}],\"generationConfig\":{\"responseModalities\":[\"TEXT\",\"IMAGE\"],\"imageConfig\":\(image)}}")
    ]
  }

  /// A text as JSON.
  private static func quoted(_ text: String) -> String {
    guard let data = try? PlainJSON.line(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }

  private static func escaped(_ text: String) -> String { String(quoted(text).dropFirst().dropLast()) }
}

extension GeminiRequest.Reference {
  /// A multiple of three: each piece is base64 by itself.
  private static let piece = 3 << 18

  fileprivate func append(to body: inout Data) throws {
    guard let text = file.text, let handle = FileHandle(forReadingAtPath: text) else { throw changed }
    defer { try? handle.close() }
    var left = bytes
    while left > 0 {
      guard let piece = try handle.read(upToCount: min(left, Self.piece)), !piece.isEmpty else { throw changed }
      guard piece.count == min(left, Self.piece) else { throw changed }
      body.append(piece.base64EncodedData())
      left -= piece.count
    }
  }

  private var changed: Problem {
    Problem(
      .elementUnreadable, "The reference picture \(file.name) changed while it was read.",
      hint: "Try again once it is copied whole.")
  }

  /// `base64 of refs/characters/driver/front.png, 123,456 bytes`, in brackets.
  fileprivate var shown: String {
    let parts = file.display.split(separator: "/")
    let tail = parts.lastIndex(of: "refs").map { parts[$0...] } ?? parts.suffix(1)
    let digits = bytes.formatted(.number.locale(Locale(identifier: "en_US")).grouping(.automatic))
    return "(base64 of \(tail.joined(separator: "/")), \(digits) bytes)"
  }
}
