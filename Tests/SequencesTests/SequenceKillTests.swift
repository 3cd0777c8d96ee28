import DurableFiles
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import Sequences

/// Work that is killed at every one of its points in turn, and carried out again on what is left.
struct Killing: Sendable {
  let name: String
  /// How many points there are at least, so that no test is empty.
  let least: Int
  let brief: Brief
  var limits = ModelLimits.unlimited
  /// In their order, said yes to in advance.
  let works: [Command.Work]
  /// What comes before and is not killed.
  var before: [Command.Work] = []
  var provider: @Sendable (inout ScriptedProvider) -> Void = { _ in }

  func studio() throws -> Studio {
    var studio = try Studio()
    studio.limits = limits
    return studio
  }

  func commands() throws -> [Command] {
    try works.enumerated().map { try Studio.command($1, before.count + 1 + $0, brief: brief) }
  }

  func prepare(_ studio: Studio, isRepeatable: Bool) async throws {
    var provider = studio.provider(isRepeatable: isRepeatable)
    self.provider(&provider)
    let runner = studio.runner(provider)
    for (index, work) in before.enumerated() {
      try await runner.agreed(try Studio.command(work, index + 1, brief: brief))
    }
  }

  func carryOut(_ runner: ClientSequenceRunner) async throws -> [Outcome] {
    var outcomes: [Outcome] = []
    for command in try commands() { outcomes.append(try await runner.agreed(command)) }
    return outcomes
  }

  func runner(_ studio: Studio, isRepeatable: Bool, _ kill: KillSwitch = KillSwitch()) -> ClientSequenceRunner {
    studio.dying(kill, isRepeatable: isRepeatable, provider)
  }

  /// Kills at every point in turn until a run comes through, and hands each wreck to `check`.
  func everywhere(isRepeatable: Bool, _ check: (Studio, _ point: String) async throws -> Void) async throws {
    for number in 1... {
      let studio = try studio()
      try await prepare(studio, isRepeatable: isRepeatable)
      let kill = KillSwitch(at: number)
      let runner = runner(studio, isRepeatable: isRepeatable, kill)
      let result = await kill.run { try await carryOut(runner) }
      guard let point = kill.killedAt else {
        #expect(try result?.get().count == works.count)
        #expect(number > least, "there are fewer points than the work has")
        return
      }
      try await check(studio, "\(number): \(point)")
    }
  }
}

extension Killing: CustomTestStringConvertible {
  var testDescription: String { name }

  static let all: [Killing] = {
    do { return [try single, try split, try individual, try redo, try several, try grid] } catch { return [] }
  }()

  private static var single: Killing {
    get throws {
      Killing(
        name: "grid, pick and a take in one call", least: 50, brief: try Studio.brief(),
        works: [Studio.explore, try Studio.pick("tl")])
    }
  }

  /// Two calls, joined, the second one going on from the first.
  private static var split: Killing {
    get throws {
      Killing(
        name: "a take in two calls", least: 50, brief: try Studio.five(), limits: .klingO3, works: [Studio.generate])
    }
  }

  private static var individual: Killing {
    get throws {
      Killing(
        name: "an individual take", least: 50, brief: try Studio.brief(needsGrid: false, mode: .individual),
        works: [Studio.generate])
    }
  }

  private static var redo: Killing {
    get throws {
      Killing(
        name: "one shot made again", least: 20, brief: try Studio.brief(needsGrid: false),
        works: [.generate(TakeOrder(mode: .individual, shots: [2]))], before: [Studio.generate])
    }
  }

  private static var several: Killing {
    get throws {
      Killing(
        name: "two takes of one request", least: 60, brief: try Studio.brief(needsGrid: false),
        works: [.generate(TakeOrder(count: 2))])
    }
  }

  /// No attempt comes to a grid.
  private static var grid: Killing {
    get throws {
      Killing(
        name: "a grid that is tried again and put together from single pictures", least: 100,
        brief: try Studio.brief(layout: GridLayout(rows: 1, columns: 2) ?? .quadrants), works: [Studio.explore]
      ) { provider in
        provider.artifact = { order, _ in
          if case .keyframe(let order) = order { Studio.noGrid(order) } else { Data() }
        }
      }
    }
  }
}

@Suite("A kill at any point")
struct SequenceKillTests {
  @Test("Carried out again, everything is there once, and as it is without a kill", arguments: Killing.all)
  func again(killing: Killing) async throws {
    let whole = try killing.studio()
    try await killing.prepare(whole, isRepeatable: true)
    _ = try await killing.carryOut(killing.runner(whole, isRepeatable: true))
    let (expected, products) = (try await whole.record().remembered, try whole.products())
    let videos = try products.filter { $0.hasSuffix(".mp4") }.map { try whole.text($0) }
    try await killing.everywhere(isRepeatable: true) { studio, point in
      let runner = killing.runner(studio, isRepeatable: true)
      _ = try await runner.reconcile(open: Set(try killing.commands().map(\.request)))
      _ = try await killing.carryOut(runner)
      let record = try await studio.record()
      #expect(record.operation == nil && record.problem == nil, "\(point)")
      #expect(record.remembered == expected, "\(point)")
      #expect(try studio.products() == products, "\(point)")
      #expect(try products.filter { $0.hasSuffix(".mp4") }.map { try studio.text($0) } == videos, "\(point)")
      #expect(try await studio.balance() == Balance(), "\(point)")
      #expect(try await runner.reconcile(open: []) == [], "\(point)")
    }
  }

  @Test(
    "What nobody carries out again is rolled forward by its key, and the sequence is free for the next request",
    arguments: Killing.all)
  func rolledForward(killing: Killing) async throws {
    try await killing.everywhere(isRepeatable: true) { studio, point in
      let runner = killing.runner(studio, isRepeatable: true)
      _ = try await runner.reconcile(open: [])
      let record = try await studio.record()
      #expect(record.operation == nil && record.state.isIdle, "\(point)")
      #expect(try await studio.balance().reserved == .zero, "\(point)")
      #expect(try record.state.after(.explore, of: try Studio.sequence()) == .gridExploring)
    }
  }

  @Test(
    "With a provider that is paid, every step is submitted once at most, and the ledger adds up", arguments: Killing.all
  )
  func paid(killing: Killing) async throws {
    let whole = try killing.studio()
    try await killing.prepare(whole, isRepeatable: false)
    _ = try await killing.carryOut(killing.runner(whole, isRepeatable: false))
    let (all, products) = (whole.submits, try whole.products())
    try await killing.everywhere(isRepeatable: false) { studio, point in
      let runner = killing.runner(studio, isRepeatable: false)
      _ = try await runner.reconcile(open: Set(try killing.commands().map(\.request)))
      var unknown = false
      do { _ = try await killing.carryOut(runner) } catch let problem as Problem {
        #expect(problem.code == .outcomeUnknown, "\(point): \(problem)")
        unknown = true
      }
      let submits = studio.submits
      #expect(Set(submits).count == submits.count, "\(point)")
      let balance = try await studio.balance()
      let asked = Studio.price * submits.count
      if unknown {
        // Whether the lost call is among those that the provider saw is what nobody knows.
        #expect(balance.reserved >= Studio.price, "\(point)")
        #expect(balance.committed >= asked && balance.spent <= asked, "\(point)")
      } else {
        #expect(submits == all, "\(point)")
        #expect(balance.reserved == .zero && balance.spent == asked, "\(point)")
        #expect(try studio.products() == products, "\(point)")
      }
      // However often it is carried out again.
      _ = try? await killing.carryOut(killing.runner(studio, isRepeatable: false))
      #expect(studio.submits == submits, "\(point)")
    }
  }
}

@Suite("A kill at any point of a take whose second call fails")
struct FailureKillTests {
  private static func provider(_ studio: Studio, _ kill: KillSwitch) -> ScriptedProvider {
    var provider = studio.provider(kill, isRepeatable: false)
    let books = studio.books
    provider.meanwhile = { call in
      guard call == .outcome, books.submits.count > 1 else { return }
      throw CallFailure(Problem(.system, "The model refused.", hint: "Other words."), cost: .zero)
    }
    return provider
  }

  @Test("The paid call is kept once, the request fails as it would have, and nothing is sent again")
  func kept() async throws {
    let brief = try Studio.five()
    let command = try Studio.command(Studio.generate, 1, brief: brief)
    for number in 1... {
      var studio = try Studio()
      studio.limits = .klingO3
      let kill = KillSwitch(at: number)
      let dying = studio.runner(Self.provider(studio, kill), gates: ScriptedGates(kill: kill), kill: kill)
      _ = await kill.run { try await dying.agreed(command) }
      guard let point = kill.killedAt else {
        #expect(number > 60)
        return
      }
      let runner = studio.runner(Self.provider(studio, KillSwitch()))
      _ = try await runner.reconcile(open: [command.request])
      let problem = await #expect(throws: Problem.self, "\(point)") { try await runner.agreed(command) }
      #expect(studio.submits.count <= 2 && Set(studio.submits).count == studio.submits.count, "\(point)")
      guard problem?.code != .outcomeUnknown else { continue }
      let record = try await studio.record()
      #expect(problem?.message == "The model refused." && record.problem == problem, "\(point)")
      #expect(record.takes.map(\.missingShots) == [[4, 5]] && record.operation == nil, "\(point)")
      #expect(record.state == .notStarted, "\(point)")
      #expect(try studio.text("takes/SEQ05/SEQ05_take001.mp4").components(separatedBy: " + ").count == 3, "\(point)")
      let balance = try await studio.balance()
      #expect(balance.spent == Studio.price && balance.reserved == .zero, "\(point)")
    }
  }
}

/// What a record says beside the times at which it all happened.
struct Remembered: Hashable, Sendable {
  let state: WorkflowState
  let grids: [[String]]
  let frames: [String]
  let takes: [[String]]
  let shots: [TakeShot]
  let begun: [Int]
}

extension SequenceRecord {
  var remembered: Remembered {
    Remembered(
      state: state, grids: grids.map { [$0.path, "\($0.cost)"] + ($0.remarks ?? []) + $0.options.map(\.path) },
      frames: startFrames.map(\.path),
      takes: takes.map { take in
        [take.id, take.video, "\(take.cost)", "\(take.decision)", take.startFrame ?? ""] + take.calls.map { "\($0)" }
      }, shots: takes.flatMap(\.shots), begun: gridsBegun.sorted { $0.key < $1.key }.map(\.value) + [takesBegun])
  }
}
