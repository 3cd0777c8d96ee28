/// What a model accepts in one call, as data with a source and a date.
public struct ModelLimits: Hashable, Sendable {
  public var model: String
  /// The most elements (characters and props with reference pictures) beside a start frame.
  public var elementsWithStartFrame: Int
  /// The most elements where there is no start frame.
  public var elementsWithoutStartFrame: Int
  public var shotsPerCall: Int
  /// How long the video of one call may be.
  public var secondsPerCall: ClosedRange<Double>
  public var leastSecondsPerShot: Double
  /// Whether durations have to be whole seconds.
  public var wholeSeconds: Bool
  /// The most characters of one shot's prompt.
  public var promptCharacters: Int
  /// Where the figures come from.
  public var source: String
  /// The day on which they were looked up, `2026-11-20`.
  public var dated: String

  public init(
    model: String, elementsWithStartFrame: Int, elementsWithoutStartFrame: Int, shotsPerCall: Int,
    secondsPerCall: ClosedRange<Double>, leastSecondsPerShot: Double, wholeSeconds: Bool, promptCharacters: Int,
    source: String, dated: String
  ) {
    self.model = model
    self.elementsWithStartFrame = elementsWithStartFrame
    self.elementsWithoutStartFrame = elementsWithoutStartFrame
    self.shotsPerCall = shotsPerCall
    self.secondsPerCall = secondsPerCall
    self.leastSecondsPerShot = leastSecondsPerShot
    self.wholeSeconds = wholeSeconds
    self.promptCharacters = promptCharacters
    self.source = source
    self.dated = dated
  }
}
