import DurableFiles
import Execution
import Foundation
import Terms
import TestSupport
import Testing

@Suite("A step that goes wrong")
struct StepFailureTests {
  private static let trouble = Problem(.system, "The wire was cut.", hint: "Try again.")
  private static let refused = Problem(.badValue, "The prompt was refused.", hint: "Write another.")

  private func problem(_ work: () async throws -> Void) async -> Problem? {
    do { try await work() } catch { return error as? Problem }
    return nil
  }

  @Test("What fails before anything was sent sets nothing aside", arguments: [ScriptedProvider.Call.quote, .prepare])
  func beforeTheCall(call: ScriptedProvider.Call) async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [call: Self.trouble]
    let runner = bench.runner(provider)
    let problem = await problem { _ = try await runner.executeMultiShot(try Bench.step()) }
    #expect(problem == Self.trouble)
    #expect(bench.books.submits.isEmpty)
    #expect(try await bench.balance() == Balance())
    #expect(try await bench.take()?.phase == (call == .quote ? nil : .failed))
  }

  @Test(
    "A paid call that fails in any way keeps its money set aside, and is not made again",
    arguments: [ScriptedProvider.Call.submit, .outcome, .collect])
  func paid(call: ScriptedProvider.Call) async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [call: Self.trouble]
    let runner = bench.runner(provider)
    let problem = await problem { _ = try await runner.executeMultiShot(try Bench.step()) }
    #expect(problem?.code == .outcomeUnknown)
    #expect(problem?.message.contains("The wire was cut.") == true)
    #expect(try await bench.state() == .outcomeUnknown)
    let balance = try await bench.balance()
    #expect(balance.reserved == Bench.price && balance.spent == .zero)

    // With the provider's id in hand it is asked again; without, a person has to look.
    let again = await Result { try await bench.runner(bench.provider()).executeMultiShot(try Bench.step()) }
    #expect(bench.books.submits.count == 1)
    if call == .submit {
      #expect(throws: Problem.self) { try again.get() }
      #expect(try await bench.balance().reserved == Bench.price)
    } else {
      #expect(try again.get().phase == .complete)
      #expect(try again.get().problem == nil)
      #expect(try await bench.state() == .videoComplete)
      let balance = try await bench.balance()
      #expect(balance.spent == Bench.price && balance.reserved == .zero)
    }
  }

  @Test(
    "Where the provider itself says what became of a call, nothing is left open",
    arguments: [
      (ScriptedProvider.Call.submit, nil), (.outcome, Money.zero), (.outcome, Bench.price), (.collect, .zero),
    ]
      as [(ScriptedProvider.Call, Money?)])
  func ownWord(call: ScriptedProvider.Call, cost: Money?) async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [call: CallFailure(Self.refused, cost: cost)]
    let runner = bench.runner(provider)
    let problem = await problem { _ = try await runner.executeMultiShot(try Bench.step()) }
    #expect(problem == Self.refused)
    #expect(try await bench.state() == .videoFailed)
    let balance = try await bench.balance()
    #expect(balance.reserved == .zero && balance.spent == cost ?? .zero)
  }

  @Test("A call on this machine that fails is over, costs nothing, and another attempt may begin")
  func repeatable() async throws {
    let bench = try Bench()
    var provider = bench.provider(isRepeatable: true)
    provider.failures = [.collect: Self.trouble]
    let runner = bench.runner(provider)
    #expect(await problem { _ = try await runner.executeMultiShot(try Bench.step()) } == Self.trouble)
    // The same key says the same again; a new one runs.
    let again = bench.runner(bench.provider(isRepeatable: true))
    #expect(await problem { _ = try await again.executeMultiShot(try Bench.step()) } == Self.trouble)
    #expect(try await again.executeMultiShot(try Bench.step(2)).phase == .complete)
    #expect(try bench.folder.names(in: "takes/SEQ05") == ["SEQ05_take001.mp4"])
  }

  @Test("A take that arrived outlives gates that cannot run, and is checked when they can")
  func gatesMissing() async throws {
    let bench = try Bench()
    var gates = ScriptedGates()
    gates.failure = Problem(.programMissingHere, "ffprobe cannot be run here.", hint: "Install it.")
    let runner = bench.runner(bench.provider(), gates: gates)
    #expect(
      await problem { _ = try await runner.executeMultiShot(try Bench.step()) }?.code == .programMissingHere)
    #expect(try await bench.take()?.phase == .collected)
    #expect(try await bench.state() == .videoProcessing)
    #expect(bench.folder.exists(Bench.output))
    #expect(try await bench.balance().reserved == Bench.price)

    #expect(try await bench.runner(bench.provider()).resume(try Bench.shot())?.phase == .complete)
    #expect(bench.books.submits.count == 1)
    #expect(try await bench.balance().spent == Bench.price)
  }

  @Test("Nothing is paid for a video whose name is taken")
  func nameTakenBefore() async throws {
    let bench = try Bench()
    try bench.folder.write("somebody's own", to: Bench.output)
    let runner = bench.runner(bench.provider())
    #expect(await problem { _ = try await runner.executeMultiShot(try Bench.step()) }?.code == .alreadyExists)
    #expect(bench.books.submits.isEmpty)
    #expect(try await bench.balance() == Balance())
    #expect(try bench.folder.read(Bench.output) == Data("somebody's own".utf8))
  }

  @Test("A file that takes the name meanwhile is never overwritten; moved away, the video takes its place")
  func nameTakenMeanwhile() async throws {
    let bench = try Bench()
    var provider = bench.provider()
    let folder = bench.folder
    provider.meanwhile = { call in if call == .outcome { try folder.write("somebody's own", to: Bench.output) } }
    let runner = bench.runner(provider)
    #expect(await problem { _ = try await runner.executeMultiShot(try Bench.step()) }?.code == .alreadyExists)
    #expect(try bench.folder.read(Bench.output) == Data("somebody's own".utf8))

    try Folder.move(bench.folder.path / Bench.output, to: bench.folder.path / "mine.mp4")
    let take = try await bench.runner(bench.provider()).executeMultiShot(try Bench.step())
    #expect(take.phase == .complete)
    #expect(try bench.folder.read("mine.mp4") == Data("somebody's own".utf8))
    #expect(try bench.folder.read(Bench.output) == Data("artifact of multi_shot/SEQ05/1".utf8))
    #expect(bench.books.submits.count == 1)
  }

  @Test("A take whose file went before it was settled is fetched again, not called complete without it")
  func fileGone() async throws {
    let bench = try Bench()
    var gates = ScriptedGates()
    gates.failure = Self.trouble
    let runner = bench.runner(bench.provider(), gates: gates)
    _ = await problem { _ = try await runner.executeMultiShot(try Bench.step()) }
    DurableFile.remove(bench.folder.path / Bench.output)
    let take = try await bench.runner(bench.provider()).executeMultiShot(try Bench.step())
    #expect(take.phase == .complete && bench.folder.exists(Bench.output))
    #expect(bench.books.submits.count == 1)
  }

  @Test("A key that was used for another order is refused")
  func conflict() async throws {
    let bench = try Bench()
    let runner = bench.runner(bench.provider())
    _ = try await runner.executeMultiShot(try Bench.step())
    let problem = await problem { _ = try await runner.executeMultiShot(try Bench.step(prompt: "another car")) }
    #expect(problem?.code == .stepConflict)
    #expect(bench.books.submits.count == 1)
  }

  @Test("The same key twice is answered with the same take")
  func same() async throws {
    let bench = try Bench()
    let runner = bench.runner(bench.provider())
    let first = try await runner.executeMultiShot(try Bench.step())
    #expect(try await runner.executeMultiShot(try Bench.step()) == first)
    #expect(bench.books.submits.count == 1)
  }

  @Test("A new attempt is refused while the outcome of a video is unknown, and sets nothing aside")
  func afterUnknown() async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [.submit: Self.trouble]
    let runner = bench.runner(provider)
    _ = await problem { _ = try await runner.executeMultiShot(try Bench.step()) }
    let next = try Bench.step(2, output: "takes/SEQ05/SEQ05_take002.mp4")
    let problem = await problem { _ = try await bench.runner(bench.provider()).executeMultiShot(next) }
    #expect(problem?.code == .transitionRefused)
    #expect(problem?.message.contains("outcome_unknown") == true)
    #expect(problem?.message.contains("video_pending") == true)
    #expect(try await bench.balance().reserved == Bench.price)
  }

  @Test("A reservation that was given back is made again before the call, so that what is paid is counted")
  func reservedAgain() async throws {
    let bench = try Bench()
    let kill = KillSwitch(at: 4)
    let early = bench.runner(bench.provider(kill), kill: kill)
    _ = await kill.run { try await early.executeMultiShot(try Bench.step()) }
    try #require(try await bench.take()?.phase == .prepared)
    _ = try await bench.account().reconcile { _ in nil }
    #expect(try await bench.balance() == Balance())
    // Given back, it is not there any more: the caps count again.
    let none = SpendCaps(project: .zero, account: .zero, day: .zero)
    let copy = try Bench(copying: bench)
    let refused = copy.runner(copy.provider(), caps: none)
    #expect(await problem { _ = try await refused.executeMultiShot(try Bench.step()) }?.code == .capReached)
    #expect(copy.books.submits.isEmpty)
    _ = try await bench.runner(bench.provider()).executeMultiShot(try Bench.step())
    let balance = try await bench.balance()
    #expect(balance.spent == Bench.price && balance.reserved == .zero)
  }

  @Test("While HOLD lies in the project no paid call is made, and what costs nothing goes on")
  func hold() async throws {
    let bench = try Bench()
    try bench.folder.write("", to: "HOLD")
    let refused = await problem { _ = try await bench.runner(bench.provider()).executeMultiShot(try Bench.step()) }
    #expect(refused?.code == .onHold)
    #expect(bench.books.submits.isEmpty)
    #expect(try await bench.balance() == Balance())
    let free = bench.runner(bench.provider(isRepeatable: true))
    #expect(try await free.executeMultiShot(try Bench.step()).phase == .complete)
  }

  @Test("A take that was begun with a provider that is not configured any more waits for it")
  func otherProvider() async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [.outcome: Self.trouble]
    let runner = bench.runner(provider)
    _ = await problem { _ = try await runner.executeMultiShot(try Bench.step()) }
    var other = bench.provider(isRepeatable: true)
    other.name = "storyboard"
    let changed = bench.runner(other)
    let problem = await problem { _ = try await changed.executeMultiShot(try Bench.step()) }
    #expect(problem?.code == .otherProvider)
    #expect(problem?.message.contains("scripted") == true && problem?.message.contains("storyboard") == true)
    #expect(bench.books.submits.count == 1)
    #expect(try await bench.balance().reserved == Bench.price)
    #expect(try await bench.runner(bench.provider()).executeMultiShot(try Bench.step()).phase == .complete)
  }
}

extension Problem.Code {
  fileprivate static let programMissingHere = Self(rawValue: "program_missing")
}
