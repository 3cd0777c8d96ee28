import Execution
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite struct FalOutcomeTests {
  private let bench: FalBench
  private let fal: Fal

  init() throws {
    bench = try FalBench()
    fal = try bench.fal()
  }

  private func outcome(_ fal: Fal? = nil) async throws -> FalResult {
    let call = try bench.call()
    let handle = try await bench.submitted(self.fal, call)
    let answer = try await (fal ?? self.fal).outcome(of: handle, call) { _ in }
    return try PlainJSON.decode(FalResult.self, from: answer)
  }

  @Test("A call is asked about until it has ended, however long, and its progress only grows")
  func progress() async throws {
    bench.stub.change {
      $0.states = ["IN_QUEUE", "IN_QUEUE", "IN_QUEUE", "REVIEWING"] + Array(repeating: "IN_PROGRESS", count: 300)
    }
    let call = try bench.call()
    let handle = try await bench.submitted(fal, call)
    let seen = Mutex<[Double]>([])
    _ = try await fal.outcome(of: handle, call) { part in seen.withLock { $0.append(part) } }
    let parts = seen.withLock { $0 }
    #expect(parts == parts.sorted())
    #expect(parts.allSatisfy { (0...1).contains($0) })
    #expect(parts.last == 1)
    #expect(bench.stub.count(.status) == 305)
    #expect(bench.waits.all.first == .seconds(3))
    #expect(bench.waits.all.last == .seconds(15))
    #expect(bench.waits.all == bench.waits.all.sorted())
  }

  @Test("How long fal wants to be left alone is kept to while it is asked")
  func retryAfter() async throws {
    bench.stub.change { $0.states = [] }
    let pending = "{\"status\":\"IN_PROGRESS\",\"logs\":null}"
    bench.stub.fault(.status, .status(202, pending, headers: [("retry-after", "40")]))
    bench.stub.fault(.status, .status(429, "{}", headers: [("retry-after", "50")]))
    _ = try await outcome()
    #expect(bench.waits.all == [.seconds(40), .seconds(50)])
  }

  private static let onTheWay: [FalStub.Fault] = [
    .status(502, "<html>"), .status(503), .status(504), .status(408), .cutBefore, .broken(.cut(afterBytes: 5)),
    .broken(.cutAfterHeaders), .broken(.closeAtOnce),
  ]
  private static let unclear: [FalStub.Fault] = [
    .status(500, "{\"detail\":\"x\"}"), .status(200, "<html>"), .status(200, "{}"),
  ]

  @Test("Trouble on the way to a status or a result is no failure of the call", arguments: onTheWay.indices)
  func trouble(index: Int) async throws {
    bench.stub.fault(.status, Self.onTheWay[index], times: 7)
    bench.stub.fault(.result, Self.onTheWay[index], times: 7)
    #expect(try await outcome().video.isEmpty == false)
    #expect(bench.stub.count(.submit) == 1)
    #expect(bench.stub.count(.result) == 8)
  }

  @Test("A status that says nothing is asked for again", arguments: unclear.indices)
  func silentStatus(index: Int) async throws {
    bench.stub.fault(.status, Self.unclear[index], times: 7)
    #expect(try await outcome().video.isEmpty == false)
  }

  @Test("An early result is waited for")
  func early() async throws {
    bench.stub.fault(.result, .status(400, "{\"detail\":\"Request is still in progress\"}"), times: 2)
    #expect(try await outcome().video.isEmpty == false)
    #expect(bench.stub.count(.result) == 3)
  }

  @Test("A service that failed is asked for the result again before that counts as the end of the call")
  func failingResult() async throws {
    bench.stub.fault(.result, .status(500, "{\"detail\":\"x\",\"error_type\":\"internal_error\"}"), times: 2)
    #expect(try await outcome().video.isEmpty == false)
  }

  @Test("A key that is refused while a paid call is asked about leaves the call as it is", arguments: [401, 403])
  func pause(status: Int) async throws {
    let call = try bench.call()
    let handle = try await bench.submitted(fal, call)
    for ask in [FalStub.Ask.status, .result] {
      bench.stub.fault(ask, .status(status, "{\"detail\":\"no\"}"))
      let pause = await thrown(CallPause.self) { try await fal.outcome(of: handle, call) { _ in } }
      #expect(pause?.problem.code == .keyRefused)
    }
    #expect(try await fal.outcome(of: handle, call) { _ in }.isEmpty == false)
  }

  @Test("A call that fal does not know any more is neither failed nor made again")
  func gone() async throws {
    let call = try bench.call()
    let unknown = bench.stub.queueURL + "/fal-ai/kling-video/requests/none"
    let handle = CallHandle(id: "none", status: "\(unknown)/status", result: unknown, cancel: nil)
    #expect(await thrown(Problem.self) { try await fal.outcome(of: handle, call) { _ in } }?.code == .requestGone)
    #expect(bench.stub.count(.submit) == 0)
  }

  @Test("A call that is missing for a moment is asked about again")
  func missing() async throws {
    bench.stub.fault(.status, .status(404, "{\"status\":\"NOT_FOUND\"}"), times: 2)
    bench.stub.fault(.result, .status(404, "{\"status\":\"NOT_FOUND\"}"), times: 2)
    #expect(try await outcome().video.isEmpty == false)
  }

  @Test("Addresses on another host, port or scheme get neither a request nor the key")
  func foreign() async throws {
    let call = try bench.call()
    let base = bench.stub.queueURL
    let other = try LoopbackServer { _ in .json("{}") }
    let addresses = [
      other.url, "\(base)@127.0.0.1:\(other.port)", base.replacingOccurrences(of: "http:", with: "https:"), "\(base)0",
      "http://127.0.0.1", "\(base)\\@127.0.0.1:\(other.port)", "", "file:///etc/passwd", "\(base)/a/../b",
    ]
    for address in addresses {
      let handle = CallHandle(id: "1", status: "\(address)/status", result: "\(address)/r", cancel: "\(address)/cancel")
      let pause = await thrown(CallPause.self) { try await fal.outcome(of: handle, call) { _ in } }
      #expect(pause?.problem.code == .foreignAddress, "\(address)")
      #expect(await thrown(Problem.self) { try await fal.cancel(handle) }?.code == .foreignAddress, "\(address)")
    }
    #expect(bench.stub.received.isEmpty)
    #expect(other.received.isEmpty)
  }

  @Test("The usual port may be named, and the host in capitals")
  func ownAddress() {
    let queue = FalQueue("https://queue.fal.run/")
    for address in ["https://queue.fal.run/x", "https://queue.fal.run:443/x", "https://Queue.FAL.run/x?logs=1"] {
      #expect(queue.own(address) == address)
    }
    for address in ["https://queue.fal.run.evil.com/x", "https://queue.fal.run:444/x", "https://queue.fal.run", "x"] {
      #expect(queue.own(address) == nil)
    }
  }

  @Test("A call that waits ends at once when the agent does")
  func cancelled() async throws {
    let call = try bench.call()
    let handle = try await bench.submitted(fal, call)
    bench.stub.change { $0.states = Array(repeating: "IN_PROGRESS", count: 1_000_000) }
    let task = Task { try await fal.outcome(of: handle, call) { _ in } }
    await bench.stub.request(bench.stub.received.count + 3)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("A long result is kept without what nobody needs")
  func longResult() async throws {
    let long = "{\"video\":{\"url\":\"https://x/y.mp4\"},\"more\":\"\(String(repeating: "x", count: 100_000))\"}"
    bench.stub.fate(.replay(status: 200, json: long))
    let result = try await outcome()
    #expect(try PlainJSON.line(result).count < 1000)
    #expect(result.video == "https://x/y.mp4")
    #expect(result.bytes == nil)
  }

  @Test(
    "A result without a video leaves open what became of the call", arguments: ["{}", "not json", "{\"video\":null}"])
  func noVideo(json: String) async throws {
    bench.stub.fate(.replay(status: 200, json: json))
    let problem = await thrown(Problem.self) { try await outcome() }
    #expect(problem?.code == .providerAnswer)
  }

  @Test("JSON that is nested without end is no answer, and no end of the agent either")
  func nested() async throws {
    let deep = String(repeating: "[", count: 100_000)
    bench.stub.fault(.status, .status(200, deep))
    bench.stub.fault(
      .status, .status(200, "{\"status\":\(String(repeating: "[", count: 400))\(String(repeating: "]", count: 400))}"))
    #expect(try await outcome().video.isEmpty == false)
  }

  @Test("A call that was made is gone on with though the limits are others by now, or the price is not known any more")
  func changedModel() async throws {
    let call = try bench.call()
    let handle = try await bench.submitted(fal, call)
    var limits = ModelLimits.klingO3
    limits.shotsPerCall = 1
    let stricter = Fal(
      bench.settings, model: fal.model, key: Secret(bench.stub.key), uploads: fal.uploads, tools: fal.tools,
      limits: limits, pace: bench.pace)
    #expect(throws: Problem.self) { try stricter.quote(call.order) }
    let answer = try await stricter.outcome(of: handle, call) { _ in }
    #expect(try await stricter.collect(answer, call, to: bench.takePath) { _ in }.cost == bench.stub.bill)
    let unknown = try bench.fal("fal-ai/kling-video/v9/pro")
    for work in [0, 1] {
      let pause = await thrown(CallPause.self) {
        if work == 0 { _ = try await unknown.outcome(of: handle, call) { _ in } }
        return try await unknown.collect(answer, call, to: bench.folder.path / "b.mp4") { _ in }
      }
      #expect(pause?.problem.code == .modelUnknown)
    }
  }

  @Test("An address that fal names and then answers 405 on is not the end: the one by owner and app is asked")
  func notAllowed() async throws {
    let call = try bench.call()
    let handle = try await bench.submitted(fal, call)
    let long = "\(bench.stub.queueURL)/fal-ai/kling-video/o3/standard/image-to-video/requests/\(handle.id)"
    let odd = CallHandle(id: handle.id, status: "\(long)/status", result: "\(long)/response", cancel: nil)
    let answer = try await fal.outcome(of: odd, call) { _ in }
    #expect(try PlainJSON.decode(FalResult.self, from: answer).address == handle.result)
    #expect(try await fal.cancel(odd) == .tooLate)
  }

  @Test("A 400 that is neither fal's word on the call nor about its being early leaves open what became of it")
  func strangeRefusal() async throws {
    bench.stub.fault(.result, .status(400, "{\"detail\":\"Bad gateway path\"}"))
    #expect(await thrown(Problem.self) { try await outcome() }?.code == .providerAnswer)
  }

  @Test("A question that hangs ends at once when the agent does")
  func hanging() async throws {
    let call = try bench.call()
    let handle = try await bench.submitted(fal, call)
    let gate = LoopbackServer.Gate()
    bench.stub.fault(.status, .broken(.stall(until: gate)))
    let task = Task { try await fal.outcome(of: handle, call) { _ in } }
    await bench.stub.request(bench.stub.received.count + 1)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
