import DurableFiles
import Execution
import Foundation
import Terms
import TestSupport
import Testing

/// What other people and programs can do to a take's record, which lies in the shared folder.
@Suite("A take's record that others changed")
struct TrustTests {
  /// A take that was submitted and not fetched, as its file says after `change`.
  private func forged(_ change: (inout [String: Any]) -> Void) async throws -> Bench {
    let bench = try Bench()
    var provider = bench.provider()
    provider.failures = [.outcome: Problem(.system, "Cut.", hint: "")]
    _ = await Result { [provider] in try await bench.runner(provider).executeMultiShot(try Bench.step()) }
    let file = "state/starsend/shots/SEQ05.json"
    var record = try #require(try JSONSerialization.jsonObject(with: bench.folder.read(file)) as? [String: Any])
    var takes = try #require(record["takes"] as? [[String: Any]])
    change(&takes[0])
    record["takes"] = takes
    try bench.folder.write(try JSONSerialization.data(withJSONObject: record), to: file)
    return bench
  }

  @Test(
    "Nothing is fetched to a place outside of the project, read from there, or booked that nobody can owe",
    arguments: [
      ("output", "../outside.mp4" as any Sendable), ("output", "/tmp/outside.mp4"), ("output", "takes//x.mp4"),
      ("start_frame", "../../secret.png"), ("original", "../x.jpg"), ("estimate_usd", -5), ("cost_usd", -1000.5),
    ])
  func places(field: String, value: any Sendable) async throws {
    let bench = try await forged { $0[field] = value }
    let problem = await #expect(throws: Problem.self) {
      try await bench.runner(bench.provider()).resume(try Bench.shot())
    }
    #expect(problem?.code.rawValue == "damaged_state" && problem?.message.contains("SEQ05_take001") == true)
    #expect(bench.books.submits.count == 1)
    #expect(try await bench.balance().reserved == Bench.price)
  }

  @Test(
    "A shot whose file was taken away goes on with the call that the ledger knows, and pays nothing again",
    arguments: [1, 2])
  func takenAway(dearer: Int) async throws {
    let bench = try await forged { _ in }
    try FileManager.default.removeItem(atPath: (bench.shots / "SEQ05.json").display)
    var provider = bench.provider()
    provider.price = Bench.price * dearer
    let take = try await bench.runner(provider).executeMultiShot(try Bench.step())
    #expect(take.phase == .complete && take.requestID == "request-1")
    #expect(bench.books.submits.count == 1)
    let balance = try await bench.balance()
    #expect(balance.spent == Bench.price * dearer && balance.reserved == .zero)
  }

  @Test("Killed while it takes that call in again, it is still the one that the ledger knows")
  func takenInAgain() async throws {
    let bench = try await forged { take in
      take["phase"] = "submitting"
      for lost in ["request_id", "body", "body_sha256"] { take[lost] = nil }
    }
    let take = try await bench.runner(bench.provider()).executeMultiShot(try Bench.step())
    #expect(take.phase == .complete && take.requestID == "request-1")
    #expect(bench.books.submits.count == 1)
  }

  @Test("A take that waits for its call is set aside by what the call costs now, whatever its record says")
  func cheap() async throws {
    let bench = try Bench()
    var caps = Bench.caps
    caps = SpendCaps(project: Bench.price - Money(microUSD: 1), account: caps.account, day: caps.day)
    var free = bench.provider()
    free.price = .zero
    free.meanwhile = { call in if call == .prepare { throw CancellationError() } }
    let begun = Task { [free] in try await bench.runner(free).executeMultiShot(try Bench.step()) }
    begun.cancel()
    _ = await begun.result
    let runner = bench.runner(bench.provider(), caps: caps)
    let problem = await #expect(throws: Problem.self) { try await runner.executeMultiShot(try Bench.step()) }
    #expect(problem?.code.rawValue == "cap_reached")
    #expect(bench.books.submits.isEmpty)
  }

  @Test("A HOLD that comes while a call waits for its turn keeps the take as it is, and it goes on afterwards")
  func held() async throws {
    let bench = try Bench()
    let (begun, goOn) = (Signal(), Signal())
    let desk = ProviderDesk(places: ["scripted": 1])
    var busy = bench.provider()
    busy.meanwhile = { call in
      guard call == .outcome else { return }
      begun.give()
      await goOn.wait()
    }
    let runner = bench.runner(busy, desk: desk)
    let first = Task { try await runner.executeMultiShot(try Bench.step()) }
    await begun.wait()
    let order = VideoOrder(
      shotPrompts: [ShotPrompt(index: 1, prompt: "p", duration: 2)], startFrame: nil, frameRate: .film,
      size: PixelSize(width: 64, height: 36), audio: nil)
    let step = Step(
      key: StepKey(.multiShot, shot: try ShotID("SEQ06"), attempt: 1), order: .video(order), take: "SEQ06_take001",
      output: "takes/SEQ06/SEQ06_take001.mp4", account: "SEQ06")
    let other = bench.runner(bench.provider(), desk: desk)
    let second = Task { try await other.executeMultiShot(step) }
    while try await FolderExecutionStore(bench.shots).record(of: step.key.shot) == nil { await Task.yield() }
    try bench.folder.write("", to: "HOLD")
    goOn.give()
    _ = try await first.value
    let problem = await #expect(throws: Problem.self) { try await second.value }
    #expect(problem?.code.rawValue == "on_hold")
    try FileManager.default.removeItem(atPath: (bench.folder.path / "HOLD").display)
    #expect(try await other.executeMultiShot(step).phase == .complete)
    #expect(bench.books.submits.count == 2)
  }
}
