/// One shot of a take. Optional fields are absent where there are none.
public struct TakeShotStatus: Hashable, Sendable, Codable {
  /// Counted from 1.
  public var index: Int
  public var prompt: String
  /// Planned, in seconds.
  public var duration: Double
  /// Where its prompt came from: `plan`, `request`, or the id of a take.
  public var source: String
  /// Its own video.
  public var clip: ProjectPath?
  /// The id of the take that it was kept from, where it was not made anew.
  public var from: String?
  /// Where it lies in the take's video.
  public var inSeconds: Double?
  public var outSeconds: Double?
  /// Whether it has no video: its call failed, or its cut was not found.
  public var missing: Bool

  public init(
    index: Int, prompt: String, duration: Double, source: String, clip: ProjectPath? = nil, from: String? = nil,
    inSeconds: Double? = nil, outSeconds: Double? = nil, missing: Bool = false
  ) {
    self.index = index
    self.prompt = prompt
    self.duration = duration
    self.source = source
    self.clip = clip
    self.from = from
    self.inSeconds = inSeconds
    self.outSeconds = outSeconds
    self.missing = missing
  }

  private enum CodingKeys: String, CodingKey {
    case index, prompt, duration, source, clip, from, missing
    case inSeconds = "in_seconds"
    case outSeconds = "out_seconds"
  }
}
