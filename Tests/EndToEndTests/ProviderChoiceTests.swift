import DurableFiles
import FolderContract
import Foundation
import Glibc
import Terms
import TestSupport
import Testing

/// What the configuration, the project and a request say about who makes what, and what is there without keys.
@Suite("Who makes what", .timeLimit(.minutes(3)))
struct ProviderChoiceTests {
  private let studio: Studio
  private let starsend: Executable
  private let server: LoopbackServer

  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
    server = try LoopbackServer { _ in .json("{}", status: 500) }
    try studio.folder.write(
      """
      {"images": "gemini", "video": "fal", "settle_milliseconds": 60, "grace_seconds": 1, "providers": {
        "gemini": {"url": "\(server.url)"},
        "fal": {"queue_url": "\(server.url)", "rest_url": "\(server.url)", "api_url": "\(server.url)"}}}
      """, to: "starsend.json")
  }

  private var project: String { studio.layout.root.display }
  private var config: [String] { ["--config", (studio.folder.path / "starsend.json").display] }

  @Test("Without keys the agent starts and says so; what needs a key is refused, and nothing else is")
  func withoutKeys() async throws {
    let agent = try starsend.start(["watch", project] + config)
    #expect(await agent.says("There is no key for gemini"))
    #expect(await agent.says("There is no key for fal"))
    #expect(await agent.says("watching \(project)"))
    let grid = try await starsend.run(["grid", project, "SEQ01", "--wait", "--json"] + config)
    #expect(grid.status == 69, "\(grid.stdout)")
    let receipt: Receipt = try grid.json()
    #expect(receipt.state == .failed && receipt.problem?.code.rawValue == "key_missing")
    #expect(receipt.problem?.hint.contains("GEMINI_API_KEY") == true && receipt.cost == .zero)
    let drawn = try await starsend.run(
      ["grid", project, "SEQ01", "--model", "storyboard", "--wait", "--json"] + config)
    #expect(drawn.status == 0, "\(drawn.stdout)")
    agent.send(SIGTERM)
    #expect(await agent.end().status == 0)
    #expect(server.received.isEmpty)
  }

  @Test("A key is taken out of the environment at once, and no core is dumped where there is one")
  func environment() async throws {
    let key = "kid-0000:taken-away"
    let agent = try starsend.start(["watch", project] + config, environment: ["FAL_KEY": key])
    #expect(await agent.says("watching \(project)"))
    let environment = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(agent.pid)/environ"))
    #expect(environment.range(of: Data("taken-away".utf8)) == nil && environment.range(of: Data("PATH=".utf8)) != nil)
    let limits = try String(contentsOfFile: "/proc/\(agent.pid)/limits", encoding: .utf8)
    let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
    #expect(core?.split(separator: " ").dropFirst(4).first == "0", "\(core ?? "")")
    agent.send(SIGTERM)
    let ended = await agent.end()
    #expect(!ended.stderr.contains("taken-away") && !ended.stderr.contains("There is no key for fal"))
  }

  @Test("A key that cannot be one is told without a part of it, and nothing starts")
  func brokenKey() async throws {
    let ended = try await starsend.run(["watch", project] + config, environment: ["FAL_KEY": "two words-secret"])
    #expect(ended.status == 69 && ended.stderr.contains("FAL_KEY") && !ended.stderr.contains("words-secret"))
  }

  @Test("A project that names an address is refused with where that belongs")
  func address() async throws {
    try studio.folder.write(#"{"queue_url": "\#(server.url)"}"#, to: "project/project.json")
    let ended = try await starsend.run(["doctor", project, "--json"])
    #expect(ended.status == 65 && ended.stdout.contains("agent's own starsend.json"), "\(ended.stdout)")
    let dry = try await starsend.run(["grid", project, "SEQ01", "--dry-run"] + config)
    #expect(dry.status == 65 && dry.stderr.contains("queue_url"))
    #expect(server.received.isEmpty)
  }

  @Test("A project's choice that is not allowed is refused with what is")
  func choice() async throws {
    try studio.folder.write(
      #"{"resolution": "240p", "frame_rate": "8", "video_model": "fal-ai/kling-video/o3/4k"}"#,
      to: "project/project.json")
    let doctor = try await starsend.run(["doctor", project, "--json"] + config)
    #expect(doctor.stdout.contains("fal-ai/kling-video/o3/4k, which the project wants"), "\(doctor.stdout)")
    let ended = try await starsend.run(
      ["generate", project, "SEQ01", "--start-frame", "frames/a.png", "--json"] + config)
    #expect(ended.status == 65 && ended.stdout.contains("model_not_allowed"), "\(ended.stdout)")
  }

  @Test("A grid by Gemini and a take by Kling: paid as the services count it, with no key left behind")
  func wholeWay() async throws {
    let (gemini, fal) = (try GeminiStub(), try FalStub())
    try studio.folder.write(
      """
      {"images": "gemini", "video": "fal", "settle_milliseconds": 60, "grace_seconds": 1, "confirm_above_usd": 50,
       "providers": {"gemini": {"url": "\(gemini.url)"}, "fal": {"queue_url": "\(fal.queueURL)",
        "rest_url": "\(fal.restURL)", "api_url": "\(fal.apiURL)", "poll_seconds": 0.1}}}
      """, to: "starsend.json")
    let keys = ["GEMINI_API_KEY": gemini.key, "FAL_KEY": fal.key]
    func work(_ words: String...) async throws -> Receipt {
      let ended = try await starsend.run(
        [words[0], project] + words.dropFirst() + ["--json"] + config, environment: keys)
      #expect(ended.status == 0, "\(words): \(ended.stdout) \(ended.stderr)")
      return try ended.json()
    }
    let grid = try await work("grid", "SEQ01")
    #expect(grid.cost == gemini.total && gemini.bill.count == 1)
    let frame = PlainPNG.data(PixelSize(width: 640, height: 360)) { x, y in (UInt8(x % 200), UInt8(y % 200), 90) }
    try DurableFile.create(studio.layout.frames / "mine.png", with: frame)
    let take = try await work("generate", "SEQ01", "--start-frame", "frames/mine.png")
    #expect(take.outputs.contains { $0.text == "takes/SEQ01/SEQ01_take001.mp4" }, "\(take)")
    #expect(take.cost == fal.bill && fal.accepted.count == 1 && fal.violations.isEmpty && fal.leaks.isEmpty)
    try expectSchemas([
      ("shot", "state/starsend/shots/SEQ01_grid.json"), ("shot", "state/starsend/shots/SEQ01.json"),
      ("sequences", "state/client/sequences.json"), ("sidecar", "takes/SEQ01/SEQ01_take001.json"),
      ("status", "status/SEQ01.json"), ("project-status", "status/project.json"),
    ])
    for path in try FileManager.default.subpathsOfDirectory(atPath: studio.folder.path.display) {
      let file = studio.folder.path / path
      guard FileStatus.of(file)?.kind == .file else { continue }
      let contents = try DurableFile.read(file)
      for key in keys.values { #expect(contents.range(of: Data(key.utf8)) == nil, "\(path)") }
    }
  }

  private func expectSchemas(_ files: [(schema: String, path: String)]) throws {
    for (schema, path) in files {
      let data = try DurableFile.read(studio.layout.root / path)
      let faults = try JSONSchema(#require(Schemas.named(schema))).faults(in: data)
      #expect(faults == [], "\(path): \(String(decoding: data, as: UTF8.self))")
    }
  }
}
