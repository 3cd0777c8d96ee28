import Foundation

/// The ways in which a key may come back from a server.
enum SecretForms {
  /// Shorter parts of a key, or of its Base64, would mask ordinary words.
  private static let shortestPart = 6

  /// The longest first, so that a part never leaves the rest of its whole behind.
  static func of(_ value: String) -> [[UInt8]] {
    var texts = Set([value])
    // A key of two parts is `id:secret`; the second one alone gives nothing away less.
    if let colon = value.firstIndex(of: ":") {
      let secret = String(value[value.index(after: colon)...])
      if secret.utf8.count >= shortestPart { texts.insert(secret) }
    }
    let all = texts.reduce(into: Set<[UInt8]>()) { forms, text in
      forms.insert(Array(text.utf8))
      forms.insert(Array(text.replacing("/", with: "\\/").utf8))
      forms.formUnion(percentEncoded(text))
      forms.formUnion(base64(Array(text.utf8)))
    }
    return all.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
  }

  /// A colon may stay as it is in an address (RFC 3986, 3.3).
  private static func percentEncoded(_ text: String) -> [[UInt8]] {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    return [letters, letters + ":"].flatMap { kept -> [[UInt8]] in
      guard let upper = text.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: kept)) else {
        return []
      }
      return [upper, upper.replacing(#/%[0-9A-F]{2}/#) { $0.output.lowercased() }].map { Array($0.utf8) }
    }
  }

  private static let urlSafe = [UInt8(ascii: "+"): UInt8(ascii: "-"), UInt8(ascii: "/"): UInt8(ascii: "_")]

  /// In a longer text the key may begin at any of three places of a group, so what its neighbours have a part in is
  /// left out.
  private static func base64(_ bytes: [UInt8]) -> [[UInt8]] {
    (0..<3).flatMap { shift -> [[UInt8]] in
      let whole = Data([UInt8](repeating: 0, count: shift) + bytes).base64EncodedString()
      let ownBits = (shift + bytes.count) * 8 / 6
      let core = Array(whole.utf8.prefix(ownBits).dropFirst((shift * 8 + 5) / 6))
      guard core.count >= shortestPart else { return [] }
      return [core, core.map { urlSafe[$0] ?? $0 }]
    }
  }
}
