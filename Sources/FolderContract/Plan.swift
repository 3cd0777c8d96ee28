public import Terms

/// The client plan, `plan.json`, as far as the agent reads it.
public struct Plan: Hashable, Sendable {
  /// What the plan calls the project.
  public let project: String?
  public let title: String?
  public let song: Song?
  /// In the order of the plan; no id twice, whatever its case.
  public let sequences: [PlannedSequence]
  /// What the plan says of elements, for all sequences; what only a sequence says of one is in it, too.
  public let descriptions: [ElementID: String]

  public init(
    project: String? = nil, title: String? = nil, song: Song? = nil, sequences: [PlannedSequence],
    descriptions: [ElementID: String] = [:]
  ) {
    self.project = project
    self.title = title
    self.song = song
    self.sequences = sequences
    let own = sequences.map(\.descriptions)
    self.descriptions = own.reduce(into: descriptions) { $0.merge($1) { first, _ in first } }
  }

  /// What the plan says of elements where `sequence` has them: its own words before those for all.
  public func descriptions(in sequence: PlannedSequence) -> [ElementID: String] {
    descriptions.merging(sequence.descriptions) { _, own in own }
  }

  public var sequenceIDs: [SequenceID] { sequences.map(\.id) }

  /// The sequence with this id, whatever its case; its own `id` is spelled as the plan spells it, and so are the names
  /// of files. Throws `unknown_sequence`.
  public func sequence(_ id: SequenceID) throws(Problem) -> PlannedSequence {
    if let sequence = sequences.first(where: { $0.id == id }) { return sequence }
    let nearest = Spelling.nearest(to: id.text, among: sequenceIDs.map(\.text))
    throw Problem(
      .unknownSequence, "The plan has no sequence \(id).",
      hint: "\(nearest.map { "Did you mean \($0)? " } ?? "")The sequences are \(MarkerSaying.listed(sequenceIDs)).")
  }
}

/// The song that the video is made for.
public struct Song: Hashable, Sendable {
  public let file: ProjectPath?
  /// Beats per minute.
  public let bpm: Double?
  public let sections: [SongSection]

  public init(file: ProjectPath? = nil, bpm: Double? = nil, sections: [SongSection] = []) {
    self.file = file
    self.bpm = bpm
    self.sections = sections
  }
}

/// A part of the song, such as its first chorus.
public struct SongSection: Hashable, Sendable {
  public let id: String
  public let name: String?
  /// Seconds into the song.
  public let start: Double
  public let end: Double

  public init(id: String, name: String? = nil, start: Double, end: Double) {
    self.id = id
    self.name = name
    self.start = start
    self.end = end
  }
}

/// One stretch of the video.
public struct PlannedSequence: Hashable, Sendable {
  public let id: SequenceID
  public let title: String?
  /// The id of the song's section that it belongs to.
  public let section: String?
  /// Seconds into the song.
  public let start: Double?
  public let end: Double?
  /// What its grid of options is to show.
  public let gridPrompt: String?
  /// Whether it needs a grid, and so a start frame, before it is generated.
  public let needsGrid: Bool
  /// Characters and props, in order of importance.
  public let elements: [ElementID]
  /// What the sequence itself says of its elements.
  public let descriptions: [ElementID: String]
  /// At least one.
  public let shots: [PlannedShot]

  public init(
    id: SequenceID, title: String? = nil, section: String? = nil, start: Double? = nil, end: Double? = nil,
    gridPrompt: String? = nil, needsGrid: Bool = true, elements: [ElementID] = [],
    descriptions: [ElementID: String] = [:], shots: [PlannedShot]
  ) {
    self.id = id
    self.title = title
    self.section = section
    self.start = start
    self.end = end
    self.gridPrompt = gridPrompt
    self.needsGrid = needsGrid
    self.elements = elements
    self.descriptions = descriptions
    self.shots = shots
  }

  /// What a take of it is asked to show; indices count from 1.
  public var shotPrompts: [ShotPrompt] {
    shots.enumerated().map { ShotPrompt(index: $0 + 1, prompt: $1.prompt, duration: $1.duration) }
  }

  /// Seconds: the sum of its shots.
  public var duration: Double { shots.reduce(0) { $0 + $1.duration } }
}

/// One shot of a sequence.
public struct PlannedShot: Hashable, Sendable {
  /// What the plan calls it, if anything; files count shots from 1 instead.
  public let id: String?
  public let prompt: String
  /// Seconds, above 0 and at most 600.
  public let duration: Double
  /// A picture in the project that it starts on.
  public let startFrame: ProjectPath?

  public init(id: String? = nil, prompt: String, duration: Double, startFrame: ProjectPath? = nil) {
    self.id = id
    self.prompt = prompt
    self.duration = duration
    self.startFrame = startFrame
  }
}
