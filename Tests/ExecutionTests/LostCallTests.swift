import Execution
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@Suite("A call whose answer was lost")
struct LostCallTests {
  private static let cut = Problem(.system, "The wire was cut.", hint: "Try again.")

  @Test("It is looked for by its exact body, and where it is surely there the take goes on with it")
  func adopted() async throws {
    let bench = try Bench()
    let asked = Mutex<LostCall?>(nil)
    var provider = bench.provider()
    provider.failures = [.submit: Self.cut]
    provider.found = { lost in
      asked.withLock { $0 = lost }
      return CallHandle(id: "request-1", status: "http://127.0.0.1/status")
    }
    let take = try await bench.runner(provider).executeMultiShot(try Bench.step())
    #expect(take.phase == .complete && take.requestID == "request-1")
    #expect(take.addresses?.status == "http://127.0.0.1/status" && take.body == nil)
    #expect(asked.withLock { $0?.body } == Data("body of multi_shot/SEQ05/1".utf8))
    #expect(bench.books.submits.count == 1)
    #expect(try await bench.balance().spent == Bench.price)
  }

  @Test("Where it is not surely there, it waits for a person, and each start looks again")
  func foundLater() async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [.submit: Self.cut]
    let first = await Result { try await bench.runner(provider).executeMultiShot(try Bench.step()) }
    #expect(throws: Problem.self) { try first.get() }
    #expect(try await bench.state() == .outcomeUnknown)
    provider.found = { _ in CallHandle(id: "request-1") }
    #expect(try await bench.runner(provider).executeMultiShot(try Bench.step()).phase == .complete)
    #expect(bench.books.submits.count == 1)
    let balance = try await bench.balance()
    #expect(balance.spent == Bench.price && balance.reserved == .zero)
  }

  @Test("Who has been told that nobody knows may give the call up while it is looked for once more")
  func givenUpMeanwhile() async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [.submit: Self.cut]
    _ = await Result { [provider] in try await bench.runner(provider).executeMultiShot(try Bench.step()) }
    let (begun, never) = (Signal(), Signal())
    provider.meanwhile = { call in
      guard call == .find else { return }
      begun.give()
      await never.wait()
      try Task.checkCancellation()
    }
    let runner = bench.runner(provider)
    let looking = Task { try await runner.executeMultiShot(try Bench.step()) }
    await begun.wait()
    #expect(try await runner.abandon(try Bench.shot()).phase == .failed)
    await #expect(throws: Problem.self) { try await looking.value }
    let balance = try await bench.balance()
    #expect(balance.spent == Bench.price && balance.reserved == .zero)
    #expect(bench.books.submits.count == 1)
  }

  @Test("Of two calls alike, the second is made only when the provider's id of the first is known")
  func alike() async throws {
    let bench = try Bench()
    let (begun, goOn) = (Signal(), Signal())
    let isFirst = Mutex(true)
    let isKnown = Mutex(false)
    var provider = bench.provider()
    provider.body = { _ in Data("the same".utf8) }
    provider.meanwhile = { call in
      guard call == .submit else { return }
      let isNow = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      guard isNow else { return #expect(isKnown.withLock { $0 }) }
      begun.give()
      await goOn.wait()
    }
    let runner = bench.runner(provider)
    let first = Task { try await runner.executeMultiShot(try Bench.step()) }
    await begun.wait()
    let order = VideoOrder(
      shotPrompts: [ShotPrompt(index: 1, prompt: "p", duration: 2)], startFrame: nil, frameRate: .film,
      size: PixelSize(width: 64, height: 36), audio: nil)
    let other = Step(
      key: StepKey(.multiShot, shot: try ShotID("SEQ06"), attempt: 1), order: .video(order), take: "SEQ06_take001",
      output: "takes/SEQ06/SEQ06_take001.mp4", account: "SEQ06")
    let second = Task { try await runner.executeMultiShot(other) }
    while try await FolderExecutionStore(bench.shots).record(of: try ShotID("SEQ06")) == nil { await Task.yield() }
    #expect(bench.books.submits.count == 1)
    isKnown.withLock { $0 = true }
    goOn.give()
    #expect(try await first.value.phase == .complete)
    #expect(try await second.value.phase == .complete)
    #expect(bench.books.submits.map(\.shot.text) == ["SEQ05", "SEQ06"])
  }

  @Test("A list that cannot be read leaves it unknown, with both reasons at hand")
  func listFails() async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [
      .submit: Self.cut, .find: Problem(.keyRefused, "The key may not read the list.", hint: "Make one that may."),
    ]
    let problem = await #expect(throws: Problem.self) {
      try await bench.runner(provider).executeMultiShot(try Bench.step())
    }
    #expect(problem?.code == .outcomeUnknown)
    #expect(problem?.message.contains("The key may not read the list.") == true)
    #expect(try await bench.balance().reserved == Bench.price)
  }

  @Test("The calls of other takes, of every project, are known as theirs")
  func others() async throws {
    let bench = try Bench()
    _ = try await bench.runner(bench.provider()).executeMultiShot(try Bench.step())
    let asked = Mutex<Set<String>>([])
    var provider = bench.provider()
    provider.failures = [.submit: Self.cut]
    provider.found = { lost in
      asked.withLock { $0 = lost.known }
      return nil
    }
    let second = try Bench.step(2, output: "takes/SEQ05/SEQ05_take002.mp4")
    _ = await Result { try await bench.runner(provider).executeMultiShot(second) }
    #expect(asked.withLock { $0 } == ["request-1"])
    let lines = try await bench.ledger.entries(of: bench.project)
    #expect(lines.compactMap(\.requestID) == ["request-1"])
  }

  @Test("What the provider cannot be asked about for now stays as it is, is asked again, and holds other calls back")
  func paused() async throws {
    let bench = try Bench()
    let refusals = Mutex(2)
    var provider = bench.provider()
    let desk = ProviderDesk(pause: .milliseconds(1))
    provider.meanwhile = { call in
      guard call == .outcome else { return }
      let isRefused = refusals.withLock { left in
        defer { left -= 1 }
        return left > 0
      }
      guard isRefused else { return }
      #expect(try await bench.state() == .videoProcessing)
      throw CallPause(Problem(.keyRefused, "The key is refused.", hint: "Mend it."))
    }
    var held: [ProviderHold] = []
    async let changes = desk.changes().first { !$0.isEmpty }
    let take = try await bench.runner(provider, desk: desk).executeMultiShot(try Bench.step())
    held = await changes ?? []
    #expect(take.phase == .complete && held.first?.code == .keyRefused)
    #expect(desk.holds.isEmpty)
    #expect(bench.books.submits.count == 1)
  }

  @Test(
    "A cancel asks the provider: what never ran is given back, what may be billed is fetched",
    arguments: [(Withdrawal.withdrawn, false), (.requested, true), (.tooLate, true)])
  func withdrawn(answer: Withdrawal, isFetched: Bool) async throws {
    let bench = try Bench()
    let (begun, goOn) = (Signal(), Signal())
    let isFirst = Mutex(true)
    var provider = bench.provider()
    provider.withdrawal = answer
    provider.meanwhile = { call in
      guard call == .outcome, isFirst.withLock({ $0 }) else { return }
      isFirst.withLock { $0 = false }
      begun.give()
      await goOn.wait()
      try Task.checkCancellation()
    }
    let runner = bench.runner(provider)
    let running = Task { try await runner.executeMultiShot(try Bench.step()) }
    await begun.wait()
    try await runner.cancel(try Bench.shot())
    let result = await running.result
    goOn.give()
    let balance = try await bench.balance()
    if isFetched {
      #expect(try result.get().phase == .complete)
      #expect(balance.spent == Bench.price)
    } else {
      #expect(throws: Problem.self) { try result.get() }
      #expect(try await bench.take()?.phase == .cancelled)
      #expect(balance == Balance())
    }
    #expect(bench.books.submits.count == 1)
  }
}
