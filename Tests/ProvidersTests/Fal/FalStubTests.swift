import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

/// The stand-in for fal is as strict as fal is.
@Suite struct FalStubTests {
  private let stub: FalStub
  private let wire: FalWire
  private static let endpoint = "fal-ai/kling-video/o3/standard/text-to-video"

  init() throws {
    stub = try FalStub()
    wire = FalWire(key: Secret(stub.key), pace: .real, client: HTTPClient())
  }

  private func post(_ body: String, to endpoint: String = endpoint) async throws -> HTTPResponse {
    try await wire.client.send(
      wire.request("POST", "\(stub.queueURL)/\(endpoint)", headers: Fal.headers, body: .data(Data(body.utf8))))
  }

  private func get(_ url: String, _ method: String = "GET") async throws -> HTTPResponse {
    try await wire.client.send(wire.request(method, url))
  }

  @Test(
    "What fits is accepted without a word",
    arguments: [
      "{\"prompt\":\"x\",\"duration\":\"5\",\"generate_audio\":false,\"aspect_ratio\":\"16:9\"}",
      "{\"multi_prompt\":[{\"prompt\":\"x\",\"duration\":\"1\"},{\"prompt\":\"y\",\"duration\":\"2\"}],\"duration\":\"3\",\"shot_type\":\"customize\",\"generate_audio\":true}",
    ])
  func fits(body: String) async throws {
    #expect(try await post(body).status == 200)
    #expect(stub.violations == [])
  }

  @Test(
    "What does not fit is accepted by the queue, ends as 422 and is not billed",
    arguments: [
      "{\"prompt\":\"x\",\"duration\":5,\"generate_audio\":false}",
      "{\"prompt\":\"x\",\"duration\":\"2\",\"generate_audio\":false}",
      "{\"prompt\":\"x\",\"duration\":\"5\"}",
      "{\"prompt\":\"x\",\"duration\":\"5\",\"generate_audio\":false,\"image_url\":\"https://x/y\"}",
      "{\"prompt\":\"x\",\"duration\":\"5\",\"generate_audio\":false,\"aspect_ratio\":\"4:3\"}",
      "{\"prompt\":\"x\",\"multi_prompt\":[],\"duration\":\"5\",\"generate_audio\":false}",
      "{\"prompt\":\"@Element1\",\"duration\":\"5\",\"generate_audio\":false}",
      "{\"multi_prompt\":[{\"prompt\":\"x\",\"duration\":\"4\"}],\"duration\":\"5\",\"shot_type\":\"customize\",\"generate_audio\":false}",
      "{\"multi_prompt\":[{\"prompt\":\"x\",\"duration\":5}],\"duration\":\"5\",\"shot_type\":\"customize\",\"generate_audio\":false}",
      "[]", "not json",
    ])
  func doesNotFit(body: String) async throws {
    let handle = try #require(JSONValue(try await post(body).body))
    #expect(stub.violations != [])
    for _ in 1...3 { _ = try await get(handle["status_url"]?.text ?? "") }
    #expect(try await get(handle["response_url"]?.text ?? "").status == 422)
    #expect(stub.accepted.count == 1)
    #expect(stub.bill == .zero)
  }

  @Test(
    "Statuses are 202 until all is done, an early result is 400, a whole endpoint 405, a wrong key 401, a wrong model 404"
  )
  func statuses() async throws {
    let body = "{\"prompt\":\"x\",\"duration\":\"5\",\"generate_audio\":false}"
    let handle = try #require(JSONValue(try await post(body).body))
    let (status, result) = (handle["status_url"]?.text ?? "", handle["response_url"]?.text ?? "")
    #expect(try await get(status).status == 202)
    #expect(try await get(result).status == 400)
    #expect(try await get(status).status == 202)
    #expect(try await get(status).status == 200)
    let whole = "\(stub.queueURL)/\(Self.endpoint)/requests/\(handle["request_id"]?.text ?? "")"
    #expect(try await get(whole).status == 405)
    #expect(try await get("\(whole)/status").status == 405)
    #expect(try await post(body, to: "fal-ai/kling-video/o9/text-to-video").status == 404)
    let stranger = FalWire(key: Secret("other"), pace: .real, client: wire.client)
    #expect(try await stranger.client.send(stranger.request("GET", status)).status == 401)
  }
}
