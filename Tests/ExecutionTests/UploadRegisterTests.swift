import Execution
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@Suite("The register of uploads")
struct UploadRegisterTests {
  private let folder: TemporaryFolder
  private let now = Timestamp(milliseconds: 1_800_000_000_000)

  init() throws { folder = try TemporaryFolder() }

  private func register(at seconds: Int64 = 0) -> UploadRegister {
    let time = Timestamp(milliseconds: now.milliseconds + seconds * 1000)
    return UploadRegister(folder.path / "agent/uploads.json", clock: WallClock { time })
  }

  private func address(
    _ register: UploadRegister, _ content: String = "aa", at service: String = "fal", name: String
  ) async throws -> String {
    let expiry = Timestamp(milliseconds: now.milliseconds + 3_600_000)
    return try await register.address(of: content, at: service, lasting: .seconds(1800)) {
      UploadRegister.Upload(address: name, expiresAt: expiry)
    }
  }

  @Test("A content is uploaded once to each service, also over a restart, and anew when its address is about to expire")
  func once() async throws {
    #expect(try await address(register(), name: "one") == "one")
    #expect(try await address(register(at: 1799), name: "two") == "one")
    #expect(try await address(register(), at: "other", name: "three") == "three")
    #expect(try await address(register(), "bb", name: "four") == "four")
    #expect(try await address(register(at: 1801), name: "five") == "five")
  }

  @Test("Those who ask while it is being uploaded wait for that upload; where it fails, the next one tries")
  func together() async throws {
    let register = register()
    let (begun, goOn) = (Signal(), Signal())
    let count = Count()
    let expiry = Timestamp(milliseconds: now.milliseconds + 3_600_000)
    let first = Task {
      try await register.address(of: "aa", at: "fal", lasting: .seconds(1)) {
        begun.give()
        await goOn.wait()
        throw Problem(.system, "Cut.", hint: "")
      }
    }
    await begun.wait()
    let others = (1...5).map { _ in
      Task {
        try await register.address(of: "aa", at: "fal", lasting: .seconds(1)) {
          count.add()
          return UploadRegister.Upload(address: "there", expiresAt: expiry)
        }
      }
    }
    goOn.give()
    await #expect(throws: Problem.self) { try await first.value }
    for other in others { #expect(try await other.value == "there") }
    #expect(count.value == 1)
  }

  @Test("A register that cannot be read is begun anew: an upload costs nothing")
  func damaged() async throws {
    try folder.write("{", to: "agent/uploads.json")
    #expect(try await address(register(), name: "one") == "one")
    #expect(try await address(register(), name: "two") == "one")
  }
}

/// How often something was done.
private final class Count: Sendable {
  private let state = Mutex(0)

  var value: Int { state.withLock { $0 } }

  func add() { state.withLock { $0 += 1 } }
}
