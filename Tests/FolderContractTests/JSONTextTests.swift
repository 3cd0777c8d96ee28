import FolderContract
import Foundation
import Terms
import Testing

@Suite("A JSON text that people wrote")
struct JSONTextTests {
  @Test("is read with every kind of value, in the order in which it was written, with line and column")
  func reads() throws {
    let node = try JSONText.read(
      "{\n  \"b\": [1, -2.5e1, true],\r\n\t\"a\": \"x\\n\\u00e9\\ud83d\\ude97\", \"ü\": null}".data)
    guard case .object(let members) = node.value else {
      Issue.record("no object")
      return
    }
    #expect(members.map(\.name) == ["b", "a", "ü"])
    #expect(members.map(\.position.description) == ["line 2, column 3", "line 3, column 2", "line 3, column 32"])
    #expect(node["a"]?.string == "x\né🚗")
    guard case .array(let items)? = node["b"]?.value else {
      Issue.record("no list")
      return
    }
    #expect(items.map(\.position.column) == [9, 12, 20])
    guard case .number(let number) = items[1].value else {
      Issue.record("no number")
      return
    }
    #expect(number.integer == -25 && number.text == "-2.5e1")
  }

  @Test("is read in every encoding that Windows and macOS save")
  func encodings() throws {
    let text = "{\"prompt\": \"Köln 🚗\"}"
    let variants: [Data] = [
      text.data, Data([0xEF, 0xBB, 0xBF]) + text.data,
      Data([0xFF, 0xFE]) + utf16(text, littleEndian: true), Data([0xFE, 0xFF]) + utf16(text, littleEndian: false),
      utf16(text, littleEndian: true), utf16(text, littleEndian: false),
    ]
    for data in variants { #expect(try JSONText.read(data)["prompt"]?.string == "Köln 🚗") }
  }

  static let broken: [(text: String, place: String, hint: String)] = [
    ("", "line 1, column 1", "write a JSON object"),
    ("{\"a\": 1,\n  \"b\": 2,\n}", "line 2, column 9", "remove the comma"),
    ("[1, 2, ]", "line 1, column 6", "remove the comma"),
    ("{\"a\": 1\n \"b\": 2}", "line 2, column 2", "comma"),
    ("{\n  // why\n}", "line 2, column 3", "remove the comment"),
    ("# hello\n{}", "line 1, column 1", "remove the comment"),
    ("{'a': 1}", "line 1, column 2", "straight double quotes"),
    ("{“a”: 1}", "line 1, column 2", "straight double quotes"),
    ("{a: 1}", "line 1, column 2", "double quotes around the name"),
    ("{\"a\": SEQ05}", "line 1, column 7", "double quotes around the text"),
    ("{\"a\": True}", "line 1, column 7", "write true in lower case"),
    ("{\"a\": None}", "line 1, column 7", "write null"),
    ("{\"a\": NaN}", "line 1, column 7", "write a number"),
    ("{\"a\": -Infinity}", "line 1, column 7", "digit after the minus"),
    ("{\"a\": 01}", "line 1, column 7", "zeros"),
    ("{\"a\": 1.}", "line 1, column 7", "such as 1.0"),
    ("{\"a\": 1e400}", "line 1, column 7", "plain number"),
    ("{\"a\": 1e-4000}", "line 1, column 7", "plain number"),
    ("{\"a\": \(String(repeating: "1", count: 200))}", "line 1, column 7", "plain number"),
    ("{\"a\": \"x\ny\"}", "line 1, column 9", "\\n"),
    ("{\"a\": \"x\ty\"}", "line 1, column 9", "\\t"),
    ("{\"a\": \"\\x\"}", "line 1, column 8", "backslash"),
    ("{\"a\": \"C:\\Users\"}", "line 1, column 10", "backslash"),
    ("{\"a\": \"\\u12g4\"}", "line 1, column 8", "\\u00e9"),
    ("{\"a\": \"\\ud800\"}", "line 1, column 8", "both halves"),
    ("{\"a\": \"\\ud800\\u0041\"}", "line 1, column 8", "both halves"),
    ("{\"a\": \"\\udc00\\ud800\"}", "line 1, column 8", "both halves"),
    ("{\"a\": \"open", "line 1, column 12", "close the text"),
    ("{\"a\": 1, \"a\": 2}", "line 1, column 10", "remove one of the two"),
    ("{\"a\": 1, \"\\u0061\": 2}", "line 1, column 10", "remove one of the two"),
    ("{} {}", "line 1, column 4", "remove everything after"),
    ("{\"a\" 1}", "line 1, column 6", "colon"),
    ("{\"a\":}", "line 1, column 6", "write a value"),
    ("{\"a\":1", "line 1, column 7", "close what was opened"),
    ("[", "line 1, column 2", "close what was opened"),
    ("{\"a\":\u{A0}1}", "line 1, column 6", "write a value"),
    ("\r\n\r\n{\"a\":\r,}", "line 4, column 1", "write a value"),
  ]

  @Test("is refused with the place, and what to do there, in message and hint", arguments: broken)
  func refuses(text: String, place: String, hint: String) {
    let problem = problem { () throws(Problem) in try JSONText.read(text.data) }
    #expect(problem.code == .badJSON)
    #expect(problem.message.contains(place), "\(problem)")
    #expect(problem.hint.contains(place) && problem.hint.contains(hint), "\(problem)")
  }

  @Test("that is not valid UTF-8 or UTF-16 is refused with the place of the first bytes that are not")
  func brokenBytes() {
    let latin = Data([0x7B, 0x0A, 0x22, 0xE9, 0x22, 0x3A, 0x31, 0x7D])
    let half = Data([0xFF, 0xFE]) + utf16("{}", littleEndian: true) + Data([0x41])
    let overlong = Data([0x22, 0xC0, 0xAF, 0x22])
    for (data, place) in [(latin, "line 2, column 2"), (half, "line 1, column 3"), (overlong, "line 1, column 2")] {
      let problem = problem { () throws(Problem) in try JSONText.read(data) }
      #expect(problem.code == .badJSON && problem.message.contains(place), "\(problem)")
    }
  }

  @Test("is refused where it is larger or deeper than its limits, however deep it is")
  func limits() throws {
    let nested = { (depth: Int) in
      (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).data
    }
    _ = try JSONText.read(nested(32))
    #expect(problem { () throws(Problem) in try JSONText.read(nested(33)) }.message.contains("32 deep"))
    let objects = String(repeating: "{\"a\":", count: 100_000).data
    for depth in [32, Int.max] {
      let refused = problem { () throws(Problem) in try JSONText.read(objects, limits: .init(depth: depth)) }
      #expect(refused.message.contains("deep"), "\(refused)")
    }
    let large = problem { () throws(Problem) in try JSONText.read(Data(count: 2_000_000)) }
    #expect(large.message.contains("2000000 bytes"))
  }

  @Test("never stops the agent, whatever is changed in it", arguments: 0..<8)
  func mutations(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let sources = [
      "{\"sequence\": \"SEQ05\", \"wish\": \"more \\u00e9\\ud83d\\ude97 rain\", \"rows\": 2, \"columns\": 3.0e0, \"x\": [null, true]}",
      "{\"sequences\":[{\"id\":\"SEQ01\",\"shots\":[{\"prompt\":\"a\",\"duration\":\"5\"}],\"start\":0,\"end\":1e1}]}",
    ]
    for source in sources {
      for _ in 0..<400 {
        var bytes = Array(source.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
          case 1: bytes.remove(at: place)
          case 2: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
          default: bytes.insert("{}[],:\"\\-+.eE0u\u{0}".utf8.randomElement(using: &random) ?? 0, at: place)
          }
        }
        let data = Data(bytes)
        if (try? JSONText.read(data)) != nil {
          #expect(throws: Never.self, "accepted here only: \(String(decoding: bytes, as: UTF8.self))") {
            try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
          }
        }
        _ = try? Request.read(data)
        _ = try? Plan.read(data)
        _ = try? Request.read(Data(Request.correctedExample(for: data).utf8))
      }
    }
  }

  private func utf16(_ text: String, littleEndian: Bool) -> Data {
    Data(
      text.utf16.flatMap { unit in
        littleEndian ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      })
  }
}

/// The same numbers for the same seed, so that a failure can be had again (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
