import CCurl
import Foundation
import Terms

/// One request and its answer, from the first byte to the last, on a thread of its own.
struct HTTPTransfer: Sendable {
  let request: HTTPRequest
  let destination: AnswerDestination
  let connectTimeout: Duration
  let authorities: FilePath?
  let multi: CurlMulti

  /// Blocks until the answer is there, or none will be.
  func run() -> Result<HTTPResponse, HTTPFailure> {
    // A typed `do` would widen what a `catch` gets.
    let result = Result { () throws(HTTPFailure) in try attempt() }
    return result.mapError(redacted)
  }

  private func attempt() throws(HTTPFailure) -> HTTPResponse {
    guard !multi.isCancelled else { throw HTTPFailure(kind: .cancelled, wasSent: false, cause: "cancelled") }
    guard let address = HTTPAddress(request.url) else { throw unsendable("its address is none that may be called") }
    let source = try BodySource(request.body)
    let sink = try AnswerSink(destination, masking: request.secrets)
    let easy = try CurlEasy()
    try configure(easy, address, source, sink)
    let end = CurlLoop(multi: multi, easy: easy, deadline: request.deadline, idle: request.idle).run()
    sink.finish()
    return try withExtendedLifetime((source, sink)) { () throws(HTTPFailure) in
      try response(of: end, CurlEnd(easy: easy, isSecure: address.isSecure), source, sink)
    }
  }

  private func response(
    of end: CurlLoop.End, _ figures: CurlEnd, _ source: BodySource, _ sink: AnswerSink
  ) throws(HTTPFailure) -> HTTPResponse {
    let wasSent = figures.wasSent
    if let fault = sink.fault {
      throw HTTPFailure(kind: fault.kind, wasSent: wasSent, cause: fault.cause, isDiskFull: fault.isDiskFull)
    }
    if let fault = source.fault { throw HTTPFailure(kind: .local, wasSent: wasSent, cause: fault) }
    switch end {
    case .cancelled: throw HTTPFailure(kind: .cancelled, wasSent: wasSent, cause: "cancelled")
    case .late(let cause):
      throw HTTPFailure(kind: wasSent ? .deadline : .neverConnected, wasSent: wasSent, cause: cause)
    case .ended(let code): if code != CURLE_OK, !sink.isCutShort { throw figures.failure(code) }
    }
    return answer(sink)
  }

  private func answer(_ sink: AnswerSink) -> HTTPResponse {
    var body = request.secrets.redacted(sink.body)
    // The cut may have left the beginning of a key.
    if sink.isCutShort { body = body.dropLast(request.secrets.map(\.longestForm).max() ?? 0) }
    let headers = sink.headers.fields.map {
      HTTPHeaders.Field(name: request.secrets.redacted($0.name), value: request.secrets.redacted($0.value))
    }
    return HTTPResponse(status: sink.status, headers: HTTPHeaders(headers), body: Data(body))
  }

  private func redacted(_ failure: HTTPFailure) -> HTTPFailure {
    HTTPFailure(
      kind: failure.kind, wasSent: failure.wasSent, cause: request.secrets.redacted(failure.cause),
      isDiskFull: failure.isDiskFull)
  }

  func unsendable(_ reason: String) -> HTTPFailure {
    HTTPFailure(kind: .local, wasSent: false, cause: "the request cannot be sent: \(reason)")
  }
}
