import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import Glibc
import Terms
import TestSupport
import Testing

/// What the agent does with a provider that does not answer yet, or refuses again and again.
@Suite("An agent and its paid provider", .timeLimit(.minutes(3)))
struct HeldProviderTests {
  private let studio: Studio
  private let starsend: Executable

  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
  }

  private var project: String { studio.layout.root.display }
  private var config: [String] { ["--config", (studio.folder.path / "starsend.json").display] }

  private func configure(_ url: String) throws {
    try studio.folder.write(
      """
      {"images": "gemini", "settle_milliseconds": 60, "grace_seconds": 1, "poll_seconds": 1,
       "providers": {"gemini": {"url": "\(url)"}}}
      """, to: "starsend.json")
  }

  private func watch(_ key: String) async throws -> Running {
    let agent = try starsend.start(["watch", project] + config, environment: ["GEMINI_API_KEY": key])
    #expect(await agent.says("watching \(project)"))
    return agent
  }

  private func grid(_ id: String, code: Int32) async throws -> Receipt {
    let ended = try await starsend.run(["grid", project, "SEQ01", "--wait", "--json", "--id", id] + config)
    #expect(ended.status == code, "\(ended.stdout)")
    return try ended.json()
  }

  /// Waits until the project's status is so.
  private func status(_ isSo: @escaping @Sendable (ProjectStatus) -> Bool) async throws {
    let watcher = FolderWatcher(
      folders: [WatchedFolder(studio.layout.status)],
      options: WatchOptions(settle: .milliseconds(10), rescan: .milliseconds(500), reserved: []))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watcher.run() }
      group.addTask {
        await watcher.ready()
        let file = studio.layout.projectStatus
        func isSoNow() -> Bool {
          (try? DurableFile.read(file)).flatMap { try? PlainJSON.decode(ProjectStatus.self, from: $0) }.map(isSo)
            ?? false
        }
        if isSoNow() { return }
        for await _ in watcher where isSoNow() { return }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  @Test(
    "After three refusals of the key the provider is held: work waits, status and doctor say why, a new key goes on")
  func holding() async throws {
    let gemini = try GeminiStub()
    try configure(gemini.url)
    let agent = try await watch("AIza-wrong")
    for id in ["a", "b", "c"] {
      #expect(try await grid(id, code: 69).problem?.code.rawValue == "key_refused")
    }
    #expect(await agent.says("gemini is held since"))
    _ = try await starsend.run(["grid", project, "SEQ01", "--id", "waiting"] + config)
    #expect(await agent.says("as waiting: grid"))
    try await status { $0.holds.contains { $0.provider == "gemini" } }
    let told = try await starsend.run(["status", project] + config)
    #expect(told.stdout.contains("! gemini is held since"), "\(told.stdout)")
    let doctor = try await starsend.run(
      ["doctor", project, "--json"] + config, environment: ["GEMINI_API_KEY": gemini.key])
    #expect(doctor.stdout.contains("hold_gemini"), "\(doctor.stdout)")
    agent.send(SIGTERM)
    #expect(await agent.end().status == 0)
    #expect(gemini.bill.isEmpty)

    let next = try await watch(gemini.key)
    #expect(try await grid("waiting", code: 0).state == .done)
    next.send(SIGTERM)
    #expect(await next.end().status == 0)
    #expect(gemini.bill.count == 1)
    #expect(!(try await starsend.run(["status", project] + config)).stdout.contains("held"))
  }
}
