public import Terms

extension MediaTools {
  /// Writes frame `index`, counted from 0, of `video` as PNG; `picture` appears only complete.
  /// - Throws: `media_unreadable` where the video has no such frame, and what `run` throws.
  public func frame(at index: Int = 0, of video: FilePath, to picture: FilePath) async throws {
    try limits.admit(video, as: .video)
    let partial = PartialFile(for: picture)
    try await run(
      Self.input(video, as: .video) + [
        "-map", "0:v:0", "-vf", "select=eq(n\\,\(index)),format=rgb24", "-frames:v", "1", "-fps_mode", "passthrough",
        "-map_metadata", "-1", "-c:v", "png", "-f", "image2pipe", Self.path(partial.path),
      ], to: "take a frame from \(video.name)", deadline: limits.decode)
    try Self.commit(partial, from: video)
  }

  /// Writes the last frame of `video` that can be decoded as PNG; `picture` appears only complete.
  /// - Parameter end: frames from this one on, counted from 0, do not count.
  /// - Throws: as `frame(at:of:to:)`.
  public func lastFrame(of video: FilePath, before end: Int = .max, to picture: FilePath) async throws {
    let counted = min(try await probe(video).frames, end)
    do {
      try await frame(at: counted - 1, of: video, to: picture)
    } catch let problem as Problem where problem.code == .mediaUnreadable && counted > 1 {
      // Fewer frames can be decoded than the file says it has.
      let decoded = try await inspect(video).decodedFrames
      guard decoded > 0, decoded < counted else { throw problem }
      try await frame(at: decoded - 1, of: video, to: picture)
    }
  }

  /// Writes the most typical frame of the first seconds of `video` as JPEG, for pages; `picture` appears only complete.
  /// - Parameter width: in pixels, at most; the height follows.
  /// - Throws: `media_unreadable` where the video has no frame, and what `run` throws.
  public func poster(of video: FilePath, to picture: FilePath, width: Int = 640) async throws {
    try limits.admit(video, as: .video)
    let partial = PartialFile(for: picture)
    try await run(
      Self.input(video, as: .video) + [
        "-map", "0:v:0", "-vf", "scale=min(\(width)\\,iw):-2:flags=area,thumbnail=n=60", "-frames:v", "1",
        "-map_metadata", "-1", "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p", "-f", "image2pipe",
        Self.path(partial.path),
      ], to: "make a poster of \(video.name)", deadline: limits.decode)
    try Self.commit(partial, from: video)
  }

  /// ffmpeg takes an output without a single frame for a success.
  private static func commit(_ partial: PartialFile, from video: FilePath) throws(Problem) {
    guard partial.isWritten else { throw unreadable(video, "video with such a frame") }
    try partial.commit()
  }
}
