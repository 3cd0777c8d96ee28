import Foundation
public import Terms

/// The name of a receipt that its request did not name itself.
public enum SafeStem {
  /// A safe id made of a file's name, of any bytes: without its ending and copy marks, accents taken off, everything
  /// else that an id cannot hold replaced by `_`. `request` where nothing is left.
  public static func of(_ name: FileName) -> RequestID {
    let stem = RequestFileName.stem(name) ?? Marker.Ending.split(CopyMark.stripped(name.display)).stem
    return shortened(stem, suffix: "")
  }

  /// `stem`, or `stem-2`, `stem-3` and so on where it is taken already.
  public static func numbered(_ stem: RequestID, taken: (RequestID) -> Bool) -> RequestID {
    var candidate = stem
    var number = 1
    while taken(candidate), number < Int.max {
      number += 1
      candidate = shortened(stem.text, suffix: "-\(number)")
    }
    return candidate
  }

  public static func numbered(_ stem: RequestID, taken: Set<RequestID>) -> RequestID {
    numbered(stem) { taken.contains($0) }
  }

  private static func shortened(_ text: String, suffix: String) -> RequestID {
    let safe = String(ascii(text).prefix(RequestID.longest - suffix.count))
    let trimmed = safe.trimmingCharacters(in: CharacterSet(charactersIn: "._-"))
    let body = trimmed.isEmpty ? "request" : trimmed
    let named = [body, "file_\(body)".prefix(RequestID.longest - suffix.count).description, "request"]
    // What Windows keeps for devices is no id, so the second name stands in for it.
    return named.lazy.compactMap { try? RequestID($0 + suffix) }.first ?? RequestID(unchecked: "request\(suffix)")
  }

  private static func ascii(_ text: String) -> String {
    var safe = ""
    for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars.prefix(4 * RequestID.longest) {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", ".", "-": safe.unicodeScalars.append(scalar)
      case _ where scalar.properties.canonicalCombiningClass != .notReordered: continue
      default: if safe.last != "_" { safe.append("_") }
      }
    }
    return safe
  }
}
