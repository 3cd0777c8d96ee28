public import Terms

/// One of the provider's calls that a take is split into, as a receipt tells of it.
public struct PlannedCallSummary: Hashable, Sendable, Codable {
  /// Counted from 1.
  public var shots: [Int]
  /// How long its video will be.
  public var seconds: Double
  /// The most that it may cost.
  public var estimate: Money
  /// What it starts on: the path of a picture, or in words, such as the last frame of the call before.
  public var startFrame: String

  public init(shots: [Int], seconds: Double, estimate: Money, startFrame: String) {
    self.shots = shots
    self.seconds = seconds
    self.estimate = estimate
    self.startFrame = startFrame
  }

  private enum CodingKeys: String, CodingKey {
    case shots, seconds
    case estimate = "estimate_usd"
    case startFrame = "start_frame"
  }
}

/// Where a prompt came from.
public struct PromptOrigin: Hashable, Sendable, Codable {
  /// Counted from 1; absent for the prompt of a whole sequence's grid.
  public var shot: Int?
  /// `plan`, `request`, or the id of a take.
  public var source: String

  public init(shot: Int?, source: String) {
    self.shot = shot
    self.source = source
  }
}
