import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite("A transfer that takes too long")
struct DeadlineTests {
  private static let faults: [@Sendable (LoopbackServer.Gate) -> LoopbackServer.Reply.Fault] = [
    { .stall(until: $0) }, { .stallBody(afterBytes: 10, until: $0) }, { .slowHeaders(until: $0) },
  ]

  private func server(_ fault: Int) throws -> LoopbackServer {
    let gate = LoopbackServer.Gate()
    return try LoopbackServer { _ in .init(body: Data(count: 1000), fault: Self.faults[fault](gate)) }
  }

  @Test("ends with its own deadline, and may have been paid", arguments: 0..<3)
  func deadline(fault: Int) async throws {
    let server = try server(fault)
    let failure = try await Asking.failure(of: Asking.request("POST", server.url, deadline: .milliseconds(300)))
    #expect(failure.kind == .deadline)
    #expect(failure.wasSent)
    await server.disconnections(1)
    #expect(server.received.count == 1)
  }

  @Test("ends when nothing moves any more", arguments: 0..<3)
  func idle(fault: Int) async throws {
    let server = try server(fault)
    let failure = try await Asking.failure(of: Asking.request("POST", server.url, idle: .milliseconds(300)))
    #expect(failure.kind == .deadline)
    #expect(failure.wasSent)
  }

  @Test("ends when the server does not take what is sent")
  func stuckUpload() async throws {
    let gate = LoopbackServer.Gate()
    let server = try LoopbackServer(reception: { _ in .stall(until: gate) }) { _ in .json("{}") }
    let body = HTTPBody.data(Data(count: 32 << 20))
    let failure = try await Asking.failure(
      of: Asking.request("POST", server.url, body: body, idle: .milliseconds(300)))
    #expect(failure.kind == .deadline)
    #expect(failure.wasSent)
  }

  @Test("is waited for until then")
  func waitedFor() async throws {
    let gate = LoopbackServer.Gate()
    let server = try LoopbackServer { _ in
      .init(body: Data(count: 1000), fault: .stallBody(afterBytes: 500, until: gate))
    }
    let url = server.url
    let answer = Task { try await HTTPClient().send(Asking.request(url)) }
    await server.request(1)
    gate.open()
    #expect(try await answer.value.body.count == 1000)
  }

  @Test("ends at once when the task is cancelled", arguments: 0..<3)
  func cancelled(fault: Int) async throws {
    let server = try server(fault)
    let url = server.url
    let answer = Task { try await Asking.failure(of: Asking.request("POST", url, deadline: .seconds(600))) }
    await server.request(1)
    answer.cancel()
    let failure = try await answer.value
    #expect(failure.kind == .cancelled)
    #expect(failure.wasSent)
    await server.disconnections(1)
  }

  @Test("that was cancelled before it began sends nothing")
  func cancelledBefore() async throws {
    let server = try LoopbackServer { _ in .json("{}") }
    let url = server.url
    let gate = AsyncStream.makeStream(of: Void.self)
    let answer = Task {
      for await _ in gate.stream {}
      return try await Asking.failure(of: Asking.request("POST", url))
    }
    answer.cancel()
    let failure = try await answer.value
    #expect(failure.kind == .cancelled)
    #expect(!failure.wasSent)
    #expect(server.connections == 0)
  }
}
