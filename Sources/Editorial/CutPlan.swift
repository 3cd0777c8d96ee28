public import Terms

/// What a cut is to be made of: the song's stretches, what was planned for each, and what there is of it.
///
/// All times are seconds; those of sequences and sections are times of the song. Files are paths relative to the
/// project, never trusted to exist.
public struct CutPlan: Hashable, Sendable, Codable {
  public var title: String
  public var rate: FrameRate
  public var size: PixelSize
  public var song: Song?
  public var sections: [Section]
  public var sequences: [Sequence]

  public init(
    title: String, rate: FrameRate, size: PixelSize, song: Song? = nil, sections: [Section] = [],
    sequences: [Sequence] = []
  ) {
    self.title = title
    self.rate = rate
    self.size = size
    self.song = song
    self.sections = sections
    self.sequences = sequences
  }

  public struct Song: Hashable, Sendable, Codable {
    public var file: String
    public var seconds: Double

    public init(file: String, seconds: Double) {
      self.file = file
      self.seconds = seconds
    }
  }

  public struct Section: Hashable, Sendable, Codable {
    public var name: String
    public var start: Double
    public var end: Double

    public init(name: String, start: Double, end: Double) {
      self.name = name
      self.start = start
      self.end = end
    }
  }

  public struct Sequence: Hashable, Sendable, Codable {
    public var id: SequenceID
    public var title: String
    /// Where it begins and ends in the song. Without a start it follows the one before; without an end it is as long
    /// as its shots.
    public var start: Double?
    public var end: Double?
    public var shots: [Shot]

    public init(id: SequenceID, title: String = "", start: Double? = nil, end: Double? = nil, shots: [Shot]) {
      self.id = id
      self.title = title
      self.start = start
      self.end = end
      self.shots = shots
    }
  }

  public struct Shot: Hashable, Sendable, Codable {
    /// Counted from 1.
    public var index: Int
    /// Where it begins in its sequence.
    public var offset: Double
    public var duration: Double
    public var prompt: String
    public var content: Content
    public var notes: [Note]

    public init(
      index: Int, offset: Double, duration: Double, prompt: String = "", content: Content, notes: [Note] = []
    ) {
      self.index = index
      self.offset = offset
      self.duration = duration
      self.prompt = prompt
      self.content = content
      self.notes = notes
    }
  }

  public enum Content: Hashable, Sendable, Codable {
    case source(Source)
    /// Nothing yet, and why: a sentence's beginning such as `no approved take`.
    case gap(reason: String)
  }

  /// The video that a shot is cut from.
  public struct Source: Hashable, Sendable, Codable {
    public var file: String
    /// The number of the take that it is of.
    public var take: Int
    public var rate: FrameRate
    /// How many frames the file has, at its own rate.
    public var frames: Int
    /// Its first frame that is to be seen, counted from 0.
    public var start: Int
    /// Whether a trained model made it.
    public var isFromModel: Bool

    public init(
      file: String, take: Int, rate: FrameRate, frames: Int, start: Int = 0, isFromModel: Bool = true
    ) {
      self.file = file
      self.take = take
      self.rate = rate
      self.frames = frames
      self.start = start
      self.isFromModel = isFromModel
    }
  }

  /// What someone said about a shot.
  public struct Note: Hashable, Sendable, Codable {
    public var author: String
    public var text: String
    /// From the shot's beginning; its first frame where nothing is said.
    public var seconds: Double?

    public init(author: String, text: String, seconds: Double? = nil) {
      self.author = author
      self.text = text
      self.seconds = seconds
    }
  }
}
