public import Terms

/// One thing that a person or a program asked for one sequence, ready to be carried out.
public struct Command: Hashable, Sendable {
  /// Who it goes by from the moment it is accepted; carrying it out again under the same id changes nothing.
  public let request: ULID
  public let brief: Brief
  public let work: Work
  /// Whether a person answered the question that it raised.
  public var isConfirmed = false

  public enum Work: Hashable, Sendable {
    /// Another grid of start-frame options.
    case explore(Exploration)
    /// A cell of a grid becomes the start frame, and the video is made.
    case pick(Choice)
    /// A take from the start frame that stands.
    case generate
  }

  /// What a request for a grid may ask beside what the plan says.
  public struct Exploration: Hashable, Sendable, Codable {
    /// In the place of the plan's grid prompt.
    public let prompt: String?
    /// Added to the prompt.
    public let wish: String?
    /// In the place of the project's layout.
    public let layout: GridLayout?

    public init(prompt: String? = nil, wish: String? = nil, layout: GridLayout? = nil) {
      self.prompt = prompt
      self.wish = wish
      self.layout = layout
    }
  }

  /// Which option is liked.
  public struct Choice: Hashable, Sendable, Codable {
    public let cell: GridCell
    /// The number of the grid; nil for the newest.
    public let grid: Int?

    public init(cell: GridCell, grid: Int? = nil) {
      self.cell = cell
      self.grid = grid
    }
  }

  public init(request: ULID, brief: Brief, work: Work) {
    self.request = request
    self.brief = brief
    self.work = work
  }

  public var sequence: SequenceID { brief.sequence }
}

extension Command.Work: Codable {
  private enum CodingKeys: String, CodingKey { case action, exploration, choice }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .action) {
    case "grid": self = .explore(try container.decode(Command.Exploration.self, forKey: .exploration))
    case "pick": self = .pick(try container.decode(Command.Choice.self, forKey: .choice))
    case "generate": self = .generate
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .action, in: container, debugDescription: "no such action: \(other)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(action, forKey: .action)
    switch self {
    case .explore(let exploration): try container.encode(exploration, forKey: .exploration)
    case .pick(let choice): try container.encode(choice, forKey: .choice)
    case .generate: break
    }
  }

  /// As requests and receipts name it.
  public var action: String {
    switch self {
    case .explore: "grid"
    case .pick: "pick"
    case .generate: "generate"
    }
  }
}

extension Command: Codable {
  private enum CodingKeys: String, CodingKey {
    case request, brief, work
    case isConfirmed = "confirmed"
  }
}
