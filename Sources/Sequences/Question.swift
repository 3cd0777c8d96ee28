public import Terms

/// What a person has to say yes to before a command goes on: it is thrown, and asked in the receipt.
public struct Question: Error, Hashable, Sendable {
  /// At least one.
  public let topics: [Topic]
  public let sequence: SequenceID

  /// One thing that is asked. A yes is given to exactly these words: other figures are another question.
  public struct Topic: Hashable, Sendable, Codable {
    public let code: Problem.Code
    public let message: String
    /// Where it is about a price, that; a yes to it is a yes to every lower one.
    public let price: Money?

    public init(_ code: Problem.Code, _ message: String, price: Money? = nil) {
      self.code = code
      self.message = message
      self.price = price
    }

    /// Whether a yes to this topic is one to `other` as well.
    func covers(_ other: Topic) -> Bool {
      if let price, let asked = other.price { return code == other.code && asked <= price }
      return self == other
    }

    private enum CodingKeys: String, CodingKey {
      case code, message
      case price = "price_usd"
    }
  }

  /// Nil where there is nothing to ask.
  init?(_ topics: [Topic], of sequence: SequenceID, answered: Set<Topic>) {
    let open = topics.filter { topic in !answered.contains { $0.covers(topic) } }
    guard !open.isEmpty else { return nil }
    self.topics = open
    self.sequence = sequence
  }

  /// A question that a yes cannot end by itself.
  public init(asking topics: [Topic], of sequence: SequenceID) {
    self.topics = topics
    self.sequence = sequence
  }

  /// As receipts and status tell of it.
  public var problem: Problem {
    Problem(
      topics.first?.code ?? .pickAfterVideo, topics.map(\.message).joined(separator: " "),
      hint: "Drop a file named \(sequence).confirm into picks/ to go on, or \(sequence).cancel to leave it.")
  }
}

extension Problem.Code {
  /// A pick for a sequence that has a video already.
  public static let pickAfterVideo = Self(rawValue: "pick_after_video")
  /// What is asked for costs more than the price above which people are asked.
  public static let priceAboveLimit = Self(rawValue: "price_above_limit")
  /// The model takes fewer elements than the plan names.
  public static let elementsDropped = Self(rawValue: "elements_dropped")
  /// The sequence does not fit into one call.
  public static let callSplit = Self(rawValue: "call_split")
}
