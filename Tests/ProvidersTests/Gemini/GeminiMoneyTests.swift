import Execution
import Foundation
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("Gemini is never paid twice")
struct GeminiMoneyTests {
  private let bench: GeminiBench

  init() throws { bench = try GeminiBench() }

  private let lost = LostCall(body: nil, submittedAt: Timestamp(milliseconds: 0), known: [])

  @Test("The key goes into one header of one request, over a connection of its own")
  func headers() async throws {
    _ = try await bench.make(try bench.gemini(), try bench.call())
    _ = try await bench.make(try bench.gemini(), try bench.call(attempt: 2))
    let posts = bench.stub.server.received
    #expect(posts.map(\.connection) == [1, 2])
    #expect(posts[0].headers["x-goog-api-key"] == bench.stub.key && posts[0].query.isEmpty)
    #expect(posts[0].path == "/v1beta/models/gemini-3-pro-image:generateContent")
    #expect(!String(decoding: posts[0].body, as: UTF8.self).contains(bench.stub.key))
  }

  @Test(
    "A call that is cut after it was sent is posted once, and nobody says that it was free",
    arguments: [
      "cut after the request", "cut after the headers", "cut in the picture", "closed at once",
    ])
  func cut(where place: String) async throws {
    let faults: [String: LoopbackServer.Reply.Fault] = [
      "cut after the request": .cutAfterBody, "cut after the headers": .cutAfterHeaders,
      "cut in the picture": .cut(afterBytes: 5_000), "closed at once": .closeAtOnce,
    ]
    bench.stub.plan(.lost(try #require(faults[place])))
    let (gemini, call) = (try bench.gemini(), try bench.call())
    let body = try await gemini.prepare(call)
    let problem = await #expect(throws: Problem.self) { try await gemini.submit(body, call) }
    #expect(problem?.code == .providerAnswer)
    #expect(try await gemini.find(lost, call) == nil)
    #expect(!call.answer.isThere && bench.stub.posts == 1 && bench.stub.bill.count == 1)
  }

  @Test("An answer that takes too long is as lost as one that is cut")
  func deadline() async throws {
    let gate = LoopbackServer.Gate()
    bench.stub.plan(.lost(.stall(until: gate)))
    var gemini = try bench.gemini()
    gemini.deadline = .milliseconds(200)
    let (patient, call) = (gemini, try bench.call())
    let body = try await patient.prepare(call)
    let problem = await #expect(throws: Problem.self) { try await patient.submit(body, call) }
    #expect(problem?.code == .providerAnswer && problem?.message.contains("too long") == true)
    gate.open()
    #expect(try await patient.find(lost, call) == nil)
    #expect(bench.stub.posts == 1)
  }

  @Test("A slow answer is waited for")
  func slow() async throws {
    let gate = LoopbackServer.Gate()
    bench.stub.plan(.lost(.slowHeaders(until: gate)))
    let (gemini, call) = (try bench.gemini(), try bench.call())
    let body = try await gemini.prepare(call)
    async let handle = gemini.submit(body, call)
    await bench.stub.server.request(1)
    gate.open()
    #expect(try await handle.id == "response-1")
  }

  @Test(
    "A success that cannot be read is on the disk, is not paid again, and is not found either",
    arguments: ["", "<html>", #"{"candidates":[{"content""#, "\u{0}"])
  func unreadable(body: String) async throws {
    bench.stub.plan(.bytes(Data(body.utf8)))
    let (gemini, call) = (try bench.gemini(), try bench.call())
    let request = try await gemini.prepare(call)
    let problem = await #expect(throws: Problem.self) { try await gemini.submit(request, call) }
    #expect(problem?.code == .providerAnswer)
    #expect(try bench.bytes(call.answer.path) == Data(body.utf8))
    #expect(try await gemini.find(lost, call) == nil)
    let again = await #expect(throws: CallFailure.self) { try await gemini.submit(request, call) }
    #expect(again?.cost == nil && bench.stub.posts == 1)
  }

  @Test("The answer is on the disk before anything of it is used, and is adopted after a crash")
  func adopted() async throws {
    let (gemini, call) = (try bench.gemini(), try bench.call())
    let body = try await gemini.prepare(call)
    let handle = try await gemini.submit(body, call)
    #expect(call.answer.isThere)
    #expect(try await gemini.find(lost, call) == handle)
    // Whoever submits again although it is there pays nothing.
    #expect(try await gemini.submit(body, call) == handle)
    #expect(bench.stub.posts == 1)
  }

  @Test("An answer that had arrived whole when the agent was killed is adopted; a part of one is not")
  func salvaged() async throws {
    let (gemini, first) = (try bench.gemini(), try bench.call())
    _ = try await gemini.submit(try await gemini.prepare(first), first)
    let whole = try bench.bytes(first.answer.path)
    for (attempt, bytes) in [(2, whole), (3, whole.dropLast()), (4, whole.prefix(whole.count / 2))] {
      let call = try bench.call(attempt: attempt)
      try await call.answer.begin()
      try Data(bytes).write(to: URL(fileURLWithPath: call.answer.temporary.display))
      #expect(try await gemini.find(lost, call)?.id == (attempt == 2 ? "response-1" : nil))
      #expect(call.answer.isThere == (attempt == 2))
    }
    #expect(bench.stub.posts == 1)
  }

  @Test("An answer that was lost from the disk leaves open what became of the money")
  func gone() async throws {
    let (gemini, call) = (try bench.gemini(), try bench.call())
    let handle = try await gemini.submit(try await gemini.prepare(call), call)
    try FileManager.default.removeItem(atPath: call.answer.path.display)
    let problem = await #expect(throws: Problem.self) { try await gemini.outcome(of: handle, call) { _ in } }
    #expect(problem?.code == .providerAnswer)
  }

  @Test("Without a key nothing is prepared, and nothing is sent")
  func keyless() async throws {
    let gemini = Gemini(
      .init(url: bench.stub.url), model: "gemini-3-pro-image", key: nil, tools: try bench.gemini().tools)
    let call = try bench.call()
    let problem = await #expect(throws: Problem.self) { try await gemini.prepare(call) }
    let failure = await #expect(throws: CallFailure.self) { try await gemini.submit(Data("{}".utf8), call) }
    #expect(problem?.code == .keyMissing && failure?.problem.code == .keyMissing && failure?.cost == nil)
    #expect(bench.stub.posts == 0)
  }

  @Test("What has come back cannot be taken back")
  func cancel() async throws {
    #expect(try await bench.gemini().cancel(CallHandle(id: "response-1")) == .tooLate)
  }
}

@Suite("What may be tried again is tried again")
struct GeminiRetryTests {
  private let bench: GeminiBench

  init() throws { bench = try GeminiBench() }

  private func plan(_ refusals: GeminiStub.Refusal...) {
    for refusal in refusals { bench.stub.plan(.refusal(refusal)) }
  }

  private func failure() async throws -> CallFailure {
    let failure = await #expect(throws: CallFailure.self) { try await bench.make(try bench.gemini(), try bench.call()) }
    return try #require(failure)
  }

  @Test("429 is tried three times, and waited for as long as is asked")
  func tooFast() async throws {
    plan(.tooFast("34s"), .tooFast("34.07s"))
    _ = try await bench.make(try bench.gemini(), try bench.call())
    #expect(bench.stub.posts == 3 && bench.stub.bill.count == 1)
    #expect(bench.waits.all == [.seconds(34), .milliseconds(34_070)])
  }

  @Test("429 without a word about waiting is waited for all the same, and given up after three")
  func alwaysTooFast() async throws {
    plan(.tooFast(), .tooFast(), .tooFast(), .tooFast())
    let failure = try await failure()
    #expect(failure.problem.code == .rateLimited && failure.cost == nil)
    #expect(failure.problem.message.contains("GenerateRequestsPerMinutePerProjectPerModel: 10"))
    #expect(
      bench.stub.posts == 3 && bench.waits.all.count == 2 && bench.waits.all.allSatisfy { $0 >= .milliseconds(750) })
  }

  @Test("A header that asks for a longer wait than the body wins")
  func header() async throws {
    var reaction = GeminiStub.Reaction.refusal(.tooFast("2s"))
    reaction.headers = [("Retry-After", "50")]
    bench.stub.plan(reaction)
    _ = try await bench.make(try bench.gemini(), try bench.call())
    #expect(bench.waits.all == [.seconds(50)])
  }

  @Test("Whoever is to wait for an hour is told so instead")
  func hour() async throws {
    plan(.tooFast("3600s"))
    let failure = try await failure()
    #expect(failure.problem.code == .rateLimited && failure.problem.hint.contains("in 3600 s"))
    #expect(bench.stub.posts == 1 && bench.waits.all.isEmpty)
  }

  @Test("Whoever stops between two tries has paid nothing")
  func stopped() async throws {
    plan(.tooFast("34s"))
    let gemini = Gemini(
      .init(url: bench.stub.url), model: "gemini-3-pro-image", key: Secret(bench.stub.key),
      tools: try bench.gemini().tools,
      pace: Pace(sleep: { _ in throw CancellationError() }))
    let failure = await #expect(throws: CallFailure.self) { try await bench.make(gemini, try bench.call()) }
    #expect(failure?.problem.code == .rateLimited && failure?.cost == nil && bench.stub.posts == 1)
  }

  @Test("The day's quota is not tried again, and its end is named in UTC")
  func day() async throws {
    plan(.quotaOfTheDay)
    let failure = try await failure()
    #expect(failure.problem.code == .quotaDay && failure.problem.hint.contains("2026-11-21T08:00:00.000Z"))
    #expect(bench.stub.posts == 1)
  }

  @Test("503 is tried three times, 500 and 504 twice", arguments: [(503, 3), (500, 2), (504, 2)])
  func down(status: Int, posts: Int) async throws {
    let refusal = GeminiStub.Refusal(status, "WORD", "The model is overloaded.")
    plan(refusal, refusal, refusal, refusal)
    let failure = try await failure()
    #expect(failure.problem.code == .providerDown && failure.cost == nil)
    #expect(failure.problem.message == "Google is in trouble itself (\(status)): The model is overloaded.")
    #expect(bench.stub.posts == posts)
  }

  @Test("A failure in between is made up for", arguments: [GeminiStub.Refusal.internalError, .overloaded, .tooLate])
  func recovered(refusal: GeminiStub.Refusal) async throws {
    plan(refusal)
    _ = try await bench.make(try bench.gemini(), try bench.call())
    #expect(bench.stub.posts == 2 && bench.stub.bill.count == 1)
  }

  @Test(
    "Statuses that leave open what became of the call are not tried again, and not called free",
    arguments: [302, 408, 409, 499, 502])
  func open(status: Int) async throws {
    plan(.init(status, "WORD", "Odd."))
    let problem = await #expect(throws: Problem.self) { try await bench.make(try bench.gemini(), try bench.call()) }
    #expect(problem != nil && bench.stub.posts == 1)
  }

  @Test("Where nobody listens, it is tried three times and costs nothing")
  func unreachable() async throws {
    let url = bench.stub.url
    bench.stub.server.stop()
    let failure = await #expect(throws: CallFailure.self) {
      try await bench.make(try bench.gemini(url: url), try bench.call())
    }
    #expect(failure?.problem.code == .neverConnected && failure?.cost == nil)
    #expect(bench.waits.all.count == 2)
  }
}
