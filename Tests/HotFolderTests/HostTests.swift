import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Terms
import TestSupport
import Testing

extension HotFolderSuite {
  @Suite struct HostTests {}
}

extension HotFolderSuite.HostTests {
  /// Runs a host on folders while `body` runs.
  private func hosting(
    _ folders: [FilePath], as bench: Bench, at layout: ProjectLayout? = nil, _ body: (Desk) async throws -> Void
  ) async throws {
    let host = AgentHost(bench.environment)
    let desk = Desk(bench, at: layout)
    try await desk.watching {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await host.run(folders) }
        try await body(desk)
        group.cancelAll()
      }
    }
  }

  @Test("A project that disappears and comes back is served again")
  func comesBack() async throws {
    let bench = try Bench()
    let elsewhere = FilePath(bench.folder.path.display + "-away")
    defer { try? FileManager.default.removeItem(atPath: elsewhere.display) }
    try await hosting([bench.folder.path], as: bench) { desk in
      try await desk.roundTrip("first")
      try Folder.move(bench.folder.path, to: elsewhere)
      try DurableFile.create(
        elsewhere / "inbox/meanwhile.json", with: Data(#"{"id": "meanwhile", "sequence": "SEQ77"}"#.utf8))
      try Folder.move(elsewhere, to: bench.folder.path)
      try await desk.receipt("meanwhile", .rejected)
      try await desk.roundTrip("second")
    }
  }

  @Test("In a folder of projects a broken one stops no other, and one that appears later is found")
  func collection() async throws {
    let shelf = try TemporaryFolder()
    let bench = try Bench()
    try shelf.write(Bench.plan, to: "broken/plan.json")
    try shelf.write("what?\nnot JSON\n", to: "broken/state/journal.jsonl")
    let good = ProjectLayout(root: shelf.path / "good")
    try await hosting([shelf.path], as: bench, at: good) { desk in
      try Folder.move(bench.folder.path, to: shelf.path / "good")
      try shelf.write(#"{"id": "one", "sequence": "SEQ77"}"#, to: "good/inbox/one.json")
      try await desk.until { shelf.exists("good/results/one.json") }
    }
    #expect(shelf.exists("good/inbox/rejected/one.json"))
    #expect(bench.log.lines.contains { $0.contains("broken") && $0.contains("damaged_state") })
  }

  @Test("A project that was named and cannot be opened is an error at once")
  func named() async throws {
    let bench = try Bench()
    let first = try bench.agent()
    let problem = await #expect(throws: Problem.self) {
      try await AgentHost(bench.environment).run([bench.folder.path])
    }
    #expect(problem?.code == .locked)
    withExtendedLifetime(first) {}
  }
}
