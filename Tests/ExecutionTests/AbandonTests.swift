import Execution
import Foundation
import Terms
import TestSupport
import Testing

@Suite("A call whose outcome is unknown")
struct AbandonTests {
  private func lost(_ bench: Bench, in call: ScriptedProvider.Call = .submit) async throws {
    var provider = bench.provider()
    provider.failures = [call: Problem(.system, "Cut.", hint: "")]
    let runner = bench.runner(provider)
    _ = await Result { try await runner.executeMultiShot(try Bench.step()) }
    #expect(try await bench.state() == .outcomeUnknown)
  }

  @Test(
    "is given up by a person's word: its estimate is booked and said, and a new attempt may begin",
    arguments: [ScriptedProvider.Call.submit, .outcome, .collect])
  func abandon(call: ScriptedProvider.Call) async throws {
    let bench = try Bench()
    try await lost(bench, in: call)
    let runner = bench.runner(bench.provider())
    let take = try await runner.abandon(try Bench.shot())
    #expect(take.phase == .failed && take.cost == Bench.price && take.problem?.code == .abandoned)
    #expect(take.problem?.message.contains("$0.67") == true)
    #expect(try await bench.take() == take)
    #expect(try await bench.state() == .videoFailed)
    let balance = try await bench.balance()
    #expect(balance.spent == Bench.price && balance.reserved == .zero)
    let next = try Bench.step(2, output: "takes/SEQ05/SEQ05_take002.mp4")
    #expect(try await runner.executeMultiShot(next).phase == .complete)
    #expect(try await bench.balance().spent == Bench.price + Bench.price)
    await #expect(throws: Problem.self) { try await runner.executeMultiShot(try Bench.step()) }
  }

  @Test("Nothing else can be given up, and the refusal names the shot's state")
  func nothingUnknown() async throws {
    let bench = try Bench()
    let runner = bench.runner(bench.provider())
    for state in ["registered", "video_complete"] {
      let problem = await #expect(throws: Problem.self) { try await runner.abandon(try Bench.shot()) }
      #expect(problem?.code == .transitionRefused && problem?.message.contains(state) == true)
      _ = try await runner.executeMultiShot(try Bench.step())
    }
    #expect(try await bench.take()?.phase == .complete)
  }

  @Test("Killed while it is given up, it can be given up again, and is booked once")
  func killed() async throws {
    for number in 1... {
      let bench = try Bench()
      try await lost(bench)
      let kill = KillSwitch(at: number)
      let runner = bench.runner(bench.provider(kill), kill: kill)
      _ = await kill.run { try await runner.abandon(try Bench.shot()) }
      guard let point = kill.killedAt else { return #expect(number > 2) }
      _ = await Result { try await bench.runner(bench.provider()).abandon(try Bench.shot()) }
      #expect(try await bench.take()?.problem?.code == .abandoned, "\(point)")
      let balance = try await bench.balance()
      #expect(balance.spent == Bench.price && balance.reserved == .zero, "\(point)")
    }
  }

  @Test("A call that a kill cut off is unknown too, before anyone has looked")
  func cutOff() async throws {
    let bench = try Bench()
    let (begun, never) = (Signal(), Signal())
    var provider = bench.provider()
    provider.meanwhile = { call in
      guard call == .submit else { return }
      begun.give()
      await never.wait()
    }
    let runner = bench.runner(provider)
    let running = Task { try await runner.executeMultiShot(try Bench.step()) }
    await begun.wait()
    #expect(try await bench.take()?.phase == .submitting)
    #expect(try await bench.runner(bench.provider()).abandon(try Bench.shot()).phase == .failed)
    never.give()
    _ = await running.result
  }
}
