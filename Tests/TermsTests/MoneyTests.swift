import Foundation
import Terms
import Testing

@Suite("Money")
struct MoneyTests {
  @Test("adds up exactly, however many small amounts there are")
  func sums() throws {
    let cent = try #require(Money(usd: 0.0336))
    let sum = (0..<100_000).reduce(into: Money.zero) { sum, _ in sum += cent }
    #expect(sum == Money(usd: 3_360))
    #expect(Money(usd: 0.1).map { $0 + $0 + $0 } == Money(usd: 0.3))
  }

  @Test(
    "is shown with cents, and with more digits only where there are some",
    arguments: [
      (1_340_000, "$1.34"), (33_600, "$0.0336"), (0, "$0.00"), (5, "$0.000005"), (-1_500_000, "-$1.50"),
      (1_000_000, "$1.00"), (Int64.min, "-$9223372036854.775808"),
    ] as [(Int64, String)])
  func shown(microUSD: Int64, text: String) { #expect(Money(microUSD: microUSD).description == text) }

  @Test("is no number that cannot be an amount", arguments: [Double.nan, .infinity, -.infinity, 1e9, -1e12, 1e300])
  func impossible(usd: Double) { #expect(Money(usd: usd) == nil) }

  @Test(
    "is a number of dollars in a file, and comes back the same", arguments: [0, 1, 33_600, 1_260_000, 99_999_999_999])
  func file(microUSD: Int64) throws {
    let money = Money(microUSD: microUSD)
    #expect(try PlainJSON.decode([Money].self, from: PlainJSON.line([money])) == [money])
  }

  @Test("in a file is refused where it is no amount", arguments: ["[1e10]", "[\"1\"]", "[null]"])
  func badFile(text: String) {
    #expect(throws: DecodingError.self) { try PlainJSON.decode([Money].self, from: Data(text.utf8)) }
  }
}
