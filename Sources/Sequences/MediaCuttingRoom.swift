import DurableFiles
import Execution
import Imaging
public import Media
public import Terms

/// The cutting room with ffmpeg.
public struct MediaCuttingRoom: CuttingRoom {
  private let media: MediaTools
  /// What files name as their maker, such as `Starsend 0.1.0`.
  private let software: String

  public init(media: MediaTools, software: String) {
    self.media = media
    self.software = software
  }

  public func length(of video: FilePath) async throws -> VideoLength {
    let info = try await media.probe(video)
    return VideoLength(frames: info.frames, rate: info.frameRate ?? .film)
  }

  public func cuts(in video: FilePath, near planned: [Int]) async throws -> [FoundCut] {
    try await media.cuts(in: video, planned: planned).map { FoundCut(frame: $0.frame, confidence: $0.confidence) }
  }

  public func slice(_ part: VideoPart, from take: VideoOrigin, to file: FilePath) async throws {
    try await prepare(file)
    try await media.slice(
      part.file, frames: part.frames, sound: take.sound, to: file, provenance: provenance(of: file, take))
  }

  public func join(
    _ parts: [VideoPart], rate: FrameRate, size: PixelSize, from take: VideoOrigin, to file: FilePath
  ) async throws {
    try await prepare(file)
    try await media.join(
      parts.map { .video($0.file, frames: $0.frames) }, rate: rate, size: size, sound: take.sound, to: file,
      provenance: provenance(of: file, take))
  }

  public func frame(_ index: Int, of video: FilePath, to picture: FilePath) async throws {
    try await prepare(picture)
    try await media.lastFrame(of: video, before: index + 1, to: picture)
  }

  public func poster(of video: FilePath, to picture: FilePath) async throws {
    try await media.poster(of: video, to: picture)
  }

  public func asPNG(_ picture: FilePath, to file: FilePath) async throws {
    try await media.asPNG(picture, to: file)
  }

  private func prepare(_ file: FilePath) async throws { try await offPool { try Folder.make(file.parent, levels: 2) } }

  /// What is cut from a model's video says so too.
  private func provenance(of file: FilePath, _ take: VideoOrigin) -> Provenance {
    Provenance(
      id: file.name.stem, description: "", software: software, isFromModel: take.isFromModel,
      fields: ["take": take.take])
  }
}

extension VideoOrigin {
  fileprivate var sound: ReelSound { song.map { .song($0.file, start: $0.start) } ?? .parts }
}
