import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

/// What the tests of the client share.
enum Asking {
  static let key = Secret("id-0000:s3cret/Key+1111")

  static func request(
    _ method: String, _ url: String, body: HTTPBody = .none, deadline: Duration = .seconds(30),
    idle: Duration = .seconds(30)
  ) -> HTTPRequest {
    HTTPRequest(
      method, url, headers: [("Authorization", "Key \(key.exposed)"), ("Content-Type", "application/json")], body: body,
      secrets: [key], deadline: deadline, idle: idle)
  }

  static func request(_ url: String, idle: Duration = .seconds(30)) -> HTTPRequest {
    request("GET", url, idle: idle)
  }

  /// How the request fails; an issue is recorded where it does not.
  static func failure(
    of request: HTTPRequest, limit: Int = 16 << 20, client: HTTPClient = HTTPClient(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> HTTPFailure {
    do throws(HTTPFailure) {
      let response = try await client.send(request, limit: limit)
      Issue.record("It was answered with \(response.status).", sourceLocation: sourceLocation)
      throw HTTPFailure(kind: .local, wasSent: false, cause: "none")
    } catch { return error }
  }
}
