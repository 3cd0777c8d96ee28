import Execution
import Foundation
import Terms

/// Brings a video to the disk, again and again until it is whole.
struct FalDownload: Sendable {
  let wire: FalWire
  /// Where to; emptied by each try.
  let file: FilePath
  /// Whether fal itself is on this machine.
  let isLocal: Bool
  let progress: @Sendable (Double) -> Void

  private static let deadline = Duration.seconds(1800)
  /// No video of fifteen seconds is larger.
  private static let mostBytes: Int64 = 4 << 30
  private static let mostRedirects = 3
  private static let mostMismatches = 5

  /// False where the address has gone.
  func fetch(_ result: FalResult) async throws -> Bool {
    for tries in 1...Self.mostMismatches {
      let reply = try await wire.ask(.download, request(to: result.video), send: send)
      if reply.used != nil {
        let bytes = try Self.size(of: file)
        if bytes > 0, result.bytes == nil || result.bytes == bytes { return true }
        try await wire.pace.sleep(Backoff.usual.wait(after: tries, jitter: wire.pace.jitter()))
        continue
      }
      guard reply.action != .freshAddress else { return false }
      throw failed(result, reply.failure?.cause ?? "HTTP \(reply.response?.status ?? 0)")
    }
    throw failed(result, "the size is not the one that fal named")
  }

  /// Services of this machine are nobody else's to name, be it by a redirect, where fal itself is not on it.
  private func check(_ url: String) throws(HTTPFailure) {
    guard let address = HTTPAddress(url), address.isLoopback, !isLocal else { return }
    throw HTTPFailure(kind: .local, wasSent: false, cause: "an address on this machine")
  }

  private func request(to url: String) -> HTTPRequest { wire.keyless("GET", url, deadline: Self.deadline) }

  /// One try; redirects are followed by hand, each without the key like the first.
  private func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    var request = request
    for _ in 0..<Self.mostRedirects {
      let response = try await once(request)
      guard (301...308).contains(response.status), let next = Self.target(of: response, from: request.url) else {
        return response
      }
      request = self.request(to: next)
    }
    return try await once(request)
  }

  private func once(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    try check(request.url)
    let progress = progress
    return try await wire.client.send(request, into: file, limit: Self.mostBytes) { received, expected in
      if let expected, expected > 0 { progress(min(Double(received) / Double(expected), 1)) }
    }
  }

  private static func target(of response: HTTPResponse, from url: String) -> String? {
    guard let place = response.headers["Location"] else { return nil }
    return URL(string: place, relativeTo: URL(string: url))?.absoluteURL.absoluteString
  }

  private static func size(of file: FilePath) throws -> Int64 {
    let attributes = try FileManager.default.attributesOfItem(atPath: file.display)
    return (attributes[.size] as? NSNumber)?.int64Value ?? 0
  }

  private func failed(_ result: FalResult, _ cause: String) -> Problem {
    Problem(
      .downloadFailed, "The video of request \(result.request) could not be downloaded.",
      hint: "Look at the disk and at the log; it is downloaded again later and not paid again.", cause: cause)
  }
}
