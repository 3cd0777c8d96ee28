import DurableFiles
import FolderContract
import Foundation
import Imaging
import Terms
import TestSupport
import Testing

/// Everything that can be said by dragging a file or naming one, carried out by the real agent.
@Suite("Markers", .timeLimit(.minutes(3)))
struct MarkerTests {
  private static let shots = """
    "shots": [{"prompt": "The car comes nearer", "duration": 1}, {"prompt": "Its lights go out", "duration": 2}]
    """
  private static let plan = """
    {"id": "SEQ01", "grid_prompt": "A car on a desert road", \(shots)}, {"id": "SEQ02", "grid": false, \(shots)},
    {"id": "SEQ03", "grid_prompt": "A radio on a shelf", \(shots)}
    """

  @Test("Every marker does what its name says, and what was dragged goes home")
  func markers() async throws {
    let stage = try Stage(sequences: Self.plan)
    try await stage.running { stage in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await Self.pictures(stage) }
        group.addTask { try await Self.takes(stage) }
        group.addTask { try await Self.frames(stage) }
        try await group.waitForAll()
      }
    }
  }

  private static func pictures(_ stage: Stage) async throws {
    try await stage.asked("grid", #""sequence": "SEQ01""#)
    #expect(try await stage.marked("SEQ01.again.txt", "at dawn", as: "SEQ01.again").note == "at dawn")
    try await stage.until { stage.status("SEQ01")?.grid?.number == 2 }
    // An option of the older grid, dragged.
    try stage.drag("grids/SEQ01/SEQ01_g01_bottom_left.png")
    let pick = try await stage.receipt("SEQ01_g01_bottom_left", .done)
    #expect(pick.outputs.contains { $0.text == "takes/SEQ01/SEQ01_take001.mp4" })
    try await stage.until { stage.exists("grids/SEQ01/SEQ01_g01_bottom_left.png") }
    try await stage.until { stage.status("SEQ01")?.startFrame?.text == "frames/SEQ01/SEQ01_start01.png" }
    // Another one now asks first.
    try await stage.marked("SEQ01 top right", as: "SEQ01_top_right", ends: .waitingForConfirmation)
    try await stage.marked("SEQ01.confirm")
    try await stage.receipt("SEQ01_top_right", .done)
    try await stage.until { stage.status("SEQ01")?.selectedCell == "top_right" }
    // A shot's own start frame makes that shot again, and keeps the other.
    try await stage.asked("own", #""sequence": "SEQ01", "shot": 2"#)
    try await stage.marked("SEQ01_shot02.top_left")
    try await stage.until { stage.take("SEQ01_take003")?.shots.map(\.from) == ["SEQ01_take002", nil] }
  }

  private static func takes(_ stage: Stage) async throws {
    try await stage.marked("SEQ02.take")
    try await stage.marked("seq02.TAKE.txt", "once more", as: "seq02.TAKE-2")
    try await stage.marked("SEQ02_take001.reject.txt", "too slow", as: "SEQ02_take001.reject")
    try await stage.until { stage.take("SEQ02_take001")?.decision == .rejected }
    #expect(stage.take("SEQ02_take001")?.note == "too slow")
    try stage.drag("takes/SEQ02/SEQ02_take002.mp4")
    #expect(try await stage.receipt("SEQ02_take002", .done).action == "approve")
    try await stage.until { stage.exists("takes/SEQ02/SEQ02_take002.mp4") }
    try await stage.state("SEQ02", .approved)
    try await stage.marked("SEQ02.reopen")
    try await stage.state("SEQ02", .review)
    for marker in ["resubmit", "abandon"] { try await stage.marked("SEQ02.\(marker)", ends: .failed) }
    let confirm = try await stage.marked("SEQ02.confirm", ends: .rejected)
    #expect(confirm.problem?.code.rawValue == "no_question")
    try stage.drag("takes/SEQ02/SEQ02_take002.mp4")
    try await stage.state("SEQ02", .approved)
    let final = try await stage.marked("SEQ02.finalize")
    #expect(final.outputs.first.map { stage.exists($0.text) } == true)
    try await stage.state("SEQ02", .final)
    let animatic = try await stage.asked("animatic", #""action": "animatic""#)
    #expect(animatic.outputs.first.map { stage.exists($0.text) } == true)
  }

  private static func frames(_ stage: Stage) async throws {
    try await stage.asked("grid3", #""sequence": "SEQ03""#)
    let option = stage.layout.root / "grids/SEQ03/SEQ03_g01_top_left.png"
    // An option under a name of somebody's own.
    try stage.drag("grids/SEQ03/SEQ03_g01_top_right.png", as: "this one.png")
    try await stage.receipt("this_one", .done)
    try await stage.until { stage.exists("grids/SEQ03/SEQ03_g01_top_right.png") }
    try await stage.until { stage.status("SEQ03")?.selectedCell == "top_right" }
    // A picture of somebody's own.
    let copy = stage.folder.path / "SEQ03.start.png"
    try FileManager.default.copyItem(atPath: option.display, toPath: copy.display)
    try Folder.move(copy, to: stage.layout.picks / "SEQ03.start.png")
    try await stage.receipt("SEQ03.start", .waitingForConfirmation)
    try await stage.marked("SEQ03.confirm")
    try await stage.receipt("SEQ03.start", .done)
    try await stage.until { stage.status("SEQ03")?.startFrame?.text == "frames/SEQ03/SEQ03_start02.png" }
    #expect(try Picture.hasSamePixels(option, stage.layout.root / "frames/SEQ03/SEQ03_start02.png"))
    // The start frame of before.
    try stage.drag("frames/SEQ03/SEQ03_start01.png")
    try await stage.receipt("SEQ03_start01", .waitingForConfirmation)
    try await stage.until { stage.exists("frames/SEQ03/SEQ03_start01.png") }
    try await stage.marked("SEQ03.cancel")
    try await stage.receipt("SEQ03_start01", .cancelled)
  }
}
