import Execution
import Foundation
import Terms

/// The addresses of fal's queue: the key goes to no other host.
struct FalQueue: Hashable, Sendable {
  /// As configured, without a slash at its end.
  let base: String

  init(_ url: String) { base = Fal.Settings.trimmed(url) }

  /// An address that an answer named, if it is on this host, by the same scheme and port; nil otherwise.
  ///
  /// Compared as text, so that no two readings of one address can differ.
  func own(_ address: String) -> String? {
    guard let origin, address.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      return nil
    }
    let secure = origin.hasPrefix("https:")
    let forms = [origin, origin + (secure ? ":443" : ":80")]
    let isOwn = forms.contains { address.lowercased().hasPrefix($0 + "/") }
    return isOwn && !address.contains("/../") ? address : nil
  }

  /// `https://queue.fal.run`, in lower case and without the usual port.
  private var origin: String? {
    guard let url = URLComponents(string: base), let scheme = url.scheme?.lowercased(), let host = url.host else {
      return nil
    }
    let usual = scheme == "https" ? 443 : 80
    let port = url.port.flatMap { $0 == usual ? nil : ":\($0)" } ?? ""
    return "\(scheme)://\(host.lowercased())\(port)"
  }

  /// The addresses of a call of which only the id is known. They hold the owner and the app, never the whole endpoint.
  /// - Parameter app: such as `fal-ai/kling-video`.
  func handle(of id: String, app: String) -> CallHandle {
    let address = "\(base)/\(app)/requests/\(id)"
    return CallHandle(id: id, status: "\(address)/status", result: address, cancel: "\(address)/cancel")
  }

  /// Whether a text can be the id of a call, so that it may stand in an address.
  static func isID(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: "_")
      }
  }

  func foreign(_ address: String) -> Problem {
    Problem(
      .foreignAddress, "fal named an address on another host than \(base): the key was not sent there.",
      hint: "Look at queue_url of fal in starsend.json; it has to be the one that the take was begun with.",
      cause: String(address.prefix(200)))
  }
}
