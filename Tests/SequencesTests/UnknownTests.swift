import DurableFiles
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("Calls whose outcome nobody knows")
struct UnknownTests {
  private static let cut = Problem(.system, "The wire was cut.", hint: "Try again.")

  /// A studio in which call number `number` of request 1 was cut on the wire.
  private static func unknown(
    _ number: Int = 1, _ work: Command.Work = Studio.generate, brief: Brief, limits: ModelLimits = .unlimited
  ) async throws -> Studio {
    var studio = try Studio()
    studio.limits = limits
    var provider = studio.provider(isRepeatable: false)
    let books = studio.books
    provider.meanwhile = { call in if call == .submit, books.submits.count == number { throw cut } }
    let runner = studio.runner(provider)
    let problem = await #expect(throws: Problem.self) {
      try await runner.agreed(try Studio.command(work, 1, brief: brief))
    }
    #expect(problem?.code == .outcomeUnknown)
    return studio
  }

  private static func paid(_ studio: Studio, _ kill: KillSwitch = KillSwitch()) -> ClientSequenceRunner {
    studio.dying(kill, isRepeatable: false)
  }

  @Test("A take stays where it is with its money set aside, however often it is looked at")
  func stays() async throws {
    let brief = try Studio.brief(needsGrid: false)
    let studio = try await Self.unknown(brief: brief)
    for _ in 1...2 {
      let runner = Self.paid(studio)
      let findings = try await runner.reconcile(open: [])
      #expect(findings.count == 1 && findings.first?.isMended == false)
      let problem = await runner.problem(try Studio.command(Studio.generate, 2, brief: brief))
      #expect(problem?.code == .transitionRefused)
      let record = try await studio.record()
      #expect(record.state == .generating && record.problem?.code == .outcomeUnknown && record.waitsFor == .person)
      #expect(try await studio.balance().reserved == Studio.price)
    }
    #expect(studio.submits.count == 1)
  }

  @Test("A request that is refused behind it keeps nothing set aside")
  func refusedBehind() async throws {
    let brief = try Studio.brief(needsGrid: false)
    let studio = try await Self.unknown(brief: brief)
    let runner = Self.paid(studio)
    let later = try Studio.command(Studio.generate, 2, brief: brief)
    try await runner.setAside([later])
    #expect(try await studio.balance().reserved == Studio.price * 2)
    #expect(await runner.problem(later)?.code == .transitionRefused)
    #expect(try await studio.balance().reserved == Studio.price)
  }

  @Test("A take that turns up after all is taken in as if nothing had been, and is paid once")
  func late() async throws {
    let (studio, brief) = (try Studio(), try Studio.brief(needsGrid: false))
    var deaf = studio.provider(isRepeatable: false)
    deaf.failures = [.outcome: Self.cut]
    let command = try Studio.command(Studio.generate, 1, brief: brief)
    #expect(await studio.runner(deaf).problem(command)?.code == .outcomeUnknown)
    let findings = try await Self.paid(studio).reconcile(open: [])
    #expect(findings.map(\.message) == ["SEQ05: take 1 was finished."])
    let record = try await studio.record()
    #expect(record.state == .review && record.problem == nil && record.takes.map(\.number) == [1])
    _ = try await Self.paid(studio).carryOut(command)
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == .zero && studio.submits.count == 1)
  }

  @Test("Resubmitted, a new call is made for the same take, and the lost one is booked")
  func resubmit() async throws {
    let brief = try Studio.brief(needsGrid: false)
    let studio = try await Self.unknown(brief: brief)
    let runner = Self.paid(studio)
    let outcome = try await runner.carryOut(try Studio.command(.resubmit(take: 1), 2, brief: brief))
    #expect(outcome.resubmitted == [try Studio.request(1)])
    #expect(outcome.warnings.first?.contains("\(Studio.price) is booked for it") == true)
    #expect(try await studio.record().problem == nil)
    let made = try await runner.agreed(try Studio.command(Studio.generate, 1, brief: brief))
    #expect(made.outputs.first == "takes/SEQ05/SEQ05_take001.mp4")
    #expect(studio.submits == ["multi_shot/SEQ05/1", "multi_shot/SEQ05/2"])
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price * 2 && balance.reserved == .zero)
  }

  @Test("A call that is made again never takes the place of one that the same take has yet to make")
  func ofTwo() async throws {
    let brief = try Studio.five()
    let studio = try await Self.unknown(brief: brief, limits: .klingO3)
    let runner = Self.paid(studio)
    _ = try await runner.carryOut(try Studio.command(.resubmit(take: nil), 2, brief: brief))
    try await runner.agreed(try Studio.command(Studio.generate, 1, brief: brief))
    let take = try #require(try await studio.record().takes.first)
    #expect(take.isComplete && Set(take.calls).count == 2 && studio.submits.count == 3)
    #expect(try studio.text(take.video).contains("call01.mp4 [240, 360) + SEQ05_take001_call02.mp4 [0, 120)"))
  }

  @Test("Given up, the sequence is where it was, the call is booked, and the shots that are paid are kept")
  func abandon() async throws {
    let brief = try Studio.five()
    let studio = try await Self.unknown(2, brief: brief, limits: .klingO3)
    let runner = Self.paid(studio)
    let outcome = try await runner.carryOut(try Studio.command(.abandon(take: nil), 2, brief: brief))
    #expect(outcome.warnings.count == 1)
    let record = try await studio.record()
    #expect(record.state == .notStarted && record.operation == nil && record.problem?.code == .abandoned)
    #expect(record.takes.first?.missingShots == [4, 5])
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price * 2 && balance.reserved == .zero)
    try await runner.agreed(try Studio.command(Studio.generate, 3, brief: brief))
    #expect(try await studio.record().state == .review && studio.submits.count == 3)
  }

  @Test(
    "A word on another take, or where nothing is unknown, is refused and changes nothing", arguments: [true, false])
  func otherTake(abandons: Bool) async throws {
    let brief = try Studio.brief(needsGrid: false)
    let studio = try await Self.unknown(brief: brief)
    let before = try await studio.record()
    let work: Command.Work = abandons ? .abandon(take: 4) : .resubmit(take: 4)
    let problem = await Self.paid(studio).problem(try Studio.command(work, 2, brief: brief))
    #expect(problem?.message == "Take 4 of SEQ05 has no call whose outcome is unknown.")
    #expect(try await studio.record() == before)
    let quiet = try Studio()
    let none: Command.Work = abandons ? .abandon(take: nil) : .resubmit(take: nil)
    let refused = await Self.paid(quiet).problem(try Studio.command(none, 2, brief: brief))
    #expect(refused?.code == .transitionRefused)
  }

  @Test("A grid is made again under a new number; while another runs, nothing is given up for it")
  func grid() async throws {
    let brief = try Studio.brief()
    let studio = try await Self.unknown(1, Studio.explore, brief: brief)
    let (hold, books) = (Hold(), studio.books)
    var slow = studio.provider(isRepeatable: false)
    slow.meanwhile = { call in if call == .outcome, books.submits.count == 2 { try await hold.wait() } }
    let runner = studio.runner(slow)
    let second = try Studio.command(Studio.explore, 2, brief: brief)
    let running = Task { try await runner.carryOut(second) }
    await hold.arrived()
    let resubmit = try Studio.command(.resubmit(take: nil), 3, brief: brief)
    let refused = await runner.problem(resubmit)
    #expect(refused?.code == .transitionRefused && refused?.message.contains("runs for SEQ05 already") == true)
    let lost = StepKey(.keyframe, shot: try ShotID("SEQ05_grid"), attempt: 1)
    #expect(try await studio.call(lost)?.problem?.code == .outcomeUnknown)
    hold.release()
    _ = try await running.value
    let outcome = try await runner.carryOut(resubmit)
    #expect(outcome.resubmitted == [try Studio.request(1)])
    let made = try await runner.carryOut(try Studio.command(Studio.explore, 1, brief: brief))
    #expect(made.outputs.first == "grids/SEQ05/SEQ05_g03.png")
    let record = try await studio.record()
    #expect(record.grids.map(\.number) == [2, 3] && record.state == .gridReview && record.unresolved == [])
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price * 3 && balance.reserved == .zero)
  }

  @Test("Of two lost grids both are given up by one word")
  func twoGrids() async throws {
    let brief = try Studio.brief()
    let studio = try await Self.unknown(1, Studio.explore, brief: brief)
    var failing = studio.provider(isRepeatable: false)
    failing.failures = [.submit: Self.cut]
    #expect(
      await studio.runner(failing).problem(try Studio.command(Studio.explore, 2, brief: brief))?.code == .outcomeUnknown
    )
    let outcome = try await Self.paid(studio).carryOut(try Studio.command(.abandon(take: nil), 3, brief: brief))
    #expect(outcome.warnings.count == 2)
    let record = try await studio.record()
    #expect(record.unresolved == [] && record.operation == nil)
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price * 2 && balance.reserved == .zero)
  }

  // MARK: - Kills

  @Test(
    "A word that is killed at any point and given again has the same end, and is paid once", arguments: [true, false])
  func killed(abandons: Bool) async throws {
    let brief = try Studio.five()
    let word = try Studio.command(abandons ? .abandon(take: nil) : .resubmit(take: nil), 2, brief: brief)
    let request = try Studio.command(Studio.generate, 1, brief: brief)
    for number in 1... {
      let studio = try await Self.unknown(2, brief: brief, limits: .klingO3)
      let kill = KillSwitch(at: number)
      let dying = Self.paid(studio, kill)
      let result = await kill.run { try await dying.carryOut(word) }
      guard let point = kill.killedAt else {
        _ = try result?.get()
        #expect(number > 5)
        return
      }
      let runner = Self.paid(studio)
      _ = try await runner.reconcile(open: [word.request, request.request])
      let outcome = try await runner.carryOut(word)
      if !abandons {
        #expect(outcome.resubmitted == [request.request], "\(point)")
        try await runner.agreed(request)
      }
      let record = try await studio.record()
      #expect(record.operation == nil && record.takes.map(\.number) == [1], "\(point)")
      #expect(record.state == (abandons ? .notStarted : .review), "\(point)")
      #expect(record.takes.first?.missingShots == (abandons ? [4, 5] : []), "\(point)")
      let balance = try await studio.balance()
      #expect(balance.spent == Studio.price * (abandons ? 2 : 3) && balance.reserved == .zero, "\(point)")
      #expect(studio.submits.count == (abandons ? 2 : 3), "\(point)")
    }
  }
}
