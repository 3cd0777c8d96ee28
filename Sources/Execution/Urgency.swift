/// How soon a call has its turn where many wait; the first goes first.
public enum Urgency: String, Hashable, Sendable, Codable, CaseIterable {
  /// The call was made before the agent was started anew: it only has to be fetched.
  case made
  /// A person picked and waits for what comes of it.
  case pick
  case request
  /// One of many that were asked for at once.
  case bulk

  var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
