import DurableFiles
import Execution
import FolderContract
import Foundation
import Imaging
import Media
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("A person's own start frame")
struct BroughtFrameTests {
  let studio: Studio

  init() throws { studio = try Studio() }

  private static func picture(_ shade: UInt8 = 7) -> Data {
    PlainPNG.data(PixelSize(width: 32, height: 18)) { x, y in (UInt8(x), UInt8(y), shade) }
  }

  @Test("It needs no grid, is kept with its pixels as they are, and the video starts on it")
  func bring() async throws {
    let file = try studio.folder.write(Self.picture(), to: "state/intake/1/SEQ05.start.png")
    let outcome = try await studio.runner().carryOut(
      try Studio.command(.bring(.init(path: "state/intake/1/SEQ05.start.png")), 1))
    #expect(outcome.outputs.first == "takes/SEQ05/SEQ05_take001.mp4")
    #expect(outcome.outputs.last == "frames/SEQ05/SEQ05_start01.png")
    let kept = studio.folder.path / "frames/SEQ05/SEQ05_start01.png"
    #expect(try Picture.hasSamePixels(kept, file))
    #expect(try Provenance.read(from: kept)?.id == "SEQ05_start01")
    let record = try await studio.record()
    #expect(record.startFrame()?.grid == nil && record.takes.first?.startFrame == "frames/SEQ05/SEQ05_start01.png")
  }

  @Test("One for a shot is that shot's own")
  func ofShot() async throws {
    try studio.folder.write(Self.picture(), to: "state/intake/1/SEQ05_shot02.start.png")
    let runner = studio.runner()
    let brief = try Studio.brief(needsGrid: false)
    _ = try await runner.carryOut(try Studio.command(Studio.generate, 1, brief: brief))
    let work = Command.Work.bring(.init(path: "state/intake/1/SEQ05_shot02.start.png", shot: 2))
    let question = try #require(await runner.ending(try Studio.command(work, 2, brief: brief))?.question)
    #expect(question.problem.message.contains("of its shot 2"))
    try await runner.agreed(try Studio.command(work, 2, brief: brief))
    let record = try await studio.record()
    #expect(record.startFrame(of: 2)?.path == "frames/SEQ05/SEQ05_shot02_start01.png")
    #expect(record.takes.last?.shots.map(\.keptFrom) == [1, nil])
  }

  @Test("JPEG and WebP pictures become PNGs", arguments: ["jpg", "webp"])
  func otherKinds(ending: String) async throws {
    let media = try MediaTools.find()
    let brought = try studio.folder.write("", to: "state/intake/1/SEQ05.start.\(ending)")
    DurableFile.remove(brought)
    try await media.run(
      ["-f", "lavfi", "-i", "color=red:s=32x18", "-frames:v", "1", MediaTools.path(brought)], to: "draw a picture")
    let runner = studio.runner(cutting: MediaCuttingRoom(media: media, software: "Starsend test"))
    let work = Command.Work.bring(.init(path: "state/intake/1/SEQ05.start.\(ending)"))
    let brief = try Studio.brief(generates: false)
    let outcome = try await runner.carryOut(try Studio.command(work, 1, brief: brief))
    #expect(outcome.outputs == ["frames/SEQ05/SEQ05_start01.png"])
    let size = try Picture.probe(studio.folder.path / "frames/SEQ05/SEQ05_start01.png").size
    #expect(size == PixelSize(width: 32, height: 18))
  }

  @Test("One that is no picture changes nothing")
  func noPicture() async throws {
    try studio.folder.write("not a picture", to: "state/intake/1/SEQ05.start.png")
    let media = try MediaTools.find()
    let runner = studio.runner(cutting: MediaCuttingRoom(media: media, software: "Starsend test"))
    let problem = await runner.problem(
      try Studio.command(.bring(.init(path: "state/intake/1/SEQ05.start.png")), 1))
    #expect(problem?.code == .mediaUnreadable)
    let record = try await studio.record()
    #expect(record.state == .notStarted && record.startFrames == [])
    #expect(try studio.products() == [])
  }

  @Test("An option is retouched when its pixels changed, not when it was only copied")
  func retouched() async throws {
    let runner = studio.runner()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    let cell = try #require(GridCell("tl"))
    let product = Product.option(try Studio.sequence(), grid: 1, cell: cell, layout: .quadrants)
    let option = studio.layout.path(of: product)
    let copy = try studio.folder.write(Data(contentsOf: URL(fileURLWithPath: option.display)), to: "picks/a.png")
    let painted = try studio.folder.write(
      PlainPNG.data(try Picture.probe(option).size) { _, _ in (200, 0, 0) }, to: "picks/b.png")
    let exported = try studio.folder.write(Data([0xFF, 0xD8, 0xFF, 0xE0]), to: "picks/c.png")
    for isThere in [true, false] {
      if !isThere { DurableFile.remove(option) }
      #expect(try await !runner.isRetouched(copy, option: product))
      #expect(try await runner.isRetouched(painted, option: product))
      #expect(try await runner.isRetouched(exported, option: product))
    }
    #expect(try await runner.product(of: copy) == product)
    #expect(try await runner.product(of: painted) == nil)
  }

  @Test("It can be brought at any later state; approved work is asked about first")
  func later() async throws {
    let runner = studio.runner()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    for number in 2...4 {
      let path = "state/intake/\(number)/SEQ05.start.png"
      try studio.folder.write(Self.picture(UInt8(number)), to: path)
      if number == 4 { _ = try await runner.carryOut(try Studio.command(.approve(Approval(take: 2)), 9)) }
      let command = try Studio.command(.bring(.init(path: path)), number)
      #expect(await runner.ending(command)?.question?.topics.map(\.code) == (number == 2 ? nil : [.pickAfterVideo]))
      try await runner.agreed(command)
    }
    let record = try await studio.record()
    #expect(record.takes.map(\.startFrame) == [1, 2, 3].map { "frames/SEQ05/SEQ05_start0\($0).png" })
    #expect(record.state == .review && record.approval == nil)
  }
}
