public import Terms

/// What a request for a take asks for. Prompts come from `take`, or else the plan; then from `promptsFrom`; then from
/// `overrides`.
public struct TakeOrder: Hashable, Sendable {
  /// The project's where it is nil.
  public var mode: TakeMode?
  /// New prompts by shot, counted from 1.
  public var overrides: [Int: String]
  /// Shots whose prompts are taken from other takes; no shot twice.
  public var promptsFrom: [PromptSource]
  /// The take whose prompts it starts from.
  public var take: Int?
  /// The only shots that are made anew, in individual mode; the others stay as in `take`. All where it is nil.
  public var shots: [Int]?
  /// How many takes, 1 to 8.
  public var count: Int
  /// Instead of the one that was picked.
  public var startFrame: ProjectPath?
  /// Instead of the plan's, in order of importance; empty for none.
  public var elements: [ElementID]?
  /// One of the allowed models, instead of the project's.
  public var model: String?

  public init(
    mode: TakeMode? = nil, overrides: [Int: String] = [:], promptsFrom: [PromptSource] = [], take: Int? = nil,
    shots: [Int]? = nil, count: Int = 1, startFrame: ProjectPath? = nil, elements: [ElementID]? = nil,
    model: String? = nil
  ) {
    self.mode = mode
    self.overrides = overrides
    self.promptsFrom = promptsFrom
    self.take = take
    self.shots = shots
    self.count = count
    self.startFrame = startFrame
    self.elements = elements
    self.model = model
  }

  /// The most takes that one request makes.
  public static let mostTakes = 8
}

/// The shot of a take whose prompt is used again. Both are counted from 1.
public struct PromptSource: Hashable, Sendable, Codable {
  public var shot: Int
  public var take: Int

  public init(shot: Int, take: Int) {
    self.shot = shot
    self.take = take
  }
}

extension TakeOrder: Codable {
  private enum CodingKeys: String, CodingKey {
    case mode, take, shots, count, elements, model
    case overrides = "shot_overrides"
    case promptsFrom = "prompts_from"
    case startFrame = "start_frame"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mode = try container.decodeIfPresent(TakeMode.self, forKey: .mode)
    overrides = try container.decodeIfPresent([Int: String].self, forKey: .overrides) ?? [:]
    promptsFrom = try container.decodeIfPresent([PromptSource].self, forKey: .promptsFrom) ?? []
    take = try container.decodeIfPresent(Int.self, forKey: .take)
    shots = try container.decodeIfPresent([Int].self, forKey: .shots)
    count = try container.decodeIfPresent(Int.self, forKey: .count) ?? 1
    startFrame = try container.decodeIfPresent(ProjectPath.self, forKey: .startFrame)
    elements = try container.decodeIfPresent([ElementID].self, forKey: .elements)
    model = try container.decodeIfPresent(String.self, forKey: .model)
  }

  /// In the fields of a request; what says nothing is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(mode, forKey: .mode)
    if !overrides.isEmpty { try container.encode(overrides, forKey: .overrides) }
    if !promptsFrom.isEmpty { try container.encode(promptsFrom, forKey: .promptsFrom) }
    try container.encodeIfPresent(take, forKey: .take)
    try container.encodeIfPresent(shots, forKey: .shots)
    if count != 1 { try container.encode(count, forKey: .count) }
    try container.encodeIfPresent(startFrame, forKey: .startFrame)
    try container.encodeIfPresent(elements, forKey: .elements)
    try container.encodeIfPresent(model, forKey: .model)
  }
}
