import Foundation
import Terms

/// Sends one request at a time, each over a connection of its own that is closed behind it.
///
/// Nothing is ever sent twice, no redirect is followed, and both deadlines are kept.
struct HTTPClient: Sendable {
  let connectTimeout: Duration

  init(connectTimeout: Duration = .seconds(15)) { self.connectTimeout = connectTimeout }

  /// Sends `request` and takes the whole answer into memory.
  /// - Parameter limit: the longest body that is taken, in bytes.
  func send(_ request: HTTPRequest, limit: Int = 16 << 20) async throws(HTTPFailure) -> HTTPResponse {
    throw HTTPFailure(kind: .local, wasSent: false, cause: "not there yet")
  }

  /// Sends `request` and streams the body of a success (2xx) into `file`, which is made or emptied; any other body comes
  /// in memory, up to 256 KiB of it.
  /// - Parameters:
  ///   - limit: the longest body that is taken, in bytes.
  ///   - progress: the bytes that have come, and how many there will be where that is known.
  func send(
    _ request: HTTPRequest, into file: FilePath, limit: Int64,
    progress: @escaping @Sendable (_ received: Int64, _ expected: Int64?) -> Void = { _, _ in }
  ) async throws(HTTPFailure) -> HTTPResponse {
    throw HTTPFailure(kind: .local, wasSent: false, cause: "not there yet")
  }
}
