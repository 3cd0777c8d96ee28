public import Execution
public import Terms

/// What is done with videos once they are there: measured, cut apart and joined.
///
/// Every output appears only complete. The protocol is there so that the workflow can be tried without a video.
public protocol CuttingRoom: Sendable {
  /// The frames of a video, and how many of them a second has.
  func length(of video: FilePath) async throws -> VideoLength
  /// Where the picture really cuts near each of the `planned` frames, in the same order.
  func cuts(in video: FilePath, near planned: [Int]) async throws -> [FoundCut]
  /// Writes a part of a video as a video of its own.
  func slice(_ part: VideoPart, from take: VideoOrigin, to file: FilePath) async throws
  /// Writes parts of videos one after the other as one.
  func join(_ parts: [VideoPart], rate: FrameRate, size: PixelSize, from take: VideoOrigin, to file: FilePath)
    async throws
  /// Writes one frame, counted from 0, as PNG.
  func frame(_ index: Int, of video: FilePath, to picture: FilePath) async throws
  /// Writes a PNG, JPEG or WebP picture as PNG, with its pixels as they are.
  func asPNG(_ picture: FilePath, to file: FilePath) async throws
  /// Writes a still for those who look through the folder, as JPEG.
  func poster(of video: FilePath, to picture: FilePath) async throws
}

public struct VideoLength: Hashable, Sendable {
  public let frames: Int
  public let rate: FrameRate

  public init(frames: Int, rate: FrameRate) {
    self.frames = frames
    self.rate = rate
  }
}

public struct FoundCut: Hashable, Sendable {
  /// The first frame of what comes after the cut.
  public let frame: Int
  /// From 0, where none was found and the planned frame is taken, to 1.
  public let confidence: Double

  public init(frame: Int, confidence: Double) {
    self.frame = frame
    self.confidence = confidence
  }
}

/// Where a video that is cut or joined comes from, as it says itself, and what is heard with it.
public struct VideoOrigin: Hashable, Sendable {
  /// The take's id.
  public let take: String
  /// Whether a trained model made the pixels.
  public let isFromModel: Bool
  /// The stretch of the song under it; nil for its own sound.
  public let song: AudioStretch?

  public init(take: String, isFromModel: Bool, song: AudioStretch? = nil) {
    self.take = take
    self.isFromModel = isFromModel
    self.song = song
  }
}

public struct VideoPart: Hashable, Sendable {
  public let file: FilePath
  public let frames: Range<Int>

  public init(file: FilePath, frames: Range<Int>) {
    self.file = file
    self.frames = frames
  }
}
