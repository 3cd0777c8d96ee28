public import Terms

/// One thing to be made: the key it goes by, what is ordered, and where it goes.
public struct Step: Hashable, Sendable {
  public let key: StepKey
  public let order: Order
  /// The id of the take that it makes, such as `SEQ05_take002`.
  public let take: String
  /// Where the artifact goes, relative to the project; a name that was never used.
  public let output: String
  /// What the money is counted for, such as a sequence.
  public let account: String
  /// Whether the take is one call for a whole sequence or one for a single shot; kept for people.
  public let mode: TakeMode?
  /// What was asked for but is over the model's limits; kept for people.
  public let droppedElements: [ElementID]
  /// What people read where there is no room for all prompts; made from the prompts where there is none.
  public let summary: String?
  /// What was set aside for the whole request, which this call draws from; see `CallAccount.allot`.
  public let allotment: String?
  /// The model that was asked for by name; nil for the one that the project or the configuration chooses.
  public let model: String?
  public let urgency: Urgency

  public init(
    key: StepKey, order: Order, take: String, output: String, account: String, mode: TakeMode? = nil,
    droppedElements: [ElementID] = [], summary: String? = nil, allotment: String? = nil, model: String? = nil,
    urgency: Urgency = .request
  ) {
    self.key = key
    self.order = order
    self.take = take
    self.output = output
    self.account = account
    self.mode = mode
    self.droppedElements = droppedElements
    self.summary = summary
    self.allotment = allotment
    self.model = model
    self.urgency = urgency
  }
}

/// How far a step is.
public struct StepProgress: Hashable, Sendable {
  public let key: StepKey
  /// From 0 to 1.
  public let fraction: Double

  public init(key: StepKey, fraction: Double) {
    self.key = key
    self.fraction = fraction
  }
}
