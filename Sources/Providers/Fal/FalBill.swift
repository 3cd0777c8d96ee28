import Terms

/// What a call costs, as far as fal says so.
struct FalBill: Hashable, Sendable {
  /// Of video that were ordered.
  let seconds: Int
  /// What one of them costs.
  let second: Money
  /// The seconds that it takes to make one of them, as a rule.
  let pace: Double

  /// Of a call that made its video: what was ordered at least, whatever the units are.
  func cost(ofVideo units: Double?) -> Money { max(estimate, cost(units: units)) }

  var estimate: Money { second * seconds }

  /// - Parameter units: the seconds that fal counted; nil where it does not say. A figure that no call of this length can
  ///   have counts something else, and is not gone by.
  func cost(units: Double?) -> Money {
    guard let units, (0...Double(2 * seconds)).contains(units) else { return estimate }
    return Money(microUSD: Int64((Double(second.microUSD) * units).rounded()))
  }
}
