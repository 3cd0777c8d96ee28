import Execution
import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite struct FalSubmitTests {
  private let bench: FalBench
  private let fal: Fal

  init() throws {
    bench = try FalBench()
    fal = try bench.fal()
  }

  @Test("A video is uploaded for, submitted once, waited for and downloaded, and costs what fal bills")
  func wholeWay() async throws {
    let order = bench.order(
      [3, 5], prompts: ["The car waits.", "It goes."], elements: [try bench.element("car", views: 2)])
    let collected = try await bench.made(fal, bench.call(order))
    #expect(try bench.folder.read("take.mp4") == Data("a video".utf8))
    #expect(collected == Collected(cost: Money(microUSD: 672_000)))
    #expect(bench.stub.accepted.map(\.price) == [collected.cost])
    #expect(bench.stub.accepted.first?.endpoint == "fal-ai/kling-video/o3/standard/reference-to-video")
    #expect(bench.stub.count(.submit) == 1)
    #expect(bench.stub.violations == [])
    #expect(bench.stub.leaks == [])
    #expect(try bench.folder.names() == ["agent", "frames", "refs", "take.mp4"])
  }

  @Test("The call carries the key, forbids fal's own repeats and leaves its record for a look afterwards")
  func headers() async throws {
    let call = try bench.call(bench.order([5], start: false))
    _ = try await bench.submitted(fal, call)
    let sent = try #require(bench.stub.received.first { $0.method == "POST" })
    #expect(sent.headers["authorization"] == "Key \(bench.stub.key)")
    #expect(sent.headers["content-type"] == "application/json")
    #expect(sent.headers["x-fal-no-retry"] == "1")
    #expect(sent.headers["x-fal-store-io"] == nil)
    #expect(try await sent.body == fal.prepare(call))
  }

  @Test("The addresses of a call are those that fal names, with owner and app alone")
  func addresses() async throws {
    let handle = try await bench.submitted(fal, bench.call())
    let base = "\(bench.stub.queueURL)/fal-ai/kling-video/requests/\(handle.id)"
    #expect(handle == CallHandle(id: handle.id, status: "\(base)/status", result: base, cancel: "\(base)/cancel"))
  }

  @Test(
    "What was refused costs nothing, is not sent again, and says why in fal's words",
    arguments: [
      (400, "{\"detail\":\"bad\"}", Problem.Code.providerRefused, "bad"),
      (401, "{\"detail\":\"Invalid key\"}", .keyRefused, "Invalid key"),
      (403, "{\"detail\":\"User is locked. Reason: Exhausted balance. Top up\"}", .noBalance, "Exhausted balance"),
      (403, "{\"detail\":\"not yours\"}", .keyRefused, "not yours"),
      (404, "{\"detail\":\"Application not found\"}", .modelGone, "Application not found"),
      (
        422,
        "{\"detail\":[{\"loc\":[\"body\",\"multi_prompt\",0,\"duration\"],\"msg\":\"Input should be '1'\",\"type\":\"literal_error\"}]}",
        .providerRefused, "multi_prompt.0.duration: Input should be '1'"
      ), (405, "<html>no</html>", .providerRefused, "fal refused the call"),
      (413, "", .providerRefused, "fal refused the call"),
    ])
  func refused(status: Int, body: String, code: Problem.Code, text: String) async throws {
    bench.stub.fault(.submit, .status(status, body))
    let call = try bench.call()
    let failure = await thrown(CallFailure.self) { try await bench.submitted(fal, call) }
    #expect(failure?.problem.code == code)
    #expect(failure?.problem.message.contains(text) == true)
    #expect(failure?.problem.hint.isEmpty == false)
    #expect(failure?.cost == nil)
    #expect(bench.stub.count(.submit) == 1)
    #expect(bench.stub.accepted.isEmpty)
  }

  @Test("Where fal wants fewer calls the call waits as long as it says, and is accepted once")
  func tooMany() async throws {
    bench.stub.fault(.submit, .status(429, "{\"detail\":\"slow down\"}", headers: [("retry-after", "34")]), times: 2)
    _ = try await bench.submitted(fal, bench.call())
    #expect(bench.stub.count(.submit) == 3)
    #expect(bench.stub.accepted.count == 1)
    #expect(bench.waits.all == [.seconds(34), .seconds(34)])
  }

  @Test("Where fal wants fewer calls for good the call is given up, surely not made")
  func tooManyForGood() async throws {
    bench.stub.fault(.submit, .status(429), times: 50)
    let call = try bench.call()
    let failure = await thrown(CallFailure.self) { try await bench.submitted(fal, call) }
    #expect(failure == CallFailure(try #require(failure?.problem), cost: nil))
    #expect(failure?.problem.code == .rateLimited)
    #expect(bench.stub.accepted.isEmpty)
  }

  @Test("Where fal wants to be left alone for hours the agent is not held up: the call is given up, surely not made")
  func hours() async throws {
    bench.stub.fault(.submit, .status(429, "{}", headers: [("retry-after", "7200")]))
    let call = try bench.call()
    let failure = await thrown(CallFailure.self) { try await bench.submitted(fal, call) }
    #expect(failure?.problem.code == .rateLimited)
    #expect(failure?.cost == nil)
    #expect(bench.waits.all.isEmpty)
  }

  @Test("Where no connection comes about the call is given up after some tries, surely not made")
  func neverConnected() async throws {
    // Nobody listens there, and no other test will.
    let fal = try bench.fal { $0.queueURL = "http://127.0.0.1:1" }
    let call = try bench.call(bench.order(start: false))
    let body = try await fal.prepare(call)
    let failure = await thrown(CallFailure.self) { try await fal.submit(body, call) }
    #expect(failure?.problem.code == .neverConnected)
    #expect(failure?.cost == nil)
    #expect(bench.waits.all.count > 2)
  }

  static let ambiguous: [(FalStub.Fault, Int)] = [
    (.cutBefore, 0), (.cutAfter, 1), (.broken(.cutAfterHeaders), 1), (.broken(.cut(afterBytes: 10)), 1),
    (.broken(.closeAtOnce), 1), (.status(500, "{\"detail\":\"x\"}"), 0), (.after(.json("{}", status: 502)), 1),
    (.status(503, "<html>nginx</html>"), 0), (.after(.json("{}", status: 504)), 1), (.status(408), 0),
    (.after(.json("not json")), 1), (.after(.json("{\"request_id\":\"../../x\"}")), 1), (.after(.json("[]")), 1),
    (.status(302, "", headers: [("location", "http://127.0.0.1:1/elsewhere")]), 0),
  ]

  @Test(
    "What leaves open whether a call was accepted is never sent again and is no failure", arguments: ambiguous.indices)
  func leftOpen(index: Int) async throws {
    let (fault, accepted) = Self.ambiguous[index]
    bench.stub.fault(.submit, fault)
    let call = try bench.call()
    let problem = await thrown(Problem.self) { try await bench.submitted(fal, call) }
    #expect(problem?.hint.isEmpty == false)
    #expect(bench.stub.count(.submit) == 1)
    #expect(bench.stub.accepted.count == accepted)
    #expect(bench.waits.all.isEmpty)
  }

  @Test("An answer that cannot be read is kept in the cause without the key")
  func unreadable() async throws {
    bench.stub.fault(.submit, .after(.json("{\"odd\":\"Key \(bench.stub.key)\"}")))
    let call = try bench.call()
    let problem = await thrown(Problem.self) { try await bench.submitted(fal, call) }
    #expect(problem?.code == .providerAnswer)
    #expect(problem?.cause?.contains("odd") == true)
    #expect(problem?.logLine.contains(bench.stub.key) == false)
  }

  @Test("An answer that is slow and has lower-case names is one")
  func slow() async throws {
    let gate = LoopbackServer.Gate()
    gate.open()
    bench.stub.fault(.submit, .broken(.slowHeaders(until: gate)))
    _ = try await bench.submitted(fal, bench.call())
    #expect(bench.stub.accepted.count == 1)
  }

  @Test("Without a key nothing is sent, and what was paid waits")
  func noKey() async throws {
    let fal = Fal(
      bench.settings, model: "fal-ai/kling-video/o3/standard", key: nil,
      uploads: UploadRegister(bench.folder.path / "uploads.json"), tools: self.fal.tools, pace: bench.pace)
    let call = try bench.call()
    #expect(await thrown(Problem.self) { try await fal.prepare(call) }?.code == .keyMissing)
    #expect(await thrown(CallFailure.self) { try await fal.submit(Data(), call) }?.problem.code == .keyMissing)
    let handle = CallHandle(id: "1")
    #expect(
      await thrown(CallPause.self) { try await fal.outcome(of: handle, call) { _ in } }?.problem.code == .keyMissing)
    #expect(bench.stub.received.isEmpty)
    #expect(try fal.quote(call.order) == Money(microUSD: 672_000))
    #expect(await fal.checkUp().map(\.code) == [.keyMissing])
  }
}
