import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite("A request and its answer")
struct ClientTests {
  @Test("arrive as they were sent, and nothing is added that nobody asked for")
  func roundTrip() async throws {
    let server = try LoopbackServer { _ in
      .init(201, headers: [("x-fal-request-id", "r-1"), ("Retry-After", "7")], body: Data("made".utf8))
    }
    let body = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    let response = try await HTTPClient().send(Asking.request("POST", server.url + "/a/b?c=d%20e", body: .data(body)))
    #expect(response.status == 201)
    #expect(response.body == Data("made".utf8))
    #expect(response.headers["X-Fal-Request-Id"] == "r-1")
    #expect(response.headers.retryAfter == .seconds(7))
    let received = try #require(server.received.first)
    #expect(received.method == "POST")
    #expect(received.path == "/a/b")
    #expect(received.query == "c=d%20e")
    #expect(received.body == body)
    #expect(
      received.headers == [
        "accept": "*/*", "accept-encoding": "identity", "authorization": "Key \(Asking.key.exposed)",
        "content-length": "100000", "content-type": "application/json", "host": "127.0.0.1:\(server.port)",
        "user-agent": "starsend",
      ])
  }

  @Test("are the same for an answer in chunks, and after an interim answer", arguments: [false, true])
  func chunks(slowly: Bool) async throws {
    let body = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 3) })
    let server = try LoopbackServer { _ in
      var reply = LoopbackServer.Reply(body: body)
      reply.isChunked = true
      if slowly { reply.fault = .slowHeaders(until: nil) }
      return reply
    }
    #expect(try await HTTPClient().send(Asking.request(server.url)).body == body)
  }

  @Test("say a length of 0 where something is put without a body", arguments: ["PUT", "POST"])
  func emptyBody(method: String) async throws {
    let server = try LoopbackServer { _ in .json(#"{"status":"OK"}"#) }
    _ = try await HTTPClient().send(Asking.request(method, server.url + "/cancel"))
    #expect(server.received.first?.method == method)
    #expect(server.received.first?.headers["content-length"] == "0")
  }

  @Test("come with a file as the body, and with its length")
  func fileBody() async throws {
    let folder = try TemporaryFolder()
    let bytes = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 11) })
    let file = try folder.write(bytes, to: "a.png")
    let server = try LoopbackServer { _ in .init(200) }
    _ = try await HTTPClient().send(Asking.request("PUT", server.url, body: .file(file)))
    #expect(server.received.first?.headers["content-length"] == "1000000")
    #expect(server.received.first?.headers["transfer-encoding"] == nil)
    #expect(server.received.first?.body == bytes)
  }

  @Test("go into a file where that is wanted, and tell how far they are")
  func intoFile() async throws {
    let folder = try TemporaryFolder()
    let bytes = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 13) })
    let file = try folder.write("something older and longer" + String(repeating: "x", count: 2_000_000), to: "a.mp4")
    let server = try LoopbackServer { _ in .init(body: bytes) }
    let told = Told()
    let response = try await HTTPClient().send(Asking.request(server.url), into: file, limit: 2_000_000) {
      told.tell($0, $1)
    }
    #expect(response.body.isEmpty)
    #expect(try folder.read("a.mp4") == bytes)
    #expect(told.received == told.received.sorted())
    #expect(told.received.last == 1_000_000)
    #expect(told.expected == [1_000_000])
  }

  @Test("leave the file empty where the answer is an error, which comes in memory")
  func errorInMemory() async throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { _ in .json(#"{"detail":"gone"}"#, status: 404) }
    let response = try await HTTPClient().send(
      Asking.request(server.url), into: folder.path / "a.mp4", limit: 1_000_000)
    #expect(response.status == 404)
    #expect(response.body == Data(#"{"detail":"gone"}"#.utf8))
    #expect(try folder.read("a.mp4").isEmpty)
  }

  @Test("are an answer even where an error goes on and on: its beginning is enough")
  func longError() async throws {
    let server = try LoopbackServer { _ in
      var reply = LoopbackServer.Reply.zeros(50_000_000)
      reply.status = 500
      return reply
    }
    let response = try await HTTPClient().send(Asking.request(server.url))
    #expect(response.status == 500)
    #expect(response.body.count <= 256 << 10)
  }

  @Test("are told apart from an answer that is too large", arguments: [false, true])
  func tooLarge(toFile: Bool) async throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { _ in .zeros(2_000_000) }
    let failure = await #expect(throws: HTTPFailure.self) {
      if toFile {
        _ = try await HTTPClient().send(Asking.request(server.url), into: folder.path / "a", limit: 1_000_000)
      } else {
        _ = try await HTTPClient().send(Asking.request(server.url), limit: 1_000_000)
      }
    }
    #expect(failure?.kind == .tooLarge)
    #expect(failure?.wasSent == true)
  }

  @Test(
    "are not even begun where the request is none that may be sent",
    arguments: [
      "http://example.com/", "ftp://127.0.0.1/", "file:///etc/passwd", "https://user:word@127.0.0.1/", "nonsense", "",
      "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/", "https://a b/", "http://[::2]/",
      "http://127.0.0.1\\@example.com/", "https://", "http://0x7f000002.example/",
    ])
  func unsendable(url: String) async throws {
    let failure = try await Asking.failure(of: Asking.request(url))
    #expect(failure.kind == .local)
    #expect(!failure.wasSent)
  }

  @Test("cannot be given headers that would begin another one", arguments: ["a\r\nX-Other: b", "a\nb", "a\u{0}b"])
  func headerInjection(value: String) async throws {
    let server = try LoopbackServer { _ in .init() }
    var request = Asking.request(server.url)
    request.headers.append(("X-Fal-File-Name", value))
    #expect(try await Asking.failure(of: request).kind == .local)
    #expect(server.connections == 0)
  }

  @Test("fail before anything is sent where the file to send or to write cannot be had")
  func filesFirst() async throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { _ in .init() }
    let missing = Asking.request("PUT", server.url, body: .file(folder.path / "none.png"))
    #expect(try await Asking.failure(of: missing).kind == .local)
    let aFolder = Asking.request("PUT", server.url, body: .file(folder.path))
    #expect(try await Asking.failure(of: aFolder).kind == .local)
    let unwritable = await #expect(throws: HTTPFailure.self) {
      _ = try await HTTPClient().send(
        Asking.request("POST", server.url), into: folder.path / "no" / "a.json", limit: 1000)
    }
    #expect(unwritable?.kind == .local)
    #expect(unwritable?.wasSent == false)
    #expect(server.connections == 0)
  }
}

/// What a progress closure was told.
final class Told: Sendable {
  private let state = Mutex((received: [Int64](), expected: Set<Int64?>()))

  func tell(_ received: Int64, _ expected: Int64?) {
    state.withLock { state in
      state.received.append(received)
      state.expected.insert(expected)
    }
  }

  var received: [Int64] { state.withLock { $0.received } }
  var expected: Set<Int64?> { state.withLock { $0.expected } }
}
