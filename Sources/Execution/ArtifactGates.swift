import DurableFiles
import Imaging
public import Media
public import Terms

/// The gates of pictures and videos, with the figures by which they judge.
public struct ArtifactGates: Gates {
  private let media: MediaTools

  public init(media: MediaTools) { self.media = media }

  public func judge(_ take: TakeRecord, root: FilePath) async throws -> [GateVerdict] {
    let artifact = root / take.output
    guard let frameRate = take.frameRate else {
      return try await offPool { try PictureGate(take).judge(artifact) }
    }
    let inspection = try await media.inspect(artifact, startFrame: take.startFrame.map { root / $0 })
    return VideoGate(take, frameRate: frameRate).judge(inspection)
  }
}
