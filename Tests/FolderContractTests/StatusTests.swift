import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@Suite("What the agent writes for people's scripts")
struct StatusTests {
  static let time = Timestamp(milliseconds: 1_795_179_845_678)

  static func receipt() throws -> Receipt {
    var receipt = Receipt(
      id: try RequestID("rain-1"), file: "rain.json", action: "grid", sequences: try ids("SEQ05"), state: .done,
      requestedBy: "Ana", note: "after the call", createdAt: time)
    receipt.estimate = Money(usd: 0.402)
    receipt.cost = try #require(Money(usd: 0.134))
    receipt.progress = 1
    receipt.warnings = ["The car was left out."]
    receipt.outputs = [try #require(ProjectPath("grids/SEQ05/SEQ05_g02.png"))]
    receipt.prompts = [PromptOrigin(shot: nil, source: "plan")]
    return receipt
  }

  static let receiptFile = """
    {
      "action" : "grid",
      "cost_usd" : 0.134,
      "created_at" : "2026-11-20T13:04:05.678Z",
      "estimate_usd" : 0.402,
      "file" : "rain.json",
      "id" : "rain-1",
      "note" : "after the call",
      "outputs" : [
        "grids/SEQ05/SEQ05_g02.png"
      ],
      "progress" : 1,
      "prompts" : [
        {
          "source" : "plan"
        }
      ],
      "requested_by" : "Ana",
      "sequence" : "SEQ05",
      "state" : "done",
      "updated_at" : "2026-11-20T13:04:05.678Z",
      "warnings" : [
        "The car was left out."
      ]
    }

    """

  @Test("a receipt is written in this form, and read again as it was")
  func receiptForm() throws {
    let data = try PlainJSON.file(Self.receipt())
    #expect(String(decoding: data, as: UTF8.self) == Self.receiptFile)
    #expect(try PlainJSON.decode(Receipt.self, from: data) == Self.receipt())
  }

  @Test("a receipt of something that could not be read says so, and its cause stays in the log")
  func refusedReceipt() throws {
    var receipt = Receipt(
      id: try RequestID("x"), file: "x.json", state: .rejected,
      problem: Problem(.badJSON, "It is broken.", hint: "Mend it.", cause: "secret"), createdAt: Self.time)
    receipt.progress = 7
    let text = String(decoding: try PlainJSON.line(receipt), as: UTF8.self)
    #expect(
      text
        == "{\"cost_usd\":0,\"created_at\":\"2026-11-20T13:04:05.678Z\",\"file\":\"x.json\",\"id\":\"x\",\"outputs\":[],"
        + "\"problem\":{\"code\":\"bad_json\",\"hint\":\"Mend it.\",\"message\":\"It is broken.\"},\"progress\":1,"
        + "\"state\":\"rejected\",\"updated_at\":\"2026-11-20T13:04:05.678Z\",\"warnings\":[]}")
  }

  @Test("a receipt about several sequences names them all")
  func severalSequences() throws {
    let receipt = Receipt(id: try RequestID("x"), file: "x.json", sequences: try ids("A", "B"), createdAt: Self.time)
    let data = try PlainJSON.line(receipt)
    #expect(String(decoding: data, as: UTF8.self).contains("\"sequences\":[\"A\",\"B\"]"))
    #expect(try PlainJSON.decode(Receipt.self, from: data) == receipt)
  }

  static func sequence() throws -> SequenceStatus {
    let path = { (text: String) in try #require(ProjectPath(text)) }
    return SequenceStatus(
      sequence: try SequenceID("SEQ05"), title: "The taxi", state: .review, waitsFor: .review,
      grid: GridStatus(
        number: 2, picture: try path("grids/SEQ05/SEQ05_g02.png"), layout: .quadrants,
        options: [OptionStatus(cell: "top_left", picture: try path("grids/SEQ05/SEQ05_g02_top_left.png"))]),
      selectedCell: "top_left", startFrame: try path("frames/SEQ05/SEQ05_start01.png"),
      takes: [
        TakeStatus(
          id: "SEQ05_take001", mode: .multiShot, cost: Money(microUSD: 1_260_000),
          gates: [GateStatus(name: "duration", verdict: .pass, figure: 10, detail: "10 seconds, as planned.")],
          video: try path("takes/SEQ05/SEQ05_take001.mp4"))
      ], spent: Money(microUSD: 1_394_000), updatedAt: time)
  }

  @Test("a sequence's status has every field, null where there is nothing")
  func sequenceForm() throws {
    let empty = SequenceStatus(sequence: try SequenceID("SEQ05"), updatedAt: Self.time)
    #expect(
      String(decoding: try PlainJSON.line(empty), as: UTF8.self)
        == "{\"approval\":null,\"approved_seconds\":0,\"grid\":null,\"problem\":null,\"progress\":null,\"reserved_usd\":0,"
        + "\"seconds_left\":null,\"selected_cell\":null,\"sequence\":\"SEQ05\",\"shots\":[],\"spent_usd\":0,\"start_frame\":null,\"state\":\"not_started\",\"takes\":[],\"title\":null,"
        + "\"updated_at\":\"2026-11-20T13:04:05.678Z\",\"waits_for\":null}")
    #expect(
      String(decoding: try PlainJSON.line(Self.sequence()), as: UTF8.self)
        == "{\"approval\":null,\"approved_seconds\":0,\"grid\":{\"columns\":2,\"number\":2,\"options\":[{\"cell\":\"top_left\",\"picture\":\"grids/SEQ05/SEQ05_g02_top_left.png\"}],"
        + "\"picture\":\"grids/SEQ05/SEQ05_g02.png\",\"rows\":2},\"problem\":null,\"progress\":null,\"reserved_usd\":0,"
        + "\"seconds_left\":null,\"selected_cell\":\"top_left\",\"sequence\":\"SEQ05\",\"shots\":[],\"spent_usd\":1.394,"
        + "\"start_frame\":\"frames/SEQ05/SEQ05_start01.png\",\"state\":\"review\",\"takes\":[{\"changes\":[],\"cost_usd\":1.26,"
        + "\"decision\":\"undecided\",\"elements\":[],\"elements_dropped\":[],\"gates\":[{\"detail\":\"10 seconds, as planned.\",\"figure\":10,\"name\":\"duration\","
        + "\"verdict\":\"pass\"}],\"id\":\"SEQ05_take001\",\"mode\":\"multi_shot\",\"shots\":[],\"video\":\"takes/SEQ05/SEQ05_take001.mp4\"}],"
        + "\"title\":\"The taxi\",\"updated_at\":\"2026-11-20T13:04:05.678Z\",\"waits_for\":\"review\"}")
    for status in [empty, try Self.sequence()] {
      #expect(try PlainJSON.decode(SequenceStatus.self, from: PlainJSON.line(status)) == status)
    }
  }

  static func project() throws -> ProjectStatus {
    ProjectStatus(
      title: "Driver, Beware",
      agent: AgentStatus(version: "1.0.0", pid: 4711, host: "render1", startedAt: time, seenAt: time), hold: true,
      sequences: [SequenceSummary(try sequence())],
      pending: [PendingFile(file: "inbox/a.json", reason: "It is still being written.", since: time)],
      problems: [Problem(.badJSON, "plan.json is broken.", hint: "Mend it.")],
      holds: [
        HoldStatus(provider: "fal", code: "no_balance", message: "It is empty.", hint: "Top it up.", since: time),
        HoldStatus(
          provider: "gemini", model: "m", code: "quota_day", message: "No more.", hint: "Wait.", since: time,
          until: time),
      ], spent: Money(microUSD: 1_394_000),
      costPerApprovedSecond: Money(microUSD: 139_400),
      waiting: [
        WaitingSummary(sequence: try SequenceID("SEQ05"), waitsFor: .review, since: time, what: "Decide on take 1.")
      ], caps: Configuration().caps, updatedAt: time)
  }

  @Test("a project's status shows the agent, every sequence in a line, and what waits")
  func projectForm() throws {
    let data = try PlainJSON.line(Self.project())
    #expect(
      String(decoding: data, as: UTF8.self)
        == "{\"agent\":{\"host\":\"render1\",\"pid\":4711,\"seen_at\":\"2026-11-20T13:04:05.678Z\","
        + "\"started_at\":\"2026-11-20T13:04:05.678Z\",\"version\":\"1.0.0\"},\"caps_usd\":{\"day\":50,\"project\":100,\"sequence\":25},"
        + "\"cost_per_approved_second_usd\":0.1394,\"hold\":true,\"holds\":[{\"code\":\"no_balance\",\"hint\":\"Top it up.\","
        + "\"message\":\"It is empty.\",\"provider\":\"fal\",\"since\":\"2026-11-20T13:04:05.678Z\"},{\"code\":\"quota_day\","
        + "\"hint\":\"Wait.\",\"message\":\"No more.\",\"model\":\"m\",\"provider\":\"gemini\",\"since\":\"2026-11-20T13:04:05.678Z\","
        + "\"until\":\"2026-11-20T13:04:05.678Z\"}],\"left_usd\":98.606,\"pending\":[{\"file\":\"inbox/a.json\",\"reason\":\"It is still being written.\","
        + "\"since\":\"2026-11-20T13:04:05.678Z\"}],\"problems\":[{\"code\":\"bad_json\",\"hint\":\"Mend it.\","
        + "\"message\":\"plan.json is broken.\"}],\"reserved_usd\":0,\"sequences\":[{\"sequence\":\"SEQ05\",\"spent_usd\":1.394,"
        + "\"state\":\"review\",\"takes\":1,\"title\":\"The taxi\",\"waits_for\":\"review\"}],\"spent_usd\":1.394,"
        + "\"title\":\"Driver, Beware\",\"updated_at\":\"2026-11-20T13:04:05.678Z\","
        + "\"waiting\":[{\"sequence\":\"SEQ05\",\"since\":\"2026-11-20T13:04:05.678Z\",\"waits_for\":\"review\","
        + "\"what\":\"Decide on take 1.\"}]}")
    #expect(try PlainJSON.decode(ProjectStatus.self, from: data) == Self.project())
  }

  @Test("a project's status from before there were holds has none")
  func withoutHolds() throws {
    var status = try Self.project()
    status.holds = []
    let text = String(decoding: try PlainJSON.line(status), as: UTF8.self)
    #expect(text.contains("\"holds\":[],"))
    let old = text.replacingOccurrences(of: "\"holds\":[],", with: "")
    #expect(try PlainJSON.decode(ProjectStatus.self, from: Data(old.utf8)) == status)
  }

  @Test("a receipt with a question tells of each prompt, call and dropped element")
  func splitReceipt() throws {
    var receipt = Receipt(
      id: try RequestID("x"), file: "x.json", state: .waitingForConfirmation,
      problem: Problem(.badValue, "It takes 2 calls.", hint: "Confirm."), createdAt: Self.time)
    receipt.prompts = [PromptOrigin(shot: 1, source: "request"), PromptOrigin(shot: 2, source: "SEQ08_take001")]
    receipt.calls = [
      PlannedCallSummary(
        shots: [1, 2], seconds: 10, estimate: Money(microUSD: 1_260_000), startFrame: "frames/SEQ08/SEQ08_start01.png")
    ]
    receipt.elementsDropped = [try ElementID("car")]
    let data = try PlainJSON.line(receipt)
    #expect(try PlainJSON.decode(Receipt.self, from: data) == receipt)
    #expect(try SchemaTests.schema("receipt").faults(in: data) == [])
    #expect(
      String(decoding: data, as: UTF8.self)
        == "{\"calls\":[{\"estimate_usd\":1.26,\"seconds\":10,\"shots\":[1,2],\"start_frame\":\"frames/SEQ08/SEQ08_start01.png\"}],"
        + "\"cost_usd\":0,\"created_at\":\"2026-11-20T13:04:05.678Z\",\"elements_dropped\":[\"car\"],\"file\":\"x.json\",\"id\":\"x\","
        + "\"outputs\":[],\"problem\":{\"code\":\"bad_value\",\"hint\":\"Confirm.\",\"message\":\"It takes 2 calls.\"},"
        + "\"progress\":0,\"prompts\":[{\"shot\":1,\"source\":\"request\"},{\"shot\":2,\"source\":\"SEQ08_take001\"}],"
        + "\"state\":\"waiting_for_confirmation\",\"updated_at\":\"2026-11-20T13:04:05.678Z\",\"warnings\":[]}")
  }

  private static func decidedTake() throws -> TakeStatus {
    let path = { (text: String) in try #require(ProjectPath(text)) }
    return TakeStatus(
      id: "SEQ08_take002", mode: .individual, decision: .approved, cost: Money(microUSD: 630_000), gates: [],
      video: try path("takes/SEQ08/SEQ08_take002.mp4"), model: "m", seconds: 6,
      shots: [
        TakeShotStatus(
          index: 1, prompt: "a", duration: 3, source: "plan",
          clip: try path("takes/SEQ08/SEQ08_take001_shot01.mp4"), from: "SEQ08_take001", inSeconds: 0, outSeconds: 3),
        TakeShotStatus(index: 2, prompt: "b", duration: 3, source: "request", missing: true),
      ], elements: [try ElementID("driver")], elementsDropped: [try ElementID("car")], note: "n", decidedBy: "Ana",
      decidedAt: time, changes: [PromptChange(shot: 2, text: "[-c-] {+b+}")], createdAt: time)
  }

  @Test("a decided take tells of its shots, who decided, and what changed")
  func takeForm() throws {
    let take = try Self.decidedTake()
    let data = try PlainJSON.line(take)
    #expect(try PlainJSON.decode(TakeStatus.self, from: data) == take)
    #expect(
      String(decoding: data, as: UTF8.self)
        == "{\"changes\":[{\"shot\":2,\"text\":\"[-c-] {+b+}\"}],\"cost_usd\":0.63,\"created_at\":\"2026-11-20T13:04:05.678Z\","
        + "\"decided_at\":\"2026-11-20T13:04:05.678Z\",\"decided_by\":\"Ana\",\"decision\":\"approved\","
        + "\"elements\":[\"driver\"],\"elements_dropped\":[\"car\"],\"gates\":[],\"id\":\"SEQ08_take002\","
        + "\"mode\":\"individual\",\"model\":\"m\",\"note\":\"n\",\"seconds\":6,\"shots\":["
        + "{\"clip\":\"takes/SEQ08/SEQ08_take001_shot01.mp4\",\"duration\":3,\"from\":\"SEQ08_take001\",\"in_seconds\":0,"
        + "\"index\":1,\"missing\":false,\"out_seconds\":3,\"prompt\":\"a\",\"source\":\"plan\"},"
        + "{\"duration\":3,\"index\":2,\"missing\":true,\"prompt\":\"b\",\"source\":\"request\"}],"
        + "\"video\":\"takes/SEQ08/SEQ08_take002.mp4\"}")
  }

  @Test("an approved sequence tells which takes its shots come from, and what each shot has of its own")
  func approvedForm() throws {
    let status = SequenceStatus(
      sequence: try SequenceID("SEQ08"), state: .approved,
      shots: [
        ShotStatus(index: 1),
        ShotStatus(
          index: 2, startFrame: ProjectPath("frames/SEQ08/SEQ08_shot02_start01.png"),
          grid: GridStatus(
            number: 1, picture: try #require(ProjectPath("grids/SEQ08/SEQ08_shot02_g01.png")), layout: .quadrants,
            options: []), selectedCell: "r1c2"),
      ], takes: [try Self.decidedTake()], approval: ApprovalStatus(take: 2, shots: [3: 2, 5: 1]), approvedSeconds: 6.5,
      updatedAt: Self.time)
    let data = try PlainJSON.line(status)
    #expect(try PlainJSON.decode(SequenceStatus.self, from: data) == status)
    #expect(try SchemaTests.schema("status").faults(in: data) == [])
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("\"approval\":{\"shots\":{\"3\":2,\"5\":1},\"take\":2},\"approved_seconds\":6.5,"))
    #expect(
      text.contains(
        "\"shots\":[{\"grid\":null,\"index\":1,\"selected_cell\":null,\"start_frame\":null},"
          + "{\"grid\":{\"columns\":2,\"number\":1,\"options\":[],\"picture\":\"grids/SEQ08/SEQ08_shot02_g01.png\",\"rows\":2},"
          + "\"index\":2,\"selected_cell\":\"r1c2\",\"start_frame\":\"frames/SEQ08/SEQ08_shot02_start01.png\"}]"))
  }

  @Test("what is left is what the cap leaves, and never less than nothing")
  func left() throws {
    let caps = Caps(project: Money(microUSD: 10), sequence: .zero, day: .zero)
    let agent = AgentStatus(version: "1", pid: nil, host: "h", startedAt: Self.time, seenAt: Self.time)
    let left = [3, 12].map { spent in
      ProjectStatus(
        agent: agent, spent: Money(microUSD: spent), reserved: Money(microUSD: 2), caps: caps, updatedAt: Self.time
      ).left.microUSD
    }
    #expect(left == [5, 0])
  }
}

@Suite("What changed in a prompt")
struct PromptChangeTests {
  @Test(
    "is marked word by word",
    arguments: [
      ("the hand rests", "the hand lies", "the hand [-rests-] {+lies+}"), ("a b c", "a c", "a [-b-] c"),
      ("a c", "a b c", "a {+b+} c"), ("a b", "c d", "[-a b-] {+c d+}"), ("a", "a b c", "a {+b c+}"),
      ("a b c", "c", "[-a b-] c"), ("", "a", "{+a+}"), ("a", "", "[-a-]"), ("a a b", "a b b", nil),
    ] as [(String, String, String?)])
  func marks(old: String, new: String, text: String?) throws {
    let change = try #require(PromptChange(shot: 2, from: old, to: new))
    if let text { #expect(change.text == text && change.shot == 2) }
    #expect(Self.without("[-", "-]", change.text, keeping: "{+", "+}") == new.split(separator: " "))
    #expect(Self.without("{+", "+}", change.text, keeping: "[-", "-]") == old.split(separator: " "))
  }

  private static func without(
    _ begin: String, _ end: String, _ text: String, keeping open: String, _ close: String
  ) -> [Substring] {
    var text = text
    while let start = text.range(of: begin), let stop = text.range(of: end, range: start.upperBound..<text.endIndex) {
      text.removeSubrange(start.lowerBound..<stop.upperBound)
    }
    text = text.replacingOccurrences(of: open, with: "").replacingOccurrences(of: close, with: "")
    return text.split(separator: " ").map { Substring(String($0)) }
  }

  @Test("is nothing where only blanks differ")
  func same() { #expect(PromptChange(shot: 1, from: "a  b\n", to: " a b") == nil) }
}
