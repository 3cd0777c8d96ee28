public import FolderContract
public import Terms

/// All that the plan and the project say about the whole song when its cut is asked for.
public struct CutBrief: Hashable, Sendable, Codable {
  public let title: String
  public let frameRate: FrameRate
  /// Of the video, in pixels.
  public let size: PixelSize
  /// Relative to the project; nil where there is none.
  public let song: String?
  public let sections: [Section]
  /// In the order of the plan.
  public let sequences: [Stretch]
  /// The sequences that are meant; empty for all that are approved.
  public let chosen: [SequenceID]

  /// A part of the song, in seconds.
  public struct Section: Hashable, Sendable, Codable {
    public let name: String
    public let start: Double
    public let end: Double
  }

  /// A sequence and where it lies in the song, in seconds; nil where the plan does not say.
  public struct Stretch: Hashable, Sendable, Codable {
    public let brief: Brief
    public let start: Double?
    public let end: Double?
  }

  private enum CodingKeys: String, CodingKey {
    case title, size, song, sections, sequences, chosen
    case frameRate = "frame_rate"
  }
}

extension CutBrief {
  /// What the plan and the project say now.
  public init(of plan: Plan, settings: ProjectSettings, layout: ProjectLayout, chosen: [SequenceID] = []) {
    self.init(
      title: settings.title ?? plan.title ?? plan.project ?? "Untitled", frameRate: settings.frameRate,
      size: settings.videoSize, song: Brief.song(of: plan, layout)?.text,
      sections: plan.song?.sections.map { Section(name: $0.name ?? $0.id, start: $0.start, end: $0.end) } ?? [],
      sequences: plan.sequences.map { planned in
        Stretch(
          brief: Brief(of: planned, in: plan, settings: settings, layout: layout), start: planned.start,
          end: planned.end)
      }, chosen: chosen)
  }
}
