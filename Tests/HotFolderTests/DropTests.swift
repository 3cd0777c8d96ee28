import DurableFiles
import FolderContract
import Foundation
import Glibc
import HotFolder
import Terms
import TestSupport
import Testing

extension HotFolderSuite {
  @Suite struct DropTests {}
}

/// What is dropped into `inbox/`, how, and what becomes of it.
struct InboxDrop: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let put: @Sendable (Bench) throws -> Void
  let receipt: String
  let state: ReceiptState
  var code: String?
  /// Where the file lies in the end.
  let file: String
  /// What the reason beside it says.
  var why: [String] = []

  static let all: [InboxDrop] = [
    InboxDrop(
      testDescription: "the smallest request, renamed in",
      put: { try $0.drop(#"{"sequence": "SEQ05"}"#, as: "inbox/rain.json") },
      receipt: "rain", state: .done, file: "inbox/done/rain.json"),
    InboxDrop(
      testDescription: "a request written in place",
      put: { try $0.folder.write(#"{"sequence": "seq05"}"#, to: "inbox/rain.json") },
      receipt: "rain", state: .done, file: "inbox/done/rain.json"),
    InboxDrop(
      testDescription: "a request as Windows saves it: UTF-16, with .txt behind",
      put: {
        try $0.drop(
          Data([0xFF, 0xFE]) + (#"{"sequence": "SEQ05"}"#.data(using: .utf16LittleEndian) ?? Data()),
          as: "inbox/rain.json.txt")
      },
      receipt: "rain", state: .done, file: "inbox/done/rain.json.txt"),
    InboxDrop(
      testDescription: "broken JSON, renamed in",
      put: { try $0.drop("{\n  \"sequence\": \"SEQ05\",,\n}", as: "inbox/rain.json") },
      receipt: "rain", state: .rejected, code: "bad_json", file: "inbox/rejected/rain.json",
      why: ["line 2", "A request that works"]),
    InboxDrop(
      testDescription: "broken JSON written in place, once its grace has ended",
      put: { try $0.folder.write("{\"sequence\": ", to: "inbox/rain.json") },
      receipt: "rain", state: .rejected, code: "bad_json", file: "inbox/rejected/rain.json", why: ["line 1"]),
    InboxDrop(
      testDescription: "an empty request, once its grace has ended",
      put: { try $0.drop("", as: "inbox/rain.json") },
      receipt: "rain", state: .rejected, code: "bad_json", file: "inbox/rejected/rain.json"),
    InboxDrop(
      testDescription: "a misspelt field",
      put: { try $0.drop(#"{"id": "r1", "sequense": "SEQ05"}"#, as: "inbox/rain.json") },
      receipt: "r1", state: .rejected, code: "unknown_field", file: "inbox/rejected/rain.json",
      why: ["sequence", "SEQ05"]),
    InboxDrop(
      testDescription: "an unknown sequence",
      put: { try $0.drop(#"{"sequence": "SEQ50"}"#, as: "inbox/rain.json") },
      receipt: "rain", state: .rejected, code: "unknown_sequence", file: "inbox/rejected/rain.json",
      why: ["SEQ01, SEQ02, SEQ05"]),
    InboxDrop(
      testDescription: "a name that is no request",
      put: { try $0.drop("hello", as: "inbox/New Text Document.txt") },
      receipt: "New_Text_Document", state: .rejected, code: "unrecognised_name",
      file: "inbox/rejected/New Text Document.txt", why: [".json"]),
    InboxDrop(
      testDescription: "over-deep JSON",
      put: { try $0.drop(String(repeating: "[", count: 9_000), as: "inbox/deep.json") },
      receipt: "deep", state: .rejected, code: "bad_json", file: "inbox/rejected/deep.json"),
    InboxDrop(
      testDescription: "a request that is too large",
      put: { try $0.drop(Data(repeating: 0x20, count: 2 << 20), as: "inbox/large.json") },
      receipt: "large", state: .rejected, code: "file_too_large", file: "inbox/rejected/large.json"),
    InboxDrop(
      testDescription: "a link out of the project",
      put: { _ = symlink("/etc/passwd", ($0.folder.path / "inbox/link.json").display) },
      receipt: "link", state: .rejected, code: "not_a_file", file: "inbox/rejected/link.json", why: ["neither opened"]),
    InboxDrop(
      testDescription: "a FIFO",
      put: { _ = mkfifo(($0.folder.path / "inbox/pipe.json").display, 0o644) },
      receipt: "pipe", state: .rejected, code: "not_a_file", file: "inbox/rejected/pipe.json"),
    InboxDrop(
      testDescription: "a folder",
      put: { try Folder.make($0.folder.path / "inbox/things.json") },
      receipt: "things", state: .rejected, code: "not_a_file", file: "inbox/rejected/things.json"),
    InboxDrop(
      testDescription: "work that fails",
      put: { try $0.drop(#"{"sequence": "SEQ05", "prompt": "FAIL"}"#, as: "inbox/rain.json") },
      receipt: "rain", state: .failed, code: "system_error", file: "inbox/done/rain.json"),
    InboxDrop(
      testDescription: "a confirm without a question",
      put: { try $0.drop(#"{"action": "confirm", "request": "r9"}"#, as: "inbox/yes.json") },
      receipt: "yes", state: .rejected, code: "no_question", file: "inbox/rejected/yes.json"),
  ]
}

extension HotFolderSuite.DropTests {
  @Test(
    "What is dropped into the inbox has its fate, its receipt and, where it was refused, its reason",
    arguments: InboxDrop.all)
  func inbox(drop: InboxDrop) async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try drop.put(bench)
      let receipt = try await desk.receipt(drop.receipt, drop.state)
      #expect(receipt.problem?.code.rawValue == drop.code)
      try await desk.until { FileStatus.of(bench.folder.path / drop.file) != nil }
      guard drop.state == .rejected else { return }
      let why = String(decoding: try bench.folder.read("\(drop.file).why.txt"), as: UTF8.self)
      for words in drop.why { #expect(why.contains(words)) }
      #expect(bench.studio.submitted.isEmpty)
    }
    #expect(bench.names("inbox") == ["done", "rejected"])
    #expect(bench.names("state/intake").isEmpty)
  }

  @Test("Bytes that are no text are a name like any other")
  func strangeBytes() async throws {
    let bench = try Bench()
    let name = FileName(bytes: Array("re".utf8) + [0xFF, 0xFE] + Array("n.json".utf8))
    try await bench.running { desk in
      let aside = try bench.folder.write(#"{"sequence": "SEQ05"}"#, to: "inbox/.aside.part")
      try Folder.move(aside, to: bench.layout.inbox / name)
      try await desk.until { FileStatus.of(bench.layout.inboxDone / name) != nil }
    }
    #expect(try Folder.names(in: bench.layout.results).count == 1)
  }

  @Test("Broken JSON that is mended within its grace is carried out")
  func mended() async throws {
    let bench = try Bench(grace: 3600)
    try await bench.running { desk in
      try bench.folder.write(#"{"sequence": "#, to: "inbox/rain.json")
      try await desk.until { bench.status()?.pending.map(\.file) == ["inbox/rain.json"] }
      try bench.folder.write(#"{"sequence": "SEQ05"}"#, to: "inbox/rain.json")
      try await desk.receipt("rain", .done)
      try await desk.until { bench.status()?.pending.isEmpty == true }
    }
  }

  @Test("Litter is left alone, and a sync conflict is reported and never carried out")
  func leftAlone() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try bench.folder.write(#"{"sequence": "SEQ05"}"#, to: "inbox/._rain.json")
      try bench.folder.write(#"{"sequence": "SEQ05"}"#, to: "inbox/rain.json.part")
      try bench.folder.write(#"{"sequence": "SEQ05"}"#, to: "inbox/rain (conflicted copy 2026-11-20).json")
      try await desk.until { bench.status()?.pending.contains { $0.file.contains("conflicted copy") } == true }
      try await desk.roundTrip()
    }
    #expect(bench.names("inbox") == ["done", "rain (conflicted copy 2026-11-20).json", "rain.json.part", "rejected"])
    #expect(bench.studio.submitted.isEmpty)
  }

  @Test("Folders that somebody deletes come back")
  func foldersComeBack() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.roundTrip("first")
      for folder in ["inbox", "picks"] {
        // Whoever deletes a folder empties it first, and the agent may be quicker than that.
        try bench.move(folder, to: "old \(folder)")
        try FileManager.default.removeItem(atPath: (bench.folder.path / "old \(folder)").display)
      }
      try await desk.until { bench.exists("inbox/done") && bench.exists("picks/rejected") }
      try await desk.roundTrip("second")
    }
  }

  // MARK: the same again

  @Test("The same id again is answered with the first answer, whatever its case, and runs nothing")
  func sameAgain() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05", as: "Rain")
      let first = bench.receipt("Rain")
      try bench.drop(#"{"sequence": "SEQ05", "id": "rain"}"#, as: "inbox/other.json")
      try await desk.until { bench.exists("inbox/done/other.json") }
      #expect(bench.receipt("Rain") == first)
    }
    #expect(bench.names("results") == ["Rain.json"])
    #expect(bench.studio.submitted.count == 1)
    #expect(try bench.journal().map(\.summary.event).suffix(2) == [.answered, .closed])
  }

  @Test("The same id for something else is refused under another receipt, and the first answer stays")
  func conflict() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05", as: "rain")
      let first = bench.receipt("rain")
      try bench.drop(#"{"id": "RAIN", "sequence": "SEQ01"}"#, as: "inbox/rain.json")
      let second = try await desk.receipt("rain-2", .rejected)
      #expect(second.problem?.code.rawValue == "id_conflict")
      #expect(bench.receipt("rain") == first)
    }
    #expect(bench.studio.submitted.count == 1)
  }

  @Test("A refused request frees its id")
  func freedID() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try bench.drop(#"{"id": "Rain", "sequence": "SEQ50"}"#, as: "inbox/rain.json")
      try await desk.receipt("Rain", .rejected)
      try bench.drop(#"{"id": "rain", "sequence": "SEQ05"}"#, as: "inbox/rain.json")
      try await desk.receipt("rain", .done)
    }
    #expect(bench.names("results") == ["rain.json"])
  }

  @Test("Without an id only the same name, bytes and time of change are the same again")
  func redelivery() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try bench.drop(#"{"sequence": "SEQ05"}"#, as: "inbox/rain.json")
      try await desk.receipt("rain", .done)
      try await desk.until { bench.exists("inbox/done/rain.json") }
      try bench.move("inbox/done/rain.json", to: "inbox/rain.json")
      try await desk.until { bench.exists("inbox/done/rain.json") }
      #expect(bench.studio.submitted.count == 1)
      try bench.drop(#"{"sequence": "SEQ05"}"#, as: "inbox/rain.json")
      try await desk.receipt("rain-2", .done)
    }
    #expect(bench.studio.submitted.count == 2)
  }

  @Test("A request for several sequences is one receipt, which is done when all of them are")
  func severalSequences() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try bench.drop(#"{"id": "all", "sequences": ["SEQ01", "seq02", "SEQ05"]}"#, as: "inbox/all.json")
      let receipt = try await desk.receipt("all", .done)
      #expect(receipt.sequences.map(\.text) == ["SEQ01", "SEQ02", "SEQ05"])
      #expect(receipt.outputs.filter { $0.text.hasSuffix("_g01.png") }.count == 3)
      #expect(receipt.progress == 1)
    }
  }

  // MARK: trouble

  @Test("A receipt that cannot be written delays no work, and is written once it can be")
  func receiptInTheWay() async throws {
    let bench = try Bench()
    // Something that cannot be replaced by a file stands where the receipt belongs, as an open file does on Windows.
    try Folder.make(bench.layout.results / "rain.json/held")
    try await bench.running { desk in
      try bench.drop(#"{"id": "rain", "sequence": "SEQ05"}"#, as: "inbox/order.json")
      try await desk.until { bench.exists("grids/SEQ05/SEQ05_g01_top_left.png") }
      #expect(bench.names("inbox/done").isEmpty)
      try bench.move("results/rain.json", to: "results/held")
      try await desk.receipt("rain", .done)
      try await desk.until { bench.exists("inbox/done/order.json") }
    }
    #expect(try bench.journal().last?.summary.event == .closed)
  }

  @Test("The second agent on a project is told who has it")
  func twoAgents() async throws {
    let bench = try Bench()
    let first = try bench.agent()
    let problem = #expect(throws: Problem.self) { try bench.agent() }
    #expect(problem?.code.rawValue == "locked")
    #expect(problem?.message.contains("starsend watch") == true)
    #expect(problem?.message.contains("process \(getpid())") == true)
    withExtendedLifetime(first) {}
  }

  // MARK: the plan

  @Test(
    "A broken edit of the plan is reported with its line, and the last good plan stays in force, also over a restart")
  func brokenPlan() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.roundTrip()
      try bench.drop("{\"sequences\": [\n  {\"id\": \"SEQ01\"\n", as: "plan.json")
      try await desk.until { bench.status()?.problems.contains { $0.message.contains("line 3") } == true }
      try await desk.grid("SEQ05", as: "one")
    }
    try await bench.running { desk in
      try await desk.grid("SEQ05", as: "two")
      #expect(bench.status()?.problems.map(\.code.rawValue) == ["bad_json"])
    }
    #expect(bench.log.lines.filter { $0.contains("plan.json is broken, and the last good one stays") }.count == 2)
  }

  @Test("What left the plan keeps its status while there is work of it")
  func leftPlan() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try await desk.until { bench.exists("status/SEQ02.json") }
      try bench.drop(
        #"{"sequences": [{"id": "SEQ01", "shots": [{"id": "a", "prompt": "a road", "duration": 2}]}]}"#, as: "plan.json"
      )
      try await desk.until { bench.status()?.sequences.count == 1 && !bench.exists("status/SEQ02.json") }
      try await desk.until { bench.status(of: "SEQ05")?.problem?.code.rawValue == "left_plan" }
    }
  }
}
