import DurableFiles
import Execution
import FolderContract
import FolderWatch
import Foundation
import Imaging
import Media
import Terms
import TestSupport
import Testing

/// Single execution steps, with any shot id.
@Suite("starsend step", .timeLimit(.minutes(3)))
struct StepCommandTests {
  private let studio: Studio
  private let starsend: Executable

  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
    try studio.folder.write(
      #"""
      {"models": {"storyboard":
        {"seconds_per_call": [0.1, 15], "least_seconds_per_shot": 0.1, "whole_seconds": false}}}
      """#, to: "short.json")
  }

  /// A model that makes shots as short as a test wants them.
  private var short: [String] { ["--config", (studio.folder.path / "short.json").display] }

  private var project: String { studio.layout.root.display }

  private func step(
    _ words: String..., environment: [String: String] = [:]
  ) async throws -> Executable.Ended {
    try await starsend.run(["step"] + words + short + ["--json"], environment: environment)
  }

  private func expectState(of shot: String, _ state: ShotState, takes: Int) throws {
    let file = try DurableFile.read(studio.layout.shot(try ShotID(shot)))
    #expect(try JSONSchema(#require(Schemas.named("shot"))).faults(in: file) == [])
    let record = try PlainJSON.decode(ShotRecord.self, from: file)
    #expect(record.state == state)
    #expect(record.takes.count == takes)
  }

  @Test("A picture, a video from it and one of several shots are made, each under a name of its own")
  func three() async throws {
    let picture = try await step("keyframe", project, "EP001_SH03", "--prompt", "A lone car at dusk")
    #expect(picture.status == 0)
    let first: TakeRecord = try picture.json()
    #expect(first.output == "frames/EP001_SH03/EP001_SH03_take001.png")
    #expect(try Picture.probe(studio.layout.root / first.output).size == PixelSize(width: 426, height: 240))

    let frame = (studio.layout.root / first.output).display
    let video: TakeRecord = try await step(
      "video", project, "EP001_SH03", "--prompt", "It comes nearer", "--duration", "0.5", "--start-frame", frame
    ).json()
    #expect(video.output == "takes/EP001_SH03/EP001_SH03_take001.mp4")
    #expect(video.startFrame == first.output)

    // Ids are compared without case, and so is what lies on the disk: nothing is ever overwritten.
    try studio.folder.write("mine", to: "project/takes/EP001_SH03/ep001_sh03_take002.txt")
    let cut: TakeRecord = try await step(
      "multi-shot", project, "ep001_sh03", "--shot", "0.5:Wide: it comes", "--shot", "0.25:Her eyes", "--start-frame",
      first.output
    ).json()
    #expect(cut.output == "takes/EP001_SH03/EP001_SH03_take003.mp4")
    #expect(cut.shotPrompts.map(\.prompt) == ["Wide: it comes", "Her eyes"])
    #expect(cut.shotPrompts.map(\.duration) == [0.5, 0.25])
    try expectState(of: "EP001_SH03", .videoComplete, takes: 3)
  }

  @Test("A grid of options is made in the size that is asked for")
  func grid() async throws {
    let take: TakeRecord = try await step(
      "keyframe", project, "A", "--prompt", "Four angles", "--layout", "2x2", "--size", "640x360"
    ).json()
    let panels = try PanelFinder.find(in: studio.layout.root / take.output, expecting: .quadrants)
    #expect(panels.isGrid)
    #expect(take.size == PixelSize(width: 640, height: 360))
  }

  @Test("What it shows is found in the file system and kept with the take; who is not there is named")
  func elements() async throws {
    let picture: TakeRecord = try await step("keyframe", project, "A", "--prompt", "A clerk").json()
    for folder in ["refs/characters/Clerk", "refs/props/key"] { try Folder.make(studio.layout.root / folder) }
    try FileManager.default.copyItem(
      atPath: (studio.layout.root / picture.output).display,
      toPath: (studio.layout.root / "refs/characters/Clerk/front.png").display)
    let words = ["video", project, "SEQ08_shot03", "--prompt", "She waits", "--duration", "0.25", "--elements"]
    let take: TakeRecord = try await starsend.run(["step"] + words + ["clerk"] + short + ["--json"]).json()
    #expect(take.elements.map(\.frontal) == ["refs/characters/Clerk/front.png"])
    #expect(take.output == "takes/SEQ08_shot03/SEQ08_shot03_take001.mp4")
    for (elements, code, name) in [
      ("clerk,nobody", 65, "nobody"), ("key", 65, "refs/props/key"), ("a,,b", 64, "--elements"),
    ] {
      let ended = try await starsend.run(["step"] + words + [elements] + short)
      #expect(ended.status == Int32(code) && ended.stderr.contains(name), "\(ended.stderr)")
    }
  }

  private static let tooMuch: [(words: [String], figure: String)] = [
    (["video", "--prompt", "x", "--duration", "20"], "15 s"),
    (["video", "--prompt", "x", "--duration", "2"], "3 s"),
    (["video", "--prompt", "x", "--duration", "3.5"], "whole seconds"),
    (["video", "--prompt", String(repeating: "x", count: 600), "--duration", "5"], "512"),
    (["multi-shot"] + (1...7).flatMap { ["--shot", "2:shot \($0)"] }, "6"),
  ]

  @Test(
    "What the model does not take in one call is refused with its limit and where that comes from", arguments: tooMuch)
  func limits(words: [String], figure: String) async throws {
    let ended = try await starsend.run(["step", words[0], project, "EP001_SH03"] + words.dropFirst() + ["--json"])
    #expect(ended.status == 65)
    #expect(ended.stdout.contains("over_limits") && ended.stdout.contains(figure), "\(ended.stdout)")
    #expect(studio.names(studio.layout.shots) == [])
  }

  @Test("A start frame outside the project is refused with what to do, also through a link")
  func outside() async throws {
    let outside = try studio.folder.write("x", to: "elsewhere.png")
    let link = studio.layout.root / "refs/link.png"
    try FileManager.default.createSymbolicLink(atPath: link.display, withDestinationPath: outside.display)
    for frame in [outside.display, link.display, "refs/link.png"] {
      let ended = try await step("video", project, "A", "--prompt", "x", "--duration", "1", "--start-frame", frame)
      #expect(ended.status == 65)
      #expect(ended.stdout.contains("outside_project") && ended.stdout.contains("Copy it"))
    }
    #expect(FileStatus.of(studio.layout.shot(try ShotID("A"))) == nil)
  }

  @Test("Killed after any durable step, the same command goes on and makes one take")
  func killed() async throws {
    let log = studio.folder.path / "steps.log"
    let words = ["step", "video", project, "WHOLE", "--prompt", "The car", "--duration", "0.25", "--json"] + short
    let whole = try await starsend.run(words, environment: ["STARSEND_CRASH_LOG": log.display])
    #expect(whole.status == 0)
    let steps = try DurableFile.read(log).split(separator: UInt8(ascii: "\n")).count
    try #require(steps >= 8)
    // After the last one the take is complete, and the command again is another one.
    for step in stride(from: 1, to: steps, by: 2) { try await kill("S\(step)", after: step) }
  }

  private func kill(_ shot: String, after step: Int) async throws {
    let words = ["step", "video", project, shot, "--prompt", "The car", "--duration", "0.25", "--json"] + short
    let killed = try await starsend.run(words, environment: ["STARSEND_CRASH_AFTER": "\(step)"])
    #expect(killed.status == -SIGKILL)
    let take: TakeRecord = try await starsend.run(words).json()
    #expect(take.phase == .complete && take.key.attempt == 1)
    #expect(studio.names(studio.layout.takes / shot) == ["\(shot)_take001.mp4"])
    try expectState(of: shot, .videoComplete, takes: 1)
  }

  @Test("An unfinished take goes on first, and what else was asked for comes after it")
  func anotherOrder() async throws {
    let words = ["step", "video", project, "A", "--duration", "0.5"] + short + ["--json", "--prompt"]
    let killed = try await starsend.run(words + ["The car"], environment: ["STARSEND_CRASH_AFTER": "8"])
    #expect(killed.status == -SIGKILL)
    let second = try await starsend.run(words + ["The motel"])
    #expect(second.stderr.contains("A_take001 was not finished"))
    #expect(try second.json(TakeRecord.self).id == "A_take002")
    #expect(studio.names(studio.layout.takes / "A") == ["A_take001.mp4", "A_take002.mp4"])
  }

  @Test("Interrupted from the keyboard, it ends cleanly, leaves nothing half made, and goes on when it is called again")
  func interrupted() async throws {
    let words = ["step", "video", project, "A", "--prompt", "The car", "--duration", "0.5", "--json"] + short
    // However late the signal comes, the video is not done before it.
    let running = try starsend.start(words, environment: ["PATH": try pathToAnFFmpegThatNeverEnds()])
    try await isSubmitted("A")
    running.send(SIGINT)
    let ended = await running.end()
    #expect(ended.status == 75)
    #expect(ended.stdout.contains("\"stopped\""))
    #expect(studio.names(studio.layout.takes / "A") == [])
    #expect(FileLock.holder(of: studio.layout.lock) == nil)
    let take: TakeRecord = try await starsend.run(words).json()
    #expect(take.phase == .complete && take.key.attempt == 1)
    #expect(studio.names(studio.layout.takes / "A") == ["A_take001.mp4"])
  }

  /// A `PATH` with an ffmpeg in front that makes nothing and waits to be ended.
  private func pathToAnFFmpegThatNeverEnds() throws -> String {
    let tools = try MediaTools.find()
    let programs = studio.folder.path / "programs"
    try Folder.make(programs)
    let ffmpeg = try studio.folder.write("#!/bin/sh\nexec sleep 600\n", to: "programs/ffmpeg")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ffmpeg.display)
    try FileManager.default.createSymbolicLink(
      atPath: (programs / "ffprobe").display, withDestinationPath: tools.ffprobe.display)
    return "\(programs):/usr/bin:/bin"
  }

  /// Waits until the provider has the shot's order.
  private func isSubmitted(_ shot: String) async throws {
    let file = studio.layout.shot(try ShotID(shot))
    let watcher = FolderWatcher(folders: [WatchedFolder(file.parent)], options: WatchOptions(reserved: []))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watcher.run() }
      group.addTask {
        for await _ in watcher {
          let record = (try? DurableFile.read(file)).flatMap { try? PlainJSON.decode(ShotRecord.self, from: $0) }
          if record?.takes.last?.requestID != nil { return }
        }
      }
      try await group.next()
      group.cancelAll()
    }
  }
}
