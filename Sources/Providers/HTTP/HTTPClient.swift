import Foundation
import Terms

/// Sends one request at a time, each over a connection of its own that is closed behind it.
///
/// Nothing is ever sent twice, no redirect is followed, no other address gets a key, and both deadlines are kept. Proxies
/// are those of the environment (`https_proxy`), but none to this machine.
struct HTTPClient: Sendable {
  let connectTimeout: Duration
  /// A file of certificates (PEM) to trust in place of the system's.
  let authorities: FilePath?

  init(connectTimeout: Duration = .seconds(15), authorities: FilePath? = nil) {
    self.connectTimeout = connectTimeout
    self.authorities = authorities
  }

  /// Sends `request` and takes the whole answer into memory.
  /// - Parameter limit: the longest body that is taken, in bytes; of one that is no success, 256 KiB at most, and the rest
  ///   is dropped.
  func send(_ request: HTTPRequest, limit: Int = 16 << 20) async throws(HTTPFailure) -> HTTPResponse {
    try await perform(request, .memory(limit: limit))
  }

  /// Sends `request` and streams the body of a success (2xx) into `file`, which is made or emptied before anything is
  /// sent; any other body comes in memory, up to 256 KiB of it. To sync the file is up to the caller.
  /// - Parameters:
  ///   - limit: the longest body that is taken, in bytes.
  ///   - progress: the bytes that have come, and how many there will be where that is known; called on the thread that
  ///     writes them.
  func send(
    _ request: HTTPRequest, into file: FilePath, limit: Int64,
    progress: @escaping @Sendable (_ received: Int64, _ expected: Int64?) -> Void = { _, _ in }
  ) async throws(HTTPFailure) -> HTTPResponse {
    try await perform(request, .file(file, limit: limit, progress: progress))
  }

  private func perform(
    _ request: HTTPRequest, _ destination: AnswerDestination
  ) async throws(HTTPFailure) -> HTTPResponse {
    let multi = try CurlMulti()
    let transfer = HTTPTransfer(
      request: request, destination: destination, connectTimeout: connectTimeout, authorities: authorities, multi: multi
    )
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // It blocks, in the network and in files, and the cooperative pool has too few threads for that.
        let thread = Thread { continuation.resume(returning: transfer.run()) }
        thread.name = "http"
        thread.start()
      }
    } onCancel: {
      multi.cancel()
    }
    return try result.get()
  }
}

/// What becomes of the body of an answer.
enum AnswerDestination: Sendable {
  case memory(limit: Int)
  case file(FilePath, limit: Int64, progress: @Sendable (Int64, Int64?) -> Void)
}
