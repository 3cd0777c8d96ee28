import DurableFiles
import Execution
import FolderContract
import Foundation
import HotFolder
import Terms
import TestSupport
import Testing

extension HotFolderSuite {
  /// What a person stops, and the word of a person on a call whose outcome is unknown.
  @Suite struct CancelTests {}
}

extension HotFolderSuite.CancelTests {
  @Test("A cancel stops what runs and ends all that waits for the sequence, and nothing for another")
  func sequence() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try await desk.grid("SEQ01", as: "one")
      bench.studio.close()
      try bench.drop("", as: "picks/SEQ05.tl")
      try bench.drop("", as: "picks/SEQ01.tl")
      try await desk.untilMaking("SEQ05")
      try await desk.untilMaking("SEQ01")
      try bench.drop(#"{"id": "asked", "action": "pick", "sequence": "SEQ05", "cell": "tr"}"#, as: "inbox/asked.json")
      try await desk.receipt("asked", .waitingForConfirmation)
      // It has nothing to do with the sequence's own line, and waits for its place.
      for id in ["queued", "both"] {
        let sequences = id == "both" ? #"["SEQ02", "SEQ05"]"# : #"["SEQ05"]"#
        try bench.drop(#"{"id": "\#(id)", "sequences": \#(sequences)}"#, as: "inbox/\(id).json")
        try await desk.receipt(id, .queued)
      }
      try bench.drop("", as: "picks/SEQ05.cancel")
      try await desk.receipt("SEQ05.cancel", .done)
      for id in ["SEQ05.tl", "asked", "queued"] { try await desk.receipt(id, .cancelled) }
      bench.studio.open()
      try await desk.receipt("SEQ01.tl", .done)
      // The part for the other sequence is carried out.
      let both = try await desk.receipt("both", .cancelled)
      #expect(both.outputs.contains { $0.text == "grids/SEQ02/SEQ02_g01.png" })
      try await desk.until { bench.state(of: "SEQ05") == .startFrameApproved }
    }
    #expect(bench.status(of: "SEQ05")?.takes.isEmpty == true)
    #expect(bench.status(of: "SEQ01")?.takes.count == 1)
  }

  @Test("A cancel of one request leaves the others of its sequence alone, whether it waits or runs")
  func oneRequest() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.take("SEQ05")
      bench.studio.close()
      for id in ["first", "second", "third"] {
        try bench.drop(#"{"id": "\#(id)", "action": "generate", "sequence": "SEQ05"}"#, as: "inbox/\(id).json")
        try await desk.until { bench.state(id) != nil }
      }
      try await desk.untilMaking("SEQ05")
      try bench.drop(#"{"id": "stop2", "action": "cancel", "request": "SECOND"}"#, as: "inbox/stop2.json")
      try await desk.receipt("stop2", .done)
      try await desk.receipt("second", .cancelled)
      #expect(bench.state("first") == .running)
      try bench.drop(#"{"id": "stop1", "action": "cancel", "request": "first"}"#, as: "inbox/stop1.json")
      try await desk.receipt("stop1", .done)
      try await desk.receipt("first", .cancelled)
      bench.studio.open()
      try await desk.receipt("third", .done)
      try bench.drop(#"{"id": "late", "action": "cancel", "request": "third"}"#, as: "inbox/late.json")
      #expect(try await desk.receipt("late", .rejected).problem?.message == "third is done already.")
    }
    // The first and the third.
    #expect(bench.status(of: "SEQ05")?.takes.count == 2)
  }

  @Test("What waits for a place on a busy machine is stopped by a cancel like all that waits")
  func waitsForItsPlace() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      for name in ["SEQ01", "SEQ02", "SEQ05"] { try await desk.grid(name, as: name) }
      bench.studio.close()
      for name in ["SEQ01", "SEQ02"] { try bench.drop("", as: "picks/\(name).tl") }
      try await desk.untilMaking("SEQ01")
      try await desk.untilMaking("SEQ02")
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.receipt("SEQ05.tl", .queued)
      try bench.drop("", as: "picks/SEQ05.cancel")
      try await desk.receipt("SEQ05.tl", .cancelled)
      bench.studio.open()
      for name in ["SEQ01", "SEQ02"] { try await desk.receipt("\(name).tl", .done) }
      try await desk.roundTrip()
    }
    #expect(bench.videos.map(\.shot.text).sorted() == ["SEQ01", "SEQ02"])
  }

  @Test("A cancel of what was sent says what may still be billed")
  func mayBeBilled() async throws {
    let bench = try Bench()
    bench.studio.charge(.dollars(2))
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      bench.studio.close()
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.until { bench.videos.count == 1 && (bench.receipt("SEQ05.tl")?.progress ?? 0) > 0.3 }
      try bench.drop("", as: "picks/SEQ05.cancel")
      let receipt = try await desk.receipt("SEQ05.cancel", .done)
      #expect(receipt.warnings.contains { $0.contains("$2.00 may still be billed") })
      try await desk.receipt("SEQ05.tl", .cancelled)
    }
  }

  // MARK: unknown outcomes

  /// A video whose outcome nobody knows, because the line was cut when it was sent.
  private func unknown(_ bench: Bench, _ desk: Desk) async throws {
    bench.studio.charge(.dollars(2))
    try await desk.grid("SEQ05")
    bench.studio.fail(with: Problem(.system, "The line was cut.", hint: ""))
    try bench.drop("", as: "picks/SEQ05.tl")
    try await desk.receipt("SEQ05.tl", .outcomeUnknown)
    try await desk.until { bench.status(of: "SEQ05")?.waitsFor == .person }
    bench.studio.fail(with: nil)
  }

  @Test("An abandoned call ends its request, is booked, and leaves the sequence free")
  func abandon() async throws {
    let bench = try Bench(isRepeatable: false)
    try await bench.running { desk in
      try await unknown(bench, desk)
      // A cancel cannot know either.
      try bench.drop(#"{"id": "stop", "action": "cancel", "request": "SEQ05.tl"}"#, as: "inbox/stop.json")
      #expect(try await desk.receipt("stop", .done).warnings.contains { $0.contains("SEQ05.abandon") })
      try bench.drop("", as: "picks/SEQ05.abandon")
      try await desk.receipt("SEQ05.abandon", .done)
      #expect(try await desk.receipt("SEQ05.tl", .failed).problem?.code.rawValue == "abandoned")
      try await desk.until { bench.state(of: "SEQ05") == .startFrameApproved }
      #expect(bench.status(of: "SEQ05")?.spent == .dollars(2))
      #expect(bench.status(of: "SEQ05")?.reserved == .zero)
      try bench.drop("", as: "picks/SEQ05.take")
      try await desk.receipt("SEQ05.take", .done)
    }
    #expect(bench.status(of: "SEQ05")?.spent == .dollars(4))
  }

  @Test("A resubmitted call is made once more, and the request that waited is done; also after a restart")
  func resubmit() async throws {
    let bench = try Bench(isRepeatable: false)
    try await bench.running { desk in try await unknown(bench, desk) }
    try await bench.running { desk in
      try await desk.receipt("SEQ05.tl", .outcomeUnknown)
      // What nobody knows cannot be stopped, and what it may cost stays set aside.
      try bench.drop("", as: "picks/SEQ05.cancel")
      try await desk.receipt("SEQ05.cancel", .failed)
      try await desk.roundTrip()
      try await desk.receipt("SEQ05.tl", .outcomeUnknown)
      #expect(bench.status(of: "SEQ05")?.reserved == .dollars(2))
      try bench.drop("", as: "picks/SEQ05.resubmit")
      try await desk.receipt("SEQ05.resubmit", .done)
      try await desk.receipt("SEQ05.tl", .done)
    }
    #expect(bench.videos.count == 2)
    #expect(bench.status(of: "SEQ05")?.takes.count == 1)
    // The call that was given up may have been billed.
    #expect(bench.status(of: "SEQ05")?.spent == .dollars(4))
  }

  @Test(
    "Where nothing is unknown, resubmit and abandon are refused with a sentence", arguments: ["resubmit", "abandon"])
  func nothingUnknown(verb: String) async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.take("SEQ05")
      try bench.drop("", as: "picks/SEQ05.\(verb)")
      let problem = try #require(try await desk.receipt("SEQ05.\(verb)", .failed).problem)
      #expect(problem.message == "SEQ05 has no call whose outcome is unknown.")
    }
    #expect(bench.videos.count == 1)
  }
}
