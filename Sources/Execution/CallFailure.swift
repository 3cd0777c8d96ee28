public import Terms

/// A provider's own word that a call ended without an artifact, so that the money is known and nothing is left open.
///
/// Every other error that `submit`, `outcome` or `collect` of a provider throws that is not repeatable leaves the outcome
/// unknown: the call may have been carried out, and billed.
public struct CallFailure: Error, Hashable, Sendable {
  public let problem: Problem
  /// What the call cost; nil where it surely was never made, such as when no connection came about or it was refused.
  public let cost: Money?

  public init(_ problem: Problem, cost: Money?) {
    self.problem = problem
    self.cost = cost
  }
}
