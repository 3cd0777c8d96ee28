import FolderContract
import Terms
import Testing

@Suite("The name of a dropped file")
struct FileNameTests {
  @Test(
    "is that of a request",
    arguments: [
      "x.json", "X.JSON", "x.json.txt", "x.Json.TXT", "x copy.json", "x.json copy", "x.json (2)", "x (2).json.txt",
      "x.json - Copy.txt", "заказ.json", "a.b.json", "x 2.json", "x.json 2",
    ])
  func requests(name: String) { #expect(RequestFileName.isRequest(FileName(name))) }

  @Test(
    "is not that of a request",
    arguments: [
      "x.txt", "x.json.part", ".json", ".json.txt", "json", "x.jsonl", "x.json~", "", "New Text Document.txt",
      ".x.json", "x.yaml",
    ])
  func others(name: String) { #expect(!RequestFileName.isRequest(FileName(name))) }

  @Test("of any bytes may be that of a request")
  func bytes() { #expect(RequestFileName.isRequest(FileName(bytes: [0xFF, 0xFE] + Array(".json".utf8)))) }

  @Test(
    "loses the marks of a copy, and nothing that may belong to it",
    arguments: [
      ("a copy.txt", "a.txt"), ("a copy 2.txt", "a.txt"), ("a (2).txt", "a.txt"), ("a (copy)", "a"),
      ("a (another copy).x", "a.x"), ("a (3rd copy)", "a"), ("a - Copy", "a"), ("a - Copy (2).txt", "a.txt"),
      ("a copy copy 3.txt", "a.txt"), ("a (2) (3)", "a"), ("a - Kopie.txt", "a.txt"), ("a copie.txt", "a.txt"),
      ("a 2.txt", "a 2.txt"), ("SEQ 2", "SEQ 2"), ("copy.txt", "copy.txt"), (" copy.txt", " copy.txt"),
      ("photocopy.txt", "photocopy.txt"), ("a copy of b", "a copy of b"), ("(2)", "(2)"), ("a(2)b", "a(2)b"),
      ("copyright 2.txt", "copyright 2.txt"), ("", ""),
    ])
  func copyMarks(name: String, plain: String) { #expect(CopyMark.stripped(name) == plain) }

  @Test(
    "makes the name of a receipt that is safe everywhere",
    arguments: [
      ("order.json", "order"), ("order.json.txt", "order"), ("order copy.json", "order"),
      ("SEQ05.top_left", "SEQ05.top_left"),
      ("SEQ05.top_left.txt", "SEQ05.top_left"), ("SEQ05_g02_top_left.png", "SEQ05_g02_top_left"),
      ("SEQ05_take002.mp4", "SEQ05_take002"),
      ("Ein größerer Wunsch!.json", "Ein_gro_erer_Wunsch"), ("été.json", "ete"), ("заказ.json", "request"),
      ("🚗", "request"),
      ("", "request"), ("...", "request"), (".json", "json"), (".hidden.json", "hidden.json"), ("CON.json", "file_CON"),
      ("nul", "file_nul"), ("com1.x.json", "file_com1.x"), ("-rf.json", "rf"), ("a/b\\c:d.json", "a_b_c_d"),
      ("trailing. .json", "trailing"), ("a\u{0}b\nc.json", "a_b_c"),
      (String(repeating: "x", count: 300), String(repeating: "x", count: 64)),
    ])
  func stems(name: String, stem: String) { #expect(SafeStem.of(FileName(name)).text == stem) }

  @Test("that is no text makes a safe name as well")
  func notText() {
    #expect(SafeStem.of(FileName(bytes: [0x61, 0xFF, 0x62, 0x2E, 0x6A, 0x73, 0x6F, 0x6E])).text == "a_b")
  }

  @Test("is numbered where its receipt's name is taken, whatever the case, and stays short enough")
  func numbers() throws {
    let taken: Set<RequestID> = [try RequestID("ORDER"), try RequestID("order-2")]
    #expect(SafeStem.numbered(try RequestID("order"), taken: taken).text == "order-3")
    #expect(SafeStem.numbered(try RequestID("other"), taken: taken).text == "other")
    let long = try RequestID(String(repeating: "x", count: 64))
    let next = SafeStem.numbered(long, taken: [long])
    #expect(next.text == String(repeating: "x", count: 62) + "-2")
    #expect(throws: Never.self) { try RequestID(next.text) }
  }
}
