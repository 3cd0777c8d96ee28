import Foundation
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("A picture comes out of the answer's base64")
struct Base64DecodingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func decode(_ text: String, pieceBytes: Int = 1 << 20) throws -> Data {
    let file = try folder.write("xx\(text)\"}", to: "answer.json")
    let target = folder.path / "picture-\(UUID().uuidString)"
    let stretch = AnswerStretch(start: 2, count: text.utf8.count)
    try Base64Decoding.decode(stretch, of: file, to: target, pieceBytes: pieceBytes)
    return try Data(contentsOf: URL(fileURLWithPath: target.display))
  }

  /// All bytes, so that every digit of both alphabets occurs.
  private static func bytes(_ count: Int) -> Data {
    Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 255) })
  }

  @Test(
    "In both alphabets, padded or not, escaped or not, in pieces of any size", arguments: [1, 2, 3, 5, 64, 1 << 20])
  func forms(piece: Int) throws {
    for count in [0, 1, 2, 3, 4, 255, 1000] {
      let bytes = Self.bytes(count)
      let standard = bytes.base64EncodedString()
      let urlSafe = standard.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
      let forms = [
        standard, urlSafe, standard.replacingOccurrences(of: "=", with: ""),
        urlSafe.replacingOccurrences(of: "=", with: ""),
        standard.replacingOccurrences(of: "/", with: "\\/").replacingOccurrences(of: "=", with: "\\u003d"),
        standard.replacingOccurrences(of: "+", with: "\\u002B"),
        String(standard.enumerated().flatMap { $0.offset % 76 == 75 ? [$0.element, "\\", "n"] : [$0.element] }),
      ]
      for form in forms { #expect(try decode(form, pieceBytes: piece) == bytes) }
    }
  }

  @Test("A long picture is the same byte by byte")
  func long() throws {
    let bytes = Self.bytes(3_000_001)
    #expect(try decode(bytes.base64EncodedString(), pieceBytes: 100_003) == bytes)
  }

  @Test(
    "What is no base64 is none, in pieces of any size",
    arguments: [
      "QUJ!", "QQ==QUJD", "A", "QUJDR", "QU=D", "=", "====", "QUJD\\x", "QUJD\\u12", "QUJD\\u1234", "QUJD\\", "é",
    ])
  func malformed(text: String) {
    for piece in [1, 4, 8, 1 << 20] {
      #expect(throws: Base64Decoding.Malformed.self) { try decode(text, pieceBytes: piece) }
    }
  }

  @Test("A place that is not in the file is no picture")
  func beyond() throws {
    let file = try folder.write("QUJD", to: "answer.json")
    for stretch in [AnswerStretch(start: 0, count: 8), .init(start: -1, count: 4), .init(start: 0, count: -4)] {
      let target = folder.path / "picture-\(UUID().uuidString)"
      #expect(throws: Base64Decoding.Malformed.self) { try Base64Decoding.decode(stretch, of: file, to: target) }
    }
  }
}
