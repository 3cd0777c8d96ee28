import Foundation
import Terms

/// What an answer other than a success says, as far as it can be read: a JSON error, or one in a list of one.
struct GeminiRefusal {
  let status: Int
  /// Google's word for it, such as `RESOURCE_EXHAUSTED`.
  let word: String?
  let message: String?
  /// Those of `ErrorInfo`, such as `API_KEY_INVALID`.
  let reasons: [String]
  /// The quotas that are used up.
  let quotas: [Quota]
  /// How long it asks to be left alone, by its body or its headers, whichever is longer.
  let wait: Duration?

  struct Quota: Hashable {
    let id: String
    let value: String?
  }

  init(_ response: HTTPResponse) {
    let root = try? JSONSerialization.jsonObject(with: response.body)
    let object = (root as? [Any])?.first ?? root
    let error = (object as? [String: Any])?["error"] as? [String: Any]
    let details = (error?["details"] as? [Any])?.compactMap { $0 as? [String: Any] } ?? []
    let ofType = { (type: String) in details.filter { ($0["@type"] as? String)?.hasSuffix(type) == true } }
    status = response.status
    word = error?["status"] as? String
    message = error?["message"] as? String
    reasons = ofType("google.rpc.ErrorInfo").compactMap { $0["reason"] as? String }
    quotas = ofType("google.rpc.QuotaFailure").flatMap { $0["violations"] as? [Any] ?? [] }.compactMap(Self.quota)
    let delays = ofType("google.rpc.RetryInfo").compactMap { Self.delay($0["retryDelay"] as? String) }
    wait = (delays + [response.headers.retryAfter].compactMap { $0 }).max()
  }

  private static func quota(_ violation: Any) -> Quota? {
    guard let violation = violation as? [String: Any], let id = violation["quotaId"] as? String else { return nil }
    return Quota(id: id, value: violation["quotaValue"] as? String)
  }

  /// `34s` and `34.07s`, never less than nothing nor more than a day.
  static func delay(_ text: String?) -> Duration? {
    guard let text, text.hasSuffix("s"), let seconds = Double(text.dropLast()), seconds.isFinite else { return nil }
    return .milliseconds(Int64((min(max(seconds, 0), 86_400) * 1000).rounded(.up)))
  }

  var isQuotaOfTheDay: Bool { status == 429 && quotas.contains { $0.id.contains("PerDay") } }

  var outcome: CallOutcome { isQuotaOfTheDay ? .quotaOfTheDay : .answered(status, wait: wait) }
}
