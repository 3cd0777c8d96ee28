import Foundation
import Terms

/// What a `FalStub` asks for a second of video: the service's own list, not the one of the program that is tested.
enum FalStubPrices {
  /// Micro-dollars without and with sound.
  private static let perSecond: [(path: String, silent: Int64, sounding: Int64)] = [
    ("v3/turbo/", 112_000, 112_000), ("o3/standard/", 84_000, 112_000), ("o3/pro/", 112_000, 140_000),
    ("o3/4k/", 420_000, 420_000), ("v3/standard/", 84_000, 126_000), ("v3/pro/", 112_000, 168_000),
    ("o1/standard/", 84_000, 84_000), ("o1/", 112_000, 112_000),
  ]

  static func price(of body: Data, endpoint: String) -> Money {
    let input = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
    let seconds = (input["duration"] as? String).flatMap { Int64($0) } ?? 5
    // v3 makes sound unless it is told not to.
    let hasSound = input["generate_audio"] as? Bool ?? endpoint.contains("/v3/")
    let second = perSecond.first { endpoint.contains("kling-video/\($0.path)") }
    return Money(microUSD: seconds * (hasSound ? second?.sounding ?? 0 : second?.silent ?? 0))
  }

  static func reply(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    let endpoint = FalStubBooks.query(request)["endpoint_id"] ?? ""
    guard let second = perSecond.first(where: { endpoint.contains("kling-video/\($0.path)") }) else {
      return .json("{\"detail\":\"no such model\"}", status: 404)
    }
    return FalStubBooks.json([
      "prices": [
        ["endpoint_id": endpoint, "unit_price": Double(second.silent) / 1e6, "unit": "second", "currency": "USD"]
      ], "next_cursor": NSNull(), "has_more": false,
    ])
  }
}
