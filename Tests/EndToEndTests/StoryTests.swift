import DurableFiles
import FolderContract
import Foundation
import Media
import Terms
import TestSupport
import Testing

/// The story that the per-shot prompts exist for: five shots, of which one is good in one take and one in another.
@Suite("One shot from one take, one from another", .timeLimit(.minutes(3)))
struct StoryTests {
  private static let prompts = ["The road", "The radio", "A hand on the dial", "The mirror", "The motel"]
  private static let plan = """
    {"id": "SEQ08", "grid_prompt": "A car at night", "shots": [\(prompts.map {
      #"{"prompt": "\#($0)", "duration": 5}"#
    }.joined(separator: ", "))]}
    """

  @Test("Shot 3 is redone, shot 5 is taken back from take 1, one shot is made alone, and the approval takes the best")
  func story() async throws {
    let stage = try Stage(sequences: Self.plan, frameRate: 12)
    try await stage.running { stage in
      try await Self.first(stage)
      // Take 1 is good but for the hand; in take 2 the motel is worse.
      try await Self.confirmed(
        stage, "two", #""take": 1, "shot_overrides": {"3": "A still hand on the dial", "5": "The motel, empty"}"#)
      #expect(stage.take("SEQ08_take002")?.changes.map(\.shot) == [3, 5])
      // Take 2's hand with take 1's motel.
      try await Self.confirmed(stage, "three", #""take": 2, "prompts_from": [{"shot": 5, "take": 1}]"#)
      let three = try #require(stage.take("SEQ08_take003"))
      #expect(
        three.shots.map(\.prompt) == ["The road", "The radio", "A still hand on the dial", "The mirror", "The motel"])
      #expect(stage.receipt("three")?.prompts.map(\.source).last == "SEQ08_take001")
      try await Self.alone(stage)
      try await Self.approve(stage)
    }
    try await Self.expectVideos(stage)
  }

  /// The plan is longer than one call allows: that is shown, priced and asked before it is run.
  private static func first(_ stage: Stage) async throws {
    try await stage.asked("grid", #""sequence": "SEQ08""#)
    try stage.drag("grids/SEQ08/SEQ08_g01_top_left.png")
    let question = try await stage.receipt("SEQ08_g01_top_left", .waitingForConfirmation)
    #expect(question.problem?.code.rawValue == "call_split")
    #expect(question.calls.map(\.shots) == [[1, 2, 3], [4, 5]])
    #expect(stage.status("SEQ08")?.takes.isEmpty == true)
    try await stage.marked("SEQ08.confirm")
    let done = try await stage.receipt("SEQ08_g01_top_left", .done)
    #expect(done.outputs.first?.text == "takes/SEQ08/SEQ08_take001.mp4")
    #expect(done.warnings.contains { $0.contains("2 calls") })
    try await stage.until { stage.take("SEQ08_take001") != nil }
  }

  private static func confirmed(_ stage: Stage, _ id: String, _ fields: String) async throws {
    try await stage.asked(
      id, #""sequence": "SEQ08", "action": "generate", \#(fields)"#, .waitingForConfirmation)
    try await stage.asked("yes-\(id)", #""action": "confirm", "request": "\#(id)""#)
    try await stage.receipt(id, .done)
    let number = ["two": 2, "three": 3][id] ?? 0
    try await stage.until { stage.status("SEQ08")?.takes.count == number }
  }

  /// Only shot 3 again: it fits into a call, so nobody is asked, and the others stay as they are.
  private static func alone(_ stage: Stage) async throws {
    try await stage.asked(
      "four",
      #""sequence": "SEQ08", "action": "generate", "mode": "individual", "take": 3, "shots": [3], "shot_overrides": {"3": "No hand at all"}"#
    )
    try await stage.until { stage.take("SEQ08_take004") != nil }
    let four = try #require(stage.take("SEQ08_take004"))
    #expect(four.mode == .individual)
    #expect(four.shots.map(\.from) == ["SEQ08_take003", "SEQ08_take003", nil, "SEQ08_take003", "SEQ08_take003"])
    #expect(four.shots[2].prompt == "No hand at all")
    #expect(stage.exists("state/starsend/shots/SEQ08_shot03.json"))
  }

  private static func approve(_ stage: Stage) async throws {
    try await stage.asked(
      "best", #""sequence": "SEQ08", "action": "approve", "take": 4, "shots": {"1": 1, "5": "SEQ08_take001"}"#)
    try await stage.state("SEQ08", .approved)
    let approval = try #require(stage.status("SEQ08")?.approval)
    #expect(approval.take == 4 && approval.shots == [1: 1, 5: 1])
  }

  private static func expectVideos(_ stage: Stage) async throws {
    let media = try MediaTools.find()
    for number in 1...4 {
      let take = try await media.probe(stage.layout.takes / "SEQ08/SEQ08_take00\(number).mp4")
      #expect(take.frames == 300, "take \(number)")
    }
    for shot in 1...5 {
      let slice = try await media.probe(stage.layout.takes / "SEQ08/SEQ08_take001_shot0\(shot).mp4")
      // The cut is looked for near its planned frame.
      #expect(abs(slice.frames - 60) <= 6, "shot \(shot)")
    }
  }
}
