import CCurl
import Synchronization

/// What drives one transfer, and how it is reached from another thread.
///
/// Sendable by hand: `curl_multi_wakeup` is the one call that libcurl allows from any thread, and the only one made from
/// another than the transfer's own. Both sides hold this, so that it is not cleaned up under the other.
final class CurlMulti: @unchecked Sendable {
  let raw: UnsafeMutableRawPointer
  private let cancelled = Atomic(false)

  /// libcurl's own beginning, once per process.
  private static let begin = starsend_curl_begin()

  init() throws(HTTPFailure) {
    guard Self.begin == CURLE_OK, let raw = curl_multi_init() else {
      throw HTTPFailure(kind: .local, wasSent: false, cause: "libcurl cannot be used: no memory, or no random numbers")
    }
    self.raw = raw
  }

  deinit { curl_multi_cleanup(raw) }

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  func cancel() {
    cancelled.store(true, ordering: .releasing)
    curl_multi_wakeup(raw)
  }
}
