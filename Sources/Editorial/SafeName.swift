/// Names that every file system, editor and URL takes as they are.
enum SafeName {
  /// The last part of a path without accents, and with all but ASCII letters, digits, `.`, `_` and `-` replaced.
  static func file(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let kept = String(
      EditorialText.ascii(name).unicodeScalars.map { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": Character(scalar)
        default: "_"
        }
      }.prefix(120))
    let trimmed = kept.drop { $0 == "." || $0 == "-" }
    return trimmed.isEmpty ? "song" : String(trimmed)
  }

  /// A title as the beginning of a file name: `driver-beware`.
  static func slug(_ title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let slug = words.joined(separator: "-").prefix(60)
    return slug.isEmpty ? "cut" : String(slug)
  }
}
