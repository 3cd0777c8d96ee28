public import Execution
public import Foundation
import Terms

/// The paid call.
extension Gemini {
  /// Bytes. The largest picture has some 60 MB in base64, and drafts may come with it.
  private static let largestAnswer: Int64 = 1 << 29
  /// Whoever is to wait longer is told so instead.
  private static let longestWait = Duration.seconds(600)

  public func submit(_ body: Data, _ call: Call) async throws -> CallHandle {
    guard let key else { throw CallFailure(Self.keyMissing, cost: nil) }
    if call.answer.isThere { return try await arrived(call) }
    var tries = 0
    while true {
      tries += 1
      let attempt = await send(body, key, call)
      switch RetryTable.action(for: .geminiSubmit, after: attempt.outcome, tries: tries) {
      case .use:
        try await call.answer.keep()
        return try await handle(call)
      case .again(let least) where least <= Self.longestWait:
        let wait = Backoff.usual.wait(after: tries, jitter: pace.jitter(), least: least)
        // Whoever stops meanwhile stops after a refusal: nothing is open.
        do { try await pace.sleep(wait) } catch { throw CallFailure(attempt.problem, cost: nil) }
      case .again, .giveUp, .stopped: throw CallFailure(attempt.problem, cost: nil)
      default: throw attempt.problem
      }
    }
  }

  /// A call comes back or it does not: there is nobody to ask but the disk.
  public func find(_ lost: LostCall, _ call: Call) async throws -> CallHandle? {
    if !call.answer.isThere, await isWhole(call.answer.temporary) { try await call.answer.keep() }
    return call.answer.isThere ? try? await handle(call) : nil
  }

  /// How one try ended, and what people are told where it was no success.
  private struct Attempt {
    let outcome: CallOutcome
    let problem: Problem
  }

  private func send(_ body: Data, _ key: Secret, _ call: Call) async -> Attempt {
    do { try await call.answer.begin() } catch {
      let problem = error as? Problem ?? Problem(.system, "There is no room for the answer.", hint: "Look at the disk.")
      return Attempt(outcome: .failed(.local, wasSent: false), problem: problem)
    }
    do {
      let response = try await whole(request(body, key), into: call.answer.temporary)
      let refusal = GeminiRefusal(response)
      return Attempt(outcome: refusal.outcome, problem: refusal.problem(model: model, shown, at: clock.now()))
    } catch {
      return Attempt(
        outcome: .failed(error.kind, wasSent: error.wasSent), problem: .noAnswer(error, from: settings.url))
    }
  }

  /// What is on the wire is not cut short, whoever stops.
  private func whole(_ request: HTTPRequest, into file: FilePath) async throws(HTTPFailure) -> HTTPResponse {
    let client = client
    let transfer = Task { () async -> Result<HTTPResponse, HTTPFailure> in
      do throws(HTTPFailure) {
        return .success(try await client.send(request, into: file, limit: Self.largestAnswer))
      } catch { return .failure(error) }
    }
    return try await transfer.value.get()
  }

  private func request(_ body: Data, _ key: Secret) -> HTTPRequest {
    HTTPRequest(
      "POST", callURL, headers: [("Content-Type", "application/json"), ("x-goog-api-key", key.exposed)],
      body: .data(body), secrets: [key], deadline: deadline, idle: deadline)
  }

  /// The answer to this step is there already: it is never paid for twice.
  private func arrived(_ call: Call) async throws -> CallHandle {
    do { return try await handle(call) } catch {
      throw CallFailure(
        Problem(
          .providerAnswer, "An answer to an earlier call lies in \(call.answer.path.name), and cannot be read.",
          hint: "Look at it, and move it away before you try again.", cause: "\(error)"), cost: nil)
    }
  }

  /// The handle of an answer that is kept.
  private func handle(_ call: Call) async throws -> CallHandle {
    CallHandle(id: try await read(call).id ?? "gemini:\(call.key)")
  }

  private func isWhole(_ file: FilePath) async -> Bool {
    (try? await besideThePool { _ = try AnswerParser.parse(file) }) != nil
  }
}

extension Problem {
  static func noAnswer(_ failure: HTTPFailure, from url: String) -> Problem {
    switch failure.kind {
    case .neverConnected:
      Problem(
        .neverConnected, "No connection to \(url) came about.",
        hint: "Look at this machine's network, and at \"url\" of gemini in starsend.json.", cause: failure.cause)
    case .cancelled:
      Problem(.cancelled, "The call was stopped.", hint: "Ask again.", cause: failure.cause)
    case .local where failure.isDiskFull:
      Problem(
        .diskFull, "The disk is full: there was no room for the answer from \(url).",
        hint: "Free some space. What was sent may have been billed: look at the usage in Google AI Studio.",
        cause: failure.cause)
    case .local:
      Problem(
        .system, "This machine could not carry out the call to \(url).", hint: "Look at its disk and the log.",
        cause: failure.cause)
    case .cut, .deadline, .tooLarge:
      Problem(
        .providerAnswer, "The answer from \(url) did not arrive whole: \(failure.kind.saying).",
        hint: "It may have been billed: look at the usage in Google AI Studio before you pay again.",
        cause: failure.cause)
    }
  }
}

extension HTTPFailure.Kind {
  fileprivate var saying: String {
    switch self {
    case .deadline: "it took too long"
    case .tooLarge: "it was larger than any answer should be"
    default: "the connection was cut"
    }
  }
}
