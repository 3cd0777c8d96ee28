import DurableFiles
import Execution
import Foundation
import Sequences
import Terms
import TestSupport
import Testing

@Suite("A kill at any point of grid, pick and video")
struct SequenceKillTests {
  private static let products = [
    "grids/SEQ05/SEQ05.again.txt", "grids/SEQ05/SEQ05.bottom_left.txt", "grids/SEQ05/SEQ05.bottom_right.txt",
    "grids/SEQ05/SEQ05.top_left.txt", "grids/SEQ05/SEQ05.top_right.txt", "grids/SEQ05/SEQ05_g01.json",
    "grids/SEQ05/SEQ05_g01.png", "grids/SEQ05/SEQ05_g01_bottom_left.png", "grids/SEQ05/SEQ05_g01_bottom_right.png",
    "grids/SEQ05/SEQ05_g01_top_left.png", "grids/SEQ05/SEQ05_g01_top_right.png", "frames/SEQ05/SEQ05_start01.png",
    "takes/SEQ05/SEQ05_take001.json", "takes/SEQ05/SEQ05_take001.mp4",
  ]

  private static func commands() throws -> [Command] {
    [try Studio.command(Studio.explore, 1), try Studio.command(try Studio.pick("tl"), 2)]
  }

  private static func carryOut(_ commands: [Command], _ runner: ClientSequenceRunner) async throws -> [Outcome] {
    var outcomes: [Outcome] = []
    for command in commands { outcomes.append(try await runner.carryOut(command)) }
    return outcomes
  }

  /// Kills at every point in turn until a run comes through, and hands each wreck to `check`.
  private func everyKill(
    isRepeatable: Bool, _ check: (Studio, _ point: String) async throws -> Void
  ) async throws {
    for number in 1... {
      let studio = try Studio()
      let kill = KillSwitch(at: number)
      let runner = studio.runner(
        studio.provider(kill, isRepeatable: isRepeatable), gates: ScriptedGates(kill: kill), kill: kill)
      let commands = try Self.commands()
      let result = await kill.run { try await Self.carryOut(commands, runner) }
      guard let point = kill.killedAt else {
        #expect(try result?.get().count == 2)
        #expect(number > 35, "there are fewer points than both commands have")
        return
      }
      try await check(studio, "\(number): \(point)")
    }
  }

  @Test("Carried out again, everything is there once and nothing twice")
  func again() async throws {
    try await everyKill(isRepeatable: true) { studio, point in
      let commands = try Self.commands()
      let runner = studio.runner(studio.provider())
      _ = try await runner.reconcile(open: Set(commands.map(\.request)))
      let outcomes = try await Self.carryOut(commands, runner)
      let record = try await studio.record()
      #expect(record.state == .review && record.operation == nil && record.problem == nil, "\(point)")
      #expect(record.grids.map(\.number) == [1] && record.takes.map(\.id) == ["SEQ05_take001"], "\(point)")
      #expect(record.startFrames.map(\.path) == ["frames/SEQ05/SEQ05_start01.png"], "\(point)")
      #expect(try studio.products() == Self.products, "\(point)")
      #expect(outcomes.last?.outputs.first == "takes/SEQ05/SEQ05_take001.mp4")
      #expect(try await studio.balance() == Balance(), "\(point)")
    }
  }

  @Test("What nobody carries out again is rolled forward by its key, and the sequence is free for the next request")
  func rolledForward() async throws {
    try await everyKill(isRepeatable: true) { studio, point in
      let runner = studio.runner(studio.provider())
      _ = try await runner.reconcile(open: [])
      let record = try await studio.record()
      #expect(record.operation == nil && record.state.isIdle, "\(point)")
      #expect(try await studio.balance().reserved == .zero, "\(point)")
      #expect(try record.state.after(.explore, of: try Studio.sequence()) == .gridExploring, "\(point)")
    }
  }

  @Test("With a provider that is paid, every step is submitted once at most, and the ledger adds up")
  func paid() async throws {
    try await everyKill(isRepeatable: false) { studio, point in
      let commands = try Self.commands()
      let runner = studio.runner(studio.provider(isRepeatable: false))
      _ = try await runner.reconcile(open: Set(commands.map(\.request)))
      var unknown = false
      do { _ = try await Self.carryOut(commands, runner) } catch let problem as Problem {
        #expect(problem.code == .outcomeUnknown, "\(point): \(problem)")
        unknown = true
      }
      let submits = studio.books.submits
      #expect(Set(submits).count == submits.count, "\(point)")
      let balance = try await studio.balance()
      let asked = Money(microUSD: Studio.price.microUSD * Int64(submits.count))
      if unknown {
        // Whether the lost call is among those that the provider saw is what nobody knows.
        #expect(balance.reserved == Studio.price, "\(point)")
        #expect(balance.committed >= asked && balance.spent <= asked, "\(point)")
      } else {
        #expect(balance.reserved == .zero && balance.spent == asked, "\(point)")
        #expect(try studio.products() == Self.products, "\(point)")
      }
      // However often it is carried out again.
      let later = studio.runner(studio.provider(isRepeatable: false))
      _ = try? await Self.carryOut(commands, later)
      #expect(studio.books.submits == submits, "\(point)")
    }
  }
}
