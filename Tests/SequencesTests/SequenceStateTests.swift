import DurableFiles
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("The workflow's file")
struct SequenceStateTests {
  let folder: TemporaryFolder
  private static let file = "state/client/sequences.json"

  init() throws { folder = try TemporaryFolder() }

  private var store: SequenceStore { SequenceStore(folder.path / Self.file) }

  @Test(
    "A file that cannot be read, or is newer, stops the project with a sentence and is never written over",
    arguments: [
      ("{\"version\": 2, \"sequences\": 7}", Problem.Code.newerState), ("{\"version\": 1, \"seq", .damagedState),
      ("", .damagedState), ("{\"version\": 1, \"sequences\": {\"SEQ05\": {\"state\": \"asleep\"}}}", .damagedState),
    ])
  func unreadable(contents: String, code: Problem.Code) async throws {
    try folder.write(contents, to: Self.file)
    let store = store
    for _ in 1...2 {
      let problem = await #expect(throws: Problem.self) { try await store.update(try Studio.sequence()) { _ in } }
      #expect(problem?.code == code)
      #expect(problem?.message.contains("sequences.json") == true && problem?.hint.isEmpty == false)
    }
    #expect(try folder.read(Self.file) == Data(contents.utf8))
  }

  @Test("A sequence is the same in whatever case its id is written")
  func spelling() async throws {
    let studio = try Studio()
    _ = try await studio.runner().carryOut(try Studio.command(Studio.explore, 1))
    let other = try SequenceID("seq05")
    let store = SequenceStore(studio.layout.sequencesState)
    #expect(try await store.record(of: other).grids.count == 1)
    let shots = FolderExecutionStore(studio.layout.shots)
    #expect(try await shots.record(of: try ShotID("seq05_GRID"))?.takes.count == 1)
  }

  @Test("A command read back from the journal orders exactly what it ordered, whatever the plan says by then")
  func brief() async throws {
    let studio = try Studio()
    let runner = studio.runner()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    let kill = KillSwitch(at: 16)
    let dying = studio.dying(kill)
    let command = try Studio.command(try Studio.pick("tl"), 2)
    _ = await kill.run { try await dying.carryOut(command) }
    #expect(try await studio.record().operation != nil)
    let readBack = try PlainJSON.decode(Command.self, from: try PlainJSON.line(command))
    #expect(readBack == command)
    _ = try await studio.runner().carryOut(readBack)
    let take = try await FolderExecutionStore(studio.layout.shots).record(of: try ShotID("SEQ05"))?.takes.last
    #expect(take?.shotPrompts == command.brief?.shots)
    #expect(take?.audio?.file == "song/track.wav" && take?.audio?.start == 12.5)
  }

  @Test("A file that only has the name of a coming option is passed over, and the sequence goes on")
  func takenOption() async throws {
    let studio = try Studio()
    let runner = studio.runner()
    let names = ["seq05_G01_top_left.PNG", "SEQ05_g02.json", "SEQ05_g03_r9c9.png"]
    for name in names {
      try Folder.make(studio.layout.grids / "SEQ05")
      try DurableFile.create(studio.layout.grids / "SEQ05" / name, with: Data("mine".utf8))
    }
    let outcome = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_g04.png")
    let sequence = try SequenceID("SEQ05")
    #expect(try await runner.hasMade(.grid(sequence, 4)))
    let cell = GridCell(row: 1, column: 1)
    #expect(try await runner.hasMade(.option(sequence, grid: 4, cell: cell, layout: .quadrants)))
    #expect(try await !runner.hasMade(.option(sequence, grid: 3, cell: cell, layout: .quadrants)))
    #expect(try await !runner.hasMade(.startFrame(sequence, 1)))
  }

  @Test("Ids with dots keep their sidecars and pictures apart")
  func dots() async throws {
    let studio = try Studio()
    let text = String(decoding: try PlainJSON.line(try Studio.brief()), as: UTF8.self)
    let brief = try PlainJSON.decode(
      Brief.self, from: Data(text.replacingOccurrences(of: "SEQ05", with: "SEQ.05").utf8))
    let runner = studio.runner()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1, brief: brief))
    #expect(studio.folder.exists("grids/SEQ.05/SEQ.05_g01.json"))
    #expect(try studio.folder.names(in: "grids") == ["SEQ.05"])
    let option = studio.folder.path / "grids/SEQ.05/SEQ.05_g01_top_left.png"
    #expect(
      try await runner.product(of: option)
        == .option(
          brief.sequence, grid: 1, cell: GridCell(row: 1, column: 1), layout: .quadrants))
  }
}
