import Foundation

/// What people say in a request, a marker or a plan.
enum PlainText {
  static let noteLimit = 2_000
  static let promptLimit = 4_000
  static let nameLimit = 200

  /// `text` without blanks around it and with plain new lines, or nil where it has more than `limit` characters or
  /// control characters that are neither new line nor tab.
  static func read(_ text: String, atMost limit: Int) -> String? {
    guard text.unicodeScalars.count <= limit, !text.unicodeScalars.contains(where: isControl) else { return nil }
    return text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\r": false
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": true
    default: false
    }
  }
}
