public import Terms

/// The figures of a video that was decoded from its first frame to its last, for a gate to judge.
public struct VideoInspection: Hashable, Sendable {
  public let info: VideoInfo
  /// The frames that could be decoded.
  public let decodedFrames: Int
  /// What the decoder complained of, one sentence each, at most 20; empty for a sound file.
  public let decodeErrors: [String]
  /// The share of frames that are all but black, from 0 to 1.
  public let blackRatio: Double
  /// The share of frames in stretches of a second or more in which nothing moves, from 0 to 1.
  public let frozenRatio: Double
  /// The longest stretch in which nothing moves, in seconds.
  public let longestFreeze: Double
  /// How the first frame compares to the start frame; nil where none was given.
  public let firstFrame: FrameLikeness?
}

/// How much one picture looks like another, both seen as small pictures of `Thumbnail.width` pixels.
public struct FrameLikeness: Hashable, Sendable {
  /// The mean difference of brightness and colour, from 0 (the same) to 1.
  public let difference: Double
  /// How well the brightness of one foretells that of the other: 1 for the same composition whatever its exposure,
  /// about 0 for another picture; from -1 to 1.
  public let correlation: Double
}

extension MediaTools {
  /// Decodes all of `video` once and measures it.
  /// - Parameter startFrame: the picture that the first frame should show, scaled to cover the video's size.
  /// - Throws: `media_unreadable` where `video` is no video or `startFrame` no picture, and what `ChildProcess.run`
  ///   throws. A video that breaks off or has broken frames is a result, not an error.
  public func inspect(_ video: FilePath, startFrame: FilePath? = nil) async throws -> VideoInspection {
    let info = try await probe(video)
    let size = Thumbnail.size(for: info.size)
    let measure = FrameMeasure(size: size)
    let output = try await ChildProcess.run(
      ffmpeg,
      ["-hide_banner", "-nostdin", "-loglevel", "error"] + Self.input(video, as: .video)
        + ["-map", "0:v:0", "-fps_mode", "passthrough", "-vf", "\(Thumbnail.filter(size, covering: false))"]
        + ["-f", "rawvideo", "pipe:1"],
      deadline: limits.decode(info), stdout: .chunks { measure.take($0) })
    let complaints = output.lastWords.split(separator: "\n").map(String.init)
    let figures = measure.figures(framesPerSecond: Double(info.frames) / max(info.seconds, 0.001))
    var likeness: FrameLikeness?
    if let startFrame, let first = figures.first {
      likeness = FrameLikeness(first, try await thumbnail(of: startFrame, size: size))
    }
    return VideoInspection(
      info: info, decodedFrames: figures.frames,
      decodeErrors: complaints.isEmpty && !output.status.isSuccess
        ? ["\(output.status)"] : Array(complaints.suffix(20)),
      blackRatio: figures.blackRatio, frozenRatio: figures.frozenRatio, longestFreeze: figures.longestFreeze,
      firstFrame: likeness)
  }

  private func thumbnail(of picture: FilePath, size: PixelSize) async throws -> Thumbnail {
    try limits.admit(picture, as: nil)
    let output = try await ChildProcess.run(
      ffmpeg,
      ["-hide_banner", "-nostdin", "-loglevel", "error"] + (try Self.input(picture: picture))
        + ["-frames:v", "1", "-vf", "\(Thumbnail.filter(size, covering: true))", "-f", "rawvideo", "pipe:1"],
      deadline: limits.decode)
    guard output.status.isSuccess, let thumbnail = Thumbnail(size: size, bytes: Array(output.stdout)) else {
      throw unreadable(picture: picture, cause: output.lastWords)
    }
    return thumbnail
  }
}
