import Foundation
import Synchronization
import Terms

/// Answers a `FalStub`'s requests and keeps its books.
final class FalStubDesk: Sendable {
  let key: String
  let filesURL = Mutex("")
  let books = Mutex(FalStubBooks())

  init(key: String) { self.key = key }

  /// A request to the service.
  func serve(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    guard let ask = Self.ask(of: request) else {
      let isTooLong = request.path.contains("/requests/")
      return .json("{\"detail\":\"\(isTooLong ? "Method Not Allowed" : "Not Found")\"}", status: isTooLong ? 405 : 404)
    }
    return answer(ask, request) { $0.serve(ask, request, files: filesURL.withLock { $0 }) }
  }

  /// A request to the files.
  func file(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    let isPut = request.method == "PUT"
    if request.headers["authorization"] != nil || contains(key, request) {
      books.withLock { $0.leaks.append("\(request.method) \(request.path)") }
    }
    return answer(isPut ? .put : .download, request) { books in
      isPut ? books.put(request) : books.download(request)
    }
  }

  private func contains(_ key: String, _ request: LoopbackServer.Received) -> Bool {
    request.query.contains(key) || request.headers.values.contains { $0.contains(key) }
  }

  private func answer(
    _ ask: FalStub.Ask, _ request: LoopbackServer.Received, _ work: (inout FalStubBooks) -> LoopbackServer.Reply
  ) -> LoopbackServer.Reply {
    let fault = books.withLock { $0.fault(ask, request) }
    if case .instead(let reply) = fault { return reply }
    var reply = isKnown(ask, request) ? finished(books.withLock { work(&$0) }) : Self.unauthorised
    switch fault {
    case .after(let other): reply = other
    case .broken(let fault): reply.fault = fault
    default: break
    }
    return reply
  }

  private func isKnown(_ ask: FalStub.Ask, _ request: LoopbackServer.Received) -> Bool {
    [.put, .download].contains(ask) || request.headers["authorization"] == "Key \(key)"
  }

  private static let unauthorised = LoopbackServer.Reply.json("{\"detail\":\"Invalid API key\"}", status: 401)

  /// A video is made outside the books: it takes a moment.
  private func finished(_ reply: LoopbackServer.Reply) -> LoopbackServer.Reply {
    guard reply.headers.contains(where: { $0.name == FalStubFilm.marker }), case .data(let name) = reply.body else {
      return reply
    }
    let id = String(decoding: name, as: UTF8.self)
    guard let film = books.withLock({ $0.film(of: id) }) else { return .json("{}", status: 404) }
    let video = film.data()
    return reply.headers.contains { $0.value == "result" }
      ? books.withLock { $0.result(of: id, video, files: filesURL.withLock { $0 }) }
      : LoopbackServer.Reply(headers: [("content-type", "video/mp4")], body: video)
  }

  /// What a request to the service is; nil where the service has no such address. Those of calls hold the owner and the
  /// app and nothing more.
  private static func ask(of request: LoopbackServer.Received) -> FalStub.Ask? {
    let parts = request.path.split(separator: "/").map(String.init)
    switch (request.method, request.path) {
    case ("POST", "/storage/upload/initiate"): return .initiate
    case ("GET", "/v1/models/requests/by-endpoint"): return .list
    case ("GET", "/v1/models/pricing"): return .pricing
    default: break
    }
    guard parts.first == "fal-ai" else { return nil }
    guard parts.contains("requests") else { return request.method == "POST" ? .submit : nil }
    guard parts.count >= 4, parts[2] == "requests" else { return nil }
    switch (request.method, parts.dropFirst(4).first) {
    case ("GET", nil): return .result
    case ("GET", "status"): return .status
    case ("PUT", "cancel"): return .cancel
    default: return nil
    }
  }
}
