import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Imaging
import Terms
import TestSupport
import Testing

extension HotFolderSuite {
  /// Start frames that people bring, paint in, rename or choose again.
  @Suite struct BringTests {}
}

extension HotFolderSuite.BringTests {
  private static let option = "grids/SEQ05/SEQ05_g01_top_left.png"

  private func pixels(_ bench: Bench, _ file: String, are other: FilePath) throws -> Bool {
    try Picture.hasSamePixels(bench.folder.path / file, other)
  }

  private func own(_ bench: Bench) throws -> FilePath {
    try bench.folder.write(DrawnGrid.png, to: "own.png")
  }

  @Test("A picture named like a start frame becomes it, with no grid at all, and the video is made")
  func ownStartFrame() async throws {
    let bench = try Bench()
    let own = try own(bench)
    try await bench.running { desk in
      try bench.drop(DrawnGrid.png, as: "picks/SEQ05.start.png")
      let receipt = try await desk.receipt("SEQ05.start", .done)
      #expect(receipt.action == "pick")
      try await desk.until { bench.exists("picks/done/SEQ05.start.png") }
    }
    #expect(bench.status(of: "SEQ05")?.startFrame?.text == "frames/SEQ05/SEQ05_start01.png")
    #expect(try pixels(bench, "frames/SEQ05/SEQ05_start01.png", are: own))
    #expect(bench.videos.count == 1 && bench.studio.submitted.count == 1)
  }

  @Test("What is called a start frame and is no picture is refused, and changes nothing", arguments: ["", "not a PNG"])
  func noPicture(contents: String) async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try bench.drop(contents, as: "picks/SEQ05.start.png")
      try await desk.until { bench.state("SEQ05.start")?.isFinal == true }
    }
    let receipt = try #require(bench.receipt("SEQ05.start"))
    #expect(receipt.state == (contents.isEmpty ? .rejected : .failed))
    #expect(receipt.problem?.hint.isEmpty == false)
    #expect(bench.videos.isEmpty && (bench.state(of: "SEQ05") ?? .notStarted) == .notStarted)
  }

  @Test("An option that somebody painted in becomes the start frame itself, and the option is made again")
  func retouched() async throws {
    let bench = try Bench()
    let own = try own(bench)
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      DurableFile.remove(bench.folder.path / Self.option)
      try bench.drop(DrawnGrid.png, as: "picks/SEQ05_g01_top_left.png")
      let receipt = try await desk.receipt("SEQ05_g01_top_left", .done)
      #expect(receipt.action == "pick")
      try await desk.until { bench.exists("picks/done/SEQ05_g01_top_left.png") }
    }
    #expect(try pixels(bench, "frames/SEQ05/SEQ05_start01.png", are: own))
    // The option that was dragged away painted is cut from its grid again.
    try await bench.running { desk in try await desk.until { bench.exists(Self.option) } }
    #expect(try !pixels(bench, Self.option, are: own))
  }

  @Test("An option that was only renamed picks its cell, known by what is written in it")
  func renamed() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.move("grids/SEQ05/SEQ05_g01_bottom_right.png", to: "picks/mine final FINAL.png")
      try await desk.receipt("mine_final_FINAL", .done)
      try await desk.until { bench.exists("grids/SEQ05/SEQ05_g01_bottom_right.png") }
    }
    #expect(bench.status(of: "SEQ05")?.selectedCell == "bottom_right")
  }

  @Test("An older start frame that is dragged in is chosen again once that is confirmed, and goes home")
  func olderFrame() async throws {
    let bench = try Bench(settings: #"{"auto_generate": false}"#)
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      for cell in ["tl", "tr"] {
        try bench.drop("", as: "picks/SEQ05.\(cell)")
        try await desk.receipt("SEQ05.\(cell)", .done)
      }
      #expect(bench.names("frames/SEQ05") == ["SEQ05_start01.png", "SEQ05_start02.png"])
      try bench.move("frames/SEQ05/SEQ05_start01.png", to: "picks/SEQ05_start01.png")
      try await desk.receipt("SEQ05_start01", .done)
      try await desk.until { bench.exists("frames/SEQ05/SEQ05_start01.png") }
      try await desk.until { bench.status(of: "SEQ05")?.startFrame?.text != "frames/SEQ05/SEQ05_start02.png" }
      let frame = try #require(bench.status(of: "SEQ05")?.startFrame?.text)
      #expect(try pixels(bench, frame, are: bench.folder.path / "frames/SEQ05/SEQ05_start01.png"))
      #expect(try !pixels(bench, frame, are: bench.folder.path / "frames/SEQ05/SEQ05_start02.png"))
    }
  }

  @Test("Of start frames that were brought one after the other only the last is used")
  func laterReplaces() async throws {
    let bench = try Bench()
    try await bench.running { desk in try await desk.grid("SEQ05") }
    try bench.drop(DrawnGrid.png, as: "picks/SEQ05.start.png")
    try bench.drop("", as: "picks/SEQ05.tr")
    try await bench.running { desk in
      try await desk.receipt("SEQ05.tr", .done)
      try await desk.receipt("SEQ05.start", .superseded)
    }
    #expect(bench.videos.count == 1 && bench.status(of: "SEQ05")?.selectedCell == "top_right")
  }
}
