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
      problems: [Problem(.badJSON, "plan.json is broken.", hint: "Mend it.")], spent: Money(microUSD: 1_394_000),
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
        + "\"cost_per_approved_second_usd\":0.1394,\"hold\":true,\"left_usd\":98.606,\"pending\":[{\"file\":\"inbox/a.json\",\"reason\":\"It is still being written.\","
        + "\"since\":\"2026-11-20T13:04:05.678Z\"}],\"problems\":[{\"code\":\"bad_json\",\"hint\":\"Mend it.\","
        + "\"message\":\"plan.json is broken.\"}],\"reserved_usd\":0,\"sequences\":[{\"sequence\":\"SEQ05\",\"spent_usd\":1.394,"
        + "\"state\":\"review\",\"takes\":1,\"title\":\"The taxi\",\"waits_for\":\"review\"}],\"spent_usd\":1.394,"
        + "\"title\":\"Driver, Beware\",\"updated_at\":\"2026-11-20T13:04:05.678Z\","
        + "\"waiting\":[{\"sequence\":\"SEQ05\",\"since\":\"2026-11-20T13:04:05.678Z\",\"waits_for\":\"review\","
        + "\"what\":\"Decide on take 1.\"}]}")
    #expect(try PlainJSON.decode(ProjectStatus.self, from: data) == Self.project())
  }
}
