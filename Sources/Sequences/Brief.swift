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
  /// The pictures that the plan has shots start on, by shot; relative to the project.
  public let shotFrames: [Int: String]
  /// Characters and props, in order of importance.
  public let elements: [Element]
  /// How takes are made where a request does not say.
  public let takeMode: TakeMode
  public let layout: GridLayout
  public let aspectRatio: AspectRatio
  /// Of the video, in pixels.
  public let videoSize: PixelSize
  public let frameRate: FrameRate
  public let audio: Audio?
  /// Whether a pick goes on to the video.
  public let generatesAfterPick: Bool

  /// A character or prop, and the plan's words about it.
  public struct Element: Hashable, Sendable, Codable {
    public let id: ElementID
    public let description: String?
  }

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
    case sequence, title, shots, elements, layout, audio
    case shotFrames = "shot_frames"
    case takeMode = "take_mode"
    case gridPrompt = "grid_prompt"
    case needsGrid = "needs_grid"
    case aspectRatio = "aspect_ratio"
    case videoSize = "video_size"
    case frameRate = "frame_rate"
    case generatesAfterPick = "generates_after_pick"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sequence = try container.decode(SequenceID.self, forKey: .sequence)
    title = try container.decode(String.self, forKey: .title)
    gridPrompt = try container.decode(String.self, forKey: .gridPrompt)
    needsGrid = try container.decode(Bool.self, forKey: .needsGrid)
    shots = try container.decode([ShotPrompt].self, forKey: .shots)
    shotFrames = try container.decodeIfPresent([Int: String].self, forKey: .shotFrames) ?? [:]
    elements = try container.decodeIfPresent([Element].self, forKey: .elements) ?? []
    takeMode = try container.decodeIfPresent(TakeMode.self, forKey: .takeMode) ?? .multiShot
    layout = try container.decode(GridLayout.self, forKey: .layout)
    aspectRatio = try container.decode(AspectRatio.self, forKey: .aspectRatio)
    videoSize = try container.decode(PixelSize.self, forKey: .videoSize)
    frameRate = try container.decode(FrameRate.self, forKey: .frameRate)
    audio = try container.decodeIfPresent(Audio.self, forKey: .audio)
    generatesAfterPick = try container.decode(Bool.self, forKey: .generatesAfterPick)
  }
}

extension Brief {
  /// What the plan and the project say now. The song is part of it only while its file is there.
  public init(of planned: PlannedSequence, in plan: Plan, settings: ProjectSettings, layout: ProjectLayout) {
    let song = settings.audio ? Self.song(of: plan, layout) : nil
    self.init(
      sequence: planned.id, title: planned.title ?? planned.id.text,
      gridPrompt: planned.gridPrompt ?? planned.shots.first?.prompt ?? planned.id.text, needsGrid: planned.needsGrid,
      shots: planned.shotPrompts, shotFrames: planned.shotFrames,
      elements: planned.elements.map { Element(id: $0, description: plan.descriptions(in: planned)[$0]) },
      takeMode: settings.takeMode, layout: settings.grid, aspectRatio: settings.aspectRatio,
      videoSize: settings.videoSize, frameRate: settings.frameRate,
      audio: song.map { Audio(file: $0.text, start: planned.start ?? 0) }, generatesAfterPick: settings.autoGenerate)
  }

  /// The song's file, where it is there.
  static func song(of plan: Plan, _ layout: ProjectLayout) -> ProjectPath? {
    plan.song?.file.flatMap { FileStatus.of($0.path(in: layout))?.kind == .file ? $0 : nil }
  }
}

extension PlannedSequence {
  /// By shot, counted from 1.
  fileprivate var shotFrames: [Int: String] {
    shots.enumerated().reduce(into: [:]) { frames, shot in frames[shot.offset + 1] = shot.element.startFrame?.text }
  }
}
