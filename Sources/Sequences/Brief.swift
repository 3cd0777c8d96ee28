import DurableFiles
public import FolderContract
public import Terms

/// All that the plan and the project say about one sequence when a request is accepted.
///
/// The request keeps it to its end, so that an edit of the plan never changes work that was asked for before.
public struct Brief: Hashable, Sendable {
  public let sequence: SequenceID
  public let title: String
  public let gridPrompt: String
  /// Whether a start frame has to be picked from a grid before a video is made.
  public let needsGrid: Bool
  /// Durations in seconds.
  public let shots: [ShotPrompt]
  public let layout: GridLayout
  public let aspectRatio: AspectRatio
  /// Of the video, in pixels.
  public let videoSize: PixelSize
  public let frameRate: FrameRate
  public let audio: Audio?
  /// Whether a pick goes on to the video.
  public let generatesAfterPick: Bool

  /// The stretch of the song under the sequence.
  public struct Audio: Hashable, Sendable, Codable {
    /// Relative to the project.
    public let file: String
    /// Seconds into the song.
    public let start: Double
  }

  /// The room for gutters and margins beside each row of a grid, in pixels.
  private static let gutterRoom = 72
  /// The longest side that a picture of a grid is ordered in, in pixels.
  private static let longestSide = 8192

  /// The size of a grid picture: of the video's ratio, and large enough that no option is smaller than the video.
  func gridSize(_ layout: GridLayout) -> PixelSize {
    let side = max(layout.rows, layout.columns) * (min(videoSize.width, videoSize.height) + Self.gutterRoom)
    let size = aspectRatio.size(shortSide: side)
    let longest = max(size.width, size.height)
    return longest <= Self.longestSide
      ? size : aspectRatio.size(shortSide: side * Self.longestSide / longest / 2 * 2)
  }
}

extension Brief: Codable {
  private enum CodingKeys: String, CodingKey {
    case sequence, title, shots, layout, audio
    case gridPrompt = "grid_prompt"
    case needsGrid = "needs_grid"
    case aspectRatio = "aspect_ratio"
    case videoSize = "video_size"
    case frameRate = "frame_rate"
    case generatesAfterPick = "generates_after_pick"
  }
}

extension Brief {
  /// What the plan and the project say now. The song is part of it only while its file is there.
  public init(of planned: PlannedSequence, in plan: Plan, settings: ProjectSettings, layout: ProjectLayout) {
    let song = settings.audio ? plan.song?.file : nil
    let isThere = song.map { FileStatus.of($0.path(in: layout))?.kind == .file } ?? false
    self.init(
      sequence: planned.id, title: planned.title ?? planned.id.text,
      gridPrompt: planned.gridPrompt ?? planned.shots.first?.prompt ?? planned.id.text, needsGrid: planned.needsGrid,
      shots: planned.shotPrompts, layout: settings.grid, aspectRatio: settings.aspectRatio,
      videoSize: settings.videoSize, frameRate: settings.frameRate,
      audio: isThere ? song.map { Audio(file: $0.text, start: planned.start ?? 0) } : nil,
      generatesAfterPick: settings.autoGenerate)
  }
}
