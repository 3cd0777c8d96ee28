import DurableFiles
import Execution
import FolderContract
import Foundation
import Media
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("Cancelling")
struct CancelTests {
  let studio: Studio

  init() throws { studio = try Studio() }

  private func cancel(_ number: Int = 9) throws -> Command {
    try Studio.command(.cancel, number, brief: try Studio.brief(needsGrid: false))
  }

  /// Held up while the provider works.
  private func held(_ hold: Hold, at point: ScriptedProvider.Call = .outcome) -> ClientSequenceRunner {
    var provider = studio.provider(isRepeatable: false)
    provider.meanwhile = { call in if call == point { try await hold.wait() } }
    return studio.runner(provider)
  }

  @Test("What runs ends at once, the sequence is where it was, and what may still be billed is said and booked")
  func running() async throws {
    let hold = Hold()
    let runner = held(hold)
    let command = try Studio.command(Studio.generate, 1, brief: try Studio.brief(needsGrid: false))
    let running = Task { await runner.problem(command) }
    await hold.arrived()
    let outcome = try await runner.carryOut(try cancel())
    #expect(
      outcome.warnings == [
        "The call for SEQ05_take001 had been sent to scripted: up to \(Studio.price) may still be billed."
      ])
    #expect(await running.value?.code == .cancelled)
    let record = try await studio.record()
    #expect(record.state == .notStarted && record.operation == nil && record.problem?.code == .cancelled)
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == .zero)
    _ = try await studio.runner().carryOut(
      try Studio.command(Studio.generate, 2, brief: try Studio.brief(needsGrid: false)))
    #expect(try await studio.record().takes.map(\.id) == ["SEQ05_take002"])
  }

  @Test("No further call of a take begins, and the shots that are paid are kept")
  func between() async throws {
    let hold = Hold()
    var provider = studio.provider(isRepeatable: false)
    let books = studio.books
    provider.meanwhile = { call in
      if call == .outcome, books.submits.count == 2 { try await hold.wait() }
    }
    let runner = studio.runner(provider)
    let brief = try Studio.brief(
      needsGrid: false, shots: (1...3).map { ShotPrompt(index: $0, prompt: "shot \($0)", duration: 2) },
      mode: .individual)
    let command = try Studio.command(Studio.generate, 1, brief: brief)
    let running = Task { await runner.problem(command) }
    await hold.arrived()
    _ = try await runner.carryOut(try cancel())
    #expect(await running.value?.code == .cancelled)
    let record = try await studio.record()
    #expect(record.takes.first?.missingShots == [2, 3] && record.state == .notStarted)
    #expect(studio.submits == ["video/SEQ05_shot01/1", "video/SEQ05_shot02/1"])
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price * 2 && balance.reserved == .zero)
  }

  @Test("A video that has arrived is kept: it is paid, and done in a moment")
  func late() async throws {
    let hold = Hold()
    let runner = studio.runner(studio.provider(isRepeatable: false), gates: HeldGates(hold: hold))
    let command = try Studio.command(Studio.generate, 1, brief: try Studio.brief(needsGrid: false))
    let running = Task { await runner.problem(command) }
    await hold.arrived()
    let outcome = try await runner.carryOut(try cancel())
    #expect(outcome.warnings == [])
    // The gates judge again after they were cut short.
    await hold.arrived()
    hold.release()
    #expect(await running.value == nil)
    let record = try await studio.record()
    #expect(record.state == .review && record.takes.map(\.isComplete) == [true])
  }

  @Test("What was left standing by a hold is ended, and its money is given back")
  func standing() async throws {
    var provider = studio.provider(isRepeatable: false)
    let folder = studio.folder
    provider.meanwhile = { call in if call == .collect { try folder.write("", to: "HOLD") } }
    let brief = try Studio.brief(needsGrid: false, mode: .individual)
    let command = try Studio.command(Studio.generate, 1, brief: brief)
    #expect(await studio.runner(provider).problem(command)?.code == .onHold)
    #expect(try await studio.record().state == .generating)
    #expect(try await studio.balance().reserved == Studio.price)
    _ = try await studio.runner(studio.provider(isRepeatable: false)).carryOut(try cancel())
    let record = try await studio.record()
    #expect(record.state == .notStarted && record.operation == nil && record.takes.first?.missingShots == [2])
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == .zero)
  }

  @Test(
    "A video that this machine cannot cut is kept until it can; given up, it is taken in later, and never paid again")
  func cannotCut() async throws {
    let missing = Problem(.programMissing, "The program ffmpeg cannot be run here.", hint: "Install it.")
    var cutting = ScriptedCuttingRoom()
    cutting.failures = [.cuts: missing]
    let brief = try Studio.brief(needsGrid: false)
    let command = try Studio.command(Studio.generate, 1, brief: brief)
    let broken = studio.runner(studio.provider(isRepeatable: false), cutting: cutting)
    #expect(await broken.problem(command) == missing)
    #expect(try await studio.record().state == .generating)
    _ = try await broken.carryOut(try cancel())
    var record = try await studio.record()
    #expect(record.state == .notStarted && record.operation == nil && record.problem == missing)
    let findings = try await studio.runner().reconcile(open: [])
    #expect(findings.map(\.isMended) == [true])
    record = try await studio.record()
    #expect(record.state == .review && record.takes.map(\.isComplete) == [true] && studio.submits.count == 1)
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == .zero)
  }

  @Test("A cancel that is killed at any point and comes after what it was to stop leaves nothing half there")
  func killed() async throws {
    let brief = try Studio.brief(needsGrid: false, mode: .individual)
    let command = try Studio.command(Studio.generate, 1, brief: brief)
    for number in 1... {
      let studio = try Studio()
      var provider = studio.provider(isRepeatable: false)
      provider.meanwhile = { call in if call == .collect { try studio.folder.write("", to: "HOLD") } }
      #expect(await studio.runner(provider).problem(command)?.code == .onHold)
      studio.remove("HOLD")
      let (kill, cancel) = (KillSwitch(at: number), try cancel())
      let dying = studio.dying(kill, isRepeatable: false)
      _ = await kill.run { try await dying.carryOut(cancel) }
      guard let point = kill.killedAt else {
        #expect(number > 5)
        return
      }
      let runner = studio.runner(studio.provider(isRepeatable: false))
      let problem = await runner.problem(command)
      _ = try await runner.carryOut(cancel)
      let record = try await studio.record()
      let take = try #require(record.takes.first)
      #expect(record.operation == nil && record.takes.count == 1, "\(point)")
      #expect(take.isComplete == (problem == nil), "\(point)")
      let parts = try studio.text(take.video).components(separatedBy: " + ").count
      #expect(parts == take.shots.count - take.missingShots.count, "\(point)")
      let balance = try await studio.balance()
      #expect(balance.spent == Studio.price * studio.submits.count && balance.reserved == .zero, "\(point)")
    }
  }

  @Test("Where nothing runs there is nothing to do")
  func nothing() async throws {
    #expect(try await studio.runner().carryOut(try cancel()) == Outcome())
    #expect(try await studio.record() == SequenceRecord())
  }
}
