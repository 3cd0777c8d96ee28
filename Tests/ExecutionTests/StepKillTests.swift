import DurableFiles
import Execution
import Foundation
import Terms
import TestSupport
import Testing

@Suite("A kill at any point of a step")
struct StepKillTests {
  /// Kills at every point in turn until a run comes through, and hands each wreck to `check`.
  private func everyKill(
    isRepeatable: Bool, _ check: (Bench, _ point: String, TakeRecord.Phase?) async throws -> Void
  ) async throws {
    for number in 1... {
      let bench = try Bench()
      let kill = KillSwitch(at: number)
      let runner = bench.runner(
        bench.provider(kill, isRepeatable: isRepeatable), gates: ScriptedGates(kill: kill), kill: kill)
      let result = await kill.run { try await runner.executeMultiShot(try Bench.step()) }
      guard let point = kill.killedAt else {
        #expect(try result?.get().phase == .complete)
        #expect(number > 15, "there are fewer points than a step has")
        return
      }
      try await check(bench, point, try await bench.take()?.phase)
    }
  }

  @Test("A paid call is made once at most; what was paid for arrives, or the outcome is said to be unknown")
  func paid() async throws {
    try await everyKill(isRepeatable: false) { bench, point, phase in
      let result = await Result { try await bench.runner(bench.provider()).executeMultiShot(try Bench.step()) }
      let balance = try await bench.balance()
      #expect(bench.books.submits.count <= 1, "\(point)")
      if phase == .submitting {
        #expect(throws: Problem.self) { try result.get() }
        #expect(try await bench.state() == .outcomeUnknown, "\(point)")
        #expect(try await bench.take()?.problem?.code == .outcomeUnknown, "\(point)")
        #expect(balance.reserved == Bench.price && balance.spent == .zero, "\(point)")
        return
      }
      let take = try result.get()
      #expect(take.phase == .complete && take.problem == nil, "\(point)")
      #expect(try await bench.state() == .videoComplete, "\(point)")
      #expect(balance.spent == Bench.price && balance.reserved == .zero, "\(point)")
      #expect(try bench.folder.names(in: "takes/SEQ05") == ["SEQ05_take001.mp4"], "\(point)")
      #expect(try bench.folder.read(Bench.output) == Data("artifact of multi_shot/SEQ05/1".utf8))
    }
  }

  @Test("A call on this machine is simply made again, and its video is there once")
  func repeatable() async throws {
    try await everyKill(isRepeatable: true) { bench, point, _ in
      let take = try await bench.runner(bench.provider(isRepeatable: true)).executeMultiShot(try Bench.step())
      #expect(take.phase == .complete, "\(point)")
      #expect(bench.books.submits.count <= 2, "\(point)")
      #expect(try bench.folder.names(in: "takes/SEQ05") == ["SEQ05_take001.mp4"], "\(point)")
      #expect(try await bench.balance() == Balance(), "\(point)")
    }
  }

  @Test("A take is gone on with from its record alone, without the order")
  func resume() async throws {
    try await everyKill(isRepeatable: true) { bench, point, phase in
      let take = try await bench.runner(bench.provider(isRepeatable: true)).resume(try Bench.shot())
      let isOpen = phase.map { !$0.isFinal } ?? false
      #expect((take != nil) == isOpen, "\(point)")
      if isOpen { #expect(try await bench.take()?.phase == .complete, "\(point)") }
    }
  }

  @Test("The ledger is mended: what no take stands behind is given back, what a take stands behind stays")
  func reconcile() async throws {
    try await everyKill(isRepeatable: false) { bench, point, phase in
      let account = bench.account()
      let store = FolderExecutionStore(bench.shots)
      _ = try await account.reconcile { try await store.record(of: $0.shot)?.take($0) }
      let balance = try await bench.balance()
      switch phase {
      case nil: #expect(balance == Balance(), "\(point)")
      case .complete: #expect(balance.spent == Bench.price && balance.reserved == .zero, "\(point)")
      default: #expect(balance.committed == Bench.price, "\(point)")
      }
    }
  }

  @Test("Killed again and again, a paid call is still made once")
  func twice() async throws {
    for second in 1... {
      let bench = try Bench()
      // The first run dies while the provider works, after its id is durable.
      let first = KillSwitch(at: 12)
      let early = bench.runner(bench.provider(first), kill: first)
      _ = await first.run { try await early.executeMultiShot(try Bench.step()) }
      let kill = KillSwitch(at: second)
      let runner = bench.runner(bench.provider(kill), gates: ScriptedGates(kill: kill), kill: kill)
      _ = await kill.run { try await runner.executeMultiShot(try Bench.step()) }
      let result = await Result { try await bench.runner(bench.provider()).executeMultiShot(try Bench.step()) }
      let point = "\(first.killedAt ?? "-"), then \(kill.killedAt ?? "-")"
      #expect(bench.books.submits.count == 1, "\(point)")
      #expect(try result.get().phase == .complete, "\(point)")
      #expect(try await bench.balance().spent == Bench.price, "\(point)")
      if kill.killedAt == nil { return }
    }
  }
}

extension Result where Failure == any Error {
  init(_ work: () async throws -> Success) async {
    do { self = .success(try await work()) } catch { self = .failure(error) }
  }
}
