public import Terms

/// What the configuration says of a model; what is nil stays as it is known.
public struct ModelSettings: Hashable, Sendable {
  public var elementsWithStartFrame: Int?
  public var elementsWithoutStartFrame: Int?
  public var shotsPerCall: Int?
  public var secondsPerCall: ClosedRange<Double>?
  public var leastSecondsPerShot: Double?
  public var wholeSeconds: Bool?
  public var promptCharacters: Int?
  public var usdPerSecond: Money?
  public var usdPerPicture: Money?

  public init() {}

  /// Whether anything but a price is said.
  public var hasLimits: Bool {
    var others = self
    others.usdPerSecond = nil
    others.usdPerPicture = nil
    return others != ModelSettings()
  }

  /// `limits` with what is said here in their place.
  public func changing(_ limits: ModelLimits) -> ModelLimits {
    guard hasLimits else { return limits }
    var changed = limits
    changed.elementsWithStartFrame = elementsWithStartFrame ?? limits.elementsWithStartFrame
    changed.elementsWithoutStartFrame = elementsWithoutStartFrame ?? limits.elementsWithoutStartFrame
    changed.shotsPerCall = shotsPerCall ?? limits.shotsPerCall
    changed.secondsPerCall = secondsPerCall ?? limits.secondsPerCall
    changed.leastSecondsPerShot = leastSecondsPerShot ?? limits.leastSecondsPerShot
    changed.wholeSeconds = wholeSeconds ?? limits.wholeSeconds
    changed.promptCharacters = promptCharacters ?? limits.promptCharacters
    changed.source = "\(limits.source), changed in starsend.json"
    return changed
  }
}

extension ModelSettings {
  init(reading fields: Fields) throws(Problem) {
    var fields = fields
    elementsWithStartFrame = try fields.optional("elements_with_start_frame", .integer(0...100))
    elementsWithoutStartFrame = try fields.optional("elements_without_start_frame", .integer(0...100))
    shotsPerCall = try fields.optional("shots_per_call", .integer(1...ShotNumber.most))
    secondsPerCall = try fields.secondsPerCall()
    leastSecondsPerShot = try fields.optional("least_seconds_per_shot", .number(0...600))
    wholeSeconds = try fields.optional("whole_seconds", .flag)
    promptCharacters = try fields.optional("prompt_characters", .integer(1...1_000_000))
    usdPerSecond = try fields.optional("usd_per_second", .dollars)
    usdPerPicture = try fields.optional("usd_per_picture", .dollars)
    try fields.finish()
  }
}

extension Fields {
  fileprivate mutating func secondsPerCall() throws(Problem) -> ClosedRange<Double>? {
    let name = "seconds_per_call"
    guard let bounds = try list(name, of: .number(0...3_600), count: 2...2) else { return nil }
    guard bounds.count == 2, bounds[0] <= bounds[1], bounds[1] > 0 else {
      throw refusal(
        name, "ends before it begins", hint: "Write the least and the most, like this: \"\(name)\": [3, 15]")
    }
    return bounds[0]...bounds[1]
  }
}
