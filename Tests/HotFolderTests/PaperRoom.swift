import DurableFiles
import Foundation
import Sequences
import Terms

/// A cutting room without a video: every video has as many frames as it needs, and the cuts are where they were
/// planned.
struct PaperRoom: CuttingRoom {
  func length(of video: FilePath) async throws -> VideoLength { VideoLength(frames: 240, rate: .film) }

  func cuts(in video: FilePath, near planned: [Int]) async throws -> [FoundCut] {
    planned.map { FoundCut(frame: $0, confidence: 1) }
  }

  func slice(_ part: VideoPart, from take: VideoOrigin, to file: FilePath) async throws {
    try write("frames \(part.frames) of \(part.file.name)", to: file)
  }

  func join(
    _ parts: [VideoPart], rate: FrameRate, size: PixelSize, from take: VideoOrigin, to file: FilePath
  ) async throws {
    try write(parts.map { "frames \($0.frames) of \($0.file.name)" }.joined(separator: "\n"), to: file)
  }

  func frame(_ index: Int, of video: FilePath, to picture: FilePath) async throws {
    try DurableFile.create(picture, with: DrawnGrid.png)
  }

  func asPNG(_ picture: FilePath, to file: FilePath) async throws {
    try DurableFile.create(file, with: try DurableFile.read(picture))
  }

  func poster(of video: FilePath, to picture: FilePath) async throws { try write("a still", to: picture) }

  private func write(_ words: String, to file: FilePath) throws {
    try Folder.make(file.parent)
    try DurableFile.replace(file, with: Data(words.utf8), .derived)
  }
}
