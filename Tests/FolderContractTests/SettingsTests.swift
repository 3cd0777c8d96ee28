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
    #expect(try ProjectSettings.read("{\"take_mode\": \"individual\"}".data).takeMode == .individual)
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
    ("{\"take_mode\": \"single\"}", .badValue, "\"multi_shot\", \"individual\""),
    ("{\"gates\": {\"blak\": {}}}", .unknownField, "\"black\"?"),
    ("{\"gates\": {\"frozen\": {\"warn\": 1.5}}}", .badValue, "gates.frozen.warn"),
    ("{\"gates\": {\"frozen\": {\"warm\": 1}}}", .unknownField, "\"warn\"?"),
    ("{\"gates\": {\"frozen\": {\"warn\": 0.9, \"fail\": 0.5}}}", .badValue, "warn below"),
    ("{\"gates\": {\"contrast\": {\"warn\": 3, \"fail\": 4}}}", .badValue, "warn above"),
    ("{\"video\": \"runway\"}", .badValue, "\"storyboard\""),
    ("{\"images\": \"fal\"}", .badValue, "fal, which makes videos and no pictures"),
    ("{\"images\": \"fal\"}", .badValue, "Pictures are made by storyboard or gemini, videos by storyboard or fal."),
    ("{\"video\": \"gemini\"}", .badValue, "gemini, which makes pictures and no videos"),
    ("{\"image_model\": \"fal-ai/kling-video/o3/pro\"}", .badValue, "makes videos and no pictures"),
    ("{\"video_model\": \"gemini-3-pro-image\"}", .badValue, "videos by storyboard or fal"),
    ("{\"video_model\": \"kling\"}", .badValue, "fal-ai/"), ("{\"video_model\": \"fal-ai/\"}", .badValue, "fal-ai/"),
    ("{\"video_model\": \"fal-ai/../x\"}", .badValue, "fal-ai/"),
    ("{\"video_model\": \"fal-ai/x?key=1\"}", .badValue, "fal-ai/"),
    ("{\"image_model\": \"gemini-3/x:generateContent\"}", .badValue, "gemini-"),
    ("{\"image_model\": \"Gemini-3-pro-image\"}", .badValue, "gemini-"),
    ("{\"images\": \"storyboard\", \"image_model\": \"gemini-3-pro-image\"}", .badValue, "Leave \"images\" out"),
    ("{\"video\": \"fal\", \"video_model\": \"storyboard\"}", .badValue, "\"video\" is fal"),
  ]

  /// What only the agent's own configuration says, and what would be there instead of a key.
  static let strangers = [
    "\"url\": \"https://evil.example\"", "\"queue_url\": \"https://evil.example\"",
    "\"rest_url\": \"http://127.0.0.1:1\"",
    "\"api_url\": \"https://evil.example\"", "\"providers\": {\"fal\": {\"queue_url\": \"https://evil.example\"}}",
    "\"gemini\": {\"url\": \"https://evil.example\"}", "\"fal\": {\"concurrency\": 64}", "\"concurrency\": 64",
    "\"allowed_models\": [\"fal-ai/kling-video/o3/4k\"]", "\"models\": {\"storyboard\": {\"usd_per_second\": 0}}",
    "\"confirm_above_usd\": 1000", "\"upload_hours\": 720", "\"search_seconds\": 3600", "\"generate_audio\": true",
    "\"poll_seconds\": 1",
  ]

  @Test("cannot change what is the agent's own: addresses, concurrency, allowed models, prices", arguments: strangers)
  func agentsOwn(stranger: String) {
    let problem = problem { () throws(Problem) in try ProjectSettings.read("{\(stranger)}".data) }
    #expect(problem.code == .unknownField && problem.hint.contains("agent's own starsend.json"), "\(problem)")
  }

  @Test(
    "is no place for a key, and a key in it is not repeated",
    arguments: ["key", "FAL_KEY", "api-key", "gemini_api_key"])
  func keys(field: String) {
    let text = "{\"\(field)\": \"kid-0000:secret-1111\"}"
    for problem in [
      problem({ () throws(Problem) in try ProjectSettings.read(text.data) }),
      problem({ () throws(Problem) in try Configuration.read(text.data) }),
      problem({ () throws(Problem) in try Configuration.read("{\"providers\": {\"fal\": \(text)}}".data) }),
    ] {
      #expect(
        problem.code == .unknownField && problem.hint.contains("FAL_KEY in the agent's environment"), "\(problem)")
      #expect(!problem.description.contains("secret-1111"), "\(problem)")
    }
  }

  @Test("chooses makers and models; a model says whose it is")
  func makers() throws {
    let settings = try ProjectSettings.read(
      "{\"image_model\": \"gemini-3-pro-image\", \"video\": \"fal\", \"video_model\": \"fal-ai/kling-video/o3/pro\"}"
        .data)
    #expect(settings.images == .gemini && settings.imageModel == "gemini-3-pro-image")
    #expect(settings.video == .fal && settings.videoModel == "fal-ai/kling-video/o3/pro")
    #expect(try ProjectSettings.read("{\"images\": \"gemini\"}".data).imageModel == nil)
  }

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
                "model": "fal-ai/kling-video/o3/standard", "concurrency": 2, "poll_seconds": 3,
                "upload_hours": 72, "generate_audio": false}
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
    ("{\"images\": \"dalle\"}", .badValue, "\"storyboard\""),
    ("{\"images\": \"fal\"}", .badValue, "fal, which makes videos and no pictures"),
    ("{\"video\": \"gemini\"}", .badValue, "Pictures are made by storyboard or gemini"),
    ("{\"providers\": {\"gemini\": {\"model\": \"fal-ai/kling-video/o3/pro\"}}}", .badValue, "begin with \"gemini-\""),
    ("{\"providers\": {\"fal\": {\"model\": \"gemini-3-pro-image\"}}}", .badValue, "begin with \"fal-ai/\""),
    ("{\"providers\": {\"fal\": {\"upload_hours\": 0}}}", .badValue, "from 1 to 720"),
    ("{\"providers\": {\"fal\": {\"upload_hours\": 721}}}", .badValue, "from 1 to 720"),
    ("{\"providers\": {\"fal\": {\"search_seconds\": 3601}}}", .badValue, "from 0 to 3600"),
    ("{\"providers\": {\"fal\": {\"upload_hours\": 1.5}}}", .badValue, "from 1 to 720"),
    ("{\"providers\": {\"fal\": {\"generate_audio\": \"yes\"}}}", .badValue, "true or false"),
    ("{\"allowed_models\": [\"kling\"]}", .badValue, "allowed_models[1]"),
    ("{\"watch\": \"kqueue\"}", .badValue, "\"auto\", \"events\", \"polling\""),
    ("{\"providers\": {\"fall\": {}}}", .unknownField, "\"fal\"?"),
    ("{\"providers\": {\"fal\": {\"url\": \"https://x.y\"}}}", .unknownField, "providers.fal.url"),
    ("{\"providers\": {\"gemini\": {\"url\": \"http://example.com\"}}}", .badValue, "https://"),
    ("{\"providers\": {\"gemini\": {\"url\": \"https://u:p@example.com\"}}}", .badValue, "https://"),
    ("{\"providers\": {\"gemini\": {\"url\": \"file:///etc/passwd\"}}}", .badValue, "https://"),
    ("{\"providers\": {\"gemini\": {\"url\": \"http://localhost.example.com\"}}}", .badValue, "https://"),
    ("{\"allowed_models\": [1]}", .badValue, "allowed_models[1]"),
    ("{\"caps_usd\": {\"project\": 1e99}}", .badValue, "1000000"),
    ("{\"models\": {\"m\": {\"shots_per_cal\": 1}}}", .unknownField, "\"shots_per_call\"?"),
    ("{\"models\": {\"m\": {\"seconds_per_call\": [1]}}}", .badValue, "models.m.seconds_per_call"),
    ("{\"models\": {\"m\": {\"seconds_per_call\": [15, 3]}}}", .badValue, "[3, 15]"),
    ("{\"models\": {\"m\": 5}}", .badValue, "\"models.m\" must be an object"),
    ("{\"models\": {\" \": {}}}", .badValue, "no model can have"),
    ("{\"gates\": {\"duration\": {\"fail\": -1}}}", .badValue, "gates.duration.fail"),
  ]

  @Test("with a fault in it is refused with what may stand there", arguments: faults)
  func refuses(text: String, code: Problem.Code, said: String) {
    let problem = problem { () throws(Problem) in try Configuration.read(text.data) }
    #expect(problem.code == code && problem.description.contains(said), "\(problem)")
  }

  @Test("knows limits and prices of models better where it names them, and says so")
  func models() throws {
    let text = """
      {"models": {"m": {"elements_with_start_frame": 2, "shots_per_call": 4, "seconds_per_call": [3, 10.5],
       "whole_seconds": true, "usd_per_second": 0.126}, "n": {"usd_per_picture": 0.2}}}
      """
    let models = try Configuration.read(text.data).models
    let known = ModelLimits(
      model: "m", elementsWithStartFrame: 3, elementsWithoutStartFrame: 4, shotsPerCall: 6, secondsPerCall: 3...15,
      leastSecondsPerShot: 1, wholeSeconds: false, promptCharacters: 500, source: "its page", dated: "2026-11-20")
    var expected = known
    expected.elementsWithStartFrame = 2
    expected.shotsPerCall = 4
    expected.secondsPerCall = 3...10.5
    expected.wholeSeconds = true
    expected.source = "its page, changed in starsend.json"
    #expect(models["m"]?.changing(known) == expected)
    #expect(models["m"]?.usdPerSecond == Money(microUSD: 126_000))
    #expect(models["n"]?.changing(known) == known && models["n"]?.usdPerPicture == Money(microUSD: 200_000))
  }

  @Test("and the project set the bounds of gates, the project over the configuration")
  func gates() throws {
    let text = "{\"gates\": {\"black\": {\"warn\": 0.1, \"fail\": 0.2}, \"frozen\": {\"fail\": 0.9}}}"
    let configuration = try Configuration.read(text.data)
    let project = try ProjectSettings.read("{\"gates\": {\"black\": {\"fail\": 0.4}, \"contrast\": {}}}".data)
    var expected = GateThresholds.standard
    expected.black = GateBound(fail: 0.4)
    expected.frozen = GateBound(fail: 0.9)
    expected.contrast = GateBound()
    #expect(configuration.thresholds(for: project) == expected)
    #expect(Configuration().thresholds(for: ProjectSettings()) == .standard)
  }
}
