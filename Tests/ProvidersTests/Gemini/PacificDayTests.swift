import Foundation
import Terms
import Testing

@testable import Providers

@Suite("Google's day ends at midnight Pacific time")
struct PacificDayTests {
  @Test(
    "In winter, in summer, and on the days when the clocks change",
    arguments: [
      ("2026-11-20T12:00:00.000Z", "2026-11-21T08:00:00.000Z"),
      ("2026-11-21T07:59:59.999Z", "2026-11-21T08:00:00.000Z"),
      ("2026-11-21T08:00:00.000Z", "2026-11-22T08:00:00.000Z"),
      ("2026-07-01T12:00:00.000Z", "2026-07-02T07:00:00.000Z"),
      // Clocks go forward on 8 March and back on 1 November.
      ("2026-03-07T20:00:00.000Z", "2026-03-08T08:00:00.000Z"),
      ("2026-03-08T08:00:00.000Z", "2026-03-09T07:00:00.000Z"),
      ("2026-03-08T20:00:00.000Z", "2026-03-09T07:00:00.000Z"),
      ("2026-11-01T06:59:59.000Z", "2026-11-01T07:00:00.000Z"),
      ("2026-11-01T07:00:00.000Z", "2026-11-02T08:00:00.000Z"),
      ("2026-12-31T20:00:00.000Z", "2027-01-01T08:00:00.000Z"),
    ])
  func end(now: String, end: String) throws {
    let now = try PlainJSON.decode(Timestamp.self, from: Data("\"\(now)\"".utf8))
    #expect("\(PacificDay.end(after: now))" == end)
  }
}
