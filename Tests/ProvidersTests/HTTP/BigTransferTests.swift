import Foundation
import Glibc
import Terms
import TestSupport
import Testing

@testable import Providers

/// By how much the memory of this process grew at most while `work` ran, in bytes (proc(5): VmHWM, and clear_refs, which
/// sets it back).
private func growth(during work: () async throws -> Void) async throws -> Int {
  try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
  let before = try memory("VmRSS:")
  try await work()
  return try memory("VmHWM:") - before
}

private func memory(_ figure: String) throws -> Int {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(figure) })
  return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }) << 10
}

/// Each in a process of its own: other tests need memory too.
@Suite("Two hundred megabytes")
struct BigTransferTests {
  @Test("come down into a file without a tenth of them being in memory")
  func download() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let server = try LoopbackServer { request in request.path == "/big" ? .zeros(200_000_000) : .zeros(1000) }
      let file = folder.path / "a.mp4"
      _ = try await HTTPClient().send(Asking.request(server.url), into: file, limit: 1 << 30)
      let growth = try await growth {
        _ = try await HTTPClient().send(Asking.request(server.url + "/big"), into: file, limit: 1 << 30)
      }
      let size = try FileManager.default.attributesOfItem(atPath: file.display)[.size] as? Int
      #expect(size == 200_000_000)
      #expect(growth < 64 << 20, "\(growth >> 20) MB")
    }
  }

  @Test("go up from a file without a tenth of them being in memory")
  func upload() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let small = try folder.write(Data(count: 1000), to: "small")
      let big = try folder.write(Data(), to: "big")
      try #require(truncate(big.display, 200_000_000) == 0)
      let server = try LoopbackServer(keepsBodies: 0) { _ in .json("{}") }
      _ = try await HTTPClient().send(Asking.request("PUT", server.url, body: .file(small)))
      let growth = try await growth {
        _ = try await HTTPClient().send(Asking.request("PUT", server.url, body: .file(big)))
      }
      #expect(server.received.last?.bodyLength == 200_000_000)
      #expect(growth < 64 << 20, "\(growth >> 20) MB")
    }
  }

  @Test(
    "that the disk has no room for are a clear error, and nobody's fault but the disk's",
    .enabled(if: Mounted.isPossible))
  func fullDisk() async throws {
    let folder = try TemporaryFolder()
    try await Program.run("mount", "-t", "tmpfs", "-o", "size=1m", "none", folder.path.display)
    defer { try? Program.runNow(["umount", "-l", folder.path.display]) }
    let server = try LoopbackServer { _ in .zeros(200_000_000) }
    let failure = await #expect(throws: HTTPFailure.self) {
      _ = try await HTTPClient().send(Asking.request(server.url), into: folder.path / "a.mp4", limit: 1 << 30)
    }
    #expect(failure?.kind == .local)
    #expect(failure?.isDiskFull == true)
    #expect(failure?.wasSent == true)
    #expect(failure?.cause.contains("No space left") == true)
    await server.disconnections(1)
  }
}
