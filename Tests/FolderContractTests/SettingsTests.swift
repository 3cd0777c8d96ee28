import FolderContract
import Foundation
import Terms
import Testing

@Suite("project.json")
struct ProjectSettingsTests {
  @Test("may be empty: everything has a default")
  func defaults() throws {
    let settings = try ProjectSettings.read("{}".data)
    #expect(settings == ProjectSettings())
    #expect(settings.frameRate == .film && settings.aspectRatio == .widescreen && settings.grid == .quadrants)
    #expect(settings.autoGenerate && settings.audio && settings.videoSize == PixelSize(width: 1280, height: 720))
  }

  @Test("says what a project is")
  func reads() throws {
    let settings = try ProjectSettings.read(
      """
      {"title": "T", "client": "C", "frame_rate": "24000/1001", "aspect_ratio": "9:16", "grid": {"rows": 3, "columns": 2},
       "auto_generate": false, "caps_usd": {"project": 40, "day": 0}, "take_mode": "multi_shot", "audio": false,
       "resolution": "1080p", "images": "storyboard", "video": "storyboard"}
      """.data)
    #expect(
      settings.frameRate.description == "24000/1001" && settings.videoSize == PixelSize(width: 1080, height: 1920))
    #expect(settings.grid == GridLayout(rows: 3, columns: 2) && !settings.autoGenerate && !settings.audio)
    #expect(settings.caps == LowerCaps(project: Money(usd: 40), sequence: nil, day: .zero))
    #expect(settings.images == .storyboard)
    #expect(try ProjectSettings.read("{\"frame_rate\": 25}".data).frameRate.description == "25")
  }

  @Test("lowers caps and never raises them")
  func caps() throws {
    let caps = Configuration().caps
    let lowered = caps.lowered(by: LowerCaps(project: Money(usd: 40), sequence: Money(usd: 1_000)))
    #expect(lowered.project == Money(usd: 40) && lowered.sequence == caps.sequence && lowered.day == caps.day)
  }

  static let faults: [(text: String, code: Problem.Code, said: String)] = [
    ("{\"frame_rate\": 23.976}", .badValue, "24000/1001"), ("{\"frame_rate\": \"0\"}", .badValue, "from 1 to 120"),
    ("{\"frame_rate\": \"24/0\"}", .badValue, "from 1 to 120"), ("{\"frame_rate\": \"+24\"}", .badValue, "fraction"),
    ("{\"aspect_ratio\": \"16x9\"}", .badValue, "16:9"), ("{\"aspect_ratio\": \"0:9\"}", .badValue, "16:9"),
    ("{\"grid\": {\"rows\": 2}}", .missingField, "\"grid.columns\""),
    ("{\"grid\": {\"rows\": 2, \"columns\": 2, \"cells\": 4}}", .unknownField, "\"grid.cells\""),
    ("{\"auto_genrate\": false}", .unknownField, "\"auto_generate\"?"),
    ("{\"caps_usd\": {\"song\": 1}}", .unknownField, "caps_usd.song"),
    ("{\"caps_usd\": {\"day\": -1}}", .badValue, "dollars"),
    ("{\"resolution\": \"4k\"}", .badValue, "\"240p\", \"480p\", \"720p\", \"1080p\""),
    ("{\"take_mode\": \"individual\"}", .badValue, "one call only"),
    ("{\"video\": \"fal\"}", .badValue, "\"storyboard\""),
    ("{\"url\": \"https://evil.example\"}", .unknownField, "\"url\""),
  ]

  @Test("with a fault in it is refused with what may stand there", arguments: faults)
  func refuses(text: String, code: Problem.Code, said: String) {
    let problem = problem { () throws(Problem) in try ProjectSettings.read(text.data) }
    #expect(problem.code == code && problem.description.contains(said), "\(problem)")
  }
}

@Suite("starsend.json")
struct ConfigurationTests {
  static let sample = """
    {
      "images": "storyboard", "video": "storyboard",
      "providers": {
        "gemini": {"url": "https://generativelanguage.googleapis.com", "model": "gemini-3-pro-image", "image_size": "2K", "concurrency": 4},
        "fal": {"queue_url": "https://queue.fal.run", "rest_url": "https://rest.fal.ai", "api_url": "https://api.fal.ai",
                "model": "fal-ai/kling-video/o3/standard", "concurrency": 2, "poll_seconds": 3}
      },
      "allowed_models": [],
      "caps_usd": {"project": 100, "sequence": 25, "day": 50},
      "confirm_above_usd": 10,
      "settle_milliseconds": 2000, "grace_seconds": 60, "rescan_seconds": 300, "poll_seconds": 5, "watch": "auto"
    }
    """

  @Test("with the defaults written out is the same as none")
  func defaults() throws {
    #expect(try Configuration.read(Self.sample.data) == Configuration())
    #expect(try Configuration.read("{}".data) == Configuration())
  }

  @Test("changes what it names and nothing else")
  func reads() throws {
    let text =
      "{\"caps_usd\": {\"day\": 500}, \"watch\": \"polling\", \"providers\": {\"fal\": {\"queue_url\": \"http://127.0.0.1:8080\"}}}"
    var expected = Configuration()
    expected.caps = Caps(
      project: expected.caps.project, sequence: expected.caps.sequence, day: Money(microUSD: 500_000_000))
    expected.watch = .polling
    expected.providers.fal.queueURL = "http://127.0.0.1:8080"
    #expect(try Configuration.read(text.data) == expected)
  }

  static let faults: [(text: String, code: Problem.Code, said: String)] = [
    ("{\"setle_milliseconds\": 1}", .unknownField, "\"settle_milliseconds\"?"),
    ("{\"key\": \"k\"}", .unknownField, "\"key\""),
    ("{\"settle_milliseconds\": -1}", .badValue, "from 0 to 600000"),
    ("{\"poll_seconds\": 0}", .badValue, "from 1 to 3600"),
    ("{\"images\": \"gemini\"}", .badValue, "\"storyboard\""),
    ("{\"watch\": \"kqueue\"}", .badValue, "\"auto\", \"events\", \"polling\""),
    ("{\"providers\": {\"fall\": {}}}", .unknownField, "\"fal\"?"),
    ("{\"providers\": {\"fal\": {\"url\": \"https://x.y\"}}}", .unknownField, "providers.fal.url"),
    ("{\"providers\": {\"gemini\": {\"url\": \"http://example.com\"}}}", .badValue, "https://"),
    ("{\"providers\": {\"gemini\": {\"url\": \"https://u:p@example.com\"}}}", .badValue, "https://"),
    ("{\"providers\": {\"gemini\": {\"url\": \"file:///etc/passwd\"}}}", .badValue, "https://"),
    ("{\"providers\": {\"gemini\": {\"url\": \"http://localhost.example.com\"}}}", .badValue, "https://"),
    ("{\"allowed_models\": [1]}", .badValue, "allowed_models[1]"),
    ("{\"caps_usd\": {\"project\": 1e99}}", .badValue, "1000000"),
  ]

  @Test("with a fault in it is refused with what may stand there", arguments: faults)
  func refuses(text: String, code: Problem.Code, said: String) {
    let problem = problem { () throws(Problem) in try Configuration.read(text.data) }
    #expect(problem.code == code && problem.description.contains(said), "\(problem)")
  }
}
