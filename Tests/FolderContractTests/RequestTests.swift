import FolderContract
import Foundation
import Terms
import Testing

@Suite("A request in the inbox")
struct RequestTests {
  static func readings() throws -> [(String, Request)] {
    let one = try ids("SEQ05")
    let id = try RequestID("rain-1")
    return [
      ("{\"sequence\": \"SEQ05\"}", Request(.grid(GridOrder()), sequences: one)),
      (
        "{\"id\":\"rain-1\",\"action\":\"grid\",\"sequences\":[\"SEQ05\",\"seq6\"],\"wish\":\" a\\r\\nb \",\"note\":\"\",\"requested_by\":\"Ana\"}",
        Request(
          .grid(GridOrder(wish: "a\nb")), sequences: try ids("SEQ05", "seq6"), id: id, requestedBy: "Ana"
        )
      ),
      (
        "{\"sequence\":\"SEQ05\",\"prompt\":\"p\",\"rows\":2.0,\"columns\":3}",
        Request(.grid(GridOrder(prompt: "p", layout: GridLayout(rows: 2, columns: 3))), sequences: one)
      ),
      (
        "{\"action\":\"pick\",\"sequence\":\"SEQ05\",\"cell\":\"Top Left\"}",
        Request(.pick(PickOrder(cell: GridCell(row: 1, column: 1))), sequences: one)
      ),
      (
        "{\"action\":\"pick\",\"sequence\":\"SEQ05\",\"cell\":\"r2c3\",\"grid\":2}",
        Request(.pick(PickOrder(cell: GridCell(row: 2, column: 3), grid: 2)), sequences: one)
      ),
      ("{\"action\":\"generate\",\"sequence\":\"SEQ05\"}", Request(.generate(TakeOrder()), sequences: one)),
      (
        "{\"action\":\"generate\",\"sequence\":\"SEQ05\",\"mode\":\"multi_shot\",\"note\":\"n\"}",
        Request(.generate(TakeOrder(mode: .multiShot)), sequences: one, note: "n")
      ),
      ("{\"action\":\"confirm\",\"request\":\"rain-1\"}", Request(.confirm(request: id), sequences: [])),
      (
        "{\"action\":\"confirm\",\"request\":\"RAIN-1\",\"sequence\":\"SEQ05\"}",
        Request(.confirm(request: id), sequences: one)
      ),
    ]
  }

  @Test("is read as it was meant, and what is written of it reads the same")
  func reads() throws {
    for (text, request) in try Self.readings() {
      #expect(try Request.read(text.data) == request, "\(text)")
      #expect(try Request.read(PlainJSON.file(request)) == request, "\(text)")
    }
  }

  static let refusals: [(text: String, code: Problem.Code, message: String, hint: String)] = [
    ("[]", .badValue, "a request is a JSON object", "'{'"),
    ("{\"sequnce\": \"SEQ05\"}", .unknownField, "\"sequnce\" (line 1, column 2)", "Did you mean \"sequence\"?"),
    ("{\"sequence\": \"S\", \"a\\u001b[31m\\n\": 1}", .unknownField, "\"a\\u{1B}[31m\\n\"", "Known here"),
    ("{}", .missingField, "\"sequence\" is missing", "\"sequence\": \"SEQ05\""),
    ("{\"sequence\": \"SEQ05\", \"wihs\": \"rain\"}", .unknownField, "\"wihs\" (line 1, column 23)", "\"wish\"?"),
    ("{\"sequence\": \"S\", \"requestedBy\": \"A\"}", .unknownField, "\"requestedBy\"", "\"requested_by\"?"),
    ("{\"sequence\": \"S\", \"zzzzzz\": 1}", .unknownField, "\"zzzzzz\"", "Known here are \"action\","),
    ("{\"sequence\": \"S\", \"cell\": \"tl\"}", .unknownField, "\"cell\"", "\"action\": \"pick\""),
    (
      "{\"sequence\": \"S\", \"action\": \"gird\"}", .unknownAction, "\"gird\" (line 1, column 29)",
      "Did you mean \"grid\"?"
    ),
    (
      "{\"sequence\": \"S\", \"action\": \"explode\"}", .unknownAction, "\"explode\"",
      "\"grid\", \"pick\", \"generate\", \"approve\", \"reject\", \"reopen\", \"finalize\", \"cancel\", \"confirm\""
    ),
    ("{\"sequence\": \"S\", \"action\": 5}", .badValue, "but is the number 5", "\"action\""),
    ("{\"sequence\": null}", .badValue, "\"sequence\" must be the id of a sequence", "\"sequence\""),
    ("{\"sequence\": \"../x\"}", .badValue, "but is the text \"../x\" (line 1, column 14)", "\"SEQ05\""),
    ("{\"sequence\": \"S\", \"sequences\": [\"T\"]}", .badValue, "stands beside", "Keep"),
    ("{\"sequences\": []}", .badValue, "a list of 1 to 200, but is a list of 0", "with 1 to 200 entries"),
    ("{\"sequences\": [\"S\", \"s\"]}", .badValue, "names s twice", "once"),
    ("{\"sequences\": [\"S\", 5]}", .badValue, "\"sequences[2]\" must be", "each entry"),
    ("{\"sequence\": \"S\", \"rows\": 2}", .missingField, "\"columns\" is missing", "\"columns\": 2"),
    ("{\"sequence\": \"S\", \"columns\": 2}", .missingField, "\"rows\" is missing", "\"rows\": 2"),
    (
      "{\"sequence\": \"S\", \"rows\": 7, \"columns\": 2}", .badValue,
      "a whole number from 1 to 6, but is the number 7", "\"rows\": 1"
    ),
    ("{\"sequence\": \"S\", \"rows\": 1.5, \"columns\": 2}", .badValue, "the number 1.5", "\"rows\": 1"),
    ("{\"sequence\": \"S\", \"rows\": 1e30, \"columns\": 2}", .badValue, "the number 1e30", "\"rows\": 1"),
    ("{\"sequence\": \"S\", \"prompt\": \" \"}", .badValue, "\"prompt\" must be a text of 1 to 4000", "\"prompt\": "),
    ("{\"sequence\": \"S\", \"wish\": \"a\\u0007\"}", .badValue, "control characters", "\"wish\": "),
    (
      "{\"sequence\": \"S\", \"note\": \"\(String(repeating: "n", count: 2_001))\"}", .badValue,
      "a text of 2001 characters", "\"note\": "
    ),
    ("{\"action\": \"pick\", \"sequence\": \"S\"}", .missingField, "\"cell\" is missing", "\"cell\": \"top_left\""),
    (
      "{\"action\": \"pick\", \"sequence\": \"S\", \"cell\": \"middle\"}", .badValue, "\"cell\" must be a cell",
      "\"cell\": \"top_left\""
    ),
    (
      "{\"action\": \"pick\", \"sequence\": \"S\", \"cell\": \"tl\", \"grid\": 0}", .badValue, "\"grid\" must be",
      "\"grid\": 1"
    ),
    (
      "{\"action\": \"generate\", \"sequence\": \"S\", \"mode\": \"fast\"}", .badValue,
      "must be one of \"multi_shot\", \"individual\", but", "\"mode\": \"multi_shot\""
    ),
    (
      "{\"action\": \"generate\", \"sequence\": \"S\", \"shot_overides\": {}}", .unknownField,
      "\"shot_overides\" (line 1, column 41)", "Did you mean \"shot_overrides\"?"
    ),
    (
      "{\"action\": \"confirm\", \"sequence\": \"S\"}", .missingField, "\"request\" is missing",
      "\"request\": \"request-1\""
    ),
  ]

  @Test("that cannot be understood is refused with the field, the place and what to write", arguments: refusals)
  func refuses(text: String, code: Problem.Code, message: String, hint: String) {
    let problem = problem { () throws(Problem) in try Request.read(text.data) }
    #expect(problem.code == code, "\(problem)")
    #expect(problem.message.localizedCaseInsensitiveContains(message), "\(problem)")
    #expect(problem.hint.contains(hint), "\(problem)")
    #expect(!problem.hint.isEmpty)
  }

  @Test(
    "that was refused comes back corrected: accepted, and with everything that was right in it", arguments: refusals)
  func corrects(text: String, code: Problem.Code, message: String, hint: String) throws {
    let corrected = Request.correctedExample(for: text.data)
    #expect(throws: Never.self, "\(text) → \(corrected)") { try Request.read(corrected.data) }
  }

  @Test("keeps its own words in the corrected example")
  func keepsWords() throws {
    let text = "{\"sequnce\": \"SEQ07\", \"wihs\": \"more rain\", \"rows\": 9, \"colour\": \"red\", \"id\": \"a-1\"}"
    let corrected = try Request.read(Request.correctedExample(for: text.data).data)
    #expect(
      corrected
        == Request(
          .grid(GridOrder(wish: "more rain")), sequences: try ids("SEQ07"), id: try RequestID("a-1")))
    let pick = Request.correctedExample(for: "{\"action\": \"pik\", \"sequence\": \"SEQ07\", \"cell\": 1}".data)
    #expect(
      try Request.read(pick.data)
        == Request(.pick(PickOrder(cell: GridCell(row: 1, column: 1))), sequences: try ids("SEQ07")))
  }

  @Test("is the same request in whatever case its ids are written, and another where anything else differs")
  func spelling() throws {
    func read(_ id: String, _ note: String) throws -> Request {
      try Request.read("{\"id\": \"\(id)\", \"sequence\": \"\(id)\", \"note\": \"\(note)\"}".data).inOneSpelling
    }
    #expect(try PlainJSON.line(read("Job", "A")) == PlainJSON.line(read("JOB", "A")))
    #expect(try PlainJSON.line(read("Job", "A")) != PlainJSON.line(read("Job", "a")))
  }

  @Test("has an example for every action, which is accepted")
  func examples() throws {
    for action in Request.actions { #expect(try Request.read(Request.example(for: action).data).work.action == action) }
    let known = [SequenceID(unchecked: "SEQ01"), SequenceID(unchecked: "SEQ02")]
    let unknown = Request.correctedExample(for: "{\"sequence\": \"SEQ2\"}".data, sequences: known)
    #expect(try Request.read(unknown.data).sequences == [SequenceID(unchecked: "SEQ02")])
    let several = Request.correctedExample(
      for: "{\"sequences\": [\"SEQ01\", \"SEQ2\", \"seq02\"]}".data, sequences: known)
    #expect(try Request.read(several.data).sequences == known)
    #expect(try Request.read(Request.correctedExample(for: "not json".data).data).work.action == "grid")
  }
}
