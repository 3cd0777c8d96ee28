public import Execution
import Foundation
import Terms

/// Looking for a call whose answer was lost, in fal's list of the calls of an endpoint.
extension Fal {
  public func find(_ lost: LostCall, _ call: Call) async throws -> CallHandle? {
    guard let sent = lost.body.flatMap({ JSONValue($0) }), case .video(let order) = call.order else { return nil }
    let model = try kling()
    let list = FalList(
      address: "\(Settings.trimmed(settings.apiURL))/v1/models/requests/by-endpoint",
      endpoint: "\(model.id)/\(try model.endpoint(for: order).name)", submittedAt: lost.submittedAt, wire: try wire(),
      clock: clock)
    for wait in search + [.zero] {
      let found = try await list.requests { sent.isWithin($0) }.subtracting(lost.known)
      guard found.isEmpty else {
        return found.count == 1 ? found.first.map { queue.handle(of: $0, app: app) } : nil
      }
      if wait > .zero { try await pace.sleep(wait) }
    }
    return nil
  }
}

/// The calls that fal lists for an endpoint around a time.
struct FalList: Sendable {
  let address: String
  let endpoint: String
  let submittedAt: Timestamp
  let wire: FalWire
  let clock: WallClock

  private static let mostPages = 100

  /// The ids of those whose input is accepted by `isIt`.
  func requests(_ isIt: (JSONValue) -> Bool) async throws -> Set<String> {
    var found: Set<String> = []
    var cursor: String?
    for _ in 1...Self.mostPages {
      let page = try await page(after: cursor)
      for item in page["items"]?.items ?? [] {
        if let id = item["request_id"]?.text, FalQueue.isID(id), let input = Self.input(of: item), isIt(input) {
          found.insert(id)
        }
      }
      guard let next = page["next_cursor"]?.text, !next.isEmpty, next != cursor, page["has_more"] != false else {
        break
      }
      cursor = next
    }
    return found
  }

  /// As an object, or as a text that holds one.
  private static func input(of item: JSONValue) -> JSONValue? {
    let input = item["json_input"]
    return input?.text.flatMap { JSONValue(Data($0.utf8)) } ?? input
  }

  private func page(after cursor: String?) async throws -> JSONValue {
    let reply = try await wire.ask(.list, wire.request("GET", url(after: cursor))) { response in
      let isReadable = !response.isSuccess || JSONValue(response.body)?["items"] != nil
      return isReadable ? FalWire.outcome(response) : .unreadable
    }
    if let page = reply.used.flatMap({ JSONValue($0.body) }) { return page }
    guard [401, 403].contains(reply.response?.status) else { throw reply.problem("list the calls of \(endpoint)") }
    throw Problem(
      .keyRefused, "fal does not let this key list its calls, so that a lost one cannot be looked for.",
      hint: "Make a key with the scope API on fal.ai, and look at the requests there before you pay again.",
      cause: reply.complaint?.text)
  }

  /// From two minutes before the call, by whichever clock, to an hour after it.
  private func url(after cursor: String?) -> String {
    let end = min(clock.now().milliseconds + 60_000, submittedAt.milliseconds + 3_600_000)
    var items = [
      ("endpoint_id", endpoint), ("start", "\(Timestamp(milliseconds: submittedAt.milliseconds - 120_000))"),
      ("end", "\(Timestamp(milliseconds: max(end, submittedAt.milliseconds + 60_000)))"), ("expand", "payloads"),
      ("limit", "100"),
    ]
    if let cursor { items.append(("cursor", cursor)) }
    return "\(address)?" + items.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
  }

  static func encoded(_ text: String) -> String {
    let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }
}
