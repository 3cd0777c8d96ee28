import Foundation
import Imaging
import Media
import Terms
import TestSupport
import Testing

@testable import Execution

@Suite("Gates on real pictures and videos")
struct GateTests {
  let folder: TemporaryFolder
  private static let size = PixelSize(width: 128, height: 72)

  init() throws { folder = try TemporaryFolder() }

  private func write(_ picture: Data, _ name: String) throws { try folder.write(picture, to: name) }

  /// The verdicts on a file that `make` puts at `output`, judged as the take of `order`.
  private func judge(
    _ order: Order, _ output: String, media: MediaTools? = nil, _ thresholds: GateThresholds = .standard,
    isExact: Bool = true
  ) async throws -> [String: GateVerdict] {
    let operation: StepKey.Operation = order.isKeyframe ? .keyframe : .multiShot
    let step = Step(
      key: StepKey(operation, shot: try ShotID("SEQ05"), attempt: 1), order: order, take: "t", output: output,
      account: "SEQ05")
    var provider = ScriptedProvider(isRepeatable: true)
    provider.isExact = isExact
    let take = TakeRecord(
      step, quote: .zero, provider: provider, root: folder.path, at: Timestamp(milliseconds: 0))
    let tools = try media ?? MediaTools.find()
    let verdicts = try await ArtifactGates(media: tools, thresholds: thresholds).judge(take, root: folder.path)
    return Dictionary(verdicts.map { ($0.name, $0) }) { first, _ in first }
  }

  private func video(_ seconds: Double = 2, startFrame: String? = nil) -> Order {
    .video(
      VideoOrder(
        shotPrompts: [ShotPrompt(index: 1, prompt: "p", duration: seconds)],
        startFrame: startFrame.map { folder.path / $0 }, frameRate: .film, size: Self.size, audio: nil))
  }

  private func render(_ source: String, frames: Int = 48) async throws {
    try await MediaTools.find().run(
      [
        "-f", "lavfi", "-i", "\(source)", "-frames:v", "\(frames)", "-c:v", "libx264", "-preset", "ultrafast",
        "-pix_fmt", "yuv420p", "-f", "mp4", MediaTools.path(folder.path / "v.mp4"),
      ], to: "render a test")
  }

  @Test("A moving video of the planned length passes every gate, with its figures")
  func good() async throws {
    try await render("testsrc2=s=128x72:r=24")
    let verdicts = try await judge(video(), "v.mp4")
    #expect(Set(verdicts.keys) == ["decodes", "duration", "size", "black", "frozen"])
    #expect(verdicts.values.allSatisfy { $0.verdict == .pass }, "\(verdicts)")
    #expect(verdicts["duration"]?.figure == 48)
  }

  @Test(
    "A service may have a rate and a size of its own, but not another length or shape",
    arguments: [
      ("s=192x108:r=30", 63, GateVerdict.Verdict.pass, GateVerdict.Verdict.pass),
      ("s=96x54:r=30", 60, .pass, .warn), ("s=144x144:r=24", 48, .pass, .fail), ("s=192x108:r=30", 75, .fail, .pass),
      ("s=192x108:r=25", 40, .fail, .pass),
    ])
  func service(
    source: String, frames: Int, duration: GateVerdict.Verdict, size: GateVerdict.Verdict
  ) async throws {
    try await render("testsrc2=\(source)", frames: frames)
    let verdicts = try await judge(video(), "v.mp4", isExact: false)
    #expect(verdicts["duration"]?.verdict == duration && verdicts["size"]?.verdict == size, "\(verdicts)")
    #expect(verdicts["duration"]?.detail.contains("ordered are 2 s") == true)
  }

  @Test("A black, a frozen and a too short video are told by their figures")
  func bad() async throws {
    try await render("color=black:s=128x72:r=24")
    var verdicts = try await judge(video(), "v.mp4")
    #expect(verdicts["black"]?.verdict == .fail && verdicts["black"]?.figure == 1)
    #expect(verdicts["frozen"]?.verdict == .warn && verdicts["frozen"]?.figure == 1)

    try await render("smptebars=s=128x72:r=24")
    verdicts = try await judge(video(), "v.mp4")
    #expect(verdicts["frozen"]?.verdict == .warn && (verdicts["frozen"]?.figure ?? 0) > 0.9)
    #expect(verdicts["black"]?.verdict == .pass)

    try await render("testsrc2=s=128x72:r=24", frames: 47)
    verdicts = try await judge(video(), "v.mp4")
    #expect(verdicts["duration"]?.verdict == .fail && verdicts["duration"]?.figure == 47)
    #expect(verdicts["duration"]?.detail.contains("48") == true)

    try await render("testsrc2=s=128x96:r=24")
    verdicts = try await judge(video(), "v.mp4")
    #expect(verdicts["size"]?.verdict == .fail && verdicts["size"]?.figure == 96)
  }

  @Test("A project's own bounds warn and fail, and stand in the verdict's sentence")
  func thresholds() async throws {
    try await render("color=black:s=128x72:r=24", frames: 46)
    var bounds = GateThresholds.standard
    bounds.black = GateBound(warn: 0.95)
    bounds.frozen = GateBound(warn: 0.3, fail: 0.9)
    bounds.duration = GateBound(warn: 1, fail: 2)
    var verdicts = try await judge(video(), "v.mp4", bounds)
    #expect(verdicts["black"]?.verdict == .warn && verdicts["black"]?.detail.contains("over 95 % it warns") == true)
    #expect(verdicts["frozen"]?.verdict == .fail && verdicts["frozen"]?.detail.contains("over 90 % it fails") == true)
    #expect(verdicts["duration"]?.verdict == .warn && verdicts["duration"]?.detail.contains("off: 2;") == true)
    bounds.duration = GateBound()
    bounds.black = GateBound(fail: 1)
    verdicts = try await judge(video(), "v.mp4", bounds)
    #expect(verdicts["black"]?.verdict == .pass && verdicts["duration"]?.verdict == .pass)

    try write(PlainPNG.data(Self.size) { x, _ in x % 2 == 0 ? (118, 118, 118) : (120, 120, 120) }, "faint.png")
    bounds.contrast = GateBound(warn: 2, fail: 0.5)
    #expect(try await judge(keyframe(nil), "faint.png", bounds)["blank"]?.verdict == .warn)
    bounds.contrast = GateBound(fail: 0.5)
    #expect(try await judge(keyframe(nil), "faint.png", bounds)["blank"]?.verdict == .pass)
  }

  @Test("A video that begins on another picture than its start frame is told by the difference")
  func startFrame() async throws {
    let stripes = PlainPNG.data(Self.size) { x, _ in x / 16 % 2 == 0 ? (220, 40, 40) : (30, 60, 200) }
    let other = PlainPNG.data(Self.size) { _, y in y < 36 ? (240, 240, 250) : (20, 90, 20) }
    try write(stripes, "start.png")
    try write(other, "other.png")
    let start = (folder.path / "start.png").display
    try await render("movie=\(start):loop=0,setpts=N/24/TB,fps=24,rotate=0.01*n:c=gray")
    let same = try await judge(video(startFrame: "start.png"), "v.mp4")["start_frame"]
    let wrong = try await judge(video(startFrame: "other.png"), "v.mp4")["start_frame"]
    #expect(same?.verdict == .pass)
    #expect(wrong?.verdict == .fail)
    let (low, high) = (try #require(same?.figure), try #require(wrong?.figure))
    #expect(low < 0.06 && high > 0.15, "\(low), \(high)")

    // A start frame that is gone is said; the video is judged all the same.
    let lost = try await judge(video(startFrame: "gone.png"), "v.mp4")
    #expect(lost["start_frame"]?.verdict == .fail && lost["decodes"]?.verdict == .pass)
  }

  @Test("What is no video at all is a verdict; a missing program is none")
  func unreadable() async throws {
    try folder.write("no video", to: "v.mp4")
    let verdicts = try await judge(video(), "v.mp4")
    #expect(verdicts["decodes"]?.verdict == .fail && verdicts.count == 1)
    let nowhere = MediaTools(ffmpeg: folder.path / "no/ffmpeg", ffprobe: folder.path / "no/ffprobe")
    let problem = await #expect(throws: Problem.self) { try await judge(video(), "v.mp4", media: nowhere) }
    #expect(problem?.code == .programMissing)
  }

  private func keyframe(_ layout: GridLayout?) -> Order {
    .keyframe(KeyframeOrder(prompt: "p", layout: layout, size: PixelSize(width: 320, height: 180)))
  }

  @Test("A grid passes; a picture without panels, a blank one and a broken one are told apart")
  func pictures() async throws {
    let size = PixelSize(width: 320, height: 180)
    try write(PlainPNG.grid(size, .quadrants), "grid.png")
    var verdicts = try await judge(keyframe(.quadrants), "grid.png")
    #expect(Set(verdicts.keys) == ["decodes", "size", "blank", "grid"])
    #expect(verdicts.values.allSatisfy { $0.verdict == .pass }, "\(verdicts)")

    try write(PlainPNG.data(size) { x, y in (UInt8(x % 200), UInt8(y % 200), 90) }, "plain.png")
    verdicts = try await judge(keyframe(.quadrants), "plain.png")
    #expect(verdicts["grid"]?.verdict == .fail && verdicts["blank"]?.verdict == .pass)
    #expect((verdicts["grid"]?.figure).map { $0 < 0.5 } == true)

    try write(PlainPNG.data(size) { x, y in (UInt8(120 + (x + y) % 5), 120, 120) }, "blank.png")
    verdicts = try await judge(keyframe(nil), "blank.png")
    #expect(verdicts["blank"]?.verdict == .fail && verdicts["grid"] == nil)
    #expect((verdicts["blank"]?.figure).map { $0 < 4 } == true)

    try write(PlainPNG.grid(size, .quadrants).prefix(60_000), "broken.png")
    verdicts = try await judge(keyframe(.quadrants), "broken.png")
    #expect(verdicts["decodes"]?.verdict == .fail && verdicts.count == 1)
  }
}
