/// Text from outside, made fit for an SVG: one line, only characters that XML allows and fonts have.
struct SVGText {
  /// Words with single spaces between them; no control characters, no emoji, nothing that changes the direction of
  /// what follows.
  let plain: String

  init(_ text: String) {
    let kept = text.unicodeScalars.map { Self.isDrawable($0) ? Character($0) : " " }
    plain = String(kept).split(separator: " ").joined(separator: " ")
  }

  private static func isDrawable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      false
    default: !scalar.properties.isEmojiPresentation && scalar.value < 0x1_0000 && scalar.value != 0xFE0F
    }
  }

  var escaped: String {
    plain.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
  }

  /// The first words that fit into `characters`, with an ellipsis where some do not.
  func beginning(_ characters: Int) -> String { lines(1, of: characters).first ?? "" }

  /// Broken into at most `count` lines of `characters` each; words longer than a line are cut.
  func lines(_ count: Int, of characters: Int) -> [String] {
    let width = max(characters, 4)
    var lines: [String] = []
    var line = ""
    // No caption needs more, and a prompt may have any length.
    for word in plain.prefix(2000).split(separator: " ") {
      var rest = word[...]
      while !rest.isEmpty {
        let room = line.isEmpty ? width : width - line.count - 1
        if rest.count <= room {
          line += (line.isEmpty ? "" : " ") + rest
          rest = ""
        } else if line.isEmpty {
          lines.append(String(rest.prefix(width)))
          rest = rest.dropFirst(width)
        } else {
          lines.append(line)
          line = ""
        }
      }
    }
    if !line.isEmpty { lines.append(line) }
    guard lines.count > count, count > 0 else { return lines }
    return lines.prefix(count - 1) + [String(lines[count - 1].prefix(width - 1)) + "…"]
  }
}
