public import Terms

/// What may be spent at most.
public struct Caps: Hashable, Sendable, Codable {
  /// Of one project, ever.
  public let project: Money
  /// Of one sequence, ever.
  public let sequence: Money
  /// Of all of this agent's projects, per day in UTC.
  public let day: Money

  public init(project: Money, sequence: Money, day: Money) {
    self.project = project
    self.sequence = sequence
    self.day = day
  }

  /// These caps where `lower` has none, and the lower of both where it has.
  public func lowered(by lower: LowerCaps) -> Caps {
    Caps(
      project: min(project, lower.project ?? project), sequence: min(sequence, lower.sequence ?? sequence),
      day: min(day, lower.day ?? day))
  }
}

/// Caps that are put on top of others; one that is nil changes nothing.
public struct LowerCaps: Hashable, Sendable {
  public var project: Money?
  public var sequence: Money?
  public var day: Money?

  public init(project: Money? = nil, sequence: Money? = nil, day: Money? = nil) {
    self.project = project
    self.sequence = sequence
    self.day = day
  }

  init(reading fields: Fields?) throws(Problem) {
    guard var fields else { return }
    project = try fields.optional("project", .dollars)
    sequence = try fields.optional("sequence", .dollars)
    day = try fields.optional("day", .dollars)
    try fields.finish()
  }
}
