import Foundation
import Glibc
import Imaging
import Terms

/// What a file from outside may claim, and how long a program may work on it, before it is refused.
///
/// Headers are held against these before anything is decoded, and the decoder holds what is inside against them again.
public struct MediaLimits: Hashable, Sendable {
  /// Bytes of one file.
  public var pictureBytes: Int64 = 2 << 30
  public var videoBytes: Int64 = 32 << 30
  public var soundBytes: Int64 = 8 << 30
  /// Pixels of a picture: as many as `PictureLimits` lets in.
  public var picturePixels = PictureLimits.standard.pixels
  /// Pixels of a frame: 8K has 33 million.
  public var videoPixels = 40_000_000
  /// Seconds of a video, and frames at the highest rate that is known.
  public var videoSeconds = 2.0 * 3600
  public var videoFrames = 2 * 3600 * 120
  public var soundSeconds = 8.0 * 3600

  /// To read what a file says of itself; the time for its bytes comes on top.
  public var look = Duration.seconds(60)
  /// A share that gives fewer bytes in a second is no place to work from.
  public var leastBytesPerSecond: Int64 = 5 << 20
  /// To decode a picture, or to reach one frame of a video.
  public var decode = Duration.seconds(600)
  /// For each second of a video that is decoded from end to end, on top of `decode`.
  public var decodePerSecond = Duration.seconds(20)
  /// For whatever is made, and at most for anything else.
  public var make = Duration.seconds(1800)

  public init() {}

  public static let standard = MediaLimits()
}

extension MediaLimits {
  /// To read a file of so many bytes from end to end, without decoding it.
  func read(_ bytes: Int64) -> Duration {
    min(look + .seconds(bytes / max(leastBytesPerSecond, 1)), make)
  }

  /// To decode all of a video.
  func decode(_ info: VideoInfo) -> Duration {
    min(decode + decodePerSecond * min(max(info.seconds, Double(info.frames) / 24), videoSeconds), make)
  }

  func pixels(_ kind: MediaTools.Kind?) -> Int { kind == nil ? picturePixels : videoPixels }

  private func bytes(_ kind: MediaTools.Kind?) -> Int64 {
    switch kind {
    case nil: pictureBytes
    case .video: videoBytes
    case .sound: soundBytes
    }
  }

  /// Looks at a file before any program does: a pipe would keep that waiting, and what is far too large is read for
  /// nothing.
  /// - Parameter kind: nil for a picture.
  /// - Returns: how many bytes it has; 0 where it is not there, which the program says in its own way.
  @discardableResult
  func admit(_ file: FilePath, as kind: MediaTools.Kind?) throws(Problem) -> Int64 {
    var info = stat()
    guard file.withCString({ stat($0, &info) }) == 0 else { return 0 }
    guard info.st_mode & S_IFMT == S_IFREG else {
      throw Problem(.mediaUnreadable, "\(file.name) is no plain file.", hint: "Put a copy of the file itself there.")
    }
    guard Int64(info.st_size) <= bytes(kind) else {
      throw Self.tooMuch(file, "has \(info.st_size >> 20) MB", "\(bytes(kind) >> 20) MB")
    }
    return Int64(info.st_size)
  }

  /// Holds what a video says of itself against the limits.
  func admit(_ info: VideoInfo, of file: FilePath) throws(Problem) {
    try admit(size: info.size, of: file, as: .video)
    guard info.seconds <= videoSeconds, info.frames <= videoFrames else {
      throw Self.tooMuch(
        file, "says that it lasts \(Self.whole(info.seconds)) seconds and has \(info.frames) frames",
        "\(Self.whole(videoSeconds)) seconds and \(videoFrames) frames")
    }
  }

  func admit(_ info: SoundInfo, of file: FilePath) throws(Problem) {
    guard info.seconds <= soundSeconds else {
      throw Self.tooMuch(
        file, "says that it lasts \(Self.whole(info.seconds)) seconds", "\(Self.whole(soundSeconds)) seconds")
    }
  }

  /// - Parameter kind: nil for a picture.
  func admit(size: PixelSize, of file: FilePath, as kind: MediaTools.Kind?) throws(Problem) {
    let (count, overflows) = size.width.multipliedReportingOverflow(by: size.height)
    guard !overflows, count <= pixels(kind) else {
      throw Self.tooMuch(
        file, "says that it is \(size.width) × \(size.height) pixels large", "\(pixels(kind) / 1_000_000) million")
    }
  }

  /// What ffmpeg's refusal of a size means; nil where it complained of something else.
  /// - Parameter kind: nil for a picture.
  func refusal(of file: FilePath, as kind: MediaTools.Kind?, cause: String) -> Problem? {
    let isSize =
      cause.contains("exceeds specified max pixel count")
      || (cause.contains("Picture size") && cause.contains("is invalid"))
    guard isSize else { return nil }
    return Self.tooMuch(
      file, "says that it is larger than a picture can be", "\(pixels(kind) / 1_000_000) million pixels", cause: cause)
  }

  func noSize(of video: FilePath) -> Problem {
    Self.tooMuch(video, "says no size that a video can have", "\(videoPixels / 1_000_000) million pixels")
  }

  private static func tooMuch(
    _ file: FilePath, _ claim: String, _ limit: String, cause: String? = nil
  ) -> Problem {
    Problem(
      .mediaUnreadable, "\(file.name) \(claim), and at most \(limit) are taken.",
      hint: "Look at where the file comes from; if it is what it says, make a smaller one of it.", cause: cause)
  }

  /// Whatever a header claims.
  private static func whole(_ seconds: Double) -> Int { Int(min(max(seconds, 0), 1e15)) }
}
