public import Terms

/// What became of a command.
public struct Outcome: Hashable, Sendable {
  /// Paths relative to the project, the most important first.
  public var outputs: [String] = []
  /// The most that its call could cost, as it was set aside.
  public var estimate: Money = .zero
  public var cost: Money = .zero
  /// Where the prompts came from: `plan` or `request`; nil where none went into a call.
  public var promptsSource: String?
  /// Sentences for the receipt.
  public var warnings: [String] = []

  public init() {}
}
