import FolderContract
import Synchronization
import Terms
import TestSupport
import Testing

extension HotFolderSuite {
  @Suite struct SettingsTests {}
}

extension HotFolderSuite.SettingsTests {
  @Test("An edited project.json is in force at once, and where something runs as soon as that has ended")
  func edited() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ01", as: "one")
      try bench.folder.write(#"{"caps_usd": {"project": 5}}"#, to: "project.json")
      try await desk.until { bench.capsInForce == [nil, .dollars(5)] }
      bench.studio.close()
      try bench.drop("", as: "picks/SEQ01.tl")
      try await desk.untilMaking("SEQ01")
      try bench.folder.write(#"{"caps_usd": {"project": 3}}"#, to: "project.json")
      bench.studio.open()
      try await desk.receipt("SEQ01.tl", .done)
      try await desk.until { bench.capsInForce.last == .dollars(3) }
    }
    #expect(bench.capsInForce == [nil, .dollars(5), .dollars(3)])
  }
}

extension Bench {
  /// The project's own cap, by each set of settings that was in force.
  fileprivate var capsInForce: [Money?] { inForce.withLock { $0.map(\.caps.project) } }
}
