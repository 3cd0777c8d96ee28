import CCurl
import Foundation

/// An address as libcurl will understand it: no other parser decides where a key may go.
struct HTTPAddress: Hashable, Sendable {
  let scheme: String
  let host: String

  var isSecure: Bool { scheme == "https" }

  /// Whether it is this machine, said in a way that no name server can change.
  var isLoopback: Bool {
    host == "localhost" || host == "[::1]" || host.wholeMatch(of: #/127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/#) != nil
  }

  /// Nil unless it is an address that may be called: https, or http to this machine, and no name or password in it.
  init?(_ text: String) {
    guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }), let parsed = curl_url() else { return nil }
    defer { curl_url_cleanup(parsed) }
    guard curl_url_set(parsed, CURLUPART_URL, text, 0) == CURLUE_OK, Self.part(CURLUPART_USER, of: parsed) == nil,
      Self.part(CURLUPART_PASSWORD, of: parsed) == nil, let scheme = Self.part(CURLUPART_SCHEME, of: parsed),
      let host = Self.part(CURLUPART_HOST, of: parsed), !host.isEmpty
    else { return nil }
    self.scheme = scheme.lowercased()
    self.host = host.lowercased()
    guard isSecure || (self.scheme == "http" && isLoopback) else { return nil }
  }

  private static func part(_ part: CURLUPart, of address: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(address, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
