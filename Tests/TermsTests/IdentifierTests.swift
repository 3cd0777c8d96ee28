import Foundation
import Terms
import Testing

@Suite("An id")
struct IdentifierTests {
  @Test("is the same in any case, and keeps the spelling that it was written with")
  func sameInAnyCase() throws {
    let ids: Set<SequenceID> = [try SequenceID("SEQ05"), try SequenceID("seq05"), try SequenceID("Seq05")]
    #expect(ids.count == 1)
    #expect(try SequenceID("seq05") == SequenceID("SEQ05"))
    #expect(try SequenceID("seq05").text == "seq05")
    #expect(try SequenceID("SEQ05") != SequenceID("SEQ05_b"))
  }

  @Test(
    "may be any safe file name",
    arguments: [
      "a", "A.b-c_D", "-", "_", "0", "a..b", "console", "com", "com10", "nul1", String(repeating: "x", count: 64),
    ])
  func accepts(text: String) throws { #expect(try ElementID(text).text == text) }

  @Test(
    "is refused where it is unsafe as the name of a file somewhere",
    arguments: [
      "", ".", "..", ".a", "a.", "a b", "a/b", "a\\b", "é", "a\n", "a\u{0}", "con", "NUL", "aux.txt", "COM1", "lpt9.x",
      "a:b", "a*",
      String(repeating: "x", count: 65),
    ])
  func refuses(text: String) {
    #expect {
      try RequestID(text)
    } throws: { error in
      let problem = error as? Problem
      return problem?.code == .badValue && problem?.message.contains("request") == true
        && problem?.hint.isEmpty == false
    }
  }

  @Test("of a shot has room for what is appended to that of its sequence")
  func shots() throws {
    let sequence = try SequenceID(String(repeating: "x", count: 64))
    #expect(throws: Never.self) { try ShotID("\(sequence)_shot03_grid") }
    #expect(throws: Problem.self) { try ShotID(String(repeating: "x", count: 81)) }
  }

  @Test("is a plain text in a file, and a bad one is not let in")
  func file() throws {
    #expect(String(decoding: try PlainJSON.line([SequenceID("SEQ05")]), as: UTF8.self) == "[\"SEQ05\"]")
    #expect(try PlainJSON.decode([SequenceID].self, from: Data("[\"SEQ05\"]".utf8)) == [SequenceID("SEQ05")])
    #expect(throws: DecodingError.self) { try PlainJSON.decode([SequenceID].self, from: Data("[\"../x\"]".utf8)) }
  }
}

@Suite("A ULID")
struct ULIDTests {
  @Test("sorts by its time, is 26 characters long and never the same twice")
  func sorts() throws {
    let early = ULID(at: Timestamp(milliseconds: 1_000))
    let late = ULID(at: Timestamp(milliseconds: 1_001))
    #expect(early < late && early.text.count == 26)
    let many = Set((0..<1_000).map { _ in ULID(at: Timestamp(milliseconds: 5)) })
    #expect(many.count == 1_000)
    #expect(ULID(at: Timestamp(milliseconds: 1_469_918_176_385)).text.hasPrefix("01ARYZ6S41"))
    #expect(ULID(early.text) == early)
  }

  @Test("is made of any time without harm", arguments: [Int64.min, -1, 0, .max])
  func anyTime(milliseconds: Int64) { #expect(ULID(at: Timestamp(milliseconds: milliseconds)).text.count == 26) }

  @Test(
    "is refused where it is none",
    arguments: [
      "", "01ARYZ6S41", "01ARYZ6S41TSV4RRFFQ69G5FAVX", "01ARYZ6S41TSV4RRFFQ69G5FAU", "../../../../../../../../..",
      "01aryz6s41tsv4rrffq69g5fav",
    ])
  func refuses(text: String) { #expect(ULID(text) == nil) }
}
