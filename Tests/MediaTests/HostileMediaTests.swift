import Foundation
import Glibc
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Media

@Suite("A file that means no good")
struct HostileMediaTests {
  private let lab: FilmLab
  private var tools: MediaTools { lab.tools }
  private var folder: TemporaryFolder { lab.folder }

  init() throws { lab = try FilmLab() }

  private func expectRefusal(
    saying words: String..., sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Void
  ) async {
    let problem = await #expect(throws: Problem.self, sourceLocation: sourceLocation) { try await work() }
    #expect(problem?.code == .mediaUnreadable, sourceLocation: sourceLocation)
    for word in words {
      #expect(problem?.message.contains(word) == true, "\(problem?.logLine ?? "")", sourceLocation: sourceLocation)
    }
  }

  @Test("is refused as a picture that says it is 60,000 pixels wide and high", arguments: ["png", "jpg", "webp"])
  func hugePicture(kind: String) async throws {
    let name = "huge.\(kind)"
    switch kind {
    case "png": try folder.write(HostileFiles.png(width: 60_000, height: 60_000), to: name)
    case "webp": try folder.write(HostileFiles.webp(width: 60_000, height: 60_000), to: name)
    default:
      let small = try await lab.make("small.jpg", "-f", "lavfi", "-i", "testsrc2=s=64x64", "-frames:v", "1")
      let bytes = try folder.read(small.name.display)
      try folder.write(HostileFiles.resized(jpegsIn: bytes, width: 60_000, height: 60_000), to: name)
    }
    let file = folder.path / name
    await expectRefusal(saying: name) { _ = try await tools.probe(picture: file) }
    await expectRefusal(saying: name) { try await tools.asPNG(file, to: folder.path / "made.png") }
    if kind != "png" { await expectRefusal(saying: "at most 300 million") { _ = try await tools.probe(picture: file) } }
    let video = try await lab.numbered("v.mp4", frames: 4)
    await expectRefusal(saying: name) { _ = try await tools.inspect(video, startFrame: file) }
    #expect(!folder.exists("made.png"))
  }

  @Test("is refused as a picture that is just larger than what is taken")
  func largePicture() async throws {
    let small = try await lab.make("small.jpg", "-f", "lavfi", "-i", "testsrc2=s=64x64", "-frames:v", "1")
    let bytes = try folder.read(small.name.display)
    try folder.write(HostileFiles.resized(jpegsIn: bytes, width: 20_000, height: 15_001), to: "a.jpg")
    await expectRefusal(saying: "a.jpg", "at most 300 million") {
      _ = try await tools.probe(picture: folder.path / "a.jpg")
    }
  }

  @Test("is refused as a video whose frames are said to be 60,000 pixels wide")
  func hugeVideo() async throws {
    let small = try await lab.make("s.mov", "-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-c:v", "mjpeg")
    let frames = HostileFiles.resized(jpegsIn: try folder.read(small.name.display), width: 60_000, height: 40_000)
    try folder.write(HostileFiles.entry("jpeg", in: frames, width: 60_000, height: 40_000), to: "huge.mov")
    let file = folder.path / "huge.mov"
    await expectRefusal(saying: "huge.mov", "at most 40 million") { _ = try await tools.probe(file) }
    await expectRefusal(saying: "huge.mov") { _ = try await tools.inspect(file) }
  }

  @Test("does not get its frames decoded where they grow beyond what its header says")
  func growingVideo() async throws {
    let small = try await lab.make("s.mov", "-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-c:v", "mjpeg")
    let bytes = try folder.read(small.name.display)
    try folder.write(HostileFiles.resized(jpegsIn: bytes, width: 20_000, height: 20_000, from: 12), to: "grows.mov")
    let seen = try await tools.inspect(folder.path / "grows.mov")
    #expect(seen.info.size == PixelSize(width: 64, height: 64))
    #expect(seen.decodedFrames == 12)
    #expect(!seen.decodeErrors.isEmpty)
  }

  @Test("is refused as a video of ten hours, before any of it is decoded")
  func tenHours() async throws {
    let long = try await lab.make("long.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=1/3600:d=36000")
    await expectRefusal(saying: "long.mp4", "36000 seconds", "7200 seconds") { _ = try await tools.probe(long) }
    await expectRefusal(saying: "36000 seconds") { _ = try await tools.inspect(long) }
    await expectRefusal(saying: "36000 seconds") { _ = try await tools.cuts(in: long, planned: [5]) }
  }

  @Test("opens no other file, as a list of videos that calls itself one", arguments: ["mp4", "mov", "png", "mp3"])
  func lists(kind: String) async throws {
    let real = try await lab.numbered("real.mp4", frames: 24, sound: "sine=440")
    let stream = try await lab.make("real.ts", "-i", MediaTools.path(real), "-c", "copy")
    let lists = [
      "ffconcat version 1.0\nfile '\(real)'\n",
      "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\n\(stream)\n#EXT-X-ENDLIST\n",
      "<?xml version=\"1.0\"?><svg xmlns:xlink=\"http://www.w3.org/1999/xlink\"><image xlink:href=\"\(real)\"/></svg>",
    ]
    for list in lists {
      let file = try folder.write(list, to: "list.\(kind)")
      await expectRefusal(saying: "list.\(kind)") { _ = try await tools.probe(file) }
      await expectRefusal(saying: "list.\(kind)") { _ = try await tools.probe(sound: file) }
      await expectRefusal(saying: "list.\(kind)") { _ = try await tools.probe(picture: file) }
      _ = await #expect(throws: Problem.self) { try await tools.frame(of: file, to: folder.path / "f.png") }
      _ = await #expect(throws: Problem.self) { try await tools.poster(of: file, to: folder.path / "f.jpg") }
    }
    #expect(!folder.exists("f.png"))
    #expect(!folder.exists("f.jpg"))
  }

  @Test("does not show what lies in another file that it points at")
  func externalReference() async throws {
    let real = try await lab.numbered("real.mov", frames: 12)
    let bytes = try folder.read(real.name.display)
    try folder.write(HostileFiles.pointing(bytes, at: real.display), to: "points.mov")
    // Without what it points at there is nothing in it.
    var movie = try folder.read("points.mov")
    let data = try #require(movie.range(of: Data("mdat".utf8)))
    let end = try #require(movie.range(of: Data("moov".utf8))).lowerBound - 4
    movie.replaceSubrange(data.upperBound..<end, with: Data(count: end - data.upperBound))
    try folder.write(movie, to: "points.mov")
    let file = folder.path / "points.mov"
    // A player that follows such pointers sees all of it: so it is one.
    let control = try await ChildProcess.run(
      tools.ffprobe,
      [
        "-loglevel", "error", "-enable_drefs", "1", "-use_absolute_path", "1", "-count_frames", "-show_entries",
        "stream=nb_read_frames", "-of", "csv=p=0", "-i", MediaTools.path(file),
      ])
    #expect(String(decoding: control.stdout, as: UTF8.self).contains("12"), "\(control.lastWords)")
    do {
      let seen = try await tools.inspect(file)
      #expect(seen.decodedFrames == 0)
    } catch let problem as Problem { #expect(problem.code == .mediaUnreadable) }
  }

  @Test("is not waited for as a pipe that nobody writes into")
  func pipes() async throws {
    for name in ["a.mp4", "a.png", "a.wav"] {
      let pipe = folder.path / name
      try #require(mkfifo(pipe.display, 0o600) == 0)
      await expectRefusal(saying: name, "no plain file") { _ = try await tools.probe(pipe) }
      await expectRefusal(saying: name, "no plain file") { _ = try await tools.probe(sound: pipe) }
      await expectRefusal(saying: name, "no plain file") { _ = try await tools.probe(picture: pipe) }
      await expectRefusal(saying: name, "no plain file") { try await tools.asPNG(pipe, to: folder.path / "m.png") }
      await expectRefusal(saying: name, "no plain file") { try await tools.frame(of: pipe, to: folder.path / "m.png") }
    }
  }

  @Test("is refused where it has more bytes than any such file should")
  func tooManyBytes() async throws {
    var limits = MediaLimits()
    (limits.videoBytes, limits.pictureBytes) = (1 << 20, 1 << 20)
    let strict = MediaTools(ffmpeg: tools.ffmpeg, ffprobe: tools.ffprobe, limits: limits)
    for name in ["a.mp4", "a.png"] {
      let file = try folder.write(HostileFiles.png(width: 8, height: 8), to: name)
      try #require(truncate(file.display, 5 << 20) == 0)
    }
    await expectRefusal(saying: "a.mp4", "5 MB", "1 MB") { _ = try await strict.probe(folder.path / "a.mp4") }
    await expectRefusal(saying: "a.png", "5 MB", "1 MB") { _ = try await strict.probe(picture: folder.path / "a.png") }
  }

  @Test("that keeps a decoder busy for ever is left, and nothing of what worked on it stays", .timeLimit(.minutes(1)))
  func stalling() async throws {
    let video = try await lab.numbered("v.mp4", frames: 4)
    // In place of a flaw in a decoder: one that starts another program and then neither ends nor listens.
    let script = "#!/bin/sh\ntrap '' TERM\nsleep 1000 &\necho $! > \(folder.path)/pid\nwhile :; do sleep 1000; done\n"
    let stuck = try folder.write(script, to: "stuck")
    try #require(chmod(stuck.display, 0o755) == 0)
    var limits = MediaLimits()
    (limits.look, limits.decode, limits.decodePerSecond) = (.seconds(20), .milliseconds(500), .zero)
    let tools = MediaTools(ffmpeg: stuck, ffprobe: tools.ffprobe, limits: limits)
    let problem = await #expect(throws: Problem.self) { _ = try await tools.inspect(video) }
    #expect(problem?.code == .programTimedOut)
    #expect(problem?.message.contains("stuck did not finish") == true)
    let pid = try #require(
      pid_t(String(decoding: try folder.read("pid"), as: UTF8.self).trimmingCharacters(in: .newlines)))
    // It may still be there as an entry that waits for its status to be taken.
    let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    #expect(state == nil || state?.contains(") Z ") == true)
  }
}
