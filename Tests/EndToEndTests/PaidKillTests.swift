import DurableFiles
import Execution
import FolderContract
import Foundation
import Glibc
import Synchronization
import Terms
import TestSupport
import Testing

@Suite("The agent is killed while it pays", .serialized, .timeLimit(.minutes(20)))
struct PaidKillTests {
  private static let isThorough = ProcessInfo.processInfo.environment["STARSEND_KILLS"] == "all"

  @Test("Killed at any durable step of a grid and a video, every accepted call is paid once and has its take")
  func atAnyStep() async throws {
    let steps = try await countedSteps()
    let chosen = Self.isThorough ? Array(1...steps.count) : Self.telling(steps)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, step) in chosen.enumerated() {
        if index > 1 { try await group.next() }
        group.addTask { try await self.killOnce(at: step, named: steps[step - 1]) }
      }
      try await group.waitForAll()
    }
  }

  /// What each durable step was, by a run that nobody kills.
  private func countedSteps() async throws -> [String] {
    let house = try PaidHouse()
    let log = (house.studio.folder.path / "steps.log").display
    #expect(try await house.run(crashLog: log) == .stopped)
    try house.expectTrueBooks()
    #expect(house.gemini.bill.count == 1 && house.fal.accepted.count == 1)
    let steps = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map(String.init)
    // Fewer would mean that the steps are not seen, and that nothing was tested.
    try #require(steps.count >= 40)
    return steps
  }

  /// The steps of the calls themselves, and every sixth of the others.
  private static func telling(_ steps: [String]) -> [Int] {
    (1...steps.count).filter { number in
      let words = ["SEQ01.json", "SEQ01_grid.json", "spend.jsonl", "uploads.json", "answers", "keyframe-SEQ01_grid"]
      return number % 6 == 0 || (number % 2 == 0 && words.contains { steps[number - 1].contains($0) })
    }
  }

  private func killOnce(at step: Int, named name: String) async throws {
    let house = try PaidHouse()
    let ending = try await house.run(crashAfter: step)
    #expect(ending == .killed || ending == .stopped, "killed at step \(name)")
    #expect(try await house.run() == .stopped, "after a kill at step \(name)")
    #expect(house.studio.receipt("pick")?.state == .done, "killed at step \(name)")
    #expect(house.fal.accepted.count == 1, "killed at step \(name)")
    #expect((1...2).contains(house.gemini.bill.count), "killed at step \(name)")
    try house.expectTrueBooks("killed at step \(name)", kills: 1)
  }

  @Test(
    "Killed while a request to fal is on the wire, the one accepted call is found again",
    arguments: [FalStub.Ask.initiate, .put, .submit, .status, .result, .download])
  func onTheWire(ask: FalStub.Ask) async throws {
    let house = try PaidHouse()
    let isFirst = Mutex(true)
    house.fal.change { manner in
      manner.weather = { [weak house] now, _ in
        guard now == ask, isFirst.withLock({ $0 }) else { return nil }
        isFirst.withLock { $0 = false }
        house?.signal(SIGKILL)
        return nil
      }
    }
    #expect(try await house.run() == .killed)
    #expect(try await house.run() == .stopped)
    #expect(house.fal.accepted.count == 1 && house.fal.count(.submit) == 1)
    #expect(try house.takes().count == 2)
    try house.expectTrueBooks(kills: 1)
  }

  @Test("Killed while Gemini answers, nobody knows: it waits for a person, and the ledger counts it")
  func whileGeminiAnswers() async throws {
    let killing = Mutex<(@Sendable () -> Void)?>(nil)
    let house = try PaidHouse { _ in
      killing.withLock { kill in
        kill?()
        kill = nil
      }
      return nil
    }
    killing.withLock { $0 = { [weak house] in house?.signal(SIGKILL) } }
    #expect(try await house.run() == .killed)
    #expect(try await house.run() == .stopped)
    #expect(house.gemini.bill.count == 2 && house.fal.accepted.count == 1)
    let takes = try house.takes().filter { $0.provider == "gemini" }
    #expect(takes.map(\.problem?.code.rawValue) == ["abandoned", nil])
    #expect(takes.first?.cost == takes.first?.estimate)
    try house.expectTrueBooks()
  }

  @Test("Killed at random again and again, with answers that take their time, everything is paid once")
  func atRandom() async throws {
    var random = SystemRandomNumberGenerator()
    for _ in 1...(Self.isThorough ? 20 : 2) {
      let house = try PaidHouse()
      house.fal.change {
        $0.states = Array(repeating: "IN_QUEUE", count: 4) + Array(repeating: "IN_PROGRESS", count: 6)
      }
      for _ in 1...4 {
        let moment = Duration.milliseconds(Int.random(in: 50...2500, using: &random))
        let killer = Task {
          // Any moment is as good as another: nothing is waited for.
          try await Task.sleep(for: moment)
          house.signal(SIGKILL)
        }
        let ending = try await house.run()
        killer.cancel()
        #expect(ending == .killed || ending == .stopped)
      }
      #expect(try await house.run() == .stopped)
      try house.expectTrueBooks(kills: 4)
    }
  }
}
