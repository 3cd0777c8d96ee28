import Foundation

/// What file managers add to the name of a copy. It is never part of what a name says.
///
/// ` copy`, ` copy 2`, ` (2)`, ` (copy)`, ` (another copy)`, ` (3rd copy)`, ` - Copy`, ` - Copy (2)` and `Copy of ` can
/// be nothing else and are removed wherever they stand before an ending, repeatedly. A bare ` 2`, which macOS adds too,
/// may as well belong to a name (`SEQ 2`): only `variants` takes it away, and the caller takes the first variant that
/// says something, so that it counts as a mark only where nothing is known by the longer name.
public enum CopyMark {
  /// `name` without the marks that can be nothing else. Never empty.
  public static func stripped(_ name: String) -> String { strip(name, [certain]) }

  /// What `name` may have been before it was copied, the least changed first: as it is, without certain marks,
  /// without bare numbers as well.
  public static func variants(of name: String) -> [String] {
    var variants = [name]
    for variant in [strip(name, [certain]), strip(name, [certain, number])] where !variants.contains(variant) {
      variants.append(variant)
    }
    return variants
  }

  /// Finder, Explorer, Nautilus, Dolphin and the like in English, and the one word of their commonest translations.
  private static let word = "(?:copy|kopie|copie|copia|cópia|kopia|kopi|kopio)"

  /// Before an ending or at the end: Finder puts the mark before the last dot, others behind everything.
  private static let certain =
    #"(?:\s*-\s+\#(word)|\s+\#(word)|\s*\((?:\w+ )?\#(word)\)|\s*\(\d{1,4}\))"#
    + #"(?:\s+\d{1,4}|\s*\(\d{1,4}\))?(?=\.|$)"#
  private static let number = #"\s+\d{1,3}(?=\.|$)"#
  private static let front = #"^copy (?:\(\d{1,4}\) )?of (?=.)"#

  /// Every mark has a space or a parenthesis; most names have neither, and thousands may come at once.
  private static func mayBeMarked(_ name: String) -> Bool {
    name.unicodeScalars.contains { $0 == "(" || $0.properties.isWhitespace }
  }

  private static func strip(_ name: String, _ patterns: [String]) -> String {
    // A name has at most 255 bytes on every file system that is watched; what is longer was never a copied file.
    guard name.utf8.count <= 1_000, mayBeMarked(name) else { return name }
    var name = name
    for _ in 0..<8 {
      var next = name
      for pattern in [front] + patterns {
        next = next.replacingOccurrences(of: pattern, with: "", options: [.regularExpression, .caseInsensitive])
      }
      guard next != name, next.contains(where: { $0.isLetter || $0.isNumber }), next.first != "." else { return name }
      name = next
    }
    return name
  }
}
