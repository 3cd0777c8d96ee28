import Foundation
import Glibc
import Terms
import TestSupport
import Testing

@testable import Providers

/// A server with a certificate that it made for itself, run by openssl.
private final class SecureServer: Sendable {
  let url: String
  let certificate: FilePath
  private let process: pid_t
  private let folder: TemporaryFolder

  init() async throws {
    folder = try TemporaryFolder()
    certificate = folder.path / "certificate.pem"
    let key = folder.path / "key.pem"
    try await Program.run(
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
      "-keyout", key.display, "-out", certificate.display, "-subj", "/CN=localhost", "-addext",
      "subjectAltName=DNS:localhost")
    let port = try Self.freePort()
    process = try Program.start([
      "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate.display, "-key", key.display, "-www",
      "-quiet",
    ])
    url = "https://localhost:\(port)/"
  }

  /// Outside of those that the system gives to whoever asks for any (ip(7): 32768 and above), or another test would have it
  /// before openssl does.
  private static func freePort() throws -> UInt16 {
    var tries = 100
    while true {
      let port = UInt16.random(in: 12_000..<32_000)
      do {
        try LoopbackServer(port: port) { _ in .init() }.stop()
        return port
      } catch {
        tries -= 1
        if tries == 0 { throw error }
      }
    }
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  /// Asked again while it is not up yet.
  func get(_ client: HTTPClient) async throws -> HTTPResponse {
    var tries = 1000
    while true {
      do throws(HTTPFailure) { return try await client.send(Asking.request(url)) } catch {
        tries -= 1
        guard tries > 0, error.kind == .neverConnected, error.cause.contains("(libcurl 7)") else { throw error }
        try await Task.sleep(for: .milliseconds(10))
      }
    }
  }
}

@Suite("An encrypted connection", .enabled(if: Program.isThere("openssl")))
struct TLSTests {
  @Test("is made with a server that somebody trusted vouches for, and with no other: no key goes there")
  func trust() async throws {
    let server = try await SecureServer()
    let response = try await server.get(HTTPClient(authorities: server.certificate))
    #expect(response.status == 200)
    let untrusted = await #expect(throws: HTTPFailure.self) { try await server.get(HTTPClient()) }
    #expect(untrusted?.kind == .neverConnected)
    #expect(untrusted?.wasSent == false)
    let otherName = try await Asking.failure(
      of: Asking.request(server.url.replacing("localhost", with: "127.0.0.1")),
      client: HTTPClient(authorities: server.certificate))
    #expect(otherName.kind == .neverConnected)
    #expect(!otherName.wasSent)
  }

  @Test("that cannot be judged, since no certificates are there, is this machine's own trouble")
  func noAuthorities() async throws {
    let failure = try await Asking.failure(
      of: Asking.request("https://localhost:1/"), client: HTTPClient(authorities: FilePath("/none/here.pem")))
    #expect(failure.kind == .local || failure.kind == .neverConnected)
    #expect(!failure.wasSent)
  }
}
