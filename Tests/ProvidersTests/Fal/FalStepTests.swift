import Execution
import Foundation
import Media
import Terms
import TestSupport
import Testing

@testable import Providers

/// A take by fal from its order to its file, as a step of the agent.
@Suite struct FalStepTests {
  private let bench: FalBench
  private let project = ULID(at: WallClock.system.now())
  private static let price = Money(microUSD: 672_000)

  init() throws { bench = try FalBench() }

  private var account: CallAccount {
    let much = Money(microUSD: 100_000_000)
    return CallAccount(
      ledger: SpendLedger(bench.folder.path / "agent/spend.jsonl"), project: project,
      caps: SpendCaps(project: much, account: much, day: much), copy: bench.folder.path / "state/starsend/spend.jsonl")
  }

  private func runner(_ kill: KillSwitch = KillSwitch(), gates: (any Gates)? = nil) throws -> StepRunner {
    let fal = try bench.fal(kill: kill)
    return StepRunner(
      root: bench.folder.path, store: KillableStore(bench.folder.path / "state/starsend/shots", kill: kill),
      images: fal, videos: fal, account: account, gates: gates ?? ScriptedGates())
  }

  private func step(_ size: PixelSize = PixelSize(width: 1280, height: 720)) throws -> Step {
    Step(
      key: StepKey(.multiShot, shot: try ShotID("SEQ05"), attempt: 1), order: bench.order(size: size),
      take: "SEQ05_take001", output: "takes/SEQ05/SEQ05_take001.mp4", account: "SEQ05")
  }

  @Test("A take passes the gates and is booked with what fal bills")
  func take() async throws {
    bench.stub.change { $0.video = nil }
    let gates = ArtifactGates(media: try MediaTools.find())
    let take = try await runner(gates: gates).executeMultiShot(try step(PixelSize(width: 426, height: 240)))
    #expect(take.complaints == [])
    #expect(take.cost == bench.stub.bill)
    #expect(try await account.balance().spent == bench.stub.bill)
    #expect(bench.stub.violations == [])
  }

  @Test(
    "Killed at any point and started again, an accepted call is paid once, fetched and booked",
    arguments: [false, true])
  func kills(isCut: Bool) async throws {
    for number in 1... {
      let one = try Self()
      if isCut { one.bench.stub.fault(.submit, .cutAfter) }
      let kill = KillSwitch(at: number)
      let runner = try one.runner(kill)
      let step = try one.step()
      let result = await kill.run { try await runner.executeMultiShot(step) }
      let point = kill.killedAt ?? "the end"
      let isOver = kill.killedAt == nil
      let take = isOver ? try result?.get() : try? await one.runner().executeMultiShot(step)
      try await one.check(take, point)
      if isOver {
        #expect(number > 12, "there are fewer points than a take has")
        return
      }
    }
  }

  private func check(_ take: TakeRecord?, _ point: String) async throws {
    let accepted = bench.stub.accepted.count
    let balance = try await account.balance()
    #expect(bench.stub.violations == [], "\(point)")
    guard let take else {
      // Killed before it was sent, as far as anybody can tell: a person decides, and nothing is paid again.
      #expect(accepted == 0 && balance.reserved == Self.price && balance.spent == .zero, "\(point)")
      return
    }
    #expect(take.phase == .complete && accepted == 1, "\(point)")
    #expect(balance.spent == bench.stub.bill && balance.reserved == .zero, "\(point)")
    #expect(try bench.folder.names(in: "takes/SEQ05") == ["SEQ05_take001.mp4"], "\(point)")
    #expect(bench.stub.count(.submit) == 1, "\(point)")
  }

  @Test("A refusal gives the money back, and a result that may be billed is booked")
  func failures() async throws {
    bench.stub.fault(.submit, .status(422, "{\"detail\":\"no\"}"))
    #expect(await thrown(Problem.self) { try await runner().executeMultiShot(try step()) }?.code == .providerRefused)
    #expect(try await account.balance().committed == .zero)
    let blocked = "{\"detail\":[{\"msg\":\"no\",\"type\":\"content_policy_violation\"}]}"
    bench.stub.fate(.replay(status: 422, json: blocked))
    let again = Step(
      key: StepKey(.multiShot, shot: try ShotID("SEQ05"), attempt: 2), order: bench.order(), take: "SEQ05_take002",
      output: "takes/SEQ05/SEQ05_take002.mp4", account: "SEQ05")
    #expect(await thrown(Problem.self) { try await runner().executeMultiShot(again) }?.code == .contentBlocked)
    #expect(try await account.balance().spent == bench.stub.bill)
    #expect(bench.stub.bill == Self.price)
  }
}
