import Foundation
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("A kept answer is read in pieces")
struct AnswerParserTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func parse(_ json: String, pieceBytes: Int = 1 << 18) throws -> AnswerNode {
    try AnswerParser.parse(try folder.write(json, to: "answer.json"), pieceBytes: pieceBytes)
  }

  @Test("Wherever a piece ends, the same is read", arguments: [1, 2, 3, 7, 64, 1 << 18])
  func pieces(bytes: Int) throws {
    let json = """
       {"a" : [1, -2.5e1, true ,false,null], "b":{"c\\"d":"x\\u00e9\\/\\n" , "e": ""},"f":[],"g":{} }\n
      """
    let root = try parse(json, pieceBytes: bytes)
    #expect(root["a"]?.parts.count == 5)
    #expect(root["a"]?.parts[1].count == 0 && root["a"]?.parts[0].count == 1)
    #expect(root["a"]?.parts[2].isTrue == true && root["a"]?.parts[3].isTrue == false)
    #expect(root["b"]?["c\"d"]?.text == "xé/\n")
    #expect(root["b"]?["e"]?.text == "" && root["b"]?["e"]?.stretch?.count == 0)
    #expect(root["f"]?.parts.isEmpty == true && root["g"]?["x"] == nil)
  }

  @Test("Of a long text only the place is held, and the place is right")
  func stretches() throws {
    let long = String(repeating: "QUJD", count: 100_000)
    let json = "{\"data\":\"\(long)\",\"short\":\"abc\"}"
    let root = try parse(json, pieceBytes: 1000)
    let stretch = try #require(root["data"]?.stretch)
    #expect(root["data"]?.text == nil)
    #expect(stretch == AnswerStretch(start: 9, count: 400_000))
    let short = try #require(root["short"]?.stretch)
    #expect(Array(json.utf8)[short.start..<(short.start + short.count)].elementsEqual("abc".utf8))
  }

  @Test(
    "What is no whole JSON is malformed",
    arguments: [
      "", " ", "{", "[", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "\"abc", "\"abc\\", "nul", "tru e",
      "1 2",
      "{} x", "[1 2]", "0x10", "inf", "nan", "<html>", "{\"a\":1", "{\"candidates\":[{\"content\":{\"parts\":[{\"te",
    ])
  func malformed(json: String) throws {
    #expect(throws: AnswerParser.Malformed.self) { try parse(json) }
  }

  @Test("Nesting without end is malformed, and no crash")
  func nesting() throws {
    #expect(throws: AnswerParser.Malformed.self) { try parse(String(repeating: "[", count: 100_000)) }
    #expect(throws: AnswerParser.Malformed.self) { try parse(String(repeating: "{\"a\":", count: 100_000)) }
  }

  @Test("Every cut of an answer is malformed, and none of them a crash")
  func cuts() throws {
    let json =
      #"{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"iVBO\/Rw0"}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":264}}"#
    for count in 0..<json.utf8.count {
      let file = try folder.write(Data(json.utf8.prefix(count)), to: "cut.json")
      #expect(throws: AnswerParser.Malformed.self) { try AnswerParser.parse(file, pieceBytes: 16) }
    }
    _ = try parse(json)
  }

  @Test("Half a surrogate pair does not cost the picture beside it")
  func surrogates() throws {
    let root = try parse(#"{"text":"a\ud83d b","ok":true}"#)
    #expect(root["ok"]?.isTrue == true && root["text"]?.text != nil)
  }

  @Test("Numbers that nobody can believe are bounded")
  func numbers() throws {
    let root = try parse(#"[1e300, -5, 12.9, "7", 1e999]"#)
    #expect(root.parts[0].count == 1_000_000_000 && root.parts[1].count == 0 && root.parts[2].count == 12)
    #expect(root.parts[3].count == nil)
    #expect(root.parts[4].count == nil)
  }

  @Test("A folder, a link and nothing at all are this machine's trouble, not the answer's")
  func files() throws {
    let file = try folder.write("{}", to: "answer.json")
    try FileManager.default.createSymbolicLink(
      atPath: (folder.path / "link.json").display, withDestinationPath: file.display)
    for path in [folder.path, folder.path / "link.json", folder.path / "none.json"] {
      let problem = #expect(throws: Problem.self) { try AnswerParser.parse(path) }
      #expect(problem?.code == .system)
    }
  }
}
