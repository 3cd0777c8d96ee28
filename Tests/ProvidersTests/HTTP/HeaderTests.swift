import Foundation
import Testing

@testable import Providers

@Suite("Headers")
struct HeaderTests {
  @Test(
    "say how long to wait in seconds or as a date, and nonsense says nothing",
    arguments: [
      ("34", Duration.seconds(34)), ("34.07", .milliseconds(34_070)), ("0", .zero), ("-5", .zero),
      ("Fri, 20 Nov 2026 10:00:30 GMT", .seconds(30)), ("Fri, 20 Nov 2026 09:00:00 GMT", .zero),
      ("999999999999", .seconds(86_400)), ("soon", nil), ("", nil), ("nan", nil), ("inf", nil),
    ] as [(String, Duration?)])
  func retryAfter(text: String, wait: Duration?) {
    let date = HTTPHeaders.Field(name: "date", value: "Fri, 20 Nov 2026 10:00:00 GMT")
    #expect(HTTPHeaders([date, .init(name: "retry-after", value: text)]).retryAfter == wait)
  }

  @Test("without the server's own date are compared to this machine's")
  func ownDate() {
    let headers = HTTPHeaders([.init(name: "Retry-After", value: "Fri, 20 Nov 2026 10:00:30 GMT")])
    let now = Date(timeIntervalSince1970: 1_795_168_820)
    #expect(headers.retryAfter(now: now) == .seconds(10))
  }
}
