import Foundation
import Imaging
public import Terms

extension MediaTools {
  /// Whether the first bytes of `file` are those of a PNG, JPEG or WebP picture.
  public static func isPicture(_ file: FilePath) -> Bool { (try? PictureFormat(of: file)) != nil }

  /// The size of a PNG, JPEG or WebP picture in pixels, as far as it has to be decoded to know it.
  /// - Throws: `media_unreadable` where it is no such picture or is damaged, and what `ChildProcess.run` throws.
  public func probe(picture file: FilePath) async throws -> PixelSize {
    if case .png = try PictureFormat(of: file) { return try Self.size(ofPNG: file) }
    let output = try await ChildProcess.run(
      ffprobe,
      ["-loglevel", "error", "-show_entries", "stream=width,height", "-of", "json"] + (try Self.input(picture: file)),
      deadline: Self.longest)
    guard output.status.isSuccess, let report = try? PlainJSON.decode(PictureReport.self, from: output.stdout),
      let stream = report.streams.first, stream.width > 0, stream.height > 0
    else { throw Self.unreadable(file, "picture", cause: output.lastWords) }
    return PixelSize(width: stream.width, height: stream.height)
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
