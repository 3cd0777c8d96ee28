import FolderWatch
import Foundation
import Glibc
import Terms
import TestSupport
import Testing

@Suite("What is dropped into a folder", .timeLimit(.minutes(1)))
struct ArrivalTests {
  let folder: TemporaryFolder
  let outside: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    outside = try TemporaryFolder()
  }

  @Test("A file that is written in one go is offered once it is quiet")
  func written() async throws {
    try await watching(folder.path) { watching in
      try folder.write("{}", to: "request.json")
      let item = try await watching.settled()
      #expect(item.path == folder.path / "request.json")
      #expect(item.kind == .file)
      #expect(item.arrival == .renamed || item.arrival == .written)
      #expect(item.identity.size == 2)
    }
  }
}
