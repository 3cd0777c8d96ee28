import Execution
import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

/// Every shape of an error that fal documents, through the real client.
@Suite struct FalErrorTests {
  private let bench: FalBench
  private let fal: Fal
  private static let estimate = Money(microUSD: 672_000)

  init() throws {
    bench = try FalBench()
    fal = try bench.fal()
  }

  private func failure(_ fate: FalStub.Fate) async throws -> CallFailure? {
    bench.stub.fate(fate)
    let call = try bench.call()
    let handle = try await bench.submitted(fal, call)
    let failure = await thrown(CallFailure.self) { try await fal.outcome(of: handle, call) { _ in } }
    #expect(bench.stub.count(.submit) == 1)
    #expect(bench.stub.violations == [])
    #expect(failure?.problem.hint.isEmpty == false)
    return failure
  }

  private static func detail(_ type: String, _ message: String = "It is so") -> String {
    "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"\(message)\",\"type\":\"\(type)\",\"url\":\"https://docs.fal.ai/errors/#\(type)\",\"input\":\"x\",\"ctx\":{}}]}"
  }

  @Test(
    "What the model refuses is told by its kind, and input that was never worked on is not billed",
    arguments: [
      ("content_policy_violation", Problem.Code.contentBlocked, true), ("no_media_generated", .noPicture, true),
      ("face_detection_error", .providerRefused, true), ("image_too_small", .providerRefused, false),
      ("image_too_large", .providerRefused, false), ("image_load_error", .providerRefused, false),
      ("file_download_error", .providerRefused, false), ("file_too_large", .providerRefused, false),
      ("greater_than", .providerRefused, false), ("less_than_equal", .providerRefused, false),
      ("multiple_of", .providerRefused, false), ("sequence_too_long", .providerRefused, false),
      ("one_of", .providerRefused, false), ("feature_not_supported", .providerRefused, false),
      ("unsupported_image_format", .providerRefused, false), ("video_duration_too_long", .providerRefused, false),
      ("missing", .providerRefused, false), ("literal_error", .providerRefused, false),
      ("value_error", .providerRefused, false), ("a_kind_of_tomorrow", .providerRefused, true),
    ])
  func replayed(type: String, code: Problem.Code, isBilled: Bool) async throws {
    let failure = try await failure(.replay(status: 422, json: Self.detail(type)))
    #expect(failure?.problem.code == code)
    #expect(failure?.problem.message.contains("prompt: It is so") == true)
    #expect(failure?.cost == (isBilled ? Self.estimate : .zero))
    let money = isBilled ? "It may be billed: $0.672, the estimate, is booked for it." : "It is not billed."
    #expect(failure?.problem.message.hasSuffix(money) == true)
  }

  @Test(
    "What fal counted is booked, where it says so and it can be",
    arguments: [("3", 252_000), ("0", 0), ("2.5", 210_000), ("1e9", 672_000), ("x", 672_000), ("-1", 672_000)])
  func units(units: String, cost: Int64) async throws {
    let failure = try await failure(
      .replay(status: 422, json: Self.detail("content_policy_violation"), headers: [("x-fal-billable-units", units)]))
    #expect(failure?.cost == Money(microUSD: cost))
  }

  @Test(
    "A failure of fal itself is told by its kind and never billed, whether the status says it, the result, or both",
    arguments: [
      (500, "internal_server_error", Problem.Code.providerDown), (504, "generation_timeout", .providerDown),
      (500, "downstream_service_unavailable", .providerDown), (504, "request_timeout", .providerDown),
      (504, "startup_timeout", .providerDown), (503, "runner_scheduling_failure", .providerDown),
      (503, "runner_connection_timeout", .providerDown), (503, "runner_connection_refused", .providerDown),
      (502, "runner_incomplete_response", .providerDown), (500, "runner_server_error", .providerDown),
      (500, "internal_error", .providerDown), (503, "a_kind_of_tomorrow", .providerDown),
    ])
  func failed(status: Int, type: String, code: Problem.Code) async throws {
    let both = try await failure(.failed(status: status, type: type, detail: "It went wrong"))
    #expect(both?.problem.code == code)
    #expect(both?.problem.message.contains("It went wrong") == true)
    #expect(both?.cost == .zero)
  }

  @Test("A 500 that the result repeats without the status knowing of it ends the call, at no cost")
  func failedInResult() async throws {
    let failure = try await failure(
      .replay(status: 500, json: "{\"detail\":\"x\",\"error_type\":\"internal_server_error\"}"))
    #expect(failure?.cost == .zero)
    #expect(bench.stub.count(.result) == 3)
  }

  @Test("A failure of fal itself is not billed though it counted seconds")
  func failedWithUnits() async throws {
    let failure = try await failure(
      .replay(status: 500, json: "{\"detail\":\"x\"}", headers: [("x-fal-billable-units", "8")]))
    #expect(failure?.cost == .zero)
  }

  @Test("A failed call whose result is unknown or empty is told by what its status says")
  func failedInStatus() async throws {
    let failure = try await failure(.lost(type: "request_timeout"))
    #expect(failure?.problem.code == .providerDown)
    #expect(failure?.problem.message.contains("took too long") == true)
    #expect(failure?.cost == .zero)
  }

  @Test("A failed call of a kind that is not known is no word on the model or the key")
  func unknownFailure() async throws {
    let failure = try await failure(.lost(type: "a_kind_of_tomorrow"))
    #expect(failure?.problem.code == .providerRefused)
    #expect(failure?.cost == Self.estimate)
  }

  @Test("A plain 400 of the result is Kling's word, and may be billed")
  func downstream() async throws {
    let failure = try await failure(
      .failed(status: 400, type: "downstream_service_error", detail: "Kling says no"))
    #expect(failure?.problem.code == .providerRefused)
    #expect(failure?.cost == Self.estimate)
  }

  @Test("A detail may be a text, a list, an object or nothing that can be read")
  func details() {
    let complaint = { (body: String) in FalComplaint(status: 422, header: { _ in nil }, body: Data(body.utf8)) }
    #expect(complaint("{\"detail\":\"plain\"}").text == "plain")
    #expect(complaint("{\"detail\":{\"message\":\"inside\"}}").text == "inside")
    #expect(complaint("{\"error\":{\"message\":\"other\"}}").text == "other")
    #expect(complaint("{\"detail\":[\"a\",{\"msg\":\"b\"},{\"loc\":[1.5]}]}").text == "a; b; 0: not said")
    #expect(complaint("{\"detail\":[{},{},{},{},{}]}").text.hasSuffix(" and 2 more"))
    for body in ["", "<html>", "[]", "{}", "{\"detail\":null}"] { #expect(complaint(body).text.isEmpty) }
    #expect(complaint("{\"detail\":\"\(String(repeating: "x", count: 9000))\"}").text.count < 320)
    let named = FalComplaint(status: 500, header: { $0 == "x-fal-error-type" ? "startup_timeout" : nil }, body: Data())
    #expect(named.type == "startup_timeout")
  }
}
