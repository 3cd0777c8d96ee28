import Foundation
import TestSupport
import Terms
import Testing

/// What people and scripts see of the executable: exit codes, what it prints, and where.
@Suite struct CommandLineTests {
  private let folder: TemporaryFolder
  private let starsend: Executable

  init() throws {
    folder = try TemporaryFolder()
    starsend = try Executable(home: folder.path / "home")
  }

  @Test("Alone it prints its overview and ends like a misuse, so that a script notices")
  func alone() async throws {
    let ended = try await starsend.run()
    #expect(ended.status == 64)
    #expect(ended.stdout.contains("starsend init"))
  }

  @Test("A project is laid out, and laying it out again changes nothing")
  func initialise() async throws {
    let project = folder.path / "video"
    #expect(try await starsend.run("init", project.display).status == 0)
    try folder.write("{}", to: "video/plan.json")
    #expect(try await starsend.run("init", project.display).status == 0)
    #expect(try folder.read("video/plan.json") == Data("{}".utf8))
    #expect(folder.exists("video/START HERE.txt"))
  }
}
