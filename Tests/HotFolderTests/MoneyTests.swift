import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Synchronization
import Terms
import TestSupport
import Testing

extension HotFolderSuite {
  /// Caps, prices that are asked about, and HOLD.
  @Suite struct MoneyTests {}
}

extension HotFolderSuite.MoneyTests {
  /// Twelve sequences of one shot that need no grid.
  private static let names = (1...12).map { "SEQ" + ($0 < 10 ? "0" : "") + "\($0)" }
  private static let plan = """
    {"project": "dozen", "sequences": [\(names.map {
      #"{"id": "\#($0)", "grid": false, "shots": [{"id": "a", "prompt": "a road", "duration": 2}]}"#
    }.joined(separator: ","))]}
    """

  private func dozen(cap: Double = 1000, confirmAbove: Double = 1000) throws -> Bench {
    let bench = try Bench(plan: Self.plan)
    bench.terms.withLock { ($0.projectCap, $0.confirmAbove) = (cap, confirmAbove) }
    bench.studio.charge(.dollars(1))
    return bench
  }

  private func generateAll(_ bench: Bench, as id: String = "all") throws {
    let names = Self.names.map { "\"\($0)\"" }.joined(separator: ",")
    try bench.drop(
      #"{"id": "\#(id)", "action": "generate", "sequences": [\#(names)]}"#, as: "inbox/\(id).json")
  }

  private func ledger(_ bench: Bench) throws -> [String] {
    let text = String(decoding: (try? bench.folder.read("state/starsend/spend.jsonl")) ?? Data(), as: UTF8.self)
    return text.split(separator: "\n").map(String.init)
  }

  @Test("A request over twelve sequences that would pass a cap is refused whole, with the figures, and spends nothing")
  func refusedWhole() async throws {
    let bench = try dozen(cap: 7)
    try await bench.running { desk in
      try generateAll(bench)
      let problem = try #require(try await desk.receipt("all", .failed).problem)
      #expect(problem.code.rawValue == "cap_reached")
      #expect(problem.message.contains("$12.00") && problem.message.contains("$7.00"))
    }
    #expect(bench.videos.isEmpty)
    #expect(bench.status()?.spent == .zero && bench.status()?.reserved == .zero)
  }

  @Test("A request over twelve sequences is set aside whole before the first of them begins")
  func reservedWhole() async throws {
    let bench = try dozen(cap: 12)
    bench.studio.close()
    try await bench.running { desk in
      try generateAll(bench)
      try await desk.until { bench.studio.submitted.count >= 2 && bench.status()?.reserved == .dollars(12) }
      #expect(bench.receipt("all")?.estimate == .dollars(12))
      // Whoever comes later finds nothing left.
      try bench.drop(#"{"id": "more", "action": "generate", "sequence": "SEQ12"}"#, as: "inbox/more.json")
      #expect(try await desk.receipt("more", .failed).problem?.code.rawValue == "cap_reached")
      bench.studio.open()
      let receipt = try await desk.receipt("all", .done)
      #expect(receipt.cost == .dollars(12))
    }
    #expect(bench.videos.count == 12)
    #expect(bench.status()?.spent == .dollars(12) && bench.status()?.reserved == .zero)
  }

  @Test("Of twelve requests against a cap that allows seven, seven are done and five say that the cap is reached")
  func sevenOfTwelve() async throws {
    let bench = try dozen(cap: 7.5)
    for name in Self.names {
      try bench.drop(
        #"{"id": "\#(name)", "action": "generate", "sequence": "\#(name)"}"#, as: "inbox/\(name).json")
    }
    try await bench.running { desk in
      try await desk.until { Self.names.allSatisfy { bench.state($0)?.isFinal == true } }
    }
    let receipts = Self.names.compactMap { bench.receipt($0) }
    #expect(receipts.filter { $0.state == .done }.count == 7)
    let failed = receipts.filter { $0.state == .failed }
    #expect(failed.count == 5)
    #expect(
      failed.allSatisfy { $0.problem?.code.rawValue == "cap_reached" && $0.problem?.message.contains("$7.50") == true })
    #expect(bench.videos.count == 7)
    #expect(bench.status()?.spent == .dollars(7) && bench.status()?.left == .dollars(0.5))
  }

  @Test(
    "A price above the threshold is asked about in the receipt, once for all of a request, and nothing is set aside")
  func asksOnce() async throws {
    let bench = try dozen(confirmAbove: 10)
    try await bench.running { desk in
      try generateAll(bench)
      let question = try await desk.receipt("all", .waitingForConfirmation)
      #expect(question.problem?.code.rawValue == "price_above_limit")
      #expect(question.problem?.message.contains("$12.00") == true && question.estimate == .dollars(12))
      #expect(bench.status()?.reserved == .zero)
      try bench.drop(#"{"id": "yes", "action": "confirm", "request": "all"}"#, as: "inbox/yes.json")
      try await desk.receipt("all", .done)
    }
    #expect(bench.videos.count == 12)
  }

  @Test("What has begun is not asked about again after a restart, though less would be asked about now")
  func begunGoesOn() async throws {
    let bench = try dozen()
    try await bench.running { desk in
      try generateAll(bench)
      try await desk.until { bench.status(of: "SEQ01")?.takes.isEmpty == false }
      bench.studio.close()
      try await desk.until { bench.receipt("all")?.state == .running }
    }
    bench.terms.withLock { $0.confirmAbove = 11.5 }
    bench.studio.open()
    _ = try await bench.running { desk in try await desk.receipt("all", .done) }
    #expect(bench.videos.count == 12 && bench.status()?.spent == .dollars(12))
    #expect(bench.status()?.reserved == .zero)
  }

  @Test("A yes is to the figures that were asked: a higher price is asked about again, also after a restart")
  func otherFigures() async throws {
    let bench = try dozen(confirmAbove: 0.5)
    try await bench.running { desk in
      try bench.drop(#"{"id": "one", "action": "generate", "sequence": "SEQ01"}"#, as: "inbox/one.json")
      try await desk.receipt("one", .waitingForConfirmation)
    }
    #expect(try bench.journal().filter { $0.summary.event == .asked }.count == 1)
    bench.studio.charge(.dollars(2))
    try await bench.running { desk in
      #expect(try await desk.receipt("one", .waitingForConfirmation).problem?.message.contains("$1.00") == true)
      try bench.drop("", as: "picks/SEQ01.confirm")
      try await desk.receipt("SEQ01.confirm", .done)
      try await desk.until { bench.receipt("one")?.problem?.message.contains("$2.00") == true }
      #expect(bench.state("one") == .waitingForConfirmation && bench.videos.isEmpty)
      try bench.drop("", as: "picks/SEQ01.confirm")
      try await desk.receipt("one", .done)
    }
    #expect(bench.videos.count == 1)
    // What was asked and answered before the restart was not asked again at its start.
    #expect(try bench.journal().filter { $0.summary.event == .asked }.count == 2)
  }

  @Test("A yes to one question is none to another of the same request")
  func anotherQuestion() async throws {
    let bench = try Bench()
    bench.terms.withLock { $0.confirmAbove = 0.5 }
    bench.studio.charge(.dollars(1))
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("", as: "picks/SEQ05.tl")
      #expect(try await desk.receipt("SEQ05.tl", .waitingForConfirmation).problem?.code.rawValue == "price_above_limit")
      try bench.drop("", as: "picks/SEQ05.confirm")
      try await desk.receipt("SEQ05.tl", .done)
      try bench.drop("", as: "picks/SEQ05.tr")
      #expect(try await desk.receipt("SEQ05.tr", .waitingForConfirmation).problem?.code.rawValue == "pick_after_video")
      try bench.drop(#"{"id": "yes", "action": "confirm", "request": "SEQ05.tr"}"#, as: "inbox/yes.json")
      try await desk.receipt("yes", .done)
      try await desk.until { bench.receipt("SEQ05.tr")?.problem?.code.rawValue == "price_above_limit" }
      #expect(bench.videos.count == 1)
      try bench.drop(#"{"id": "yes2", "action": "confirm", "request": "SEQ05.tr"}"#, as: "inbox/yes2.json")
      try await desk.receipt("SEQ05.tr", .done)
    }
    #expect(bench.videos.count == 2)
  }

  @Test("A pick that a cap stops keeps its start frame and waits, and goes on once there is money and somebody says so")
  func cappedPick() async throws {
    let bench = try Bench()
    bench.terms.withLock { $0.projectCap = 1 }
    bench.studio.charge(.dollars(2))
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("", as: "picks/SEQ05.tl")
      #expect(try await desk.receipt("SEQ05.tl", .waitingForConfirmation).problem?.code.rawValue == "cap_reached")
      try await desk.until { bench.state(of: "SEQ05") == .startFrameApproved }
      #expect(bench.status(of: "SEQ05")?.startFrame?.text == "frames/SEQ05/SEQ05_start01.png")
      // A yes makes no money: it is asked again.
      try bench.drop("", as: "picks/SEQ05.confirm")
      try await desk.receipt("SEQ05.confirm", .done)
      try await desk.receipt("SEQ05.tl", .waitingForConfirmation)
    }
    #expect(bench.videos.isEmpty)
    bench.terms.withLock { $0.projectCap = 5 }
    try await bench.running { desk in
      try await desk.receipt("SEQ05.tl", .waitingForConfirmation)
      try bench.drop("", as: "picks/SEQ05.confirm")
      try await desk.receipt("SEQ05.tl", .done)
    }
    #expect(bench.names("frames/SEQ05") == ["SEQ05_start01.png"])
    #expect(bench.status(of: "SEQ05")?.takes.count == 1)
  }

  // MARK: HOLD

  @Test(
    "While HOLD lies in the project what costs something waits and says why, and goes on when it is taken away",
    arguments: ["HOLD", "HOLD.txt"])
  func hold(file: String) async throws {
    let bench = try dozen()
    try bench.folder.write("until Monday", to: file)
    try await bench.running { desk in
      try bench.drop(#"{"id": "one", "action": "generate", "sequence": "SEQ01"}"#, as: "inbox/one.json")
      try await desk.until { bench.receipt("one")?.problem != nil }
      try expectHeld(bench, file)
      try await desk.until { bench.status(of: "SEQ01")?.problem?.code.rawValue == "on_hold" }
      #expect(bench.status()?.hold == true)
    }
    try await bench.running { desk in
      // It is looked at again, and held again.
      try await desk.until {
        bench.log.lines.filter { $0.contains("on_hold") }.count >= 2 && bench.receipt("one")?.problem != nil
      }
      try expectHeld(bench, file)
      DurableFile.remove(bench.folder.path / file)
      try await desk.receipt("one", .done)
      try await desk.until { bench.status()?.hold == false && bench.status(of: "SEQ01")?.problem == nil }
    }
    #expect(bench.videos.count == 1)
  }

  private func expectHeld(_ bench: Bench, _ file: String) throws {
    let receipt = try #require(bench.receipt("one"))
    #expect(receipt.state == .queued && receipt.problem?.code.rawValue == "on_hold")
    #expect(receipt.problem?.message.contains(file) == true)
    #expect(bench.videos.isEmpty)
  }

  @Test("What is held can be cancelled, and then does not go on")
  func cancelHeld() async throws {
    let bench = try dozen()
    try bench.folder.write("", to: "HOLD")
    try await bench.running { desk in
      for id in ["one", "two"] {
        try bench.drop(#"{"id": "\#(id)", "action": "generate", "sequence": "SEQ01"}"#, as: "inbox/\(id).json")
        try await desk.until { bench.receipt(id)?.problem?.code.rawValue == "on_hold" }
      }
      try bench.drop(#"{"id": "stop", "action": "cancel", "request": "one"}"#, as: "inbox/stop.json")
      try await desk.receipt("one", .cancelled)
      DurableFile.remove(bench.folder.path / "HOLD")
      try await desk.receipt("two", .done)
    }
    #expect(bench.videos.count == 1)
    #expect(bench.status()?.reserved == .zero)
  }
}
