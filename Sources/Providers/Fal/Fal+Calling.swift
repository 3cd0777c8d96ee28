public import Execution
public import Foundation
import Terms

/// What comes before the call, and the call.
extension Fal {
  public func prepare(_ call: Call) async throws -> Data {
    let body = try body(of: call.order)
    let storage = FalStorage(settings: settings, wire: try wire(), register: uploads, clock: clock)
    var pictures: [KlingPicture] = []
    for file in body.pictures { pictures.append(try await KlingPicture(file, tools)) }
    let addresses = try await storage.addresses(of: pictures)
    return try body.data { addresses[$0] ?? "" }
  }

  public func submit(_ body: Data, _ call: Call) async throws -> CallHandle {
    let (wire, address) = try door(call)
    let request = wire.request(
      "POST", address, headers: Self.headers, body: .data(body), deadline: .seconds(120))
    let reply: FalWire.Reply
    do { reply = try await wire.ask(.falSubmit, request) } catch is CancellationError {
      // Between two tries: fal had taken none of them.
      throw CallFailure(Problem(.cancelled, "The call was stopped.", hint: "Ask again."), cost: nil)
    }
    if let response = reply.used { return try handle(in: response, wire) }
    guard reply.action == .giveUp else { throw Self.lost(reply) }
    throw CallFailure(reply.problem("take the call"), cost: nil)
  }

  /// Where the call goes, and with what; nothing was sent where that is not known.
  private func door(_ call: Call) throws(CallFailure) -> (wire: FalWire, address: String) {
    do throws(Problem) {
      return (try wire(), "\(queue.base)/\(try body(of: call.order).path)")
    } catch { throw CallFailure(error, cost: nil) }
  }

  static let headers: [(name: String, value: String)] = [
    ("Content-Type", "application/json"),
    // fal's own repeats of a call that failed inside would be calls that nobody ordered.
    ("X-Fal-No-Retry", "1"),
  ]

  private func handle(in response: HTTPResponse, _ wire: FalWire) throws(Problem) -> CallHandle {
    let answer = JSONValue(response.body)
    guard let id = answer?["request_id"]?.text, FalQueue.isID(id) else {
      let text = wire.key.redacted(String(decoding: response.body.prefix(2000), as: UTF8.self))
      throw Problem(
        .providerAnswer, "fal took the call, but its answer names no request.",
        hint: "Look at the requests on fal.ai before you pay again.", cause: "HTTP \(response.status): \(text)")
    }
    let built = queue.handle(of: id, app: app)
    return CallHandle(
      id: id, status: answer?["status_url"]?.text.flatMap(queue.own) ?? built.status,
      result: answer?["response_url"]?.text.flatMap(queue.own) ?? built.result,
      cancel: answer?["cancel_url"]?.text.flatMap(queue.own) ?? built.cancel)
  }

  /// Sent, and perhaps accepted.
  private static func lost(_ reply: FalWire.Reply) -> Problem {
    let status = reply.response.map { "HTTP \($0.status)" }
    let said = reply.complaint.map { $0.text.isEmpty ? "" : ": \($0.text)" } ?? ""
    return Problem(
      .providerDown, "fal's answer to the call was lost\(status.map { " (\($0)\(said))" } ?? "").",
      hint: "Look at the requests on fal.ai before you pay again.", cause: reply.failure?.cause ?? status)
  }

  public func draft(_ order: Order) throws -> CallDraft {
    let body = try body(of: order)
    let data = try body.data { "(upload of \(KlingPicture.shown($0)))" }
    let headers = Dictionary(Self.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return CallDraft(
      method: "POST", url: "\(queue.base)/\(body.path)",
      headers: headers.merging(["Authorization": "Key \(Secret.mask)"]) { first, _ in first },
      body: String(decoding: data, as: UTF8.self), estimate: body.price, notes: try notes(body))
  }

  private func notes(_ body: KlingBody) throws(Problem) -> [String] {
    var notes: [String] = []
    if let price = try kling().price {
      let second = price.second(withAudio: body.hasSound)
      notes.append("\(body.duration) s at \(second) each (\(price.source), \(price.dated)).")
    }
    if !body.pictures.isEmpty {
      notes.append(
        "Pictures are uploaded before the call, each once; whoever knows their addresses can see them for "
          + "\(settings.uploadHours) hours.")
    }
    return notes
  }
}
