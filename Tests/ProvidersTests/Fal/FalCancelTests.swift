import Execution
import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite struct FalCancelTests {
  private let bench: FalBench
  private let fal: Fal

  init() throws {
    bench = try FalBench()
    fal = try bench.fal()
  }

  @Test("What waits in the queue is taken out and costs nothing")
  func withdrawn() async throws {
    let handle = try await bench.submitted(fal, bench.call())
    #expect(try await fal.cancel(handle) == .withdrawn)
    #expect(bench.stub.bill == .zero)
    #expect(try await fal.cancel(handle) == .tooLate)
    #expect(bench.stub.violations == [])
  }

  @Test("What runs may still finish, and is waited for and fetched")
  func requested() async throws {
    bench.stub.change { $0.states = ["IN_PROGRESS", "IN_PROGRESS"] }
    let call = try bench.call()
    let handle = try await bench.submitted(fal, call)
    #expect(try await fal.cancel(handle) == .requested)
    let answer = try await fal.outcome(of: handle, call) { _ in }
    #expect(try await fal.cancel(handle) == .tooLate)
    #expect(try await fal.collect(answer, call, to: bench.takePath) { _ in }.cost == bench.stub.bill)
  }

  @Test("What fal does not know cannot be cancelled")
  func unknown() async throws {
    #expect(try await fal.cancel(CallHandle(id: "none")) == .impossible)
  }

  @Test("A cancel that is cut is asked for again, and one that is refused says so")
  func trouble() async throws {
    let handle = try await bench.submitted(fal, bench.call())
    bench.stub.fault(.cancel, .cutBefore)
    bench.stub.fault(.cancel, .status(503))
    #expect(try await fal.cancel(handle) == .withdrawn)
    bench.stub.fault(.cancel, .status(401))
    #expect(await thrown(Problem.self) { try await fal.cancel(handle) }?.code == .keyRefused)
  }

  @Test("A call that was taken out of the queue elsewhere has ended without a video")
  func withdrawnElsewhere() async throws {
    let call = try bench.call()
    let handle = try await bench.submitted(fal, call)
    _ = try await fal.cancel(handle)
    let failure = await thrown(CallFailure.self) { try await fal.outcome(of: handle, call) { _ in } }
    #expect(failure?.problem.code == .cancelled)
  }
}

@Suite struct FalCheckUpTests {
  private let bench: FalBench

  init() throws { bench = try FalBench() }

  @Test("A key that is taken and a price that is the known one are well, and nothing was spent")
  func well() async throws {
    let findings = try await bench.fal().checkUp()
    #expect(findings.map(\.state) == [.ok, .ok])
    #expect(bench.stub.accepted.isEmpty)
    #expect(
      bench.stub.received.map(\.query) == ["endpoint_id=fal-ai%2Fkling-video%2Fo3%2Fstandard%2Fimage-to-video"])
  }

  @Test("A refused key, an empty account and a model that has gone are problems with their own codes")
  func refused() async throws {
    #expect(try await bench.fal(key: "kid:wrong").checkUp().map(\.code) == [.keyRefused])
    bench.stub.fault(.pricing, .status(403, "{\"detail\":\"User is locked. Reason: Exhausted balance\"}"))
    #expect(try await bench.fal().checkUp().map(\.code) == [.noBalance])
    bench.stub.fault(.pricing, .status(404, "{\"detail\":\"no such model\"}"))
    #expect(try await bench.fal().checkUp().map(\.code) == [.modelGone])
  }

  @Test(
    "Another price at fal is a warning with both figures, in whichever form it comes",
    arguments: [
      "{\"prices\":[{\"endpoint_id\":\"ID\",\"unit_price\":0.2}]}", "[{\"model_id\":\"ID\",\"price\":\"0.2\"}]",
      "{\"data\":{\"endpoint\":\"ID\",\"cost\":0.2}}",
    ])
  func price(json: String) async throws {
    let id = "fal-ai/kling-video/o3/standard/image-to-video"
    bench.stub.fault(.pricing, .status(200, json.replacingOccurrences(of: "ID", with: id)))
    let findings = try await bench.fal().checkUp()
    #expect(findings.map(\.code) == [nil, .priceDiffers])
    #expect(findings.last?.state == .warning)
    #expect(findings.last?.message.contains("$0.20") == true)
    #expect(findings.last?.message.contains("$0.084") == true)
  }

  @Test("Prices that cannot be read are no trouble", arguments: ["{}", "[]", "not json", "{\"prices\":[{\"x\":1}]}"])
  func unreadable(json: String) async throws {
    bench.stub.fault(.pricing, .status(200, json))
    #expect(try await bench.fal().checkUp().map(\.state) == [.ok, .ok])
  }

  @Test("A service that cannot be reached is a problem, and old prices are a warning")
  func unreachable() async throws {
    let later = WallClock { Timestamp(milliseconds: 1_795_132_800_000 + 120 * 86_400_000) }
    let fal = try bench.fal(clock: later)
    #expect(await fal.checkUp().map(\.code) == [.pricesOld, nil, nil])
    #expect(try await bench.fal { $0.apiURL = "http://127.0.0.1:1" }.checkUp().map(\.code) == [.neverConnected])
  }
}
