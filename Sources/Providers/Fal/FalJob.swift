import Execution
import Foundation
import Terms

/// A call that fal has accepted.
struct FalJob: Sendable {
  let id: String
  /// The addresses to ask at, on the configured host: as fal named them, and as they are built where it answers 405, which
  /// it was seen to do on some that it named.
  let statuses: [String]
  let results: [String]
  let wire: FalWire
  let bill: FalBill

  enum State: Hashable, Sendable {
    /// - Parameters:
    ///   - position: in the queue, from 0; nil where it does not wait there.
    ///   - isRunning: false also for a state that is not known here.
    ///   - wait: how long fal wants to be left alone.
    case pending(position: Int?, isRunning: Bool, wait: Duration?)
    /// Ended, well or not: a failed call says so in `error`, or in its result.
    case completed(StatusError?)
  }

  struct StatusError: Hashable, Sendable {
    let type: String?
    let text: String
  }

  /// A call that is known to fal may be missing for a moment.
  private static let mostMissing = 3
  private static let mostFailing = 3

  // MARK: - Status

  func state() async throws -> State {
    let (reply, _) = try await ask(.poll, at: statuses.map { $0 + ($0.contains("?") ? "&" : "?") + "logs=0" }) {
      $0.isSuccess && Self.state(in: $0) == nil ? .unreadable : FalWire.outcome($0)
    }
    if let state = reply.used.flatMap(Self.state) { return state }
    throw stopped(reply)
  }

  /// Asks at the first of the addresses that takes the question, and again where the call is missing.
  private func ask(
    _ kind: CallKind, at addresses: [String], judge: (HTTPResponse) -> CallOutcome
  ) async throws -> (reply: FalWire.Reply, address: String) {
    var (addresses, missing) = (addresses[...], 0)
    while true {
      let address = addresses.first ?? ""
      let reply = try await wire.ask(kind, wire.request("GET", address), judge: judge)
      if reply.response?.status == 405, addresses.count > 1 {
        addresses.removeFirst()
        continue
      }
      missing += 1
      guard reply.action == .gone, missing < Self.mostMissing else { return (reply, address) }
      try await wire.pace.sleep(Backoff.usual.wait(after: missing, jitter: wire.pace.jitter()))
    }
  }

  static func state(in response: HTTPResponse) -> State? {
    let answer = JSONValue(response.body)
    let wait = response.headers.retryAfter
    switch answer?["status"]?.text {
    case "COMPLETED":
      let (error, type) = (answer?["error"], answer?["error_type"]?.text)
      guard error != nil || type != nil else { return .completed(nil) }
      let text = error?.text ?? error?["message"]?.text ?? error?["detail"]?.text ?? ""
      return .completed(StatusError(type: type, text: text))
    case "IN_QUEUE":
      let position = answer?["queue_position"]?.figure.flatMap { Int(exactly: $0.rounded()) }
      return .pending(position: position ?? 0, isRunning: false, wait: wait)
    case let state?: return .pending(position: nil, isRunning: state == "IN_PROGRESS", wait: wait)
    case nil: return nil
    }
  }

  // MARK: - Result

  /// The answer to be kept.
  /// - Parameter error: what the status said, where it said that the call failed.
  /// - Throws: `CallFailure` where the call came to nothing.
  func result(after error: StatusError?) async throws -> FalResult {
    var tries = 0
    while true {
      tries += 1
      let (reply, address) = try await ask(.result, at: results) { response in
        if FalComplaint(response).isEarly { return .tooEarly }
        return replayed(response, error) == nil ? FalWire.outcome(response) : .answered(200)
      }
      guard let response = reply.used else { throw stopped(reply) }
      guard let complaint = replayed(response, error) else { return try read(response, error, address) }
      // A failure of the service might be one of this answer, not of the call: it has to repeat itself.
      let isSure = complaint.status < 500 || error != nil || tries >= Self.mostFailing
      if isSure { throw failure(complaint) }
      try await wire.pace.sleep(Backoff.usual.wait(after: tries, jitter: wire.pace.jitter()))
    }
  }

  /// The model's own error, which fal replays with its status: an answer, not a trouble on the way to one.
  private func replayed(_ response: HTTPResponse, _ error: StatusError?) -> FalComplaint? {
    guard !response.isSuccess, ![401, 403, 405, 408, 429].contains(response.status) else { return nil }
    let complaint = FalComplaint(response)
    if let error { return complaint.type == nil ? complaint.named(error.type, error.text) : complaint }
    let isModels = complaint.type != nil || response.status == 422 || response.status >= 500
    return isModels && complaint.isFals && ![404, 410].contains(response.status) ? complaint : nil
  }

  private func read(_ response: HTTPResponse, _ error: StatusError?, _ address: String) throws -> FalResult {
    if let answer = FalResult(response, id: id, address: address) { return answer }
    if let error { throw failure(FalComplaint(response).named(error.type, error.text)) }
    throw unreadable(response)
  }

  private func unreadable(_ response: HTTPResponse) -> Problem {
    let text = wire.key.redacted(String(decoding: response.body.prefix(2000), as: UTF8.self))
    return Problem(
      .providerAnswer, "fal's result of the call names no video.",
      hint: "Look at request \(id) on fal.ai.", cause: "HTTP \(response.status): \(text)")
  }

  // MARK: - Endings

  private func failure(_ complaint: FalComplaint) -> CallFailure {
    let isFree = complaint.status >= 500 || (complaint.kind.billing == .never && complaint.units == nil)
    let cost = isFree ? .zero : bill.cost(units: complaint.units)
    let source = complaint.units == nil ? ", the estimate" : ""
    let money = cost == .zero ? "It is not billed." : "It may be billed: \(cost)\(source), is booked for it."
    return CallFailure(complaint.problem(money), cost: cost)
  }

  /// Why there is no further word on the call.
  private func stopped(_ reply: FalWire.Reply) -> any Error {
    let problem = reply.problem("say how request \(id) stands")
    switch reply.action {
    case .pause: return CallPause(problem)
    case .gone:
      return Problem(
        .requestGone, "fal does not know request \(id) any more.",
        hint: "Look at the requests on fal.ai before you pay again.", cause: problem.message)
    default:
      return Problem(
        .providerAnswer, "fal's answer about request \(id) cannot be read: \(problem.message)",
        hint: "Look at the requests on fal.ai before you pay again.", cause: problem.cause)
    }
  }
}
