import DurableFiles
import Execution
import FolderContract
import FolderWatch
import Foundation
import Sequences
import Terms
import TestSupport
import Testing

@testable import HotFolder

extension HotFolderSuite {
  /// Each test leaves the folders as a kill between two durable steps does, and starts an agent.
  @Suite struct RestartTests {}
}

extension Bench {
  /// Takes a file in as the agent does, and stops there.
  func claim(_ relative: String) throws -> Drop {
    let file = folder.path / relative
    let status = try #require(FileStatus.of(file))
    let parts = relative.split(separator: "/").map(String.init)
    let place = ItemPlace(
      folder: folder.path / parts[0], subfolder: parts.count == 3 ? FileName(parts[1]) : nil, name: file.name)
    let identity = FileIdentity(
      device: status.device, inode: status.inode, size: status.size, modified: status.modified,
      changed: status.changed)
    let item = SettledItem(
      place: place, kind: status.kind == .folder ? .folder : .file, identity: identity, arrival: .renamed,
      isEmpty: status.size == 0)
    return try #require(try Intake(layout: layout, clock: clock).claim(item))
  }

  /// Writes lines into the journal, as the agent does.
  func journal(_ entries: JournalEntry...) throws {
    var journal = try Journal(layout.journal)
    for entry in entries { try journal.append(entry) }
  }

  func command(_ drop: Drop, _ sequence: String, _ work: Command.Work) throws -> Command {
    let plan = try Plan.read(Data(Self.plan.utf8))
    let planned = try plan.sequence(SequenceID(sequence))
    return Command(
      request: drop.claim,
      subject: .sequence(Brief(of: planned, in: plan, settings: ProjectSettings(), layout: layout)), work: work,
      decider: Decider(at: clock.now()))
  }

  func accepted(_ drop: Drop, _ id: String, _ commands: [Command]) throws -> JournalEntry {
    var entry = JournalEntry(at: clock.now(), .accepted, drop, id: try RequestID(id))
    entry.digest = "0"
    entry.size = drop.size
    entry.modified = drop.modified
    entry.commands = commands
    return entry
  }
}

extension HotFolderSuite.RestartTests {
  private static let explore = Command.Work.explore(GridOrder())

  /// What a kill has left of the request `rain.json` for a grid of SEQ05.
  enum Left: String, CaseIterable, CustomTestStringConvertible {
    case dropped, claimed, accepted, receiptQueued, ended, filed
    var testDescription: String { rawValue }
  }

  @Test("A request goes on wherever a kill has left it, and is carried out once", arguments: Left.allCases)
  func goesOn(left: Left) async throws {
    let bench = try Bench()
    try bench.drop(#"{"id": "rain", "sequence": "SEQ05"}"#, as: "inbox/rain.json")
    if left == .ended || left == .filed {
      try await bench.running { desk in
        try await desk.receipt("rain", .done)
        try await desk.until { bench.names("state/intake").isEmpty && bench.exists("inbox/done/rain.json") }
      }
      // Without the last line, and perhaps with the file still claimed.
      let lines = try bench.folder.read("state/journal.jsonl").split(separator: 0x0A).dropLast()
      try bench.folder.write(Data(lines.joined(separator: [0x0A])) + Data([0x0A]), to: "state/journal.jsonl")
      if left == .ended {
        let claim = try #require(try Journal(bench.layout.journal).open.first?.accepted.claim)
        try Folder.make(bench.layout.intake(claim))
        try bench.move("inbox/done/rain.json", to: "state/intake/\(claim)/rain.json")
      }
    } else if left != .dropped {
      let drop = try bench.claim("inbox/rain.json")
      if left != .claimed {
        try bench.journal(try bench.accepted(drop, "rain", [try bench.command(drop, "SEQ05", Self.explore)]))
      }
      if left == .receiptQueued {
        let receipt = Receipt(id: try RequestID("rain"), file: "rain.json", createdAt: bench.clock.now())
        try bench.folder.write(try PlainJSON.file(receipt), to: "results/rain.json")
      }
    }
    try await bench.running { desk in
      try await desk.receipt("rain", .done)
      try await desk.until { bench.exists("inbox/done/rain.json") && bench.names("state/intake").isEmpty }
      try await desk.roundTrip()
    }
    #expect(bench.studio.submitted.count == 1)
    #expect(bench.names("inbox/done") == ["rain.json"])
    #expect(try bench.journal().filter { $0.summary.event == .closed }.count == 1)
    #expect(try Journal(bench.layout.journal).open.isEmpty)
  }

  @Test("A claim from a folder in picks is still a pick after a kill")
  func claimedPick() async throws {
    let bench = try Bench(settings: #"{"auto_generate": false}"#)
    try await bench.running { desk in try await desk.grid("SEQ05") }
    try bench.folder.write("", to: "picks/SEQ05/tl")
    _ = try bench.claim("picks/SEQ05/tl")
    try await bench.running { desk in
      let receipt = try await desk.receipt("SEQ05_tl", .done)
      #expect(receipt.file == "SEQ05/tl")
      try await desk.until { bench.exists("picks/done/tl") }
    }
  }

  @Test("A refusal that a kill cut off is ended as it was decided, with one receipt", arguments: [false, true])
  func refusal(isJournalled: Bool) async throws {
    let bench = try Bench()
    try bench.drop(#"{"sequence": "SEQ50"}"#, as: "inbox/rain.json")
    let drop = try bench.claim("inbox/rain.json")
    if isJournalled {
      var entry = JournalEntry(at: bench.clock.now(), .refused, drop, id: try RequestID("rain"))
      entry.problem = Problem(.unknownSequence, "There is no such thing.", hint: "Look.")
      try bench.journal(entry)
    }
    try await bench.running { desk in
      let receipt = try await desk.receipt("rain", .rejected)
      #expect(receipt.problem?.code == .unknownSequence)
      #expect(isJournalled == (receipt.problem?.message == "There is no such thing."))
      try await desk.until { bench.names("state/intake").isEmpty }
    }
    #expect(bench.names("inbox/rejected") == ["rain.json", "rain.json.why.txt"])
    #expect(bench.names("results") == ["rain.json"])
    #expect(try bench.journal().map(\.summary.event) == [.refused])
  }

  @Test("A product that was claimed and refused goes home after a kill")
  func refusedProduct() async throws {
    let bench = try Bench()
    try await bench.running { desk in try await desk.grid("SEQ05") }
    try bench.move("grids/SEQ05/SEQ05_g01.png", to: "picks/SEQ05_g01.png")
    _ = try bench.claim("picks/SEQ05_g01.png")
    try await bench.running { desk in
      try await desk.receipt("SEQ05_g01", .rejected)
      try await desk.until { bench.exists("grids/SEQ05/SEQ05_g01.png") }
    }
  }

  @Test("What failed is not begun again, though its receipt was lost")
  func failedPart() async throws {
    let bench = try Bench()
    try bench.drop(#"{"id": "both", "sequences": ["SEQ01", "SEQ02"]}"#, as: "inbox/both.json")
    let drop = try bench.claim("inbox/both.json")
    let commands = try ["SEQ01", "SEQ02"].map { try bench.command(drop, $0, Self.explore) }
    var ended = JournalEntry(at: bench.clock.now(), .ended, drop, id: try RequestID("both"))
    ended.sequence = try SequenceID("SEQ01")
    ended.state = .failed
    ended.problem = Problem(.system, "The studio burned down.", hint: "Build another.")
    try bench.journal(try bench.accepted(drop, "both", commands), ended)
    try await bench.running { desk in
      let receipt = try await desk.receipt("both", .failed)
      #expect(receipt.problem?.message == "The studio burned down.")
      #expect(receipt.outputs.contains { $0.text == "grids/SEQ02/SEQ02_g01.png" })
    }
    #expect(bench.studio.submitted.map(\.shot.text) == ["SEQ02_grid"])
  }

  @Test("A yes that was accepted just before a kill is kept")
  func keptYes() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.receipt("SEQ05.tl", .done)
      try bench.drop("", as: "picks/SEQ05.tr")
      try await desk.receipt("SEQ05.tr", .waitingForConfirmation)
    }
    try bench.drop("", as: "picks/SEQ05.confirm")
    let drop = try bench.claim("picks/SEQ05.confirm")
    let asked = try #require(try Journal(bench.layout.journal).open.first?.accepted.claim)
    var yes = try bench.accepted(drop, "SEQ05.confirm", [])
    yes.confirms = JournalEntry.Confirmation(claim: asked, sequences: [try SequenceID("SEQ05")])
    try bench.journal(yes)
    try await bench.running { desk in
      try await desk.receipt("SEQ05.tr", .done)
      try await desk.receipt("SEQ05.confirm", .done)
    }
    #expect(bench.videos.count == 2)
  }

  @Test("A request that was answered with an earlier answer is filed after a kill")
  func answered() async throws {
    let bench = try Bench()
    try await bench.running { desk in try await desk.grid("SEQ05", as: "rain") }
    try bench.drop(#"{"id": "rain", "sequence": "SEQ05"}"#, as: "inbox/again.json")
    let drop = try bench.claim("inbox/again.json")
    try bench.journal(JournalEntry(at: bench.clock.now(), .answered, drop, id: try RequestID("rain")))
    try await bench.running { desk in
      try await desk.until { bench.exists("inbox/done/again.json") && bench.names("state/intake").isEmpty }
    }
    #expect(bench.studio.submitted.count == 1)
    #expect(try bench.journal().map(\.summary.event).suffix(2) == [.answered, .closed])
  }

  @Test("A video that was being made goes on after a restart, and a later pick does not take its place")
  func generatingGoesOn() async throws {
    let bench = try Bench()
    bench.studio.close()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.until { bench.videos.count == 1 && bench.status(of: "SEQ05")?.state == .generating }
    }
    try bench.drop("", as: "picks/SEQ05.tr")
    bench.studio.open()
    try await bench.running { desk in
      try await desk.receipt("SEQ05.tr", .waitingForConfirmation)
      try await desk.receipt("SEQ05.tl", .done)
    }
    #expect(bench.status(of: "SEQ05")?.takes.count == 1)
    #expect(Set(bench.videos).count == 1)
  }

  @Test("A journal with a bad line in its middle lets the project rest, with the line")
  func damagedJournal() throws {
    let bench = try Bench()
    try bench.folder.write("{\"at\": 1}\n{}\n", to: "state/journal.jsonl")
    let problem = #expect(throws: Problem.self) { try bench.agent() }
    #expect(problem?.code == .damagedState)
    #expect(problem?.message.contains("Line 1") == true)
  }
}
