import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Synchronization
import Terms
import TestSupport
import Testing

extension HotFolderSuite {
  /// What people decide, and that it does not wait behind what runs.
  @Suite struct DecisionTests {}
}

extension Desk {
  /// Takes a sequence to its first take.
  func take(_ sequence: String, as id: String = "grid") async throws {
    try await grid(sequence, as: id)
    try bench.drop("", as: "picks/\(sequence).tl")
    try await receipt("\(sequence).tl", .done)
  }

  /// Waits until the video of a sequence is being made.
  func untilMaking(_ sequence: String) async throws {
    try await until { bench.state(of: sequence) == .generating && bench.status(of: sequence)?.progress != nil }
  }
}

extension Bench {
  func state(of sequence: String) -> WorkflowState? { status(of: sequence)?.state }

  func decision(_ take: String) -> TakeStatus? {
    status(of: String(take.prefix(5)))?.takes.first { $0.id == take }
  }
}

extension HotFolderSuite.DecisionTests {
  @Test("A decision is answered at once while a take of another runs and a take of its own waits in the line")
  func passesTheLine() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.take("SEQ01", as: "one")
      try await desk.take("SEQ02", as: "two")
      try await desk.take("SEQ05", as: "five")
      bench.studio.close()
      // Two run, as many as the machine carries; the third waits.
      for name in ["SEQ01.take", "SEQ05.take"] { try bench.drop("", as: "picks/\(name)") }
      try await desk.untilMaking("SEQ01")
      try await desk.untilMaking("SEQ05")
      try bench.drop("", as: "picks/SEQ02.take")
      try await desk.receipt("SEQ02.take", .queued)
      try bench.drop("too dark", as: "picks/SEQ02_take001.reject.txt")
      try await desk.receipt("SEQ02_take001.reject", .done)
      #expect(bench.state("SEQ02.take") == .queued)
      bench.studio.open()
      try await desk.receipt("SEQ02.take", .done)
    }
    #expect(bench.decision("SEQ02_take001")?.decision == .rejected)
    #expect(bench.decision("SEQ02_take002")?.decision == .undecided)
  }

  @Test("Who decided, when and with which file stands in the journal, the note in the status")
  func whoDecided() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.take("SEQ05")
      try bench.drop("the hand is wrong", as: "picks/SEQ05_take001.reject.txt")
      try await desk.receipt("SEQ05_take001.reject", .done)
      try bench.drop(
        #"{"id": "back", "action": "reopen", "sequence": "SEQ05", "take": 1, "requested_by": "Ben"}"#,
        as: "inbox/back.json")
      try await desk.receipt("back", .done)
      try await desk.until { bench.state(of: "SEQ05") == .review }
      try bench.drop(
        #"{"id": "yes", "action": "approve", "sequence": "SEQ05", "take": 1, "requested_by": "Ana", "note": "go"}"#,
        as: "inbox/yes.json")
      try await desk.receipt("yes", .done)
      try await desk.until { bench.state(of: "SEQ05") == .approved }
    }
    let take = try #require(bench.decision("SEQ05_take001"))
    #expect(take.decision == .approved && take.decidedBy == "Ana" && take.note == "go")
    let lines = try bench.journal().map(\.summary)
    let accepted = lines.filter { $0.event == .accepted && ["reject", "reopen", "approve"].contains($0.action ?? "") }
    #expect(accepted.map(\.file) == ["SEQ05_take001.reject.txt", "back.json", "yes.json"])
    #expect(accepted.map(\.requestedBy).suffix(2) == ["Ben", "Ana"])
    #expect(accepted[0].note == "the hand is wrong" && accepted[0].requestedBy != nil)
  }

  @Test("Of two people who approve within a second the second is told who was first")
  func twoAtOnce() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.take("SEQ05")
      for name in ["Ana", "Ben"] {
        try bench.drop(
          #"{"id": "\#(name)", "action": "approve", "sequence": "SEQ05", "take": 1, "requested_by": "\#(name)"}"#,
          as: "inbox/\(name).json")
      }
      try await desk.until { bench.state("Ana")?.isFinal == true && bench.state("Ben")?.isFinal == true }
    }
    let states = ["Ana", "Ben"].map { bench.state($0) }
    #expect(states.contains(.done) && states.contains(.failed))
    let (first, second) = states[0] == .done ? ("Ana", "Ben") : ("Ben", "Ana")
    let problem = try #require(bench.receipt(second)?.problem)
    #expect(problem.code.rawValue == "already_decided")
    #expect(problem.message.contains("by \(first) with \(first).json"))
    #expect(bench.decision("SEQ05_take001")?.decidedBy == first)
  }

  @Test("Every marker that decides on takes is answered, and a video that is dragged in approves and goes home")
  func markers() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.take("SEQ05")
      try bench.drop("", as: "picks/SEQ05.take")
      try await desk.receipt("SEQ05.take", .done)
      try bench.move("takes/SEQ05/SEQ05_take002.mp4", to: "picks/SEQ05_take002.mp4")
      try await desk.receipt("SEQ05_take002", .done)
      try await desk.until { bench.exists("takes/SEQ05/SEQ05_take002.mp4") && bench.state(of: "SEQ05") == .approved }
      #expect(bench.status(of: "SEQ05")?.approval?.take == 2)
      try bench.drop("", as: "picks/SEQ05.reopen")
      try await desk.receipt("SEQ05.reopen", .done)
      try await desk.until { bench.state(of: "SEQ05") == .review }
      for take in ["SEQ05_take001", "SEQ05_take002"] {
        try bench.drop("", as: "picks/\(take).reject")
        try await desk.receipt("\(take).reject", .done)
      }
      // A rejection never spends: the start frame stands, and nothing runs.
      try await desk.until { bench.state(of: "SEQ05") == .startFrameApproved }
      #expect(bench.videos.count == 2)
      // With nothing left to reject, the sentence says so.
      try bench.drop("", as: "picks/SEQ05_take002.reject")
      #expect(try await desk.receipt("SEQ05_take002.reject-2", .failed).problem?.hint.contains("reopen") == true)
      try bench.drop("", as: "picks/SEQ05_take002.reopen")
      try await desk.receipt("SEQ05_take002.reopen", .done)
      try bench.drop("", as: "picks/SEQ05.approve")
      try await desk.receipt("SEQ05.approve", .done)
    }
    #expect(bench.status(of: "SEQ05")?.approval?.take == 2)
  }

  @Test("An approval answers what was asked about another pick, and nothing waits any more")
  func approvedInstead() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.take("SEQ05")
      try bench.drop(DrawnGrid.png, as: "picks/SEQ05.start.png")
      try await desk.receipt("SEQ05.start", .waitingForConfirmation)
      try bench.drop("", as: "picks/SEQ05.approve")
      try await desk.receipt("SEQ05.approve", .done)
      #expect(try await desk.receipt("SEQ05.start", .superseded).problem?.message.contains("approved") == true)
      try await desk.until { bench.state(of: "SEQ05") == .approved && bench.status(of: "SEQ05")?.waitsFor == nil }
    }
    #expect(bench.videos.count == 1)
  }

  @Test("The cost of an approved second, what is left and what waits for whom stand in the project's status")
  func projectStatus() async throws {
    let bench = try Bench()
    bench.terms.withLock { $0.projectCap = 10 }
    bench.studio.charge(.dollars(3))
    try await bench.running { desk in
      try await desk.take("SEQ05")
      try await desk.until { bench.status()?.waiting.first?.waitsFor == .review }
      #expect(bench.status()?.waiting.first?.what.contains("SEQ05_take001") == true)
      #expect(bench.status()?.left == .dollars(7))
      #expect(bench.status()?.costPerApprovedSecond == nil)
      try bench.drop("", as: "picks/SEQ05.approve")
      try await desk.receipt("SEQ05.approve", .done)
      try await desk.until { bench.status()?.waiting.isEmpty == true && bench.state(of: "SEQ05") == .approved }
    }
    // Two seconds for three dollars.
    #expect(bench.status()?.costPerApprovedSecond == .dollars(1.5))
  }

  @Test("While a take runs its receipt and status say how far it is and, from takes before, how long it still lasts")
  func secondsLeft() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.take("SEQ01", as: "one")
      try await desk.grid("SEQ05", as: "five")
      bench.studio.close()
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.untilMaking("SEQ05")
      try await desk.until { bench.status(of: "SEQ05")?.secondsLeft != nil }
      let receipt = try #require(bench.receipt("SEQ05.tl"))
      #expect(receipt.state == .running && receipt.secondsLeft != nil)
      #expect(receipt.progress < 1)
      bench.studio.open()
      let ended = try await desk.receipt("SEQ05.tl", .done)
      #expect(ended.progress == 1 && ended.secondsLeft == nil)
    }
  }
}
