import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Terms
import TestSupport
import Testing

extension HotFolderSuite {
  @Suite(.enabled(if: Mounted.isFUSEPossible, "wants root, bindfs and /dev/fuse")) struct MountTests {}
}

/// A project on a real FUSE mount: what is written into the folder behind it is what a collaborator drops on a share.
extension HotFolderSuite.MountTests {
  private func sharing(_ body: (Bench, Desk, FilePath, inout Mounted?) async throws -> Void) async throws {
    let (bench, share) = (try Bench(), try TemporaryFolder())
    var mounted: Mounted? = try await .fuse(bench.shelf.path, at: share.path)
    let host = AgentHost(bench.environment)
    let desk = Desk(bench)
    try await desk.watching {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await host.run([share.path]) }
        try await body(bench, desk, share.path, &mounted)
        group.cancelAll()
      }
    }
  }

  @Test("What a collaborator drops on a share is found by polling, once, and the log says that the share is polled")
  func collaborator() async throws {
    try await sharing { bench, desk, share, _ in
      try await desk.until { bench.status()?.agent.pid != nil }
      try bench.folder.write(#"{"id": "theirs", "sequence": "SEQ05"}"#, to: "inbox/theirs.json")
      try await desk.receipt("theirs", .done)
      try bench.folder.write("", to: "picks/SEQ05.top_left")
      try await desk.until { bench.status(of: "SEQ05")?.state == .review }
      let inbox = share / bench.folder.path.name / "inbox"
      #expect(bench.log.lines.filter { $0.contains("\(inbox) is looked through every second") }.count == 1)
    }
  }

  @Test("A share that is taken off is no deleted work: nothing is put into its empty place, and all goes on with it")
  func takenOff() async throws {
    try await sharing { bench, desk, share, mounted in
      try await desk.until { bench.status()?.agent.pid != nil }
      try await mounted?.takeOff(lazily: true)
      await bench.log.until("nothing in it was deleted")
      try bench.folder.write(#"{"id": "meanwhile", "sequence": "SEQ05"}"#, to: "inbox/meanwhile.json")
      #expect(try FileManager.default.contentsOfDirectory(atPath: share.display).isEmpty)
      mounted = try await .fuse(bench.shelf.path, at: share)
      try await desk.receipt("meanwhile", .done)
      #expect(bench.videos.isEmpty)
    }
  }
}
