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

  public init(key: StepKey, order: Order, take: String, output: String, account: String) {
    self.key = key
    self.order = order
    self.take = take
    self.output = output
    self.account = account
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
