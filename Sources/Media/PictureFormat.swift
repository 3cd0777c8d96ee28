import Foundation
import Terms

/// The picture formats that providers and people send.
enum PictureFormat {
  case png, jpeg, webp

  /// Reads the first bytes of `file`.
  init(of file: FilePath) throws(Problem) {
    let start = Self.start(of: file)
    if start.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = .png
    } else if start.starts(with: [0xff, 0xd8, 0xff]) {
      self = .jpeg
    } else if start.starts(with: Array("RIFF".utf8)), start.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      self = .webp
    } else {
      throw Problem(
        .mediaUnreadable, "\(file.name) is not a picture that can be read.", hint: "Use a PNG, JPEG or WebP picture.")
    }
  }

  var demuxer: String {
    switch self {
    case .png: "png_pipe"
    case .jpeg: "jpeg_pipe"
    case .webp: "webp_pipe"
    }
  }

  private static func start(of file: FilePath) -> Data {
    guard let text = file.text, let handle = FileHandle(forReadingAtPath: text) else { return Data() }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 12)) ?? Data()
  }
}
