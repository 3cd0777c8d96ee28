import Foundation
import Terms

/// One call at a `FalStub`.
struct FalStubJob {
  let id: String
  let endpoint: String
  let body: Data
  let time: Timestamp
  var fate: FalStub.Fate
  /// What it costs where it is billed.
  let full: Money
  /// Whether it is somebody else's.
  var isTwin = false
  /// So often its status was looked at.
  var looks = 0
  /// So often the list was asked for since.
  var listings = 0
  var isWithdrawn = false

  var accepted: FalStub.Accepted {
    FalStub.Accepted(id: id, endpoint: endpoint, body: body, time: time, price: price)
  }

  /// Server errors and what the input had wrong are not billed, nor what was taken out of the queue.
  var price: Money {
    if isWithdrawn { return .zero }
    switch fate {
    case .video: return full
    case .failed(let status, _, _): return status == 422 ? full : .zero
    case .lost: return .zero
    case .replay(let status, let json, _):
      let isBilled = ["content_policy_violation", "no_media_generated"].contains { json.contains($0) }
      return status == 422 && isBilled ? full : .zero
    }
  }

  /// The body as an object.
  var input: [String: Any] { (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:] }

  /// As the list shows it: with what the model fills in by itself, and some figures as numbers.
  var listed: [String: Any] {
    var input = input
    input["seed_of_the_house"] = 7
    input["cfg_scale"] = input["cfg_scale"] ?? 0.5
    return [
      "request_id": id, "endpoint_id": endpoint, "sent_at": "\(time)", "started_at": "\(time)", "ended_at": NSNull(),
      "status_code": NSNull(), "duration": NSNull(), "json_input": input, "json_output": NSNull(),
    ]
  }

  func state(_ manner: FalStub.Manner) -> String {
    isWithdrawn || looks > manner.states.count ? "COMPLETED" : manner.states[max(looks, 1) - 1]
  }
}
