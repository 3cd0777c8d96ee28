import Execution
import Foundation
import Terms

/// Asks fal, and asks again where `RetryTable` says so.
struct FalWire: Sendable {
  let key: Secret
  let pace: Pace
  let client: HTTPClient

  /// What is not tried for ever does not hold up the agent for longer than this.
  private static let patience = Duration.seconds(600)

  /// What came of asking, once it is not to be asked again.
  struct Reply {
    let action: RetryAction
    /// The last answer; nil where there was none.
    let response: HTTPResponse?
    /// Why the last try had no answer.
    let failure: HTTPFailure?

    var givenUp: Reply { Reply(action: .giveUp, response: response, failure: failure) }

    /// The answer, where it is to be used.
    var used: HTTPResponse? { action == .use ? response : nil }
  }

  /// - Parameters:
  ///   - judge: what an answer means to the table, where the status and `Retry-After` do not say it all.
  ///   - send: sends the request once.
  /// - Throws: `CancellationError` alone.
  func ask(
    _ kind: CallKind, _ request: HTTPRequest, judge: (HTTPResponse) -> CallOutcome = FalWire.outcome,
    send: ((HTTPRequest) async throws(HTTPFailure) -> HTTPResponse)? = nil
  ) async throws -> Reply {
    var tries = 0
    while true {
      tries += 1
      let reply = await attempt(kind, request, tries, judge, send)
      if reply.action == .stopped { throw CancellationError() }
      guard case .again(let least) = reply.action else { return reply }
      if RetryTable.most[kind] != nil, least > Self.patience { return reply.givenUp }
      try await pace.sleep(Backoff.usual.wait(after: tries, jitter: pace.jitter(), least: least))
    }
  }

  private func attempt(
    _ kind: CallKind, _ request: HTTPRequest, _ tries: Int, _ judge: (HTTPResponse) -> CallOutcome,
    _ send: ((HTTPRequest) async throws(HTTPFailure) -> HTTPResponse)?
  ) async -> Reply {
    do {
      let response =
        if let send { try await send(request) } else if kind == .falSubmit { try await whole(request) } else {
          try await client.send(request)
        }
      let action = RetryTable.action(for: kind, after: judge(response), tries: tries)
      return Reply(action: action, response: response, failure: nil)
    } catch {
      let outcome = CallOutcome.failed(error.kind, wasSent: error.wasSent)
      return Reply(
        action: RetryTable.action(for: kind, after: outcome, tries: tries), response: nil, failure: error)
    }
  }

  /// What is paid for is not cut short on the wire, whoever stops.
  private func whole(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    let client = client
    let transfer = Task { () async -> Result<HTTPResponse, HTTPFailure> in
      do throws(HTTPFailure) { return .success(try await client.send(request)) } catch { return .failure(error) }
    }
    return try await transfer.value.get()
  }

  static func outcome(_ response: HTTPResponse) -> CallOutcome {
    .answered(response.status, wait: response.headers.retryAfter)
  }

  /// A request that carries the key.
  func request(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: HTTPBody = .none,
    deadline: Duration = .seconds(60)
  ) -> HTTPRequest {
    let own = [("Authorization", "Key \(key.exposed)"), ("Accept", "application/json")]
    return HTTPRequest(
      method, url, headers: own + headers, body: body, secrets: [key], deadline: deadline, idle: deadline)
  }

  /// A request to whoever an answer names: the key is not for them.
  func keyless(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: HTTPBody = .none,
    deadline: Duration
  ) -> HTTPRequest {
    HTTPRequest(method, url, headers: headers, body: body, secrets: [key], deadline: deadline)
  }
}

extension FalWire.Reply {
  /// What fal says was wrong.
  var complaint: FalComplaint? { response.map { FalComplaint($0) } }

  /// Why there is nothing to be used.
  /// - Parameter task: what was tried, such as `upload start.png`.
  func problem(_ task: String) -> Problem {
    guard let failure else { return complaint?.problem() ?? Self.silent(task, nil) }
    guard failure.kind == .neverConnected else { return Self.silent(task, failure.cause) }
    return Problem(
      .neverConnected, "No connection to fal came about to \(task).",
      hint: "Check the network, and the addresses of fal in starsend.json.", cause: failure.cause)
  }

  private static func silent(_ task: String, _ cause: String?) -> Problem {
    Problem(
      .providerDown, "fal gave no whole answer when it was asked to \(task).", hint: "Try again later.", cause: cause)
  }
}

extension FalComplaint {
  init(_ response: HTTPResponse) {
    self.init(status: response.status, header: { response.headers[$0] }, body: response.body)
  }
}
