import Execution
import Foundation
import Glibc
import Media
import Terms

/// A picture that Kling takes: checked before anything is uploaded.
///
/// Kling wants JPEG or PNG (fal's own page takes WebP as well) of at most 10 MB, at least 300 pixels on each side, and of a
/// ratio of 0.4 to 2.5.
struct KlingPicture: Hashable, Sendable {
  let file: FilePath
  let format: Format

  enum Format: String, Sendable {
    case png, jpeg, webp

    var mediaType: String { "image/\(rawValue)" }
    var ending: String { self == .jpeg ? "jpg" : rawValue }

    /// By the first bytes; the name has no say.
    init?(_ start: Data) {
      if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
        self = .png
      } else if start.starts(with: [0xFF, 0xD8, 0xFF]) {
        self = .jpeg
      } else if start.starts(with: Data("RIFF".utf8)), start.dropFirst(8).starts(with: Data("WEBP".utf8)) {
        self = .webp
      } else {
        return nil
      }
    }
  }

  private static let mostBytes: Int64 = 10 * 1000 * 1000
  private static let leastSide = 300
  private static let ratios = 0.4...2.5

  /// - Throws: `media_unreadable` and `over_limits` with the name of the file and what to do about it.
  init(_ file: FilePath, _ tools: MediaTools) async throws {
    self.file = file
    let name = Self.shown(file)
    guard let (start, bytes) = Self.start(of: file) else {
      throw Problem(.mediaUnreadable, "The picture \(name) cannot be opened.", hint: "Put it back and try again.")
    }
    guard let format = Format(start) else {
      throw Problem(
        .mediaUnreadable, "\(name) is no picture that Kling takes.", hint: "Save it as PNG or JPEG and try again.")
    }
    self.format = format
    guard bytes <= Self.mostBytes else {
      let size = (Double(bytes) / 1e5).rounded(.up) / 10
      throw Self.over("\(name) has \(size) MB; Kling takes pictures of 10 MB at most.", "Save it as JPEG, or smaller.")
    }
    try Self.check(try await Self.size(of: file, name, tools), name)
  }

  private static func size(of file: FilePath, _ name: String, _ tools: MediaTools) async throws -> PixelSize {
    do { return try await tools.probe(picture: file) } catch let problem as Problem
      where problem.code == .mediaUnreadable
    {
      throw Problem(
        .mediaUnreadable, "The picture \(name) cannot be read.", hint: "Save it again as PNG or JPEG.",
        cause: problem.cause ?? problem.message)
    }
  }

  private static func check(_ size: PixelSize, _ name: String) throws(Problem) {
    guard min(size.width, size.height) >= leastSide else {
      throw over(
        "\(name) has \(size) pixels; Kling wants \(leastSide) at least on each side.", "Use a larger picture.")
    }
    let ratio = Double(size.width) / Double(size.height)
    guard ratios.contains(ratio) else {
      throw over(
        "\(name) has \(size) pixels; Kling takes pictures from 0.4 to 2.5 times as wide as high.", "Crop it.")
    }
  }

  private static func over(_ sentence: String, _ hint: String) -> Problem { Problem(.overLimits, sentence, hint: hint) }

  private static func start(of file: FilePath) -> (start: Data, bytes: Int64)? {
    let descriptor = file.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes = [UInt8](repeating: 0, count: 12)
    let count = read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : (Data(bytes.prefix(count)), Int64(status.st_size))
  }

  /// As people know it: from the project's own folders on.
  static func shown(_ file: FilePath) -> String {
    let parts = file.display.split(separator: "/").map(String.init)
    let start = parts.lastIndex { ["refs", "frames", "grids"].contains($0) } ?? max(parts.count - 1, 0)
    return parts[start...].joined(separator: "/")
  }
}
