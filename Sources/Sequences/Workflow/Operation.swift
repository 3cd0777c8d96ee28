public import Execution
public import Terms

extension SequenceRecord {
  /// Something that takes long: its steps are chosen and written down before they begin, with all that is needed to
  /// go on without the request.
  public struct Operation: Hashable, Sendable {
    public let request: ULID
    /// The state to go back to where it fails.
    public let before: WorkflowState
    public let startedAt: Timestamp
    public internal(set) var job: Job
    /// The model that was asked for by name.
    var model: String?
    /// How soon its calls have their turn.
    var urgency: Urgency?

    public enum Job: Hashable, Sendable {
      case grid(GridJob)
      case take(TakeJob)
    }
  }
}

/// A grid on its way: an attempt at a whole one at first, in the end a picture per cell.
public struct GridJob: Hashable, Sendable, Codable {
  /// The shot that it is for, counted from 1; nil for the sequence.
  public let shot: Int?
  /// Of the attempt that runs: each has a number of its own, so that no name is used twice.
  public internal(set) var number: Int
  /// One for an attempt at a whole grid; in the fallback, one for each cell.
  public internal(set) var steps: [StepKey]
  /// Attempts at a whole grid that came to no grid, by the numbers of their pictures.
  public internal(set) var misses: [Int] = []
  /// As it was asked for, before anything was added to make the model understand.
  public let prompt: String
  public let layout: GridLayout
  public let size: PixelSize
  /// What options are cropped to.
  public let aspectRatio: AspectRatio
  public let elements: [Brief.Element]
  /// Whether it is put together from single pictures.
  public internal(set) var isSingle = false

  private enum CodingKeys: String, CodingKey {
    case shot, number, steps, misses, prompt, layout, size, elements
    case aspectRatio = "aspect_ratio"
    case isSingle = "single_pictures"
  }
}

/// A take on its way.
public struct TakeJob: Hashable, Sendable, Codable {
  public let number: Int
  public let mode: TakeMode
  public internal(set) var shots: [TakeShot]
  public internal(set) var calls: [TakeCall]
  public let startFrame: String?
  public let base: Int?
  public let elements: [ElementID]
  public let droppedElements: [ElementID]
  public let model: String
  public let frameRate: FrameRate
  public let size: PixelSize
  public let audio: Brief.Audio?

  private enum CodingKeys: String, CodingKey {
    case number, mode, shots, calls, base, elements, model, size, audio
    case startFrame = "start_frame"
    case droppedElements = "elements_dropped"
    case frameRate = "frame_rate"
  }
}

/// One paid call of a take.
public struct TakeCall: Hashable, Sendable, Codable {
  public internal(set) var step: StepKey
  /// What execution calls its take, and where the provider's file goes.
  public internal(set) var take: String
  public internal(set) var output: String
  /// With the durations that the model is asked for.
  public let shots: [ShotPrompt]
  /// The picture that it starts on.
  public let startFrame: String?
  /// The shot whose last frame that picture is; nil where the picture is there already.
  public let continues: Int?
  public let elements: [Brief.Element]
  /// Seconds from the beginning of the sequence.
  public let offset: Double

  private enum CodingKeys: String, CodingKey {
    case step, take, output, shots, continues, elements, offset
    case startFrame = "start_frame"
  }
}

extension SequenceRecord.Operation: Codable {
  private enum CodingKeys: String, CodingKey {
    case request, before, grid, take, model, urgency
    case startedAt = "started_at"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    request = try container.decode(ULID.self, forKey: .request)
    before = try container.decode(WorkflowState.self, forKey: .before)
    startedAt = try container.decode(Timestamp.self, forKey: .startedAt)
    model = try container.decodeIfPresent(String.self, forKey: .model)
    urgency = try container.decodeIfPresent(Urgency.self, forKey: .urgency)
    if let grid = try container.decodeIfPresent(GridJob.self, forKey: .grid) {
      job = .grid(grid)
    } else {
      job = .take(try container.decode(TakeJob.self, forKey: .take))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(request, forKey: .request)
    try container.encode(before, forKey: .before)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encodeIfPresent(model, forKey: .model)
    try container.encodeIfPresent(urgency, forKey: .urgency)
    switch job {
    case .grid(let grid): try container.encode(grid, forKey: .grid)
    case .take(let take): try container.encode(take, forKey: .take)
    }
  }
}

extension SequenceRecord.Operation {
  var isGrid: Bool { if case .grid = job { true } else { false } }

  /// Every step that was chosen for it and may still run, in the order in which they run.
  public var steps: [StepKey] {
    switch job {
    case .grid(let grid): grid.steps
    case .take(let take): take.calls.map(\.step)
    }
  }

  /// What it means for the sequence where nothing comes of it.
  var lost: WorkflowEvent { isGrid ? .gridLost(before: before) : .takeLost(before: before) }

  /// The same operation: whatever it has become since.
  func isSame(as other: Self?) -> Bool { request == other?.request && isGrid == other?.isGrid }

  /// For a sentence: `grid 2`, `take 3`.
  var noun: String {
    switch job {
    case .grid(let grid): "grid \(grid.number)"
    case .take(let take): "take \(take.number)"
    }
  }
}
