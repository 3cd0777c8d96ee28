/// US dollars, exact to a millionth, so that sums in a ledger never drift.
public struct Money: Hashable, Comparable, Sendable {
  public let microUSD: Int64

  public static let zero = Money(microUSD: 0)

  public init(microUSD: Int64) { self.microUSD = microUSD }

  /// Dollars rounded to the nearest millionth; nil where `usd` is not finite or too large to be an amount.
  public init?(usd: Double) {
    guard usd.isFinite, abs(usd) < 1_000_000_000 else { return nil }
    microUSD = Int64((usd * 1_000_000).rounded())
  }

  public var usd: Double { Double(microUSD) / 1_000_000 }

  public static func < (left: Money, right: Money) -> Bool { left.microUSD < right.microUSD }

  public static func + (left: Money, right: Money) -> Money { Money(microUSD: left.microUSD + right.microUSD) }

  public static func - (left: Money, right: Money) -> Money { Money(microUSD: left.microUSD - right.microUSD) }

  public static func * (left: Money, times: Int) -> Money { Money(microUSD: left.microUSD * Int64(times)) }

  public static func += (left: inout Money, right: Money) { left = left + right }
}

extension Money: CustomStringConvertible {
  /// `$1.34`, with more digits only where there are some: `$0.0336`.
  public var description: String {
    let sign = microUSD < 0 ? "-" : ""
    let (whole, fraction) = microUSD.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    var digits = String(fraction)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.count > 2, digits.last == "0" { digits.removeLast() }
    return "\(sign)$\(whole).\(digits)"
  }
}

extension Money: Codable {
  /// A JSON number of dollars.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let money = Money(usd: try container.decode(Double.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an amount of dollars")
    }
    self = money
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(usd)
  }
}
