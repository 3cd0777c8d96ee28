import Execution
import Foundation
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("A runner with Gemini")
struct GeminiRunnerTests {
  private let bench: GeminiBench
  private let account: CallAccount

  init() throws {
    bench = try GeminiBench()
    let most = Money(microUSD: 100_000_000)
    account = CallAccount(
      ledger: SpendLedger(bench.folder.path / "agent/spend.jsonl"), project: ULID(at: WallClock.system.now()),
      caps: SpendCaps(project: most, account: most, day: most), copy: bench.folder.path / "state/starsend/spend.jsonl")
  }

  private func runner() throws -> StepRunner {
    let gemini = try bench.gemini()
    return StepRunner(
      root: bench.folder.path, store: FolderExecutionStore(bench.folder.path / "state/starsend/shots"), images: gemini,
      videos: gemini, account: account, gates: ScriptedGates())
  }

  private func step(_ number: Int) throws -> Step {
    Step(
      key: StepKey(.keyframe, shot: try ShotID("SEQ0\(number)_grid"), attempt: 1), order: bench.order(),
      take: "SEQ0\(number)_g01", output: "grids/SEQ0\(number)_g01.png", account: "SEQ0\(number)")
  }

  @Test("The ledger says what the service bills, and sets aside what nobody knows")
  func books() async throws {
    bench.stub.plan(
      .picture, .refusal(.tooFast("1s")), .picture(.init(.jpeg, declared: "image/png")),
      .ended("IMAGE_OTHER", message: "You will not be charged for this request."), .lost(.cutAfterBody),
      .refusal(.overloaded), .picture, .refusal(.badKey), .ended("STOP", words: "No."))
    let runner = try runner()
    var codes: [Problem.Code?] = []
    for number in 1...7 {
      do {
        let take = try await runner.executeKeyframe(try step(number))
        codes.append(take.problem?.code)
      } catch { codes.append((error as? Problem)?.code) }
    }
    #expect(
      codes == [nil, nil, .outputBlocked, .outcomeUnknown, nil, .keyRefused, .noPicture])
    let lost = try #require(bench.stub.bill.first { $0.number == 5 })
    let balance = try await account.balance()
    #expect(balance.spent == bench.stub.total - lost.price)
    #expect(balance.reserved == (try bench.gemini().quote(bench.order())))
    #expect(bench.stub.posts == 9 && bench.stub.bill.count == 6)
    #expect(
      try bench.bytes(bench.folder.path / "grids/SEQ02_g01_original.jpg") == GeminiStub.realPicture(.jpeg, .quadrants))
  }
}
