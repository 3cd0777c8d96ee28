public import Terms

/// A cut that covers the song from its first frame on without a hole: clips and gaps, in order.
///
/// All frames are counted at the cut's rate; record frame 0 is the song's beginning.
public struct Cut: Hashable, Sendable, Codable {
  public var title: String
  public var rate: FrameRate
  public var size: PixelSize
  public var song: CutSong?
  public var items: [CutItem]
  public var sections: [CutSection]
  /// What a person should know: one sentence each.
  public var warnings: [String]

  public var frames: Int { items.last?.record.upperBound ?? 0 }
  public var clips: [CutClip] { items.compactMap(\.clip) }
}

/// The song under a cut, counted in frames of the picture.
public struct CutSong: Hashable, Sendable, Codable {
  /// Relative to the project.
  public var source: String
  /// Its name beside the cut.
  public var name: String
  public var frames: Int
}

/// A part of the song, such as a verse.
public struct CutSection: Hashable, Sendable, Codable {
  public var name: String
  public var record: Range<Int>
}

public enum CutItem: Hashable, Sendable, Codable {
  case clip(CutClip)
  case gap(CutGap)

  public var record: Range<Int> {
    switch self {
    case .clip(let clip): clip.record
    case .gap(let gap): gap.record
    }
  }

  public var clip: CutClip? {
    if case .clip(let clip) = self { return clip }
    return nil
  }
}

/// One shot in a cut.
public struct CutClip: Hashable, Sendable, Codable {
  /// Unique in its cut, also where case does not count: `SEQ08_shot03_take002`.
  public var name: String
  public var sequence: SequenceID
  public var shot: Int
  public var take: Int
  public var prompt: String
  /// The file that it is cut from, at its own rate.
  public var source: CutPlan.Source
  /// The frames of that file that its media is made of: what is seen and up to a second more at either end, so that an
  /// editor can move the cut.
  public var sourceFrames: Range<Int>
  /// How many frames its media has at the cut's rate: at least those that are seen.
  public var available: Int
  /// The frames of its media that are seen.
  public var range: Range<Int>
  public var record: Range<Int>
  public var notes: [CutNote]

  /// The name of its media.
  public var media: String { name + ".mp4" }
}

/// A stretch of a cut that nothing is there for.
public struct CutGap: Hashable, Sendable, Codable {
  /// What is missing: `SEQ03 shot 2`; empty between sequences.
  public var name: String
  public var reason: String
  public var record: Range<Int>
}

public struct CutNote: Hashable, Sendable, Codable {
  public var author: String
  public var text: String
  /// In the clip's media, among the frames that are seen.
  public var frame: Int

  /// One line for formats that have no place for the author.
  public var line: String { author.isEmpty ? text : "\(author): \(text)" }
}
