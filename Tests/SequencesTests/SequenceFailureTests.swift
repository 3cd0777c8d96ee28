import DurableFiles
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("A sequence that something goes wrong with")
struct SequenceFailureTests {
  let studio: Studio
  private static let trouble = Problem(.system, "The wire was cut.", hint: "Try again.")

  init() throws { studio = try Studio() }

  private func runner(failing call: ScriptedProvider.Call, isRepeatable: Bool) -> ClientSequenceRunner {
    var provider = studio.provider(isRepeatable: isRepeatable)
    provider.failures = [call: Self.trouble]
    return studio.runner(provider)
  }

  @Test("A grid that fails leaves the sequence where it was, with the problem, and the next one has a new number")
  func failedGrid() async throws {
    let failing = runner(failing: .collect, isRepeatable: true)
    #expect(await failing.problem(try Studio.command(Studio.explore, 1)) == Self.trouble)
    var record = try await studio.record()
    #expect(record.state == .notStarted && record.problem == Self.trouble && record.operation == nil)
    let outcome = try await studio.runner().carryOut(try Studio.command(Studio.explore, 2))
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_g02.png")
    record = try await studio.record()
    #expect(record.state == .gridReview && record.problem == nil)
  }

  @Test("A request that failed fails again after a kill, and no second call is made for it")
  func failedTwice() async throws {
    let failing = runner(failing: .collect, isRepeatable: true)
    let command = try Studio.command(Studio.explore, 1)
    #expect(await failing.problem(command) == Self.trouble)
    let again = studio.runner()
    #expect(await again.problem(command) == Self.trouble)
    #expect(studio.books.submits.count == 1)
  }

  @Test("A paid grid of unknown outcome goes back, never runs again by itself, and another may be asked for")
  func unknownGrid() async throws {
    let failing = runner(failing: .submit, isRepeatable: false)
    let first = try Studio.command(Studio.explore, 1)
    #expect(await failing.problem(first)?.code == .outcomeUnknown)
    let record = try await studio.record()
    #expect(record.state == .notStarted && record.problem?.code == .outcomeUnknown)

    for _ in 1...2 {
      let runner = studio.runner(studio.provider(isRepeatable: false))
      #expect(try await runner.reconcile(open: []).filter { !$0.isMended }.count == 1)
      #expect(await runner.problem(first)?.code == .outcomeUnknown)
      #expect(studio.books.submits.count == 1)
      #expect(try await studio.balance().reserved == Studio.price * 7)
    }
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let outcome = try await runner.carryOut(try Studio.command(Studio.explore, 2))
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_g02.png")
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == Studio.price * 7)
  }

  @Test("A paid grid that turns up after all is adopted, with its money settled")
  func lateGrid() async throws {
    let failing = runner(failing: .outcome, isRepeatable: false)
    _ = await failing.problem(try Studio.command(Studio.explore, 1))
    #expect(try await studio.record().state == .notStarted)
    let runner = studio.runner(studio.provider(isRepeatable: false))
    _ = try await runner.reconcile(open: [])
    let record = try await studio.record()
    #expect(record.state == .gridReview && record.grids.map(\.number) == [1] && record.problem == nil)
    #expect(studio.books.submits.count == 1)
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == .zero)
  }

  @Test("A video of unknown outcome holds its sequence until a person decides")
  func unknownVideo() async throws {
    _ = try await studio.runner().carryOut(try Studio.command(Studio.explore, 1))
    let failing = runner(failing: .submit, isRepeatable: false)
    let pick = try Studio.command(try Studio.pick("tl"), 2)
    #expect(await failing.problem(pick)?.code == .outcomeUnknown)
    let record = try await studio.record()
    #expect(record.state == .generating && record.problem?.code == .outcomeUnknown)
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let next = await runner.problem(try Studio.command(Studio.explore, 3))
    #expect(next?.code == .transitionRefused)
    #expect(next?.message.contains("not known") == true)
    #expect(await runner.problem(pick)?.code == .outcomeUnknown)
    #expect(studio.books.submits.count == 2)
  }

  @Test("A paid video that cannot be checked here is kept, and finished before the next request begins")
  func heldVideo() async throws {
    _ = try await studio.runner().carryOut(try Studio.command(Studio.explore, 1))
    var gates = ScriptedGates()
    gates.failure = Self.trouble
    let broken = studio.runner(studio.provider(isRepeatable: false), gates: gates)
    let pick = try Studio.command(try Studio.pick("tl"), 2)
    #expect(await broken.problem(pick) == Self.trouble)
    #expect(try await studio.record().state == .generating)
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let outcome = try await runner.carryOut(try Studio.command(Studio.generate, 3))
    #expect(outcome.outputs.first == "takes/SEQ05/SEQ05_take002.mp4")
    #expect(try await studio.record().takes.map(\.id) == ["SEQ05_take001", "SEQ05_take002"])
    #expect(studio.books.submits.count == 3)
    let balance = try await studio.balance()
    #expect(balance.spent == Money(microUSD: 2 * Studio.price.microUSD) && balance.reserved == .zero)
  }

  @Test("The agent's end in the middle persists no failure, and the same command goes on")
  func agentEnds() async throws {
    let (begun, begin) = AsyncStream<Void>.makeStream()
    var provider = studio.provider(isRepeatable: false)
    provider.meanwhile = { call in
      guard call == .outcome else { return }
      begin.yield()
      try await Task.sleep(for: .seconds(3600))
    }
    let runner = studio.runner(provider)
    let command = try Studio.command(Studio.explore, 1)
    let running = Task { try await runner.carryOut(command) }
    for await _ in begun { break }
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
    let record = try await studio.record()
    #expect(record.state == .gridExploring && record.operation != nil && record.problem == nil)
    let outcome = try await studio.runner(studio.provider(isRepeatable: false)).carryOut(command)
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_g01.png")
    #expect(studio.books.submits.count == 1)
  }

  @Test("Two commands for one sequence at once: the second is refused, the first is not disturbed")
  func oneAtATime() async throws {
    let (begun, begin) = AsyncStream<Void>.makeStream()
    let (letting, letGo) = AsyncStream<Void>.makeStream()
    var provider = studio.provider()
    provider.meanwhile = { call in
      guard call == .outcome else { return }
      begin.yield()
      for await _ in letting { return }
    }
    let runner = studio.runner(provider)
    let first = try Studio.command(Studio.explore, 1)
    let running = Task { try await runner.carryOut(first) }
    for await _ in begun { break }
    #expect(
      await runner.problem(try Studio.command(Studio.explore, 2))?.code == .transitionRefused)
    letGo.yield()
    #expect(try await running.value.outputs.first == "grids/SEQ05/SEQ05_g01.png")
    #expect(studio.books.submits.count == 1)
  }

  @Test("Files that are missing are said at the next start, and a take without its file is not called finished")
  func missing() async throws {
    let runner = studio.runner()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl"), 2))
    for product in ["grids/SEQ05/SEQ05_g01.png", "takes/SEQ05/SEQ05_take001.mp4", "frames/SEQ05/SEQ05_start01.png"] {
      DurableFile.remove(studio.folder.path / product)
    }
    let findings = try await studio.runner().reconcile(open: [])
    #expect(findings.filter { !$0.isMended }.count == 3)
    #expect(findings.contains { $0.message.contains("takes/SEQ05/SEQ05_take001.mp4 is missing") })
  }

  @Test("A name that somebody's file has is passed over before anything is paid", arguments: ["png", "json"])
  func foreignGrid(ending: String) async throws {
    try studio.folder.write("mine", to: "grids/SEQ05/SEQ05_g01.\(ending)")
    let outcome = try await studio.runner().carryOut(try Studio.command(Studio.explore, 1))
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_g02.png")
    #expect(try studio.folder.read("grids/SEQ05/SEQ05_g01.\(ending)") == Data("mine".utf8))
  }

  @Test("The answer names the cost and where the prompt came from")
  func outcome() async throws {
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let own = Command.Work.explore(GridOrder(prompt: "a bus"))
    for _ in 1...2 {
      let outcome = try await runner.carryOut(try Studio.command(own, 1))
      #expect(outcome.cost == Studio.price)
      #expect(outcome.prompts.map(\.source) == ["request"])
    }
    let wish = Command.Work.explore(GridOrder(wish: "darker"))
    #expect(try await runner.carryOut(try Studio.command(wish, 2)).prompts.map(\.source) == ["plan"])
  }
}
