import DurableFiles
import Imaging
public import Media
public import Terms

/// The gates of pictures and videos, with the figures by which they judge.
///
/// An artifact that cannot be decoded is a verdict, not an error; an error means that no verdict could be reached here,
/// because a program is missing or the disk does not answer.
public struct ArtifactGates: Gates {
  private let media: MediaTools
  private let thresholds: GateThresholds

  public init(media: MediaTools, thresholds: GateThresholds = .standard) {
    self.media = media
    self.thresholds = thresholds
  }

  public func judge(_ take: TakeRecord, root: FilePath) async throws -> [GateVerdict] {
    let artifact = root / take.output
    guard let frameRate = take.frameRate else {
      return try await offPool { [thresholds] in try PictureGate(take, thresholds).judge(artifact) }
    }
    let gate = VideoGate(take, frameRate: frameRate, thresholds)
    do {
      let startFrame = take.startFrame.map { root / $0 }
      return gate.judge(try await media.inspect(artifact, startFrame: startFrame))
    } catch let problem as Problem where problem.code == .mediaUnreadable {
      return try await judgeAlone(artifact, gate)
    }
  }

  /// For a video whose start frame cannot be read, or that is itself none.
  private func judgeAlone(_ video: FilePath, _ gate: VideoGate) async throws -> [GateVerdict] {
    do { return gate.judge(try await media.inspect(video), startFrameIsLost: true) } catch let problem as Problem
      where problem.code == .mediaUnreadable
    { return [GateVerdict("decodes", .fail, problem.message)] }
  }
}
