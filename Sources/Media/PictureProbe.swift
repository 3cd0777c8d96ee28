import Foundation
import Imaging
public import Terms

extension MediaTools {
  /// Whether the first bytes of `file` are those of a PNG, JPEG or WebP picture.
  public static func isPicture(_ file: FilePath) -> Bool { (try? PictureFormat(of: file)) != nil }

  /// The size of a PNG, JPEG or WebP picture in pixels, as far as it has to be decoded to know it.
  /// - Throws: `media_unreadable` where it is no such picture or is damaged, and what `ChildProcess.run` throws.
  public func probe(picture file: FilePath) async throws -> PixelSize {
    try limits.admit(file, as: nil)
    if case .png = try PictureFormat(of: file) {
      let size = try Self.size(ofPNG: file)
      try limits.admit(size: size, of: file, as: nil)
      return size
    }
    let output = try await ChildProcess.run(
      ffprobe,
      ["-loglevel", "error", "-show_entries", "stream=width,height", "-of", "json"] + (try Self.input(picture: file)),
      deadline: limits.look)
    guard output.status.isSuccess, let report = try? PlainJSON.decode(PictureReport.self, from: output.stdout),
      let stream = report.streams.first, stream.width > 0, stream.height > 0
    else { throw unreadable(picture: file, cause: output.lastWords) }
    let size = PixelSize(width: stream.width, height: stream.height)
    try limits.admit(size: size, of: file, as: nil)
    return size
  }

  /// Writes a PNG, JPEG or WebP picture as PNG: one that is a PNG byte for byte.
  /// - Throws: `media_unreadable` where it is no such picture or is damaged, and what `run` throws.
  public func asPNG(_ picture: FilePath, to destination: FilePath) async throws {
    try limits.admit(picture, as: nil)
    let partial = PartialFile(for: destination)
    if case .png = try PictureFormat(of: picture) {
      do { try Picture.verify(picture) } catch { throw Self.unreadable(picture, "picture", cause: error.message) }
      try FileManager.default.copyItem(atPath: picture.display, toPath: partial.path.display)
    } else {
      // Says what is wrong with it before a decoder tries.
      _ = try await probe(picture: picture)
      try await run(
        ["-xerror"] + (try Self.input(picture: picture)) + [
          "-frames:v", "1", "-map_metadata", "-1", "-vf", "format=rgb24", "-c:v", "png", "-f", "image2pipe",
          Self.path(partial.path),
        ], to: "read the picture \(picture.name)", deadline: limits.decode)
    }
    try partial.commit()
  }

  func unreadable(picture: FilePath, cause: String) -> Problem {
    limits.refusal(of: picture, as: nil, cause: cause) ?? Self.unreadable(picture, "picture", cause: cause)
  }

  private static func size(ofPNG file: FilePath) throws(Problem) -> PixelSize {
    do { return try Picture.probe(file).size } catch {
      throw unreadable(file, "picture", cause: error.message)
    }
  }
}

/// The JSON of ffprobe on a picture.
private struct PictureReport: Decodable {
  struct Stream: Decodable {
    let width: Int
    let height: Int
  }

  let streams: [Stream]
}
