import Foundation

/// Text from outside, made fit for the files of editors.
enum EditorialText {
  /// One line: control characters and line ends become single spaces.
  static func line(_ text: String) -> String {
    let kept = text.unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: Character(" ")
      default: Character(scalar)
      }
    }
    return String(kept).split(separator: " ").joined(separator: " ")
  }

  /// A line of ASCII, as edit decision lists want it: accents are dropped, other letters become `?`.
  static func ascii(_ text: String) -> String {
    let plain = line(text).folding(options: .diacriticInsensitive, locale: Locale(identifier: "en_US_POSIX"))
    return String(plain.unicodeScalars.map { $0.isASCII ? Character($0) : "?" })
  }

  /// For the content and attributes of XML, which allows no other control characters than these, escaped or not.
  static func xml(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      default:
        if scalar.value >= 0x20, scalar.value != 0x7F, scalar.value & 0xFFFE != 0xFFFE {
          result.unicodeScalars.append(scalar)
        }
      }
    }
  }
}
