import Foundation

/// The plain text of an RTF file, as WordPad and TextEdit write it; formatting, fonts and pictures are left out.
enum RichText {
  static func plain(_ data: Data) -> String {
    guard data.starts(with: Data("{\\rtf".utf8)) else { return PlainText.decode(data) }
    var reader = Reader(bytes: [UInt8](data))
    return reader.text()
  }

  /// Groups whose content is not the document's text.
  private static let hidden: Set<String> = [
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer", "object", "themedata", "generator",
    "listtable", "listoverridetable", "expandedcolortbl", "fldinst",
  ]

  private struct Group {
    var isHidden = false
    /// How many characters stand after `\u` for readers that do not know it.
    var fallback = 1
  }

  private struct Reader {
    let bytes: [UInt8]
    var index = 0
    var groups: [Group] = [Group()]
    var units: [UInt16] = []
    var skipping = 0

    var group: Group {
      get { groups.last ?? Group() }
      set { if !groups.isEmpty { groups[groups.count - 1] = newValue } }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func text() -> String {
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "{"): groups.append(group)
        case UInt8(ascii: "}"): if groups.count > 1 { groups.removeLast() }
        case UInt8(ascii: "\\"): control()
        case 0x0A, 0x0D, 0x00: break
        default: emit(PlainText.windows1252([byte]))
        }
      }
      return String(decoding: units, as: UTF16.self)
    }

    mutating func emit(_ text: String) {
      guard !group.isHidden else { return }
      guard skipping == 0 else {
        skipping -= 1
        return
      }
      units.append(contentsOf: text.utf16)
    }

    mutating func control() {
      guard index < bytes.count else { return }
      let byte = bytes[index]
      guard (byte | 0x20) >= UInt8(ascii: "a"), (byte | 0x20) <= UInt8(ascii: "z") else {
        index += 1
        symbol(byte)
        return
      }
      let word = take { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
      let number = Int(take { $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
      if index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
      run(word, number)
    }

    mutating func symbol(_ byte: UInt8) {
      switch byte {
      case UInt8(ascii: "'"):
        let digits = String(decoding: bytes[index..<min(index + 2, bytes.count)], as: UTF8.self)
        index = min(index + 2, bytes.count)
        if let value = UInt8(digits, radix: 16) { emit(PlainText.windows1252([value])) }
      case UInt8(ascii: "*"): group.isHidden = true
      case UInt8(ascii: "~"): emit(" ")
      case 0x0A, 0x0D: emit("\n")
      case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        emit(String(Unicode.Scalar(byte)))
      default: break
      }
    }

    mutating func run(_ word: String, _ number: Int?) {
      switch word {
      case "par", "line", "sect", "page": emit("\n")
      case "tab", "cell": emit("\t")
      case "uc": group.fallback = max(0, min(number ?? 1, 16))
      case "u":
        guard !group.isHidden, let number else { return }
        units.append(UInt16(truncatingIfNeeded: number))
        skipping = group.fallback
      case "bin": index += max(0, min(number ?? 0, bytes.count - index))
      case _ where RichText.hidden.contains(word): group.isHidden = true
      default: break
      }
    }

    mutating func take(while matches: (UInt8) -> Bool) -> String {
      let start = index
      while index < bytes.count, index - start < 32, matches(bytes[index]) { index += 1 }
      return String(decoding: bytes[start..<index], as: UTF8.self)
    }
  }
}
