public import Terms

/// A provider that is not called for now, because its last calls failed for a reason that will not go away by itself.
public struct ProviderHold: Hashable, Sendable, Codable {
  public let provider: String
  /// Where only one of its models is concerned.
  public let model: String?
  public let code: Problem.Code
  public let message: String
  public let hint: String
  public let since: Timestamp
  /// When one call is tried again; where that goes well, all that waits goes on.
  public var until: Timestamp

  /// What is held: `fal`, or `gemini's gemini-3-pro-image`.
  public var name: String { model.map { "\(provider)'s \($0)" } ?? provider }

  /// Whether calls to this model of this provider wait.
  func holds(_ provider: String, _ model: String) -> Bool {
    self.provider == provider && (self.model ?? model) == model
  }
}
