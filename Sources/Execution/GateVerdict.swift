/// What one check found on what a provider sent back.
public struct GateVerdict: Hashable, Sendable, Codable {
  public enum Verdict: String, Codable, Sendable {
    case pass, warn, fail
  }

  /// What was checked, such as `duration`.
  public let name: String
  public let verdict: Verdict
  /// The figure that was measured, in the unit that `detail` names; nil where there is none.
  public let figure: Double?
  /// One sentence with what was expected.
  public let detail: String

  public init(_ name: String, _ verdict: Verdict, figure: Double? = nil, _ detail: String) {
    self.name = name
    self.verdict = verdict
    self.figure = figure
    self.detail = detail
  }
}
