import Execution
import Foundation
import Media
import Terms
import TestSupport
import Testing

@Suite("The reference pictures of elements")
struct ElementTests {
  private let folder: TemporaryFolder
  private let tools: MediaTools
  private let elements: ElementManager
  private static let png = PlainPNG.data(PixelSize(width: 32, height: 32)) { x, y in (UInt8(x), UInt8(y), 0) }

  init() throws {
    folder = try TemporaryFolder()
    tools = try MediaTools.find()
    elements = ElementManager(
      characters: folder.path / "refs/characters", props: folder.path / "refs/props", media: tools)
  }

  private func picture(_ name: String, _ contents: Data = png) throws {
    try folder.write(contents, to: "refs/\(name)")
  }

  /// A picture in a format that only ffmpeg writes, whatever its name.
  private func draw(_ name: String, _ codec: String, _ format: String) async throws {
    try folder.write("", to: "refs/\(name)")
    let file = folder.path / "refs/\(name)"
    try await tools.run(
      [
        "-f", "lavfi", "-i", "testsrc2=s=64x64", "-frames:v", "1", "-c:v", "\(codec)", "-f", "\(format)",
        MediaTools.path(file),
      ], to: "draw")
  }

  private func resolve(_ ids: String...) async throws -> [Element] {
    try await elements.resolve(try ids.map { try ElementID($0) })
  }

  private func problem(_ id: String) async -> Problem? {
    await #expect(throws: Problem.self) { try await resolve(id) }
  }

  private func shown(_ element: Element) -> [String?] {
    ([element.frontal] + element.views).map { $0.relative(to: folder.path / "refs") }
  }

  @Test("Pictures of three formats are found by their bytes, the frontal one first, whatever the folder's case")
  func found() async throws {
    try picture("characters/Driver/b.png")
    try await draw("characters/Driver/a.dat", "mjpeg", "image2pipe")
    try await draw("characters/Driver/z FRONT.png", "libwebp", "webp")
    try folder.write("notes", to: "refs/characters/Driver/notes.txt")
    try folder.write("x", to: "refs/characters/Driver/.DS_Store")
    try picture("props/car/2.png")
    try picture("props/car/1.png")
    let found = try await elements.resolve(
      [ElementID("car"), ElementID("driver")], descriptions: [ElementID("DRIVER"): "a woman"])
    #expect(found.map(\.id.text) == ["car", "driver"])
    #expect(found.map(\.description) == [nil, "a woman"])
    #expect(shown(found[0]) == ["props/car/1.png", "props/car/2.png"])
    #expect(shown(found[1]) == ["z FRONT.png", "a.dat", "b.png"].map { "characters/Driver/\($0)" })
  }

  @Test("What is missing is named with the element and where it was looked for")
  func missing() async throws {
    var problem = await problem("driver")
    #expect(problem?.code == .elementMissing)
    for word in ["driver", "refs/characters", "refs/props"] { #expect(problem?.message.contains(word) == true) }
    try folder.write("no picture", to: "refs/props/car/car.gif")
    problem = await self.problem("car")
    #expect(problem?.code == .elementMissing)
    for word in ["car", "refs/props/car", "car.gif"] { #expect(problem?.message.contains(word) == true) }
    try picture("characters/CAR/x.png")
    problem = await self.problem("car")
    #expect(problem?.code == .elementAmbiguous)
    for word in ["refs/characters/CAR", "refs/props/car"] { #expect(problem?.message.contains(word) == true) }
  }

  @Test("A damaged picture is named, in each of the formats", arguments: ["png", "mjpeg", "libwebp"])
  func damaged(codec: String) async throws {
    try await draw("props/car/car.x", codec, codec == "libwebp" ? "webp" : "image2pipe")
    try picture("props/car/whole.png")
    _ = try await resolve("car")
    let bytes = try folder.read("refs/props/car/car.x")
    try picture("props/car/car.x", bytes.prefix(60))
    let problem = await problem("car")
    #expect(problem?.code == .elementUnreadable)
    for word in ["car", "refs/props/car/car.x"] { #expect(problem?.message.contains(word) == true) }
  }

  @Test("Links that leave the project and what is no file are refused; links within it are followed")
  func links() async throws {
    let outside = try TemporaryFolder()
    try outside.write(Self.png, to: "secret.png")
    try picture("characters/driver/a.png")
    let link = (folder.path / "refs/props/car/front.png").display
    let manager = FileManager.default
    try manager.createDirectory(atPath: (folder.path / "refs/props/car").display, withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: link, withDestinationPath: "../../characters/driver/a.png")
    #expect(shown(try await resolve("car")[0]) == ["characters/driver/a.png"])

    for target in [(outside.path / "secret.png").display, "nowhere"] {
      try manager.removeItem(atPath: link)
      try manager.createSymbolicLink(atPath: link, withDestinationPath: target)
      let problem = await problem("car")
      #expect(problem?.code == .elementUnreadable && problem?.message.contains("refs/props/car/front.png") == true)
    }
    try manager.createSymbolicLink(
      atPath: (folder.path / "refs/props/all").display, withDestinationPath: outside.path.display)
    #expect(await problem("all")?.code == .elementUnreadable)
    #expect(mkfifo((folder.path / "refs/characters/driver/front.png").display, 0o600) == 0)
    #expect(await problem("driver")?.message.contains("front.png") == true)
  }

  @Test("A take keeps the elements that it used and dropped, and is gone on with from its record")
  func kept() async throws {
    let bench = try Bench()
    let order = VideoOrder(
      shotPrompts: [ShotPrompt(index: 1, prompt: "p", duration: 2)], startFrame: nil, frameRate: .film,
      size: PixelSize(width: 64, height: 36), audio: nil,
      elements: [
        Element(
          id: try ElementID("driver"), description: "a woman", frontal: bench.folder.path / "refs/characters/d/f.png",
          views: [bench.folder.path / "refs/characters/d/g.png"])
      ])
    let step = { (order: VideoOrder) in
      Step(
        key: StepKey(.multiShot, shot: try Bench.shot(), attempt: 1), order: .video(order), take: "SEQ05_take001",
        output: Bench.output, account: "SEQ05", mode: .individual, droppedElements: [try ElementID("radio")],
        summary: "In short")
    }
    let take = try await bench.runner(bench.provider(isRepeatable: true)).executeMultiShot(try step(order))
    let kept = try await bench.take()
    #expect(kept == take && kept?.mode == .individual && kept?.promptSummary == "In short")
    #expect(kept?.droppedElements == [try ElementID("radio")])
    #expect(kept?.elements.first?.frontal == "refs/characters/d/f.png")
    // The same key with the same order is the same take; with other elements it is a conflict.
    #expect(try await bench.runner(bench.provider(isRepeatable: true)).executeMultiShot(try step(order)) == take)
    let other = VideoOrder(
      shotPrompts: order.shotPrompts, startFrame: nil, frameRate: .film, size: order.size, audio: nil)
    let problem = await #expect(throws: Problem.self) {
      try await bench.runner(bench.provider(isRepeatable: true)).executeMultiShot(try step(other))
    }
    #expect(problem?.code == .stepConflict)
  }
}
