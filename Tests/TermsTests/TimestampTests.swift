import Foundation
import Terms
import Testing

@Suite("A time")
struct TimestampTests {
  @Test(
    "is written in UTC to the millisecond",
    arguments: [
      (1_795_179_845_678, "2026-11-20T13:04:05.678Z"), (0, "1970-01-01T00:00:00.000Z"),
      (-1, "1969-12-31T23:59:59.999Z"),
      (1_795_179_845_000, "2026-11-20T13:04:05.000Z"), (951_782_400_001, "2000-02-29T00:00:00.001Z"),
    ] as [(Int64, String)])
  func written(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
    #expect(Timestamp(milliseconds: milliseconds).day == String(text.prefix(10)))
  }

  @Test("comes back from a file to the millisecond, whatever it is")
  func roundTrip() throws {
    let times = (0..<3_000).map { Timestamp(milliseconds: 1_795_179_845_000 + $0 * 7_919) }
    #expect(try PlainJSON.decode([Timestamp].self, from: PlainJSON.line(times)) == times)
  }

  @Test(
    "in a file is refused where it is none",
    arguments: ["\"yesterday\"", "\"2026-11-20\"", "\"2026-13-20T13:04:05.678Z\"", "5", "\"\""])
  func refuses(text: String) {
    #expect(throws: DecodingError.self) { try PlainJSON.decode([Timestamp].self, from: Data("[\(text)]".utf8)) }
  }

  @Test("is sorted by when it was")
  func sorts() { #expect(Timestamp(milliseconds: -5) < Timestamp(milliseconds: 3)) }
}
