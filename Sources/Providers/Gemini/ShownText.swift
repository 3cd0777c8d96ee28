import Foundation

/// What a server says, as it may be shown: one line, not too long, without the key.
struct ShownText {
  let secrets: [Secret]

  private static let longest = 300

  func callAsFunction(_ text: String) -> String {
    // The key is masked first: a cut could leave a part of it that nobody knows again.
    let words = secrets.redacted(text).split { $0.isWhitespace || $0.unicodeScalars.contains(where: Self.isUnseen) }
    let line = words.joined(separator: " ")
    return line.count > Self.longest ? line.prefix(Self.longest - 1) + "…" : line
  }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
  }
}
