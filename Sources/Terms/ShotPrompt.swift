/// What one shot of a take was asked to show, kept on every take so that no prompt is ever lost.
public struct ShotPrompt: Hashable, Sendable, Codable {
  /// Counted from 1.
  public let index: Int
  public let prompt: String
  /// Seconds.
  public let duration: Double

  public init(index: Int, prompt: String, duration: Double) {
    self.index = index
    self.prompt = prompt
    self.duration = duration
  }
}
