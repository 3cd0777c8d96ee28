import Foundation
import Terms

/// What kind of picture a file is by its first bytes; what a service declares it to be, and its name, have no say.
enum PictureBytes: String, Codable {
  case png, jpeg, webp

  init?(_ start: some Sequence<UInt8>) {
    let start = Array(start.prefix(Self.count))
    if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if start.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if start.starts(with: Array("RIFF".utf8)), start.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      self = .webp
    } else {
      return nil
    }
  }

  /// Nil where the file cannot be read either.
  init?(of file: FilePath) {
    guard let text = file.text, let handle = FileHandle(forReadingAtPath: text) else { return nil }
    defer { try? handle.close() }
    guard let start = try? handle.read(upToCount: Self.count) else { return nil }
    self.init(start)
  }

  /// How many bytes it takes to know.
  static let count = 12

  var mimeType: String { "image/\(rawValue)" }

  /// As file names end.
  var ending: String { self == .jpeg ? "jpg" : rawValue }
}
