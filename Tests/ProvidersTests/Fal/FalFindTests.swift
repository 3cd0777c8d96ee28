import Execution
import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite struct FalFindTests {
  private let bench: FalBench
  private let fal: Fal

  init() throws {
    bench = try FalBench()
    fal = try bench.fal()
  }

  /// A call whose answer was cut after it had been accepted.
  private func lost(_ call: Call, known: Set<String> = [], at time: Timestamp = Timestamp(Date())) async throws
    -> LostCall
  {
    let body = try await fal.prepare(call)
    bench.stub.fault(.submit, .cutAfter)
    _ = await thrown(Problem.self) { try await fal.submit(body, call) }
    return LostCall(body: body, submittedAt: time, known: known)
  }

  @Test("A call whose answer was cut is found at fal, gone on with, and paid once")
  func found() async throws {
    let call = try bench.call()
    let lost = try await lost(call)
    let handle = try #require(try await fal.find(lost, call))
    #expect(handle.id == bench.stub.accepted.first?.id)
    let answer = try await fal.outcome(of: handle, call) { _ in }
    let collected = try await fal.collect(answer, call, to: bench.takePath) { _ in }
    #expect(bench.stub.bill == collected.cost)
    #expect(bench.stub.accepted.count == 1)
    #expect(bench.stub.count(.submit) == 1)
    #expect(bench.stub.violations == [])
  }

  @Test("A call that was cut before it was accepted is looked for during some minutes and not found")
  func notThere() async throws {
    let call = try bench.call()
    let body = try await fal.prepare(call)
    bench.stub.fault(.submit, .cutBefore)
    _ = await thrown(Problem.self) { try await fal.submit(body, call) }
    let lost = LostCall(body: body, submittedAt: Timestamp(Date()), known: [])
    #expect(try await fal.find(lost, call) == nil)
    #expect(bench.waits.all.reduce(.zero, +) == .seconds(300) && bench.waits.all.count > 10)
    #expect(bench.waits.all.reduce(.zero, +) >= .seconds(300))
    #expect(bench.stub.accepted.isEmpty)
  }

  @Test("A list that lags behind is waited for")
  func lag() async throws {
    bench.stub.change { $0.listLag = 4 }
    let call = try bench.call()
    let lost = try await lost(call)
    #expect(try await fal.find(lost, call)?.id == bench.stub.accepted.first?.id)
    #expect(bench.stub.count(.list) == 5)
  }

  @Test("Of two calls that are alike, none is taken for the lost one, unless the other belongs to another take")
  func twins() async throws {
    let call = try bench.call()
    let lost = try await lost(call)
    let first = try #require(bench.stub.accepted.first?.id)
    bench.stub.twin(of: first)
    #expect(try await fal.find(lost, call) == nil)
    #expect(bench.stub.count(.list) == 1)
    let own = LostCall(body: lost.body, submittedAt: lost.submittedAt, known: [first])
    let found = try await fal.find(own, call)
    #expect(found != nil && found?.id != first)
  }

  @Test("Calls of other content, of another endpoint or of long ago are other calls")
  func others() async throws {
    for order in [bench.order([3, 6]), bench.order(start: false), bench.order(prompts: ["else"])] {
      let call = try bench.call(order)
      _ = try await bench.submitted(fal, call)
    }
    let call = try bench.call()
    let body = try await fal.prepare(call)
    #expect(try await fal.find(LostCall(body: body, submittedAt: Timestamp(Date()), known: []), call) == nil)
    let lost = try await lost(call, at: Timestamp(Date(timeIntervalSinceNow: 3600)))
    #expect(try await fal.find(lost, call) == nil)
    let now = LostCall(body: lost.body, submittedAt: Timestamp(Date()), known: [])
    #expect(try await fal.find(now, call) != nil)
  }

  @Test("The whole list is read, page by page")
  func pages() async throws {
    bench.stub.change { $0.pageSize = 2 }
    for shots in 1...5 {
      let call = try bench.call(bench.order([Double(shots) + 2], start: false))
      _ = try await bench.submitted(fal, call)
    }
    let call = try bench.call(bench.order([15], start: false))
    let lost = try await lost(call)
    #expect(try await fal.find(lost, call)?.id == bench.stub.accepted.last?.id)
    #expect(bench.stub.count(.list) == 3)
    let query = try #require(bench.stub.received.last?.query)
    #expect(query.contains("endpoint_id=fal-ai%2Fkling-video%2Fo3%2Fstandard%2Ftext-to-video"))
    #expect(query.contains("expand=payloads"))
  }

  @Test("A key that may not list calls says which scope it needs", arguments: [401, 403])
  func scope(status: Int) async throws {
    let call = try bench.call()
    let lost = try await lost(call)
    bench.stub.fault(.list, .status(status, "{\"detail\":\"no\"}"), times: 9)
    let problem = await thrown(Problem.self) { try await fal.find(lost, call) }
    #expect(problem?.code == .keyRefused)
    #expect(problem?.hint.contains("scope API") == true)
  }

  @Test("A list that fails for a while is asked for again, and one that fails for good finds nothing")
  func trouble() async throws {
    let call = try bench.call()
    let lost = try await lost(call)
    for fault in [FalStub.Fault.status(500), .cutBefore, .status(200, "<html>"), .status(429)] {
      bench.stub.fault(.list, fault)
    }
    #expect(try await fal.find(lost, call) != nil)
    bench.stub.fault(.list, .status(500), times: 50)
    #expect(await thrown(Problem.self) { try await fal.find(lost, call) }?.code == .providerDown)
  }

  @Test("A lost call whose bytes were not kept is not guessed at")
  func noBody() async throws {
    let call = try bench.call()
    #expect(try await fal.find(LostCall(body: nil, submittedAt: Timestamp(Date()), known: []), call) == nil)
    #expect(bench.stub.count(.list) == 0)
  }
}
