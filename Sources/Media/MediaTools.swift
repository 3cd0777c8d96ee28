public import Foundation
import Glibc
public import Terms

/// Where ffmpeg and ffprobe are, and how they are called.
public struct MediaTools: Hashable, Sendable {
  public let ffmpeg: FilePath
  public let ffprobe: FilePath
  /// For files from outside.
  public let limits: MediaLimits

  public init(ffmpeg: FilePath, ffprobe: FilePath, limits: MediaLimits = .standard) {
    self.ffmpeg = ffmpeg
    self.ffprobe = ffprobe
    self.limits = limits
  }

  /// Looks for both programs once, in the folders of `path` or of the environment's `PATH`.
  /// - Throws: `program_missing`.
  public static func find(
    in path: String? = ProcessInfo.processInfo.environment["PATH"]
  ) throws(Problem) -> MediaTools {
    MediaTools(ffmpeg: try find("ffmpeg", in: path), ffprobe: try find("ffprobe", in: path))
  }

  private static func find(_ name: String, in path: String?) throws(Problem) -> FilePath {
    // An empty entry means the working folder; nothing is ever run from there.
    let folders = (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").map { FilePath(String($0)) }
    let found = folders.filter(\.isAbsolute).map { $0 / name }.first { $0.withCString { access($0, X_OK) } == 0 }
    guard let found else { throw .programMissing(name) }
    return found
  }

  /// Runs ffmpeg and throws where it fails.
  ///
  /// Every path among `arguments` has to be wrapped by `input(_:)` or `output(_:)`, so that no name is taken for an
  /// option, an address or a pattern.
  /// - Parameters:
  ///   - task: what it does, for the sentence of a problem: `draw the sheet`.
  ///   - frames: how many frames it will make, for `progress`, which is called with 0 to 1.
  ///   - deadline: how long it may take; `limits.make` where nil.
  /// - Throws: `media_failed` with ffmpeg's last words as cause, and what `ChildProcess.run` throws.
  public func run(
    _ arguments: [ChildProcess.Argument], to task: String, frames: Int? = nil, deadline: Duration? = nil,
    progress: (@Sendable (Double) -> Void)? = nil
  ) async throws {
    let quiet: [ChildProcess.Argument] = ["-hide_banner", "-nostdin", "-y", "-loglevel", "error"]
    let reported: [ChildProcess.Argument] = ["-nostats", "-stats_period", "0.2", "-progress", "pipe:1"]
    let output = try await ChildProcess.run(
      ffmpeg, quiet + reported + arguments, deadline: deadline ?? limits.make,
      stdout: .lines { line in
        guard let frames, frames > 0, let progress, line.hasPrefix("frame="), let frame = Int(line.dropFirst(6))
        else { return }
        progress(min(Double(frame) / Double(frames), 1))
      })
    guard output.status.isSuccess else { throw Self.failed(to: task, output) }
  }

  static func failed(to task: String, _ output: ChildProcess.Output) -> Problem {
    Problem(
      .mediaFailed, "ffmpeg could not \(task).", hint: "Look at the file, the free space on the disk and the log.",
      cause: "\(output.status): \(output.lastWords)")
  }
}

extension MediaTools {
  /// What kind of file an input is; nothing else is tried on it, so that a playlist that calls itself a video opens
  /// no other file.
  public enum Kind: Sendable {
    case video
    case sound

    var formats: String {
      switch self {
      case .video: "mov,mp4,matroska,webm,avi,mpegts,mpeg"
      case .sound: "mp3,wav,w64,flac,ogg,aac,mov,mp4,aiff,matroska,webm,asf"
      }
    }
  }

  /// The options that open `file` and nothing else.
  public static func input(_ file: FilePath, as kind: Kind) -> [ChildProcess.Argument] {
    ["-protocol_whitelist", "file", "-format_whitelist", "\(kind.formats)"] + pixels(kind) + ["-i", path(file)]
  }

  /// The options that open a picture, by what its first bytes say and never by its name.
  /// - Throws: `media_unreadable` unless it is a PNG, JPEG or WebP.
  public static func input(picture: FilePath) throws(Problem) -> [ChildProcess.Argument] {
    ["-protocol_whitelist", "file", "-f", "\(try PictureFormat(of: picture).demuxer)"] + pixels(nil)
      + ["-i", path(picture)]
  }

  /// What is inside a file may be larger than its header says: the decoder looks at each frame before it makes room.
  private static func pixels(_ kind: Kind?) -> [ChildProcess.Argument] {
    ["-max_pixels", "\(MediaLimits.standard.pixels(kind))"]
  }

  /// `file` as ffmpeg has to read it to take it for a local file, whatever its name.
  public static func path(_ file: FilePath) -> ChildProcess.Argument {
    ChildProcess.Argument(bytes: Array("file:".utf8) + file.bytes)
  }
}
