import Execution
import Foundation
import Media
import Synchronization
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite struct AnimaticTests {
  private let tools: MediaTools
  private let folder: TemporaryFolder
  private let key: StepKey

  init() throws {
    tools = try MediaTools.find()
    folder = try TemporaryFolder()
    key = StepKey(.multiShot, shot: try ShotID("SEQ05"), attempt: 2)
  }

  private func startFrame(_ size: String = "640x360") async throws -> FilePath {
    let file = folder.path / "start.png"
    try await tools.run(
      [
        "-f", "lavfi", "-i", "mandelbrot=s=\(size)", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe",
        MediaTools.path(file),
      ],
      to: "make a picture")
    return file
  }

  private func song(_ seconds: Double) async throws -> FilePath {
    let file = folder.path / "song.wav"
    try await tools.run(["-f", "lavfi", "-i", "sine=f=440:d=\(seconds)", MediaTools.path(file)], to: "make a song")
    return file
  }

  private func order(
    _ durations: [Double], rate: String = "24", start: FilePath? = nil, audio: AudioStretch? = nil,
    size: PixelSize = PixelSize(width: 320, height: 180), prompts: [String] = []
  ) throws -> VideoOrder {
    let shots = durations.enumerated().map { index, duration in
      ShotPrompt(index: index + 1, prompt: index < prompts.count ? prompts[index] : "shot", duration: duration)
    }
    return VideoOrder(
      shotPrompts: shots, startFrame: start, frameRate: try #require(FrameRate(rate)), size: size, audio: audio)
  }

  private func film(_ order: VideoOrder, progress: @escaping @Sendable (Double) -> Void = { _ in }) async throws
    -> FilePath
  {
    let file = folder.path / "take.mp4"
    let call = Call(order: .video(order), key: key, answer: AnswerFile(folder.path / "answer.json"))
    _ = try await Storyboard(tools: tools).collect(Data(), call, to: file, progress: progress)
    return file
  }

  @Test(
    "A video has exactly the frames of its shots, its rate and its size, with and without a start frame",
    arguments: ["24", "25", "24000/1001", "60", "12"])
  func exactFrames(rate: String) async throws {
    let start = rate == "25" ? nil : try await startFrame()
    let order = try order([0.7, 0.04, 1.333, 0.51], rate: rate, start: start, audio: nil)
    let seen = try await tools.inspect(film(order), startFrame: start)
    #expect(seen.info.frames == order.frames)
    #expect(seen.decodedFrames == order.frames)
    #expect(seen.info.frameRate == order.frameRate)
    #expect(seen.info.size == order.size)
    #expect(abs(seen.info.seconds - order.frameRate.seconds(at: order.frames)) < 0.002)
    #expect(!seen.info.hasAudio)
    #expect(seen.decodeErrors.isEmpty)
    #expect(seen.info.codec == "h264")
  }

  @Test(
    "The first frame shows the whole start frame, whatever its aspect", arguments: ["640x360", "900x300", "300x500"])
  func firstFrame(size: String) async throws {
    let start = try await startFrame(size)
    let seen = try await tools.inspect(
      film(order([0.5, 0.5], start: start, size: PixelSize(width: 640, height: 360))), startFrame: start)
    let likeness = try #require(seen.firstFrame)
    #expect(likeness.difference < 0.02)
    #expect(likeness.correlation > 0.98)
  }

  @Test("Each shot is seen to begin: the picture jumps at the cuts and nowhere else")
  func cuts() async throws {
    let start = try await startFrame()
    let file = try await film(order([0.5, 0.5, 0.5, 0.5], start: start))
    var frames: [Pixels] = []
    for index in [0, 11, 12, 23, 24, 35, 36, 47] {
      let picture = folder.path / "f\(index).png"
      try await tools.frame(at: index, of: file, to: picture)
      frames.append(try await Pixels(of: picture, x: 0, y: 0, part: PixelSize(width: 320, height: 140), tools: tools))
    }
    for cut in [1, 3, 5] {
      #expect(frames[cut].difference(to: frames[cut + 1]) > 8)
    }
    let next = folder.path / "f13.png"
    try await tools.frame(at: 13, of: file, to: next)
    let after = try await Pixels(of: next, x: 0, y: 0, part: PixelSize(width: 320, height: 140), tools: tools)
    #expect(frames[2].difference(to: after) < 6)
  }

  @Test("No move stands still long enough to be taken for a frozen picture")
  func neverFrozen() async throws {
    let moves = ["static shot", "push in", "pull back", "pan left", "pan right", "crane up", "tilt down"]
    let start = try await startFrame()
    let seen = try await tools.inspect(film(order(moves.map { _ in 3 }, start: start, prompts: moves)))
    #expect(seen.frozenRatio == 0)
    #expect(seen.blackRatio == 0)
  }

  @Test(
    "The song plays from where it was asked to, exactly as long as the picture, with silence where it ends",
    arguments: [(0.0, 20.0), (2.5, 20.0), (2.0, 3.0), (50.0, 3.0)])
  func sound(start: Double, length: Double) async throws {
    let stretch = AudioStretch(file: try await song(length), start: start)
    let order = try order([1.1, 1.234], rate: "24000/1001", audio: stretch)
    let info = try await tools.probe(film(order))
    let seconds = order.frameRate.seconds(at: order.frames)
    #expect(abs((info.soundSeconds ?? 0) - seconds) < 0.001)
    let heard = try await loudSamples(folder.path / "take.mp4")
    #expect(abs(Double(heard) / 48000 - min(max(length - start, 0), seconds)) < 0.03)
  }

  /// Samples per channel that are not silent; a sine is silent only for an instant.
  private func loudSamples(_ file: FilePath) async throws -> Int {
    let output = try await ChildProcess.run(
      tools.ffmpeg,
      ["-v", "error"] + MediaTools.input(file, as: .video) + ["-map", "0:a", "-ac", "1", "-f", "u8", "pipe:1"])
    let bytes = Array(output.stdout)
    // In blocks, as a sine passes through zero.
    return stride(from: 0, to: bytes.count - 99, by: 100).count { at in
      bytes[at..<(at + 100)].contains { abs(Int($0) - 128) > 3 }
    } * 100
  }

  @Test("Every prompt is filmed, whatever it says")
  func hostilePrompts() async throws {
    let prompts = HostilePrompts.all
    let order = try order(prompts.map { _ in 0.2 }, start: try await startFrame(), prompts: prompts)
    let info = try await tools.probe(film(order))
    #expect(info.frames == order.frames)
    #expect(try folder.names() == ["start.png", "take.mp4"])
  }

  @Test("The file says which step made it, and nothing of the machine")
  func provenance() async throws {
    let info = try await tools.probe(film(order([0.2])))
    #expect(info.tags["comment"] == "multi_shot/SEQ05/2")
    #expect(info.tags["starsend"]?.contains("\"step\":\"multi_shot/SEQ05/2\"") == true)
    #expect(!info.tags.values.contains { $0.contains(folder.path.display) })
  }

  @Test("Cancelling ends ffmpeg and leaves no file", .timeLimit(.minutes(1)))
  func cancel() async throws {
    let order = try order([600], size: PixelSize(width: 1280, height: 720))
    let (started, announce) = AsyncStream<Double>.makeStream()
    let task = Task { try await film(order) { announce.yield($0) } }
    for await part in started where part > 0 { break }
    task.cancel()
    let problem = await #expect(throws: Problem.self) { try await task.value }
    #expect(problem?.code == .cancelled)
    #expect(try folder.names().isEmpty)
    #expect(!isAnyoneWriting())
  }

  private func isAnyoneWriting() -> Bool {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.filter { Int($0) != nil }.contains { pid in
      let words = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/cmdline"))) ?? Data()
      return String(decoding: words, as: UTF8.self).contains(folder.path.display)
    }
  }

  @Test("Progress rises to the end")
  func progress() async throws {
    let seen = Mutex<[Double]>([])
    _ = try await film(order([2, 2])) { part in seen.withLock { $0.append(part) } }
    let parts = seen.withLock { $0 }
    #expect(parts == parts.sorted())
    #expect(parts.last == 1)
  }

  @Test("A start frame or song that cannot be read is a problem with a sentence, and no file is left")
  func brokenInputs() async throws {
    let start = try await startFrame()
    let bytes = try folder.read("start.png")
    let half = try folder.write(bytes.prefix(bytes.count / 2), to: "half.png")
    let text = try folder.write("not a picture", to: "text.png")
    for broken in [half, text, folder.path / "missing.png"] {
      await #expect(throws: Problem.self) { try await film(order([0.5], start: broken)) }
    }
    let silent = AudioStretch(file: start, start: 0)
    await #expect(throws: Problem.self) { try await film(order([0.5], audio: silent)) }
    #expect(try folder.names() == ["half.png", "start.png", "text.png"])
  }

  @Test("Without ffmpeg the problem says what to install")
  func missingProgram() async throws {
    let nothing = Storyboard(tools: MediaTools(ffmpeg: FilePath("/no/ffmpeg"), ffprobe: FilePath("/no/ffprobe")))
    let problem = await #expect(throws: Problem.self) {
      let call = Call(order: .video(try order([1])), key: key, answer: AnswerFile(folder.path / "answer.json"))
      _ = try await nothing.collect(Data(), call, to: folder.path / "x.mp4") { _ in }
    }
    #expect(problem?.code == .programMissing)
    #expect(try folder.names().isEmpty)
  }

  @Test(
    "Orders that make no video are refused in a sentence",
    arguments: [[], [0], [.nan], [.infinity], [-1, 3], [1e300], Array(repeating: 1, count: 500)])
  func limits(durations: [Double]) throws {
    let order = try order(durations)
    let problem = #expect(throws: Problem.self) { try Storyboard(tools: tools).quote(.video(order)) }
    #expect(problem?.code == .badValue)
  }
}
