import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Media

@Suite struct VideoTests {
  private let tools: MediaTools
  private let folder: TemporaryFolder

  init() throws {
    tools = try MediaTools.find()
    folder = try TemporaryFolder()
  }

  private func make(_ name: String, from source: String, _ options: ChildProcess.Argument...) async throws -> FilePath {
    let file = folder.path / name
    try await tools.run(
      ["-f", "lavfi", "-i", "\(source)"] + options + [MediaTools.path(file)], to: "make a test file")
    return file
  }

  @Test(
    "A video's figures are exact at every frame rate",
    arguments: [("24", "24"), ("25", "25"), ("24000/1001", "24000/1001"), ("60", "60")])
  func figures(rate: String, expected: String) async throws {
    let file = try await make("v.mp4", from: "testsrc2=s=192x108:r=\(rate)", "-frames:v", "61", "-pix_fmt", "yuv420p")
    let info = try await tools.probe(file)
    #expect(info.codec == "h264")
    #expect(info.size == PixelSize(width: 192, height: 108))
    #expect(info.frameRate == FrameRate(expected))
    #expect(info.frames == 61)
    #expect(abs(info.seconds - 61 / (info.frameRate?.framesPerSecond ?? 1)) < 0.001)
    #expect(!info.hasAudio)
  }

  @Test("A video tells of its sound and of what was written into it, and a song of its length")
  func soundAndTags() async throws {
    let song = try await make("song.mp3", from: "sine=d=2:r=44100", "-b:a", "64k")
    let sound = try await tools.probe(sound: song)
    #expect(sound.codec == "mp3")
    #expect(sound.sampleRate == 44100)
    #expect(abs(sound.seconds - 2) < 0.1)
    let file = try await make(
      "v.mp4", from: "testsrc2=s=64x64:r=24:d=1", "-i", MediaTools.path(song), "-shortest", "-metadata", "comment=a=b;c"
    )
    let info = try await tools.probe(file)
    #expect(info.hasAudio)
    #expect(info.tags["comment"] == "a=b;c")
  }

  @Test("A lively video is neither black nor frozen, and its first frame is found to be itself")
  func lively() async throws {
    let file = try await make("v.mp4", from: "testsrc2=s=320x180:r=24:d=3", "-pix_fmt", "yuv420p")
    let start = folder.path / "first.png"
    try await tools.frame(of: file, to: start)
    let seen = try await tools.inspect(file, startFrame: start)
    #expect(seen.decodedFrames == 72)
    #expect(seen.decodeErrors.isEmpty)
    #expect(seen.blackRatio == 0)
    #expect(seen.frozenRatio == 0)
    let likeness = try #require(seen.firstFrame)
    #expect(likeness.difference < 0.02)
    #expect(likeness.correlation > 0.99)
    let other = folder.path / "other.png"
    try await tools.run(
      [
        "-f", "lavfi", "-i", "mandelbrot=s=320x180", "-frames:v", "1", "-f", "image2pipe", "-c:v", "png",
        MediaTools.path(other),
      ], to: "make a picture")
    let foreign = try #require(try await tools.inspect(file, startFrame: other).firstFrame)
    #expect(foreign.difference > 0.1)
    #expect(foreign.correlation < 0.5)
  }

  @Test("A black half and a frozen half are measured as halves")
  func blackAndFrozen() async throws {
    let black = try await make(
      "black.mp4", from: "testsrc2=s=160x90:r=24:d=2,tpad=stop_duration=2:color=black", "-pix_fmt", "yuv420p")
    let seen = try await tools.inspect(black)
    #expect(abs(seen.blackRatio - 0.5) < 0.03)
    #expect(abs(seen.frozenRatio - 0.5) < 0.03)
    let frozen = try await make(
      "frozen.mp4", from: "testsrc2=s=160x90:r=25:d=2,tpad=stop_mode=clone:stop_duration=6", "-pix_fmt", "yuv420p")
    let still = try await tools.inspect(frozen)
    #expect(still.blackRatio == 0)
    #expect(abs(still.frozenRatio - 0.75) < 0.03)
    #expect(abs(still.longestFreeze - 6) < 0.2)
  }

  @Test("A slow push in is not taken for a frozen picture")
  func slowMove() async throws {
    let file = try await make(
      "slow.mp4", from: "testsrc2=s=640x360:r=24:d=0.04,zoompan=z='1+on*0.0015':d=72:s=320x180:fps=24", "-pix_fmt",
      "yuv420p")
    #expect(try await tools.inspect(file).frozenRatio == 0)
  }

  @Test("A video that was cut short in the transfer counts fewer frames and says what is broken")
  func truncated() async throws {
    _ = try await make(
      "v.mp4", from: "testsrc2=s=320x180:r=24:d=3", "-pix_fmt", "yuv420p", "-movflags", "+faststart")
    let bytes = try folder.read("v.mp4")
    try folder.write(bytes.prefix(bytes.count / 2), to: "cut.mp4")
    let seen = try await tools.inspect(folder.path / "cut.mp4")
    #expect(seen.decodedFrames < 72)
    #expect(!seen.decodeErrors.isEmpty)
  }

  @Test("What is no video is refused with a sentence, a playlist that calls itself one included")
  func notAVideo() async throws {
    try folder.write("hello", to: "text.mp4")
    try folder.write("#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n", to: "list.mp4")
    try folder.write("ffconcat version 1.0\nfile /etc/hostname\n", to: "concat.mp4")
    for name in ["text.mp4", "list.mp4", "concat.mp4", "missing.mp4"] {
      let problem = await #expect(throws: Problem.self) { try await tools.probe(folder.path / name) }
      #expect(problem?.code == .mediaUnreadable)
      #expect(problem?.message.contains(name) == true)
    }
  }

  @Test(
    "Names that look like options, addresses, patterns or text in another encoding are only names",
    arguments: ["-i.mp4", "a%03d.mp4", "http:x.mp4", "concat:a|b.mp4", "ü 'q\" [in];.mp4", "é\n.mp4"])
  func oddNames(name: String) async throws {
    let made = try await make("plain.mp4", from: "testsrc2=s=64x64:r=24:d=1", "-pix_fmt", "yuv420p")
    let bytes = try folder.read(made.name.display)
    try folder.write(bytes, to: name)
    #expect(try await tools.probe(folder.path / name).frames == 24)
    let picture = folder.path / (name + ".png")
    try await tools.frame(at: 23, of: folder.path / name, to: picture)
    #expect(try PictureFormat(of: picture) == .png)
  }

  @Test("A frame that the video does not have is a problem, and no file is left")
  func noSuchFrame() async throws {
    let file = try await make("v.mp4", from: "testsrc2=s=64x64:r=24:d=1", "-pix_fmt", "yuv420p")
    let problem = await #expect(throws: Problem.self) {
      try await tools.frame(at: 24, of: file, to: folder.path / "f.png")
    }
    #expect(problem?.code == .mediaUnreadable)
    #expect(try folder.names() == ["v.mp4"])
  }

  @Test("A poster is a JPEG no wider than asked")
  func poster() async throws {
    let file = try await make("v.mp4", from: "testsrc2=s=640x360:r=24:d=1", "-pix_fmt", "yuv420p")
    try await tools.poster(of: file, to: folder.path / "v.jpg", width: 200)
    #expect(try PictureFormat(of: folder.path / "v.jpg") == .jpeg)
    #expect(try folder.names() == ["v.jpg", "v.mp4"])
  }

  @Test("Progress rises to its end, and ffmpeg's failure keeps its last words for the log")
  func progressAndFailure() async throws {
    let seen = Mutex<[Double]>([])
    try await tools.run(
      ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=24:d=4", "-f", "null", "-"], to: "play", frames: 96
    ) { part in seen.withLock { $0.append(part) } }
    let parts = seen.withLock { $0 }
    #expect(parts.last == 1)
    #expect(parts == parts.sorted())
    let problem = await #expect(throws: Problem.self) {
      try await tools.run(["-f", "lavfi", "-i", "nosuchsource", "-f", "null", "-"], to: "play nothing")
    }
    #expect(problem?.code == .mediaFailed)
    #expect(problem?.cause?.contains("nosuchsource") == true)
    #expect(problem?.message == "ffmpeg could not play nothing.")
  }

  @Test("An unfinished file is known by its name, and goes when nobody holds it")
  func partialFiles() throws {
    let destination = folder.path / "x.mp4"
    do {
      let partial = PartialFile(for: destination)
      try folder.write("half", to: partial.path.name.display)
      #expect(PartialFile.isPartial(partial.path.name))
      #expect(!PartialFile.isPartial(destination.name))
    }
    #expect(try folder.names().isEmpty)
  }
}
