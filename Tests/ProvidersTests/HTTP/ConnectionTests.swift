import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite("A connection")
struct ConnectionTests {
  @Test("that is cut after the whole request came is never made a second time: one call is seen, and it may be paid")
  func cutAfterBody() async throws {
    let server = try LoopbackServer { _ in .init(fault: .cutAfterBody) }
    let failure = try await Asking.failure(of: Asking.request("POST", server.url, body: .data(Data("{}".utf8))))
    #expect(failure.kind == .cut)
    #expect(failure.wasSent)
    await server.disconnections(1)
    #expect(server.received.count == 1)
    #expect(server.connections == 1)
  }

  @Test("is not used for a second call, though the server would have it so")
  func neverShared() async throws {
    let server = try LoopbackServer { _ in .json("{}") }
    for _ in 0..<3 { _ = try await HTTPClient().send(Asking.request("POST", server.url, body: .data(Data("{}".utf8)))) }
    #expect(server.received.map(\.connection) == [1, 2, 3])
  }

  @Test("that was used before and is closed by the server does not send a paid call twice")
  func cutOnTheSecond() async throws {
    let server = try LoopbackServer { $0.number == 1 ? .json("{}") : .init(fault: .cutAfterBody) }
    let client = HTTPClient()
    let request = Asking.request("POST", server.url, body: .data(Data("{}".utf8)))
    _ = try await client.send(request)
    #expect(try await Asking.failure(of: request, client: client).kind == .cut)
    await server.disconnections(2)
    #expect(server.received.count == 2)
  }

  @Test("that another address would get is not made, and no key arrives there", arguments: [301, 302, 303, 307, 308])
  func redirect(status: Int) async throws {
    let other = try LoopbackServer { _ in .json("{}") }
    let server = try LoopbackServer { _ in .init(status, headers: [("Location", other.url + "/elsewhere")]) }
    let response = try await HTTPClient().send(Asking.request("POST", server.url, body: .data(Data("{}".utf8))))
    #expect(response.status == status)
    #expect(response.headers["location"] == other.url + "/elsewhere")
    #expect(other.connections == 0)
    #expect(other.received.isEmpty)
  }

  @Test(
    "that breaks off is no answer",
    arguments: [
      LoopbackServer.Reply.Fault.closeAtOnce, .cutAfterHeaders, .cut(afterBytes: 1), .cut(afterBytes: 299_999),
    ], [false, true])
  func broken(fault: LoopbackServer.Reply.Fault, inChunks: Bool) async throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { _ in
      var reply = LoopbackServer.Reply(body: Data(repeating: 7, count: 300_000), fault: fault)
      reply.isChunked = inChunks
      return reply
    }
    let failure = try await Asking.failure(of: Asking.request(server.url))
    #expect(failure.kind == .cut)
    #expect(failure.wasSent)
    let inFile = await #expect(throws: HTTPFailure.self) {
      _ = try await HTTPClient().send(Asking.request(server.url), into: folder.path / "a", limit: 1_000_000)
    }
    #expect(inFile?.kind == .cut)
  }

  @Test("that is closed before anything was read is taken for one that may have brought the call")
  func closedAtOnce() async throws {
    let server = try LoopbackServer(reception: { _ in .closeAtOnce }) { _ in .json("{}") }
    let failure = try await Asking.failure(of: Asking.request("POST", server.url, body: .data(Data("{}".utf8))))
    #expect(failure.kind == .cut)
    #expect(failure.wasSent)
  }

  @Test("that nobody takes was never there: nothing was sent")
  func refused() async throws {
    let server = try LoopbackServer { _ in .json("{}") }
    let url = server.url
    server.stop()
    let failure = try await Asking.failure(of: Asking.request("POST", url, body: .data(Data("{}".utf8))))
    #expect(failure.kind == .neverConnected)
    #expect(!failure.wasSent)
  }

  @Test("to a name that nobody knows was never there")
  func unknownName() async throws {
    let failure = try await Asking.failure(of: Asking.request("POST", "https://nowhere.invalid/"))
    #expect(failure.kind == .neverConnected)
    #expect(!failure.wasSent)
  }

  @Test("that cannot be encrypted was never there, and no byte of the request came")
  func noTLS() async throws {
    let server = try LoopbackServer { _ in .json("{}") }
    let url = "https://127.0.0.1:\(server.port)/"
    let failure = try await Asking.failure(of: Asking.request("POST", url, deadline: .seconds(5)))
    #expect(failure.kind == .neverConnected)
    #expect(!failure.wasSent)
    #expect(server.received.isEmpty)
  }

  @Test("whose server is silent before it is encrypted was never there either, however it ends")
  func silentTLS() async throws {
    let gate = LoopbackServer.Gate()
    let server = try LoopbackServer(reception: { _ in .stall(until: gate) }) { _ in .json("{}") }
    let url = "https://127.0.0.1:\(server.port)/"
    let failure = try await Asking.failure(
      of: Asking.request("POST", url), client: HTTPClient(connectTimeout: .milliseconds(200)))
    #expect(failure.kind == .neverConnected)
    let late = try await Asking.failure(of: Asking.request("POST", url, deadline: .milliseconds(200)))
    #expect(late.kind == .neverConnected)
    #expect(!late.wasSent)
  }

  @Test("that ends early still gives the answer that came first")
  func earlyAnswer() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Data(count: 1000), to: "a.png")
    let server = try LoopbackServer(early: { _ in .json(#"{"detail":"no"}"#, status: 401) }) { _ in .json("{}") }
    let response = try await HTTPClient().send(Asking.request("PUT", server.url, body: .file(file)))
    #expect(response.status == 401)
  }
}
