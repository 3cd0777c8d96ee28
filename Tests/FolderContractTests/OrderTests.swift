import FolderContract
import Foundation
import Terms
import Testing

@Suite("A request for takes and decisions")
struct OrderTests {
  static func request(_ fields: String) -> String { "{\"action\": \(fields)}" }

  private static func take(_ order: TakeOrder) throws -> Request {
    Request(.generate(order), sequences: try ids("SEQ08"))
  }

  static func readings() throws -> [(String, Request)] { try grids() + takes() + decisions() + others() }

  private static func grids() throws -> [(String, Request)] {
    let one = try ids("SEQ08")
    let cell = GridCell(row: 1, column: 1)
    return [
      (
        "{\"sequence\": \"SEQ08\", \"shot\": 3, \"model\": \"m-1\"}",
        Request(.grid(GridOrder(model: "m-1", shot: 3)), sequences: one)
      ),
      (
        request("\"pick\", \"sequence\": \"SEQ08\", \"cell\": \"tl\", \"grid\": 2, \"shot\": 999"),
        Request(.pick(PickOrder(cell: cell, grid: 2, shot: 999)), sequences: one)
      ),
    ]
  }

  private static func takes() throws -> [(String, Request)] {
    let generate = "\"generate\", \"sequence\": \"SEQ08\""
    return [
      (
        request("\(generate), \"take\": \"seq08_TAKE002\", \"shot_overrides\": {\"2\": \" rain \", \"10\": \"fog\"}"),
        try take(TakeOrder(overrides: [2: "rain", 10: "fog"], take: 2))
      ),
      (
        request(
          "\(generate), \"prompts_from\": [{\"shot\": 3, \"take\": 1}, {\"shot\": 5, \"take\": \"SEQ08_take12\"}]"),
        try take(TakeOrder(promptsFrom: [PromptSource(shot: 3, take: 1), PromptSource(shot: 5, take: 12)]))
      ),
      (
        request("\(generate), \"mode\": \"individual\", \"shots\": [5, 3], \"take\": 2, \"count\": 8"),
        try take(TakeOrder(mode: .individual, take: 2, shots: [5, 3], count: 8))
      ),
      (request("\(generate), \"shots\": [1]"), try take(TakeOrder(mode: .individual, shots: [1]))),
      (
        request(
          "\(generate), \"start_frame\": \"refs/a b.png\", \"elements\": [\"driver\", \"car\"], \"model\": \"m\""),
        try take(
          TakeOrder(
            startFrame: ProjectPath("refs/a b.png"), elements: [ElementID("driver"), ElementID("car")], model: "m"))
      ),
      (request("\(generate), \"elements\": []"), try take(TakeOrder(elements: []))),
      (
        request("\"generate\", \"sequences\": [\"A\", \"B\"], \"take\": 2"),
        Request(.generate(TakeOrder(take: 2)), sequences: try ids("A", "B"))
      ),
      (
        request("\"generate\", \"sequences\": [\"A.b\"], \"take\": \"a.B_take3\""),
        Request(.generate(TakeOrder(take: 3)), sequences: try ids("A.b"))
      ),
    ]
  }

  private static func decisions() throws -> [(String, Request)] {
    let one = try ids("SEQ08")
    var readings: [(String, Request)] = [
      (
        request(
          "\"approve\", \"sequence\": \"SEQ08\", \"take\": 3, \"shots\": {\"3\": 2, \"5\": \"SEQ08_take001\"}"),
        Request(.approve(Approval(take: 3, shots: [3: 2, 5: 1])), sequences: one)
      ),
      (
        request("\"approve\", \"sequences\": [\"A\", \"B\"]"),
        Request(.approve(Approval()), sequences: try ids("A", "B"))
      ),
    ]
    let words: [(String, @Sendable (Int?) -> Request.Work)] = [
      ("reject", { .reject(take: $0) }), ("reopen", { .reopen(take: $0) }), ("resubmit", { .resubmit(take: $0) }),
      ("abandon", { .abandon(take: $0) }),
    ]
    for (word, work) in words {
      readings += [
        (request("\"\(word)\", \"sequence\": \"SEQ08\""), Request(work(nil), sequences: one)),
        (
          request("\"\(word)\", \"sequence\": \"SEQ08\", \"take\": 2, \"note\": \"n\""),
          Request(work(2), sequences: one, note: "n")
        ),
        (
          request("\"\(word)\", \"sequence\": \"SEQ08\", \"take\": \"SEQ08_take002\""), Request(work(2), sequences: one)
        ),
        (request("\"\(word)\", \"sequences\": [\"A\", \"B\"]"), Request(work(nil), sequences: try ids("A", "B"))),
      ]
    }
    return readings
  }

  private static func others() throws -> [(String, Request)] {
    let id = try RequestID("rain-1")
    return [
      (request("\"finalize\""), Request(.finalize, sequences: [])),
      (request("\"finalize\", \"sequence\": \"A\""), Request(.finalize, sequences: try ids("A"))),
      (request("\"cancel\", \"request\": \"RAIN-1\""), Request(.cancel(request: id), sequences: [])),
      (
        request("\"cancel\", \"sequences\": [\"A\", \"B\"]"),
        Request(.cancel(request: nil), sequences: try ids("A", "B"))
      ),
      (
        request("\"cancel\", \"sequence\": \"A\", \"request\": \"rain-1\""),
        Request(.cancel(request: id), sequences: try ids("A"))
      ),
      (request("\"animatic\", \"id\": \"rain-1\""), Request(.animatic, sequences: [], id: id)),
    ]
  }

  @Test("is read as it was meant, and what is written of it reads the same")
  func reads() throws {
    for (text, request) in try Self.readings() {
      #expect(try Request.read(text.data) == request, "\(text)")
      #expect(try Request.read(PlainJSON.file(request)) == request, "\(text)")
      #expect(try PlainJSON.decode(Request.Work.self, from: PlainJSON.line(request.work)) == request.work, "\(text)")
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let code: Problem.Code
    let message: String
    let hint: String
    /// Whether it is beyond what a schema can say.
    var isReadersAlone = false

    init(_ fields: String, _ code: Problem.Code, _ message: String, _ hint: String) {
      text = OrderTests.request(fields)
      self.code = code
      self.message = message
      self.hint = hint
    }

    init(_ fields: String, _ message: String, _ hint: String, readersAlone: Bool = false) {
      self.init(fields, .badValue, message, hint)
      isReadersAlone = readersAlone
    }

    var testDescription: String { text }
  }

  private static let generate = "\"generate\", \"sequence\": \"SEQ08\""

  static let refusals: [Refusal] =
    badOverrides + badSources + badShots + badTakes + badDecisions + badOthers

  private static let badOverrides = [
    Refusal("\(generate), \"shot_overrides\": {\"two\": \"x\"}", "shot_overrides.two\" is not the number", "{\"1\": "),
    Refusal(
      "\(generate), \"shot_overrides\": {\n\"02\": \"x\"}", "from 1 to 999 (line 2, column 1)", "by its number"),
    Refusal("\(generate), \"shot_overrides\": {\"0\": \"x\"}", "shot_overrides.0", "{\"1\": "),
    Refusal("\(generate), \"shot_overrides\": {\"1000\": \"x\"}", "shot_overrides.1000", "{\"1\": "),
    Refusal("\(generate), \"shot_overrides\": {\"-1\": \"x\"}", "shot_overrides.-1", "{\"1\": "),
    Refusal("\(generate), \"shot_overrides\": {\"2\": \" \"}", "\"shot_overrides.2\" must be a text", "\"2\": "),
    Refusal("\(generate), \"shot_overrides\": {\"2\": 5}", "but is the number 5", "\"2\": "),
    Refusal("\(generate), \"shot_overrides\": {}", "names no shot", "{\"1\": "),
    Refusal("\(generate), \"shot_overrides\": [\"x\"]", "must be an object", "curly brackets"),
    Refusal("\(generate), \"shotOverride\": {\"1\": \"x\"}", .unknownField, "shotOverride", "\"shot_overrides\"?"),
  ]

  private static let badSources = [
    Refusal("\(generate), \"prompts_from\": [{\"shot\": 3}]", .missingField, "prompts_from[1].take", "\"take\": "),
    Refusal(
      "\(generate), \"prompts_from\": [{\"shot\": 3, \"takes\": 1}]", .unknownField, "prompts_from[1].takes",
      "\"take\"?"),
    Refusal("\(generate), \"prompts_from\": [{\"shot\": 0, \"take\": 1}]", "prompts_from[1].shot", "\"shot\": 1"),
    Refusal("\(generate), \"prompts_from\": []", "a list of 1 to 999", "1 to 999 entries"),
    Refusal(
      "\(generate), \"prompts_from\": [{\"shot\": 3, \"take\": 1}, {\"shot\": 3, \"take\": 2}]", "names shot 3 twice",
      "once", readersAlone: true),
  ]

  private static let badShots = [
    Refusal("\(generate), \"mode\": \"multi_shot\", \"shots\": [3]", "\"shots\" stands beside", "\"individual\""),
    Refusal("\(generate), \"shots\": [3, 3]", "names shot 3 twice", "once", readersAlone: true),
    Refusal("\(generate), \"shots\": [0]", "\"shots[1]\" must be a whole number from 1 to 999", "each entry"),
    Refusal("\(generate), \"shots\": []", "a list of 1 to 999", "entries"),
    Refusal("\(generate), \"count\": 0", "from 1 to 8", "\"count\": 1"),
    Refusal("\(generate), \"count\": 9", "but is the number 9", "\"count\": 1"),
    Refusal("\(generate), \"start_frame\": \"../x.png\"", "a path inside the project", "\"start_frame\""),
    Refusal("\(generate), \"elements\": [\"car\", \"Car\"]", "names Car twice", "once", readersAlone: true),
    Refusal("\(generate), \"elements\": [\"../x\"]", "\"elements[1]\" must be the id of an element", "each entry"),
    Refusal("\(generate), \"model\": \"\"", "\"model\" must be a text", "\"model\""),
    Refusal("\"grid\", \"sequence\": \"S\", \"shots\": [3]", .unknownField, "\"shots\"", "\"action\": \"generate\""),
    Refusal(
      "\"grid\", \"sequence\": \"S\", \"shot\": 0", "\"shot\" must be a whole number from 1 to 999", "\"shot\": 1"),
  ]

  private static let badTakes = [
    Refusal("\(generate), \"take\": 0", "\"take\" must be a take of SEQ08", "\"SEQ08_take001\""),
    Refusal("\(generate), \"take\": 1000000", "\"take\" must be", "\"SEQ08_take001\""),
    Refusal("\(generate), \"take\": \"2\"", "but is the text \"2\"", "\"SEQ08_take001\""),
    Refusal("\(generate), \"take\": \"SEQ08_take000\"", "\"take\" must be", "\"SEQ08_take001\""),
    Refusal("\(generate), \"take\": \"SEQ08_take0000002\"", "\"take\" must be", "\"SEQ08_take001\""),
    Refusal(
      "\(generate), \"take\": \"SEQ09_take002\"", "a take of SEQ08", "\"SEQ08_take001\"", readersAlone: true),
    Refusal(
      "\(generate), \"take\": \"SEQ08_shot03_take002\"", "a take of SEQ08", "\"SEQ08_take001\"", readersAlone: true),
    Refusal(
      "\"generate\", \"sequences\": [\"A\", \"B\"], \"take\": \"A_take002\"",
      "only where the request names one sequence",
      "\"take\": 1"),
    Refusal(
      "\"generate\", \"sequences\": [\"A\", \"B\"], \"prompts_from\": [{\"shot\": 1, \"take\": \"A_take002\"}]",
      "prompts_from[1].take", "\"take\": 1"),
  ]

  private static let badDecisions =
    ["approve", "reject", "reopen", "resubmit", "abandon"].flatMap { word in
      [
        Refusal("\"\(word)\"", .missingField, "\"sequence\" is missing", "\"SEQ05\""),
        Refusal("\"\(word)\", \"sequences\": [\"A\", \"B\"], \"take\": 2", "about several sequences", "of its own"),
        Refusal("\"\(word)\", \"sequence\": \"A\", \"take\": \"two\"", "a take of A", "\"A_take001\""),
        Refusal("\"\(word)\", \"sequence\": \"A\", \"taek\": 2", .unknownField, "\"taek\"", "\"take\"?"),
      ]
    } + [
      Refusal("\"approve\", \"sequences\": [\"A\", \"B\"], \"shots\": {\"1\": 2}", "several sequences", "of its own"),
      Refusal("\"approve\", \"sequence\": \"A\", \"shots\": {\"one\": 2}", "shots.one", "{\"1\": "),
      Refusal(
        "\"approve\", \"sequence\": \"A\", \"shots\": {\"1\": \"x\"}", "\"shots.1\" must be a take of A", "\"1\": "),
      Refusal("\"approve\", \"sequence\": \"A\", \"shots\": [3]", "must be an object", "curly"),
      Refusal("\"reject\", \"sequence\": \"A\", \"shots\": {\"1\": 2}", .unknownField, "\"shots\"", "\"approve\""),
    ]

  private static let badOthers = [
    Refusal("\"cancel\"", .missingField, "\"sequence\" is missing", "\"SEQ05\""),
    Refusal("\"cancel\", \"take\": 2, \"sequence\": \"A\"", .unknownField, "\"take\"", "belongs to"),
    Refusal("\"finalize\", \"take\": 2", .unknownField, "\"take\"", "belongs to"),
    Refusal("\"animatic\", \"sequence\": \"A\"", "the whole song (line 1", "{\"action\": \"animatic\"}"),
    Refusal("\"animatic\", \"sequences\": [\"A\"]", "\"sequences\" stands in", "Leave it out"),
    Refusal("\"aprove\", \"sequence\": \"A\"", .unknownAction, "\"aprove\"", "Did you mean \"approve\"?"),
  ]

  @Test("that cannot be understood is refused with the field, the place and what to write", arguments: refusals)
  func refuses(_ refusal: Refusal) {
    let problem = problem { () throws(Problem) in try Request.read(refusal.text.data) }
    #expect(problem.code == refusal.code, "\(problem)")
    #expect(problem.message.contains(refusal.message), "\(problem)")
    #expect(problem.hint.contains(refusal.hint), "\(problem)")
    #expect(problem.message.contains("line "))
  }

  @Test("that was refused comes back corrected", arguments: refusals)
  func corrects(_ refusal: Refusal) throws {
    let corrected = Request.correctedExample(for: refusal.text.data)
    #expect(throws: Never.self, "\(corrected)") { try Request.read(corrected.data) }
  }

  @Test("keeps what was right in the corrected example, whatever stands first")
  func keeps() throws {
    let text = Self.request(
      "\"generate\", \"take\": \"SEQ08_take002\", \"shots\": [3], \"cuont\": 2, \"sequence\": \"SEQ08\"")
    #expect(
      try Request.read(Request.correctedExample(for: text.data).data)
        == Self.take(TakeOrder(mode: .individual, take: 2, shots: [3], count: 2)))
  }
}
