import DurableFiles
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

/// What the doctor finds out about Gemini and fal, and that it spends nothing on it.
@Suite("starsend doctor and the paid providers", .timeLimit(.minutes(2)))
struct DoctorProviderTests {
  private let studio: Studio
  private let starsend: Executable
  private let gemini: GeminiStub
  private let fal: FalStub

  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
    gemini = try GeminiStub()
    fal = try FalStub()
    try configure()
  }

  private func configure(_ gemini: String? = nil, _ fal: String? = nil, more: String = "") throws {
    let (google, queue) = (gemini ?? self.gemini.url, fal ?? self.fal.apiURL)
    try studio.folder.write(
      """
      {"images": "gemini", "video": "fal"\(more), "providers": {
        "gemini": {"url": "\(google)"},
        "fal": {"queue_url": "\(queue)", "rest_url": "\(queue)", "api_url": "\(queue)"}}}
      """, to: "starsend.json")
  }

  private var keys: [String: String] { ["GEMINI_API_KEY": gemini.key, "FAL_KEY": fal.key] }

  private struct Finding: Decodable {
    let check: String
    let state: String
    let message: String
    let hint: String
  }

  private func findings(
    _ words: [String] = [], keys: [String: String]? = nil, code: Int32
  ) async throws -> [String: Finding] {
    let config = ["--config", (studio.folder.path / "starsend.json").display]
    let ended = try await starsend.run(["doctor"] + words + ["--json"] + config, environment: keys ?? self.keys)
    #expect(ended.status == code, "\(ended.stdout)")
    for key in (keys ?? self.keys).values { #expect(!(ended.stdout + ended.stderr).contains(key)) }
    let findings: [Finding] = try ended.json()
    return Dictionary(findings.map { ($0.check, $0) }) { first, _ in
      Issue.record("\(first.check) stands there twice")
      return first
    }
  }

  @Test("Good keys, addresses, models and prices are told, for how long uploads can be seen, and nothing is spent")
  func good() async throws {
    let findings = try await findings(code: 0)
    for check in ["gemini", "fal", "uploads", "picture_price", "video_price"] {
      #expect(findings[check]?.state == "ok", "\(check): \(findings[check]?.message ?? "is not there")")
    }
    #expect(findings["uploads"]?.message.contains("72 hours") == true)
    #expect(findings["video_price"]?.message.contains("$0.084") == true)
    #expect(findings["picture_price"]?.message.contains("2026-") == true)
    #expect(gemini.asked.isEmpty && fal.accepted.isEmpty && fal.uploads.isEmpty && fal.violations.isEmpty)
    #expect(gemini.server.received.allSatisfy { $0.method == "GET" } && fal.received.allSatisfy { $0.method == "GET" })
  }

  @Test("A key that is refused, and one that is not there, are problems")
  func keysAreBad() async throws {
    let refused = try await findings(keys: ["GEMINI_API_KEY": "AIza-wrong", "FAL_KEY": "kid:wrong"], code: 69)
    #expect(refused["gemini"]?.state == "problem" && refused["fal"]?.state == "problem")
    let missing = try await findings(keys: [:], code: 69)
    #expect(missing["fal"]?.state == "problem" && missing["fal"]?.hint.contains("FAL_KEY") == true)
  }

  @Test("A model that is not there any more is a problem, with what to do")
  func retired() async throws {
    try configure(more: #", "allowed_models": ["gemini-2.5-flash-image"]"#)
    try studio.folder.write(#"{"image_model": "gemini-2.5-flash-image"}"#, to: "project/project.json")
    let findings = try await findings([studio.layout.root.display], code: 69)
    #expect(
      findings["gemini"]?.state == "problem" && findings["gemini"]?.message.contains("gemini-2.5-flash-image") == true)
  }

  @Test("Without a network there are warnings, and the rest is told as ever")
  func offline() async throws {
    let gone = try LoopbackServer { _ in .json("{}") }
    let address = gone.url
    gone.stop()
    try configure(address, address)
    let findings = try await findings([studio.layout.root.display], code: 0)
    #expect(findings["gemini"]?.state == "warning", "\(findings["gemini"]?.message ?? "")")
    #expect(findings["fal"]?.state == "warning", "\(findings["fal"]?.message ?? "")")
    #expect(findings["plan"]?.state == "ok" && findings["video_limits"]?.state == "ok")
  }

  @Test("A provider that does not answer holds nothing up for long")
  func silent() async throws {
    let gate = LoopbackServer.Gate()
    let server = try LoopbackServer { _ in LoopbackServer.Reply(fault: .stall(until: gate)) }
    try configure(server.url)
    let findings = try await findings(code: 0)
    #expect(findings["gemini"]?.state == "warning" && findings["fal"]?.state == "ok")
    gate.open()
  }

  @Test("A provider that is not used is left alone, unless its key is there")
  func unused() async throws {
    try studio.folder.write(
      #"{"providers": {"gemini": {"url": "\#(gemini.url)"}}}"#, to: "starsend.json")
    let without = try await findings(keys: [:], code: 0)
    #expect(without["gemini"] == nil && without["fal"] == nil && gemini.server.received.isEmpty)
    let with = try await findings(keys: ["GEMINI_API_KEY": gemini.key], code: 0)
    #expect(with["gemini"]?.state == "ok" && with["picture_price"]?.message.contains("storyboard") == true)
  }

  @Test("What is held is told with since when, why, and how to go on")
  func holds() async throws {
    let now = Timestamp(milliseconds: 1_790_000_000_000)
    let status = ProjectStatus(
      agent: AgentStatus(version: "1", pid: nil, host: "h", startedAt: now, seenAt: now),
      holds: [
        HoldStatus(
          provider: "fal", code: "no_balance", message: "The account is empty.", hint: "Top it up.", since: now)
      ],
      caps: Configuration().caps, updatedAt: now)
    try DurableFile.replace(studio.layout.projectStatus, with: try PlainJSON.file(status))
    // An agent that has ended holds nothing any more.
    #expect(try await findings([studio.layout.root.display], code: 0)["hold_fal"] == nil)
    let lock = try FileLock(studio.layout.lock)
    try lock.acquire(.thisProcess(command: "watch"))
    defer { withExtendedLifetime(lock) {} }
    let hold = try #require(try await findings([studio.layout.root.display], code: 0)["hold_fal"])
    #expect(hold.state == "warning" && hold.message.contains("The account is empty.") && hold.hint == "Top it up.")
  }

  @Test("A model without a known price is a problem until the configuration gives one")
  func unpriced() async throws {
    try configure(more: #", "allowed_models": ["fal-ai/kling-video/v9/ultra"]"#)
    try studio.folder.write(#"{"video_model": "fal-ai/kling-video/v9/ultra"}"#, to: "project/project.json")
    let project = [studio.layout.root.display]
    #expect(try await findings(project, code: 65)["video_price"]?.state == "problem")
    let priced = """
      , "allowed_models": ["fal-ai/kling-video/v9/ultra"],
        "models": {"fal-ai/kling-video/v9/ultra": {"usd_per_second": 0.3, "seconds_per_call": [3, 20]}}
      """
    try configure(more: priced)
    let ended = try await starsend.run(
      [
        "generate", project[0], "SEQ01", "--start-frame", "refs/a.png", "--dry-run", "--json", "--config",
        (studio.folder.path / "starsend.json").display,
      ])
    #expect(ended.status == 0 && ended.stdout.contains("v9/ultra/image-to-video"), "\(ended.stdout)")
  }
}
