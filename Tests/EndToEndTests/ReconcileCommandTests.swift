import DurableFiles
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@Suite("starsend reconcile", .timeLimit(.minutes(5)))
struct ReconcileCommandTests {
  private let studio: Studio
  private let starsend: Executable

  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
  }

  private var project: String { studio.layout.root.display }

  private struct Report: Decodable {
    let mended: Int
    let open: Int
    let findings: [Row]

    struct Row: Decodable {
      let sequence: String?
      let mended: Bool
      let message: String
      let hint: String?
    }
  }

  private func reconcile(_ words: String..., code: Int32) async throws -> Report {
    let ended = try await starsend.run(["reconcile", project, "--json"] + words)
    #expect(ended.status == code, "\(ended.stdout)")
    return try ended.json()
  }

  private func makeGrid() async throws {
    let config = (studio.folder.path / "starsend.json").display
    #expect(try await starsend.run("grid", project, "SEQ01", "--config", config).status == 0)
  }

  @Test("A project in which everything agrees has no findings, also one in which nothing ever happened")
  func agrees() async throws {
    #expect(try await reconcile(code: 0).findings.isEmpty)
    try await makeGrid()
    #expect(try await reconcile("--thorough", code: 0).findings.isEmpty)
    #expect(try await starsend.run("reconcile", project).stdout == "Everything agrees.\n")
  }

  @Test("What can only be one way is made again; what only a person has is asked for, and the command says so")
  func mends() async throws {
    try await makeGrid()
    let option = studio.layout.root / "grids/SEQ01/SEQ01_g01_top_left.png"
    let before = try DurableFile.read(option)
    DurableFile.remove(option)
    let report = try await reconcile(code: 0)
    #expect(report.mended == 1 && report.open == 0 && report.findings.map(\.sequence) == ["SEQ01"])
    #expect(try DurableFile.read(option) == before)

    DurableFile.remove(studio.layout.root / "grids/SEQ01/SEQ01_g01.png")
    let asked = try await reconcile(code: 1)
    #expect(asked.open == 1 && asked.findings.contains { $0.hint != nil && $0.message.contains("SEQ01_g01.png") })
    let spoken = try await starsend.run("reconcile", project)
    #expect(spoken.status == 1 && spoken.stdout.contains("TO DO") && spoken.stdout.contains("Put that picture back"))
  }

  @Test("Where an agent has the project it is refused, with who that is")
  func held() async throws {
    let lock = try FileLock(studio.layout.lock)
    try lock.acquire(LockHolder(host: "render1", pid: 4711, since: Timestamp(milliseconds: 0), command: "watch"))
    let ended = try await starsend.run("reconcile", project)
    #expect(ended.status == 75 && ended.stderr.contains("render1") && ended.stderr.contains("4711"))
    withExtendedLifetime(lock) {}
  }

  @Test("What was accepted and goes on with the next agent is left alone")
  func standing() async throws {
    let config = (studio.folder.path / "starsend.json").display
    let killed = try await starsend.run(
      ["grid", project, "SEQ01", "--config", config], environment: ["STARSEND_CRASH_AFTER": "8"])
    #expect(killed.status == -SIGKILL)
    #expect(try await reconcile(code: 0).findings.isEmpty)
    try await makeGrid()
    #expect(studio.names(studio.layout.intake) == [])
  }
}
