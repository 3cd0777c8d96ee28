import DurableFiles
import FolderContract
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@Suite("The agent is killed", .serialized, .timeLimit(.minutes(10)))
struct KillTests {
  @Test("Killed after every single durable step, a grid, a pick and a video still arrive, once")
  func afterEachStep() async throws {
    let studio = try Studio()
    try studio.drop(#"{"sequence": "SEQ01", "id": "first"}"#, as: "inbox/first.json")
    try await restart(studio, crashAfter: 1) { studio.hasEnded("first") }
    try studio.pickByCopy()
    try await restart(studio, crashAfter: 1) { studio.hasEnded("SEQ01_g01_top_left") }
    try studio.expectEverythingOnce()
  }

  @Test("Killed at any durable step, it goes on at the next start, and everything arrives, once")
  func atAnyStep() async throws {
    let all = ProcessInfo.processInfo.environment["STARSEND_KILLS"] == "all"
    let steps = Array(stride(from: 1, through: try await countSteps(), by: all ? 1 : 4))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, step) in steps.enumerated() {
        if index > 1 { try await group.next() }
        group.addTask { try await self.killOnce(at: step) }
      }
      try await group.waitForAll()
    }
  }

  /// How many durable steps a grid, a pick and a video have, by a run that nobody kills.
  private func countSteps() async throws -> Int {
    let studio = try Studio()
    let log = (studio.folder.path / "steps.log").display
    let ending = try await studio.gridAndPick(crashAfter: nil, crashLog: log)
    #expect(ending == .stopped)
    try studio.expectEverythingOnce()
    let steps = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count
    // Fewer would mean that the steps are not seen, and that nothing was tested.
    try #require(steps >= 30)
    return steps
  }

  private func killOnce(at step: Int) async throws {
    let studio = try Studio()
    let ending = try await studio.gridAndPick(crashAfter: step, crashLog: nil)
    #expect(ending == .killed || ending == .stopped, "killed at step \(step)")
    #expect(try await studio.gridAndPick(crashAfter: nil, crashLog: nil) == .stopped, "after a kill at step \(step)")
    try studio.expectEverythingOnce("killed at step \(step)")
  }

  private func restart(_ studio: Studio, crashAfter: Int, until isDone: @escaping @Sendable () -> Bool) async throws {
    for _ in 1...300 {
      switch try await studio.runAgent(crashAfter: crashAfter, until: isDone) {
      case .killed: continue
      case .stopped: return
      case .failed(let status, let log):
        Issue.record("the agent ended with \(status): \(log)")
        return
      }
    }
    Issue.record("300 starts were not enough")
  }
}

extension Studio {
  func hasEnded(_ id: String) -> Bool { receipt(id)?.state.isFinal == true && names(layout.intake).isEmpty }

  /// Copies the option picture into `picks/`, as a person with the Ctrl key held would.
  func pickByCopy() throws {
    let option = layout.root / "grids/SEQ01/SEQ01_g01_top_left.png"
    let part = layout.picks / "copy.part"
    try? FileManager.default.removeItem(atPath: part.display)
    try FileManager.default.copyItem(atPath: option.display, toPath: part.display)
    try FileManager.default.moveItem(atPath: part.display, toPath: (layout.picks / "SEQ01_g01_top_left.png").display)
  }

  /// Drops the request, then the pick once there is something to pick from; each only if it was not dropped before.
  func gridAndPick(crashAfter: Int?, crashLog: String?) async throws -> Ending {
    let dropped = folder.path / "dropped"
    try Folder.make(dropped)
    if FileStatus.of(dropped / "request") == nil {
      try drop(#"{"sequence": "SEQ01", "id": "first"}"#, as: "inbox/first.json")
      try DurableFile.create(dropped / "request", with: Data())
    }
    return try await runAgent(crashAfter: crashAfter, crashLog: crashLog) {
      if receipt("first")?.state == .done, FileStatus.of(dropped / "pick") == nil {
        try pickByCopy()
        try DurableFile.create(dropped / "pick", with: Data())
      }
      return hasEnded("SEQ01_g01_top_left")
    }
  }

  /// One grid with its options, one start frame, one take; every cent booked once; nothing left lying.
  func expectEverythingOnce(_ comment: Comment = "") throws {
    #expect(receipt("first")?.state == .done, comment)
    #expect(receipt("SEQ01_g01_top_left")?.state == .done, comment)
    let pictures = names(layout.grids / "SEQ01").filter { $0.hasSuffix(".png") }
    let options = ["bottom_left", "bottom_right", "top_left", "top_right"].map { "SEQ01_g01_\($0).png" }
    #expect(pictures == ["SEQ01_g01.png"] + options, comment)
    #expect(names(layout.frames / "SEQ01") == ["SEQ01_start01.png"], comment)
    let videos = ["SEQ01_take001", "SEQ01_take001_shot01", "SEQ01_take001_shot02"]
    let takes = ["SEQ01_take001.jpg"] + videos.flatMap { ["\($0).json", "\($0).mp4"] }
    #expect(names(layout.takes / "SEQ01") == takes.sorted(), comment)
    #expect(names(layout.inboxDone) == ["first.json"], comment)
    #expect(names(layout.picksDone) == ["SEQ01_g01_top_left.png"], comment)
    #expect(names(layout.inbox) == ["done", "rejected"] && names(layout.picks) == ["done", "rejected"], comment)
    #expect(names(layout.inboxRejected) + names(layout.picksRejected) + names(layout.intake) == [], comment)
    #expect(names(layout.results) == ["SEQ01_g01_top_left.json", "first.json"], comment)
    let ledger = try lines(folder.path / "state/starsend/spend.jsonl")
    #expect(ledger.filter { $0["kind"] == "reserve" }.count == 2, comment)
    #expect(ledger.filter { $0["kind"] == "settle" }.count == 2, comment)
    let journal = try lines(layout.journal)
    for event in ["accepted", "made", "closed"] { #expect(journal.filter { $0["event"] == event }.count == 2, comment) }
    for shot in ["SEQ01", "SEQ01_grid"] {
      let data = try DurableFile.read(layout.shot(ShotID(shot)))
      let record = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      let takes = record?["takes"] as? [[String: Any]] ?? []
      #expect(takes.map { $0["phase"] as? String } == ["complete"], comment)
    }
  }
}
