import Execution
import Foundation
import Terms
import TestSupport
import Testing

@Suite("A step that is stopped")
struct StepCancelTests {
  /// Runs a step until `call` has begun, does `stop`, lets the call go on (or be cut off), and returns how it ended.
  private func run(
    _ bench: Bench, isRepeatable: Bool = false, until call: ScriptedProvider.Call, isCutOff: Bool = false,
    stop: (StepRunner, Task<TakeRecord, any Error>) async throws -> Void
  ) async throws -> Result<TakeRecord, any Error> {
    let (begun, goOn) = (Signal(), Signal())
    var provider = bench.provider(isRepeatable: isRepeatable)
    provider.meanwhile = { now in
      guard now == call else { return }
      begun.give()
      await goOn.wait()
      try Task.checkCancellation()
    }
    let runner = bench.runner(provider)
    let step = try Bench.step()
    let running = Task { try await runner.executeMultiShot(step) }
    await begun.wait()
    try await stop(runner, running)
    if !isCutOff { goOn.give() }
    return await running.result
  }

  private func code(_ result: Result<TakeRecord, any Error>) -> Problem.Code? {
    do { _ = try result.get() } catch { return (error as? Problem)?.code }
    return nil
  }

  @Test("Cancelled before the call, nothing was made and nothing is spent")
  func beforeTheCall() async throws {
    let bench = try Bench()
    let result = try await run(bench, until: .prepare) { runner, _ in try await runner.cancel(try Bench.shot()) }
    #expect(code(result) == .cancelled)
    #expect(bench.books.submits.isEmpty)
    #expect(try await bench.balance() == Balance())
    #expect(try await bench.take()?.phase == .cancelled)
  }

  @Test("Cancelled while the provider works, the call may be billed: its estimate is booked and said")
  func whilePaid() async throws {
    let bench = try Bench()
    let result = try await run(bench, until: .outcome) { runner, _ in try await runner.cancel(try Bench.shot()) }
    #expect(code(result) == .cancelled)
    let balance = try await bench.balance()
    #expect(balance.spent == Bench.price && balance.reserved == .zero)
    #expect(try await bench.take()?.problem?.message.contains("$0.67") == true)
  }

  @Test("Cancelled while the call is being made, the call is waited for and known")
  func duringTheCall() async throws {
    let bench = try Bench()
    let result = try await run(bench, until: .submit) { runner, _ in try await runner.cancel(try Bench.shot()) }
    #expect(code(result) == .cancelled)
    #expect(try await bench.take()?.requestID == "request-1")
    #expect(try await bench.balance().spent == Bench.price)
  }

  @Test("Cancelled while this machine draws, nothing is spent and nothing is left behind")
  func whileLocal() async throws {
    let bench = try Bench()
    let result = try await run(bench, isRepeatable: true, until: .collect, isCutOff: true) { runner, _ in
      try await runner.cancel(try Bench.shot())
    }
    #expect(code(result) == .cancelled)
    #expect(try await bench.balance() == Balance())
    #expect(try bench.folder.names(in: "takes/SEQ05").isEmpty)
  }

  @Test("A take that has arrived is kept, whoever cancels")
  func arrived() async throws {
    let bench = try Bench()
    var gates = ScriptedGates()
    gates.failure = Problem(.system, "No gate.", hint: "Try again.")
    let runner = bench.runner(bench.provider(), gates: gates)
    _ = await Result { try await runner.executeMultiShot(try Bench.step()) }
    try await runner.cancel(try Bench.shot())
    #expect(try await bench.take()?.phase == .collected)
    #expect(try await bench.runner(bench.provider()).resume(try Bench.shot())?.phase == .complete)
  }

  @Test("A cancel after the end changes nothing")
  func afterwards() async throws {
    let bench = try Bench()
    let runner = bench.runner(bench.provider())
    let take = try await runner.executeMultiShot(try Bench.step())
    try await runner.cancel(try Bench.shot())
    #expect(try await bench.take() == take)
  }

  @Test("A call of which nobody knows cannot be cancelled away")
  func unknown() async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [.submit: Problem(.system, "Cut.", hint: "")]
    let runner = bench.runner(provider)
    _ = await Result { try await runner.executeMultiShot(try Bench.step()) }
    await #expect(throws: Problem.self) { try await runner.cancel(try Bench.shot()) }
    #expect(try await bench.state() == .outcomeUnknown)
    #expect(try await bench.balance().reserved == Bench.price)
  }

  @Test(
    "The agent's end persists nothing wrong: the next start goes on and pays once",
    arguments: [ScriptedProvider.Call.prepare, .submit, .outcome, .collect])
  func agentEnds(call: ScriptedProvider.Call) async throws {
    let bench = try Bench()
    let result = try await run(bench, until: call) { _, task in task.cancel() }
    #expect(throws: CancellationError.self) { try result.get() }
    let take = try await bench.take()
    #expect(take?.problem == nil && take?.phase.isFinal == false)
    #expect(try await bench.runner(bench.provider()).executeMultiShot(try Bench.step()).phase == .complete)
    #expect(bench.books.submits.count == 1)
    #expect(try await bench.balance().spent == Bench.price)
  }

  @Test("While something runs for a shot, nothing else does")
  func oneAtATime() async throws {
    let bench = try Bench()
    let result = try await run(bench, until: .outcome) { runner, _ in
      let other = try Bench.step(2, output: "takes/SEQ05/SEQ05_take002.mp4")
      await #expect(throws: Problem.self) { try await runner.executeMultiShot(other) }
    }
    #expect(try result.get().phase == .complete)
    #expect(bench.books.submits.count == 1)
  }
}
