import DurableFiles
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

/// What a command says that it would send, and that it sends nothing.
@Suite("--dry-run", .timeLimit(.minutes(2)))
struct DryRunTests {
  private let studio: Studio
  private let starsend: Executable
  private let server: LoopbackServer

  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
    server = try LoopbackServer { _ in .json("{}", status: 500) }
    try studio.folder.write(
      #"""
      {"sequences": [
        {"id": "SEQ01", "grid_prompt": "A car on a desert road", "elements": ["driver"], "shots": [
          {"prompt": "The car comes nearer", "duration": 4}, {"prompt": "Its lights go out", "duration": 3}]},
        {"id": "SEQ02", "grid": false, "shots": [
          {"prompt": "She waits", "duration": 9}, {"prompt": "She turns", "duration": 9}]}]}
      """#, to: "project/plan.json")
    let picture = PlainPNG.data(PixelSize(width: 640, height: 360)) { x, y in (UInt8(x % 200), UInt8(y % 200), 90) }
    try Folder.make(studio.layout.characters / "driver", levels: 4)
    try DurableFile.create(studio.layout.characters / "driver/01.png", with: picture)
    try DurableFile.create(studio.layout.frames / "mine.png", with: picture)
    try configure()
  }

  private func configure(_ more: String = "") throws {
    try studio.folder.write(
      """
      {"images": "gemini", "video": "fal"\(more), "providers": {
        "gemini": {"url": "\(server.url)"},
        "fal": {"queue_url": "\(server.url)", "rest_url": "\(server.url)", "api_url": "\(server.url)"}}}
      """, to: "starsend.json")
  }

  private var project: String { studio.layout.root.display }

  /// Everything that lies in the project and in the agent's own folders, with when it was last changed.
  private func everything() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: studio.folder.path.display).sorted().map { path in
      let file = studio.folder.path / path
      return "\(path) \(FileStatus.of(file).map { "\($0.modified) \($0.size)" } ?? "")"
    }
  }

  private struct Report: Decodable {
    let parts: [Part]
    let obstacles: [Problem]
    let estimate: Money

    enum CodingKeys: String, CodingKey {
      case parts, obstacles
      case estimate = "estimate_usd"
    }

    struct Part: Decodable {
      let subject: String
      let action: String
      let estimate: Money
      let calls: [Call]
      let questions: [Problem]
      let notes: [String]

      enum CodingKeys: String, CodingKey {
        case subject, action, calls, questions, notes
        case estimate = "estimate_usd"
      }
    }

    struct Call: Decodable {
      let purpose: String
      let times: Int
      let request: Draft
    }

    struct Draft: Decodable {
      let method: String
      let url: String
      let headers: [String: String]
      let body: String
      let estimate: Money

      enum CodingKeys: String, CodingKey {
        case method, url, headers, body
        case estimate = "estimate_usd"
      }

      func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
      }
    }
  }

  /// Runs a command with `--dry-run`, and sees that nothing at all came of it.
  private func rehearse(_ words: String..., keys: [String: String] = Self.keys) async throws -> Report {
    let before = try everything()
    let ended = try await starsend.run(
      words + ["--dry-run", "--json", "--config", (studio.folder.path / "starsend.json").display], environment: keys)
    #expect(ended.status == 0, "\(ended.stdout) \(ended.stderr)")
    for key in Self.keys.values { #expect(!(ended.stdout + ended.stderr).contains(key)) }
    #expect(server.received.isEmpty)
    #expect(try everything() == before)
    return try ended.json()
  }

  private static let keys = ["GEMINI_API_KEY": "AIza-never-shown", "FAL_KEY": "kid-0000:never-shown"]

  @Test("A grid is one POST to Gemini with the key hidden, priced at its worst")
  func grid() async throws {
    let report = try await rehearse("grid", project, "SEQ01")
    let part = try #require(report.parts.first)
    let call = try #require(part.calls.first)
    #expect(part.subject == "SEQ01" && part.action == "grid" && part.calls.count == 1 && call.purpose == "grid")
    #expect(call.request.method == "POST")
    #expect(call.request.url == "\(server.url)/v1beta/models/gemini-3-pro-image:generateContent")
    #expect(call.request.headers.values.contains { $0.contains("(hidden)") })
    #expect(try call.request.body.contains("A car on a desert road") && call.request.json()["contents"] != nil)
    // A grid may be tried three times, and the four options made one by one after that.
    #expect(part.estimate > call.request.estimate * 6 && report.estimate == part.estimate)
    #expect(report.obstacles.isEmpty)
  }

  @Test("A take is one POST to Kling's endpoint for what it begins on, with durations as strings")
  func take() async throws {
    let report = try await rehearse("generate", project, "SEQ01", "--start-frame", "frames/mine.png", "--count", "2")
    let part = try #require(report.parts.first)
    let call = try #require(part.calls.first)
    #expect(call.purpose == "shots 1-2" && call.times == 2)
    #expect(call.request.url == "\(server.url)/fal-ai/kling-video/o3/standard/reference-to-video")
    #expect(call.request.headers["Authorization"] == "Key (hidden)")
    let body = try call.request.json()
    let shots = try #require(body["multi_prompt"] as? [[String: Any]])
    #expect(shots.map { $0["duration"] as? String } == ["4", "3"] && body["duration"] as? String == "7")
    #expect(part.estimate == call.request.estimate * 2 && call.request.estimate == Money(microUSD: 588_000))
  }

  @Test("What does not fit into one call is shown as the calls that it is split into, and asked about")
  func split() async throws {
    let report = try await rehearse("generate", project, "SEQ02")
    let part = try #require(report.parts.first)
    #expect(part.calls.map(\.purpose) == ["shot 1", "shot 2"])
    #expect(
      part.calls[0].request.url.hasSuffix("/text-to-video") && part.calls[1].request.url.hasSuffix("/image-to-video"))
    #expect(part.questions.map(\.code.rawValue) == ["call_split"])
  }

  @Test("Without a key it says the same, and that the key is missing")
  func withoutKey() async throws {
    let report = try await rehearse("grid", project, "SEQ01", keys: [:])
    #expect(report.parts.first?.calls.count == 1)
    #expect(report.obstacles.map(\.code.rawValue) == ["key_missing"])
    #expect(report.obstacles.first?.hint.contains("GEMINI_API_KEY") == true)
  }

  @Test("A HOLD file and a cap are told, and stop nothing from being told")
  func inTheWay() async throws {
    try studio.folder.write("", to: "project/HOLD")
    try configure(#", "caps_usd": {"sequence": 0.1}, "confirm_above_usd": 0.2"#)
    let report = try await rehearse("grid", project, "SEQ01")
    #expect(report.obstacles.map(\.code.rawValue) == ["on_hold", "cap_reached"])
    #expect(report.parts.first?.questions.map(\.code.rawValue) == ["price_above_limit"])
    // With a ledger there, what is spent counts; it is read, and not written.
    try Folder.make(starsend.stateFolder, levels: 4)
    try DurableFile.create(starsend.stateFolder / "spend.jsonl", with: Data())
    let again = try await rehearse("generate", project, "SEQ02")
    #expect(again.obstacles.map(\.code.rawValue) == ["on_hold", "cap_reached"])
  }

  @Test("It needs no lock: an agent may have the project")
  func whileAnAgentRuns() async throws {
    let lock = try FileLock(studio.layout.lock)
    try lock.acquire(.thisProcess(command: "watch"))
    defer { withExtendedLifetime(lock) {} }
    #expect(try await rehearse("grid", project, "SEQ01").parts.count == 1)
    let step = try await rehearse("step", "keyframe", project, "EP001_SH03", "--prompt", "A lone car")
    #expect(step.parts.first?.subject == "EP001_SH03")
  }

  @Test("A step is told as well, with the model that is asked for")
  func step() async throws {
    try configure(#", "allowed_models": ["fal-ai/kling-video/o3/pro"]"#)
    let video = try await rehearse(
      "step", "video", project, "EP001_SH03", "--prompt", "It drives off", "--duration", "5", "--model",
      "fal-ai/kling-video/o3/pro")
    let call = try #require(video.parts.first?.calls.first)
    #expect(call.request.url == "\(server.url)/fal-ai/kling-video/o3/pro/text-to-video")
    #expect(call.request.estimate == Money(microUSD: 560_000))
    let multi = try await rehearse(
      "step", "multi-shot", project, "EP001_SH03", "--shot", "3:Wide", "--shot", "4:Close")
    #expect(try multi.parts.first?.calls.first?.request.json()["multi_prompt"] != nil)
  }

  @Test("Prices and limits of the configuration hold for models of Gemini and Kling too")
  func overrides() async throws {
    try configure(
      """
      , "models": {"gemini-3-pro-image": {"usd_per_picture": 5},
         "fal-ai/kling-video/o3/standard": {"usd_per_second": 1, "seconds_per_call": [3, 20]}}
      """)
    let grid = try await rehearse("grid", project, "SEQ01")
    #expect(try #require(grid.parts.first?.calls.first).request.estimate >= Money(usd: 5) ?? .zero)
    // 18 s go into one call now.
    let take = try #require(try await rehearse("generate", project, "SEQ02").parts.first)
    #expect(take.calls.map(\.purpose) == ["shots 1-2"] && take.estimate == Money(usd: 18))
    try configure(#", "models": {"fal-ai/kling-video/o3/standard": {"elements_with_start_frame": 0}}"#)
    let without = try #require(
      try await rehearse("generate", project, "SEQ01", "--start-frame", "frames/mine.png").parts.first)
    #expect(without.calls.first?.request.url.hasSuffix("/image-to-video") == true)
    #expect(without.questions.map(\.code.rawValue) == ["elements_dropped"])
  }

  @Test("What would be refused is refused, with its exit code")
  func refused() async throws {
    let config = ["--config", (studio.folder.path / "starsend.json").display, "--dry-run"]
    let model = try await starsend.run(
      ["generate", project, "SEQ02", "--model", "fal-ai/kling-video/o3/4k", "--json"] + config)
    #expect(model.status == 65 && model.stdout.contains("model_not_allowed"))
    let cell = try await starsend.run(["pick", project, "SEQ01", "top_left"] + config)
    #expect(cell.status == 65 && cell.stderr.contains("There is no grid"))
    #expect(studio.names(studio.layout.inbox).filter { $0.hasSuffix(".json") }.isEmpty && server.received.isEmpty)
  }

  @Test("People read the request, its headers, its body and the price")
  func words() async throws {
    let ended = try await starsend.run(
      ["grid", project, "SEQ01", "--dry-run", "--config", (studio.folder.path / "starsend.json").display])
    for words in ["POST \(server.url)/v1beta/models", "(hidden)", "In the way: There is no key", "Nothing was sent"] {
      #expect(ended.stdout.contains(words), "\(ended.stdout)")
    }
  }

  @Test("Storyboard's request is its own, at no cost")
  func storyboard() async throws {
    try studio.folder.write("{}", to: "starsend.json")
    let grid = try await rehearse("grid", project, "SEQ01")
    #expect(grid.estimate == .zero && grid.parts.first?.calls.first?.request.method == "draw")
    _ = try await starsend.run(["grid", project, "SEQ01", "--wait"])
    let pick = try await rehearse("pick", project, "SEQ01", "top_left")
    #expect(pick.parts.first?.calls.first?.purpose == "shots 1-2")
  }
}
