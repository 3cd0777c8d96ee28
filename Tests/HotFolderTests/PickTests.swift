import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Terms
import TestSupport
import Testing

extension HotFolderSuite {
  @Suite struct PickTests {}
}

/// What is dropped into `picks/` once SEQ05 has a grid, and what becomes of it.
struct PickDrop: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let put: @Sendable (Bench) throws -> Void
  let receipt: String
  var state = ReceiptState.done
  var code: String?
  /// Where it lies in the end.
  let file: String
  /// The cell that became the start frame, or nil where nothing was picked.
  var cell: String?

  static let grid = "grids/SEQ05/"

  static let all: [PickDrop] = [
    PickDrop(
      testDescription: "an empty file", put: { try $0.drop("", as: "picks/SEQ05.top_left") },
      receipt: "SEQ05.top_left", file: "picks/done/SEQ05.top_left", cell: "top_left"),
    PickDrop(
      testDescription: "an empty folder", put: { try Folder.make($0.folder.path / "picks/seq05 top right") },
      receipt: "seq05_top_right", file: "picks/done/seq05 top right", cell: "top_right"),
    PickDrop(
      testDescription: "an empty file in a folder of its sequence",
      put: { try $0.folder.write("", to: "picks/SEQ05/bl") },
      receipt: "SEQ05_bl", file: "picks/done/bl", cell: "bottom_left"),
    PickDrop(
      testDescription: "the cell alone", put: { try $0.drop("", as: "picks/top_left.txt") },
      receipt: "top_left", file: "picks/done/top_left.txt", cell: "top_left"),
    PickDrop(
      testDescription: "the option picture, moved",
      put: { try $0.move(grid + "SEQ05_g01_top_right.png", to: "picks/SEQ05_g01_top_right.png") },
      receipt: "SEQ05_g01_top_right", file: grid + "SEQ05_g01_top_right.png", cell: "top_right"),
    PickDrop(
      testDescription: "the option picture under another name",
      put: { try $0.move(grid + "SEQ05_g01_top_right.png", to: "picks/that one.png") },
      receipt: "that_one", file: grid + "SEQ05_g01_top_right.png", cell: "top_right"),
    PickDrop(
      testDescription: "a copy of the option picture",
      put: { try $0.copy(grid + "SEQ05_g01_top_left.png", to: "picks/SEQ05_g01_top_left copy.png") },
      receipt: "SEQ05_g01_top_left", file: "picks/done/SEQ05_g01_top_left copy.png", cell: "top_left"),
    PickDrop(
      testDescription: "the ready-made marker",
      put: { try $0.move(grid + "SEQ05.bottom_right.txt", to: "picks/SEQ05.bottom_right.txt") },
      receipt: "SEQ05.bottom_right", file: grid + "SEQ05.bottom_right.txt", cell: "bottom_right"),
    PickDrop(
      testDescription: "an empty file with the name of an option",
      put: { try $0.drop("", as: "picks/SEQ05_g01_top_left.png") },
      receipt: "SEQ05_g01_top_left", file: "picks/done/SEQ05_g01_top_left.png", cell: "top_left"),
    PickDrop(
      testDescription: "a file with the name of an option that is still to be made",
      put: { try $0.drop("mine", as: "picks/SEQ05_g02_top_left.png") },
      receipt: "SEQ05_g02_top_left", state: .rejected, code: "no_such_option",
      file: "picks/rejected/SEQ05_g02_top_left.png"),
    PickDrop(
      testDescription: "the grid's sidecar",
      put: { try $0.move(grid + "SEQ05_g01.json", to: "picks/SEQ05_g01.json") },
      receipt: "SEQ05_g01", state: .rejected, code: "not_a_pick", file: grid + "SEQ05_g01.json"),
    PickDrop(
      testDescription: "the grid itself",
      put: { try $0.move(grid + "SEQ05_g01.png", to: "picks/SEQ05_g01.png") },
      receipt: "SEQ05_g01", state: .rejected, code: "not_a_pick", file: grid + "SEQ05_g01.png"),
    PickDrop(
      testDescription: "a copy of the grid",
      put: { try $0.copy(grid + "SEQ05_g01.png", to: "picks/SEQ05_g01.png") },
      receipt: "SEQ05_g01", state: .rejected, code: "not_a_pick", file: "picks/rejected/SEQ05_g01.png"),
    PickDrop(
      testDescription: "the sequence's folder of grids",
      put: { try $0.move("grids/SEQ05", to: "picks/SEQ05") },
      receipt: "SEQ05", state: .rejected, code: "not_a_pick", file: grid + "SEQ05_g01_top_left.png"),
    PickDrop(
      testDescription: "the sequence's folder of grids, renamed",
      put: { try $0.move("grids/SEQ05", to: "picks/nice ones") },
      receipt: "nice_ones", state: .rejected, code: "not_a_pick", file: grid + "SEQ05.again.txt"),
    PickDrop(
      testDescription: "the sequence's folder, whose place was made again meanwhile",
      put: {
        try $0.move("grids/SEQ05", to: "picks/SEQ05")
        try Folder.make($0.layout.grids / "SEQ05")
      },
      receipt: "SEQ05", state: .rejected, code: "not_a_pick", file: grid + "SEQ05_g01_top_left.png"),
    PickDrop(
      testDescription: "the folder of all grids",
      put: { try $0.move("grids", to: "picks/grids") },
      receipt: "grids", state: .rejected, code: "not_a_pick", file: grid + "SEQ05_g01_top_left.png"),
    PickDrop(
      testDescription: "the folder of all grids, whose place was made again meanwhile",
      put: {
        try $0.move("grids", to: "picks/grids")
        try $0.folder.write("a note", to: "grids/SEQ05/note.txt")
      },
      receipt: "grids", state: .rejected, code: "not_a_pick", file: grid + "SEQ05_g01_top_left.png"),
    PickDrop(
      testDescription: "a copy of the sequence's folder of grids",
      put: { try $0.copy("grids/SEQ05", to: "picks/SEQ05") },
      receipt: "SEQ05", state: .rejected, code: "not_a_pick", file: "picks/rejected/SEQ05/SEQ05_g01_top_left.png"),
    PickDrop(
      testDescription: "a folder that says nothing, with options in it",
      put: {
        try Folder.make($0.layout.picks / ".aside")
        try $0.move(grid + "SEQ05_g01_top_left.png", to: "picks/.aside/SEQ05_g01_top_left.png")
        try $0.move(grid + "SEQ05_g01_top_right.png", to: "picks/.aside/SEQ05_g01_top_right.png")
        try $0.move("picks/.aside", to: "picks/liked")
      },
      receipt: "liked", state: .rejected, code: "not_a_pick", file: grid + "SEQ05_g01_top_left.png"),
    PickDrop(
      testDescription: "a name that says nothing", put: { try $0.drop("", as: "picks/hello") },
      receipt: "hello", state: .rejected, code: "unrecognised_name", file: "picks/rejected/hello"),
    PickDrop(
      testDescription: "a cell that the grid does not have", put: { try $0.drop("", as: "picks/SEQ05.r5c5") },
      receipt: "SEQ05.r5c5", state: .rejected, code: "no_such_option", file: "picks/rejected/SEQ05.r5c5"),
    PickDrop(
      testDescription: "a confirm without a question", put: { try $0.drop("", as: "picks/SEQ05.confirm") },
      receipt: "SEQ05.confirm", state: .rejected, code: "no_question", file: "picks/rejected/SEQ05.confirm"),
  ]
}

extension HotFolderSuite.PickTests {
  @Test("What is dropped into picks has its fate and its receipt, and dragging loses nothing", arguments: PickDrop.all)
  func picks(drop: PickDrop) async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      let products = bench.names("grids/SEQ05")
      try drop.put(bench)
      let receipt = try await desk.receipt(drop.receipt, drop.state)
      #expect(receipt.problem?.code.rawValue == drop.code)
      try await desk.until { bench.exists(drop.file) }
      try await desk.until { bench.names("state/intake").isEmpty }
      #expect(Set(bench.names("grids/SEQ05")).isSuperset(of: products))
      #expect(bench.status(of: "SEQ05")?.selectedCell == drop.cell)
      #expect(bench.videos.count == (drop.cell == nil ? 0 : 1))
      if drop.state == .rejected {
        #expect(bench.names("picks/rejected").contains { $0.hasSuffix(".why.txt") })
      }
    }
    #expect(bench.names("picks").filter { $0 != "SEQ05" } == ["done", "rejected"])
  }

  @Test("The text of an again is the wish for the next grid, also in the ready-made marker")
  func wishes() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("more rain", as: "picks/SEQ05.again")
      #expect(try await desk.receipt("SEQ05.again", .done).note == "more rain")
      try bench.folder.write("at night", to: "grids/SEQ05/SEQ05.again.txt")
      try bench.move("grids/SEQ05/SEQ05.again.txt", to: "picks/SEQ05.again.txt")
      try await desk.receipt("SEQ05.again-2", .done)
      try bench.drop(#"{\rtf1\ansi with a \b dog\b0}"#, as: "picks/SEQ05.again.rtf")
      try await desk.receipt("SEQ05.again-3", .done)
    }
    let wishes = ["more rain", "at night", "with a dog"]
    let asked = bench.studio.prompts.map { prompt in wishes.filter { prompt.contains($0) } }
    #expect(asked == [[]] + wishes.map { [$0] })
    // What somebody wrote is theirs; the marker that lies ready says nothing again.
    #expect(try bench.folder.read("picks/done/SEQ05.again.txt") == Data("at night".utf8))
    #expect(try bench.folder.read("grids/SEQ05/SEQ05.again.txt").isEmpty)
  }

  @Test("A cell alone is refused while its grid is brand-new, and where several sequences wait")
  func cellAlone() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try bench.drop(#"{"id": "grid", "sequence": "SEQ05"}"#, as: "inbox/grid.json")
      try await desk.receipt("grid", .done)
      try bench.drop("", as: "picks/top_left")
      #expect(try await desk.receipt("top_left", .rejected).problem?.code.rawValue == "ambiguous_name")
      try await desk.grid("SEQ01", as: "second")
      try bench.drop("", as: "picks/top_left")
      let refusal = try await desk.receipt("top_left-2", .rejected)
      #expect(refusal.problem?.hint.contains("SEQ01, SEQ05") == true)
    }
    #expect(bench.videos.isEmpty)
  }

  @Test("A pick of the newest grid is of the one that lay there when it was dropped")
  func pinnedGrid() async throws {
    let bench = try Bench(settings: #"{"auto_generate": false}"#)
    try await bench.running { desk in try await desk.grid("SEQ05") }
    // While no agent runs, another grid is asked for and then the old one is picked from.
    try bench.drop(#"{"id": "again", "sequence": "SEQ05"}"#, as: "inbox/again.json")
    try bench.drop("", as: "picks/SEQ05.tl")
    try await bench.running { desk in
      let receipt = try await desk.receipt("SEQ05.tl", .done)
      #expect(receipt.outputs.map(\.text) == ["frames/SEQ05/SEQ05_start01.png"])
      try await desk.receipt("again", .done)
    }
    let records = String(decoding: try bench.folder.read("state/client/sequences.json"), as: UTF8.self)
    #expect(records.contains(#""grid" : 1"#))
  }

  @Test("A take's video that is dragged into picks approves it, and goes home")
  func take() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.receipt("SEQ05.tl", .done)
      try bench.move("takes/SEQ05/SEQ05_take001.mp4", to: "picks/SEQ05_take001.mp4")
      #expect(try await desk.receipt("SEQ05_take001", .done).action == "approve")
      try await desk.until { bench.exists("takes/SEQ05/SEQ05_take001.mp4") }
    }
    #expect(bench.status(of: "SEQ05")?.state == .approved)
  }

  @Test("A folder for picks stays, and takes one pick after the other")
  func container() async throws {
    let bench = try Bench(settings: #"{"auto_generate": false}"#)
    try Folder.make(bench.layout.picks / "seq05")
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("", as: "picks/seq05/top_left")
      try await desk.receipt("seq05_top_left", .done)
      try bench.drop("", as: "picks/seq05/top_right")
      try await desk.receipt("seq05_top_right", .done)
      // Another folder of that name is another folder.
      try FileManager.default.removeItem(atPath: (bench.layout.picks / "seq05").display)
      try bench.move("grids/SEQ05", to: "picks/seq05")
      try await desk.receipt("seq05", .rejected)
      try await desk.until { bench.exists("grids/SEQ05/SEQ05_g01.png") }
    }
    #expect(bench.status(of: "SEQ05")?.selectedCell == "top_right")
  }

  // MARK: later picks

  @Test("Of picks that gathered while no agent ran only the last one is carried out, whatever their names")
  func superseded() async throws {
    let bench = try Bench()
    try await bench.running { desk in try await desk.grid("SEQ05") }
    try bench.folder.write("", to: "picks/SEQ05/top_right")
    try bench.drop("", as: "picks/SEQ05.top_left")
    try bench.drop(#"{"id": "last", "action": "pick", "sequence": "SEQ05", "cell": "bottom_left"}"#, as: "inbox/a.json")
    try await bench.running { desk in
      try await desk.receipt("last", .done)
      try await desk.receipt("SEQ05_top_right", .superseded)
      try await desk.receipt("SEQ05.top_left", .superseded)
    }
    #expect(bench.videos.count == 1)
    #expect(bench.status(of: "SEQ05")?.selectedCell == "bottom_left")
  }

  @Test("A different pick is asked about at once while a video is made, and a confirm carries it out once")
  func askedAtOnce() async throws {
    let bench = try Bench()
    bench.studio.close()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.until { bench.videos.count == 1 && bench.status(of: "SEQ05")?.state == .generating }
      try bench.drop("", as: "picks/SEQ05.tr")
      let question = try await desk.receipt("SEQ05.tr", .waitingForConfirmation)
      #expect(question.problem?.code.rawValue == "pick_after_video")
      try await desk.until { bench.status(of: "SEQ05")?.waitsFor == .confirm }
      // A still later pick takes the place of the one that was asked about.
      try bench.drop("", as: "picks/SEQ05.bl")
      try await desk.receipt("SEQ05.bl", .waitingForConfirmation)
      try await desk.receipt("SEQ05.tr", .superseded)
      bench.studio.open()
      try await desk.receipt("SEQ05.tl", .done)
      #expect(bench.videos.count == 1)
      try bench.drop("", as: "picks/SEQ05.confirm")
      try await desk.receipt("SEQ05.bl", .done)
      try await desk.receipt("SEQ05.confirm", .done)
    }
    #expect(bench.videos.count == 2)
    #expect(bench.status(of: "SEQ05")?.selectedCell == "bottom_left")
  }

  @Test("A question is open again after a restart without running, and is carried out once when it is confirmed")
  func questionAfterRestart() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.receipt("SEQ05.tl", .done)
      try bench.drop("", as: "picks/SEQ05.tr")
      try await desk.receipt("SEQ05.tr", .waitingForConfirmation)
    }
    // A power cut may take a receipt that has not ended.
    DurableFile.remove(bench.layout.results / "SEQ05.tr.json")
    try await bench.running { desk in
      let question = try await desk.receipt("SEQ05.tr", .waitingForConfirmation)
      #expect(question.problem?.code.rawValue == "pick_after_video")
      try await desk.roundTrip()
      #expect(bench.videos.count == 1)
      try bench.drop(#"{"id": "yes", "action": "confirm", "request": "seq05.TR"}"#, as: "inbox/yes.json")
      try await desk.receipt("SEQ05.tr", .done)
      try await desk.receipt("yes", .done)
      // The same yes again is answered, and asks for nothing.
      try bench.drop(#"{"id": "yes", "action": "confirm", "request": "seq05.TR"}"#, as: "inbox/yes again.json")
      try await desk.until { bench.exists("inbox/done/yes again.json") }
    }
    #expect(bench.videos.count == 2)
  }
}
