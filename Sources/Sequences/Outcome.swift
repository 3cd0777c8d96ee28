public import Terms

/// What became of a command.
public struct Outcome: Hashable, Sendable {
  /// Paths relative to the project, the most important first.
  public var outputs: [String] = []
  public var estimate: Money = .zero
  public var cost: Money = .zero
  /// Sentences for the receipt.
  public var warnings: [String] = []

  public init() {}
}
