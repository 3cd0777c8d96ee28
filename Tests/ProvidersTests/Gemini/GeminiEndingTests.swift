import Execution
import Foundation
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("An answer without a picture is told by its own name")
struct GeminiEndingTests {
  private let bench: GeminiBench

  init() throws { bench = try GeminiBench() }

  private func failure(_ reaction: GeminiStub.Reaction) async throws -> CallFailure {
    bench.stub.plan(reaction)
    let call = try bench.call()
    let failure = await #expect(throws: CallFailure.self) { try await bench.make(try bench.gemini(), call) }
    // The raw answer is there, whatever it says, and nothing was asked twice.
    #expect(call.answer.isThere && bench.stub.posts == 1)
    return try #require(failure)
  }

  @Test("STOP without a picture: what the model said instead is shown, and its tokens are booked")
  func words() async throws {
    let failure = try await failure(.ended("STOP", words: "I cannot draw\nthat."))
    #expect(failure.problem.code == .noPicture)
    #expect(failure.problem.message.contains("(STOP). It said: I cannot draw that."))
    #expect(failure.cost == bench.stub.total && bench.stub.total > .zero)
  }

  @Test(
    "Every reason to end has its code, with its name in the sentence",
    arguments: [
      ("STOP", Problem.Code.noPicture), ("NO_IMAGE", .noPicture), ("FINISH_REASON_UNSPECIFIED", .noPicture),
      ("MAX_TOKENS", .outOfTokens), ("SAFETY", .outputBlocked), ("RECITATION", .outputBlocked),
      ("LANGUAGE", .outputBlocked), ("OTHER", .outputBlocked), ("BLOCKLIST", .outputBlocked),
      ("PROHIBITED_CONTENT", .outputBlocked), ("SPII", .outputBlocked), ("IMAGE_SAFETY", .outputBlocked),
      ("IMAGE_PROHIBITED_CONTENT", .outputBlocked), ("IMAGE_OTHER", .outputBlocked),
      ("IMAGE_RECITATION", .outputBlocked), ("SOMETHING_OF_2027", .outputBlocked),
      ("MALFORMED_FUNCTION_CALL", .providerAnswer), ("MALFORMED_RESPONSE", .providerAnswer),
      ("UNEXPECTED_TOOL_CALL", .providerAnswer), ("TOO_MANY_TOOL_CALLS", .providerAnswer),
      ("MISSING_THOUGHT_SIGNATURE", .providerAnswer),
    ])
  func reasons(reason: String, code: Problem.Code) async throws {
    let failure = try await failure(.ended(reason))
    #expect(failure.problem.code == code && failure.problem.message.contains("(\(reason))"))
    #expect(!failure.problem.hint.isEmpty && failure.cost == bench.stub.total)
  }

  @Test("The content of a blocked answer may be empty, absent or without parts", arguments: GeminiStub.Content.allCases)
  func contents(content: GeminiStub.Content) async throws {
    let message =
      "Unable to show the generated image. The model could not generate it. You will not be charged for this request. Try again."
    let failure = try await failure(.ended("IMAGE_OTHER", message: message, content: content))
    #expect(failure.problem.code == .outputBlocked && failure.problem.message.contains("Unable to show"))
    #expect(failure.cost == .zero && bench.stub.total == .zero)
  }

  @Test("A key that the service repeats in its answer is masked, and its words stay on one line")
  func redacted() async throws {
    let message = "Odd\n\tkey\u{202E} \(bench.stub.key). " + String(repeating: "x ", count: 1_000)
    let problem = try await failure(.ended("OTHER", message: message)).problem
    #expect(problem.message.contains("It said: Odd key (hidden). x x"))
    #expect(!problem.message.contains(bench.stub.key) && problem.message.count < 500)
  }

  @Test("No finish reason at all is no crash")
  func unfinished() async throws {
    #expect(try await failure(.ended(nil)).problem.code == .noPicture)
  }

  @Test(
    "A blocked prompt says why",
    arguments: [
      "PROHIBITED_CONTENT", "SAFETY", "OTHER", "BLOCKLIST", "IMAGE_SAFETY", "BLOCK_REASON_UNSPECIFIED", "JAILBREAK",
    ])
  func prompt(reason: String) async throws {
    let failure = try await failure(.blockedPrompt(reason))
    #expect(failure.problem.code == .contentBlocked && failure.problem.message.contains(reason))
    #expect(failure.cost == bench.stub.total)
  }

  @Test(
    "JSON that is no answer of Gemini's is said to be none",
    arguments: ["{}", "[]", "[{}]", "[1,2]", "null", "7", "\"ok\""])
  func shapeless(body: String) async throws {
    let failure = try await failure(.bytes(Data(body.utf8)))
    #expect(failure.problem.code == .providerAnswer)
  }

  @Test(
    "Types that nobody expects are no crash",
    arguments: [
      #"{"candidates":{}}"#, #"{"candidates":[1]}"#, #"{"candidates":[{"content":[]}]}"#,
      #"{"candidates":[{"content":{"parts":[{"inlineData":7}]}}]}"#,
      #"{"candidates":[{"content":{"parts":[{"inlineData":{"data":5}}]},"finishReason":3}],"usageMetadata":[]}"#,
      #"{"promptFeedback":{"blockReason":{}}}"#, #"{"candidates":[{"content":{"parts":[{"thought":"true"}]}}]}"#,
    ])
  func types(body: String) async throws {
    _ = try await failure(.bytes(Data(body.utf8)))
  }
}
