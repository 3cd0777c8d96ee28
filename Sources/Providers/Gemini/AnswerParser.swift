import Foundation
import Terms

/// Reads a JSON file of any size into nodes, in memory that does not grow with the texts in it.
struct AnswerParser {
  /// The file is no whole JSON; `place` is the byte at which that was seen.
  struct Malformed: Error, Hashable {
    let place: Int
  }

  /// Bytes of a text that is held.
  static let longestText = 16 << 10
  private static let deepest = 64
  private static let mostNodes = 200_000

  private let bytes: AnswerBytes
  private var nodes = 0

  /// - Throws: `Malformed`; `system_error` where the file cannot be read.
  static func parse(_ file: FilePath, pieceBytes: Int = 1 << 18) throws -> AnswerNode {
    var parser = AnswerParser(bytes: try AnswerBytes(file, pieceBytes: pieceBytes))
    let root = try parser.value(depth: 0)
    guard try parser.significant() == nil else { throw parser.malformed }
    return root
  }

  private init(bytes: AnswerBytes) { self.bytes = bytes }

  private var malformed: Malformed { Malformed(place: bytes.position) }

  private mutating func value(depth: Int) throws -> AnswerNode {
    nodes += 1
    guard depth < Self.deepest, nodes < Self.mostNodes, let byte = try significant() else { throw malformed }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try list(depth)
    case UInt8(ascii: "\""): return try string()
    default: return try scalar()
    }
  }

  private mutating func object(_ depth: Int) throws -> AnswerNode {
    _ = try bytes.next()
    var members: [String: AnswerNode] = [:]
    if try takes("}") { return .object(members) }
    while true {
      guard try significant() == UInt8(ascii: "\""), let name = try string().text, try takes(":") else {
        throw malformed
      }
      members[name] = try value(depth: depth + 1)
      if try takes("}") { return .object(members) }
      guard try takes(",") else { throw malformed }
    }
  }

  private mutating func list(_ depth: Int) throws -> AnswerNode {
    _ = try bytes.next()
    var parts: [AnswerNode] = []
    if try takes("]") { return .list(parts) }
    while true {
      parts.append(try value(depth: depth + 1))
      if try takes("]") { return .list(parts) }
      guard try takes(",") else { throw malformed }
    }
  }

  private func string() throws -> AnswerNode {
    _ = try bytes.next()
    let start = bytes.position
    var held: [UInt8] = []
    while true {
      keep(try bytes.run(upTo: [UInt8(ascii: "\""), UInt8(ascii: "\\")]), in: &held)
      guard let byte = try bytes.peek() else { throw malformed }
      if byte == UInt8(ascii: "\"") { break }
      guard byte == UInt8(ascii: "\\") else { continue }
      keep(try bytes.run(upTo: [], most: 1), in: &held)
      keep(try bytes.run(upTo: [], most: 1), in: &held)
    }
    let stretch = AnswerStretch(start: start, count: bytes.position - start)
    _ = try bytes.next()
    return .string(stretch, text: stretch.count <= Self.longestText ? Self.text(held) : nil)
  }

  private func keep(_ run: ArraySlice<UInt8>, in held: inout [UInt8]) {
    if held.count <= Self.longestText { held += run.prefix(Self.longestText) }
  }

  /// A text that no Unicode is (half a surrogate pair) is shown as it stands: what lies beside it is worth more.
  private static func text(_ raw: [UInt8]) -> String {
    let quoted = Data([UInt8(ascii: "\"")] + raw + [UInt8(ascii: "\"")])
    return (try? PlainJSON.decode(String.self, from: quoted)) ?? String(decoding: raw, as: UTF8.self)
  }

  private func scalar() throws -> AnswerNode {
    var letters: [UInt8] = []
    while letters.count < 64, let byte = try bytes.peek(), !Self.ends.contains(byte) {
      letters.append(byte)
      _ = try bytes.next()
    }
    let word = String(decoding: letters, as: UTF8.self)
    switch word {
    case "true": return .flag(true)
    case "false": return .flag(false)
    case "null": return .null
    default:
      guard letters.allSatisfy(Self.numberLetters.contains), let number = Double(word) else { throw malformed }
      return .number(number)
    }
  }

  private static let ends = Set(",]} \t\r\n".utf8)
  private static let numberLetters = Set("-+0123456789.eE".utf8)

  /// The next byte that is no white space, which is not taken.
  private func significant() throws -> UInt8? {
    while let byte = try bytes.peek() {
      guard byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return byte }
      _ = try bytes.next()
    }
    return nil
  }

  private func takes(_ character: Unicode.Scalar) throws -> Bool {
    guard try significant() == UInt8(ascii: character) else { return false }
    _ = try bytes.next()
    return true
  }
}
