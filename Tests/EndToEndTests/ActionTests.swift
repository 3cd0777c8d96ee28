import DurableFiles
import Execution
import FolderContract
import Foundation
import Media
import Terms
import TestSupport
import Testing

/// A request for each row of the contract's table of actions, carried out by the real agent.
@Suite("Actions as requests", .timeLimit(.minutes(3)))
struct ActionTests {
  private static let shots = """
    "shots": [{"prompt": "The car comes nearer", "duration": 1}, {"prompt": "A hand on the wheel", "duration": "1"},
      {"prompt": "Its lights go out", "duration": 1}]
    """
  private static let plan = """
    {"id": "SEQ01", "grid_prompt": "A car on a desert road at night", \(shots)},
    {"id": "SEQ02", "grid": false, \(shots)}, {"id": "SEQ03", "grid": false, \(shots)},
    {"id": "SEQ04", "grid": false, "shots": [{"prompt": "A long road", "duration": 15}]}
    """

  @Test("Every action does as a request what the contract says")
  func actions() async throws {
    let stage = try Stage(sequences: Self.plan)
    try await stage.running { stage in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await Self.gridAndPick(stage) }
        group.addTask { try await Self.generate(stage) }
        group.addTask { try await Self.decide(stage) }
        group.addTask { try await Self.cancel(stage) }
        try await group.waitForAll()
      }
    }
  }

  private static func gridAndPick(_ stage: Stage) async throws {
    try await stage.asked("smallest", #""sequence": "SEQ01""#)
    let wide = try await stage.asked(
      "wide", #""sequence": "seq01", "action": "grid", "wish": "in the rain", "rows": 1, "columns": 2"#)
    #expect(wide.prompts.first?.source == "plan")
    #expect(wide.outputs.map(\.text).contains("grids/SEQ01/SEQ01_g02_r1c2.png") || wide.outputs.count >= 3)
    let own = try await stage.asked(
      "shot", #""sequence": "SEQ01", "action": "grid", "prompt": "A hand", "shot": 2"#)
    #expect(own.outputs.first?.text == "grids/SEQ01/SEQ01_shot02_g01.png")
    try await stage.asked(
      "pick2", #""sequence": "SEQ01", "action": "pick", "shot": 2, "grid": 1, "cell": "bottom_left""#)
    // From an older grid than the newest.
    let pick = try await stage.asked("pick", #""sequence": "SEQ01", "action": "pick", "grid": 1, "cell": "r1c2""#)
    #expect(pick.outputs.first?.text == "takes/SEQ01/SEQ01_take001.mp4")
    try await stage.state("SEQ01", .review)
    let status = try #require(stage.status("SEQ01"))
    #expect(status.startFrame?.text == "frames/SEQ01/SEQ01_start02.png")
    #expect(status.shots.map(\.index) == [2] && status.shots.first?.selectedCell == "bottom_left")
    // Once there is a video, a new pick waits for a yes to it.
    let other = try await stage.asked(
      "other", #""sequence": "SEQ01", "action": "pick", "grid": 1, "cell": "tl""#, .waitingForConfirmation)
    #expect(other.problem?.code.rawValue == "pick_after_video")
    try await stage.asked("yes", #""action": "confirm", "request": "other""#)
    try await stage.receipt("other", .done)
    try await stage.until { stage.status("SEQ01")?.takes.count == 2 }
  }

  private static func generate(_ stage: Stage) async throws {
    let first = try await stage.asked(
      "first", #""sequence": "SEQ02", "action": "generate", "shot_overrides": {"2": "A hand on the key"}"#)
    #expect(first.prompts.map(\.source) == ["plan", "request", "plan"])
    // Only the second shot again; the others are kept and cost nothing.
    let again = try await stage.asked(
      "again", #""sequence": "SEQ02", "action": "generate", "mode": "individual", "take": 1, "shots": [2]"#)
    #expect(again.prompts.map(\.source) == ["SEQ02_take001", "SEQ02_take001", "SEQ02_take001"])
    try await stage.until { stage.take("SEQ02_take002") != nil }
    let take = try #require(stage.take("SEQ02_take002"))
    #expect(take.shots.map(\.from) == ["SEQ02_take001", nil, "SEQ02_take001"])
    let back = try await stage.asked(
      "back", #""sequence": "SEQ02", "action": "generate", "prompts_from": [{"shot": 2, "take": 1}], "count": 2"#)
    #expect(back.prompts.map(\.source) == ["plan", "SEQ02_take001", "plan"])
    try await stage.until { stage.status("SEQ02")?.takes.count == 4 }
    #expect(stage.take("SEQ02_take003")?.shots.map(\.prompt)[1] == "A hand on the key")
  }

  private static func decide(_ stage: Stage) async throws {
    for id in ["one", "two"] { try await stage.asked(id, #""sequence": "SEQ03", "action": "generate""#) }
    try await stage.asked("no", #""sequence": "SEQ03", "action": "reject", "take": 2, "note": "too dark""#)
    try await stage.asked("back2", #""sequence": "SEQ03", "action": "reopen", "take": 2"#)
    try await stage.asked("mixed", #""sequence": "SEQ03", "action": "approve", "take": 2, "shots": {"3": 1}"#)
    try await stage.state("SEQ03", .approved)
    let approval = try #require(stage.status("SEQ03")?.approval)
    #expect(approval.take == 2 && approval.shots == [3: 1])
    #expect(stage.status("SEQ03")?.approvedSeconds == 3)
    let late = try await stage.asked("late", #""sequence": "SEQ03", "action": "approve", "take": 1"#, .failed)
    #expect(late.problem?.code.rawValue == "already_decided")
    try await stage.asked("reopen", #""sequence": "SEQ03", "action": "reopen""#)
    try await stage.state("SEQ03", .review)
    // What never was: nobody's word is needed here.
    for action in ["resubmit", "abandon"] {
      let refused = try await stage.asked(action, #""sequence": "SEQ03", "action": "\#(action)""#, .failed)
      #expect(refused.problem?.code.rawValue == "transition_refused")
    }
  }

  private static func cancel(_ stage: Stage) async throws {
    try await stage.asked("long", #""sequence": "SEQ04", "action": "generate", "count": 8"#, .running)
    try await stage.asked("queued", #""sequence": "SEQ04", "action": "generate""#, .queued)
    try await stage.asked("stop", #""action": "cancel", "request": "queued""#)
    try await stage.receipt("queued", .cancelled)
    try await stage.asked("stopall", #""sequence": "SEQ04", "action": "cancel""#)
    try await stage.receipt("long", .cancelled)
    try await stage.until { [.notStarted, .review].contains(stage.status("SEQ04")?.state) }
    #expect((stage.status("SEQ04")?.takes.count ?? 8) < 8)
  }

  // MARK: money

  @Test("A price above the threshold waits for a yes, HOLD holds, and a cap refuses with its figures")
  func money() async throws {
    let prices =
      #", "models": {"storyboard": {"usd_per_second": 1}}, "confirm_above_usd": 2, "caps_usd": {"project": 7}"#
    let stage = try Stage(sequences: Self.plan, configuration: prices)
    try await stage.running { stage in
      let asked = try await stage.asked(
        "ask", #""sequence": "SEQ02", "action": "generate""#, .waitingForConfirmation)
      #expect(asked.problem?.code.rawValue == "price_above_limit" && asked.estimate == Money(microUSD: 3_000_000))
      try await stage.until { stage.project?.waiting.first?.waitsFor == .confirm }
      try stage.folder.write("", to: "project/HOLD")
      try await stage.until { stage.project?.hold == true }
      try await stage.marked("SEQ02.confirm")
      try await stage.until { stage.receipt("ask")?.problem?.code.rawValue == "on_hold" }
      #expect(stage.receipt("ask")?.state == .queued)
      DurableFile.remove(stage.layout.root / "HOLD")
      #expect(try await stage.receipt("ask", .done).cost == Money(microUSD: 3_000_000))
      // Six dollars for both, and no more than four are left: nobody is asked about what a cap refuses.
      let refused = try await stage.asked("much", #""sequences": ["SEQ02", "SEQ03"], "action": "generate""#, .failed)
      #expect(refused.problem?.code.rawValue == "cap_reached" && refused.problem?.message.contains("$6.00") == true)
      try await stage.until { stage.project?.spent == Money(microUSD: 3_000_000) && stage.project?.reserved == .zero }
      #expect(stage.project?.left == Money(microUSD: 4_000_000))
    }
  }
}
