import Execution
import Foundation
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("What Google refuses is told by its own name")
struct GeminiRefusalTests {
  private let bench: GeminiBench

  init() throws { bench = try GeminiBench() }

  private func failure(_ reactions: GeminiStub.Refusal..., gemini: Gemini? = nil) async throws -> CallFailure {
    for refusal in reactions { bench.stub.plan(.refusal(refusal)) }
    let gemini = try gemini ?? bench.gemini()
    let failure = await #expect(throws: CallFailure.self) { try await bench.make(gemini, try bench.call()) }
    return try #require(failure)
  }

  private static let shapes: [(GeminiStub.Refusal, Problem.Code, String)] = [
    (.badKey, .keyRefused, "API_KEY_INVALID"), (.invalid, .providerRefused, "INVALID_ARGUMENT, 400"),
    (.region, .regionRefused, "User location is not supported"), (.billing, .noBalance, "enable billing"),
    (.forbidden, .keyRefused, "You don't have permission"), (.gone("x"), .modelGone, "model retired?"),
    (.quotaOfTheDay, .quotaDay, "GenerateRequestsPerDayPerProjectPerModel: 250"),
    (.init(401, "UNAUTHENTICATED", "Who are you?"), .keyRefused, "UNAUTHENTICATED"),
    (.init(402, "", ""), .providerRefused, "402"), (.init(413, "", "Too large"), .providerRefused, "Too large"),
  ]

  @Test("Plain, and wrapped in a list; posted once, given back, never billed", arguments: shapes, [false, true])
  func refused(shape: (GeminiStub.Refusal, Problem.Code, String), isWrapped: Bool) async throws {
    let failure = try await failure(isWrapped ? shape.0.wrapped : shape.0)
    #expect(failure.problem.code == shape.1 && failure.cost == nil)
    #expect(failure.problem.message.contains(shape.2))
    #expect(!failure.problem.hint.isEmpty)
    #expect(bench.stub.posts == 1 && bench.stub.bill.isEmpty && bench.waits.all.isEmpty)
  }

  @Test("A model that is gone is answered with those that are there")
  func gone() async throws {
    let gemini = try bench.gemini("gemini-3-pro-image-preview")
    let failure = try await failure(gemini: gemini)
    #expect(failure.problem.code == .modelGone && failure.cost == nil)
    #expect(failure.problem.message.contains("shut down on 25 June 2026"))
    #expect(failure.problem.hint.contains("gemini-3-pro-image, gemini-nano-banana-2.1"))
  }

  @Test("A wrong key is refused by the service itself, and never shown")
  func wrongKey() async throws {
    let failure = try await failure(gemini: try bench.gemini(key: "AIza-wrong-key-987654321"))
    #expect(failure.problem.code == .keyRefused && failure.cost == nil)
    #expect(!"\(failure)".contains("AIza-wrong"))
  }

  @Test("A key that the service repeats is masked, and long texts are cut")
  func redacted() async throws {
    let text = "The key \(bench.stub.key) is\nodd. " + String(repeating: "x", count: 5_000)
    let problem = try await failure(.init(400, "INVALID_ARGUMENT", text)).problem
    #expect(problem.message.contains("(hidden) is odd.") && !problem.message.contains(bench.stub.key))
    #expect(problem.message.count < 500)
  }

  @Test(
    "What is no JSON is refused by its status alone",
    arguments: ["", "<html>no</html>", "[]", "{}", "null", "[1]", "{\"error\":[]}"])
  func bare(body: String) {
    let refusal = GeminiRefusal(HTTPResponse(status: 403, body: Data(body.utf8)))
    let problem = refusal.problem(model: "m", ShownText(secrets: []), at: WallClock.system.now())
    #expect(problem.code == .keyRefused && problem.message == "Google does not let this key use m.")
  }

  @Test("The wait is what the service says, in seconds with or without a fraction, in the body or the header")
  func waits() {
    let wait = { (json: GeminiStub.Refusal, headers: [HTTPHeaders.Field]) in
      GeminiRefusal(HTTPResponse(status: 429, headers: HTTPHeaders(headers), body: Data(GeminiStub.text(json).utf8)))
        .wait
    }
    #expect(wait(.tooFast("34s"), []) == .seconds(34))
    #expect(wait(.tooFast("34.07s"), []) == .milliseconds(34_070))
    #expect(wait(.tooFast("34.07s").wrapped, []) == .milliseconds(34_070))
    #expect(wait(.tooFast("0.0001s"), []) == .milliseconds(1))
    #expect(wait(.tooFast(), []) == nil)
    for odd in ["", "s", "abc", "-5", "1e999s", "nans"] { #expect(wait(.tooFast(odd), []) == nil) }
    #expect(wait(.tooFast("-3s"), []) == .zero)
    #expect(wait(.tooFast("5s"), [.init(name: "Retry-After", value: "9")]) == .seconds(9))
    #expect(wait(.tooFast(), [.init(name: "retry-after", value: "7")]) == .seconds(7))
  }
}
