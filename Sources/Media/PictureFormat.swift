import Foundation
import Glibc
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
    // A pipe has no beginning to look at, and opening it would wait for somebody who writes.
    let descriptor = file.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { return Data() }
    defer { _ = close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 12)
    let count = read(descriptor, &bytes, bytes.count)
    return Data(bytes.prefix(max(count, 0)))
  }
}
