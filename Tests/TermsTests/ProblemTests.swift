import Foundation
import Terms
import Testing

@Suite("A problem")
struct ProblemTests {
  let problem = Problem(.badValue, "It is wrong.", hint: "Mend it.", cause: "errno 13 at /secret")

  @Test("tells people what and what next, and tells the cause to the log alone")
  func cause() throws {
    let written = String(decoding: try PlainJSON.line(problem), as: UTF8.self)
    #expect(written == "{\"code\":\"bad_value\",\"hint\":\"Mend it.\",\"message\":\"It is wrong.\"}")
    #expect(problem.description == "It is wrong. Mend it.")
    #expect(problem.logLine == "bad_value: It is wrong. Mend it. (errno 13 at /secret)")
  }

  @Test("is read from a file without a hint as well, and with a code that nobody knows yet")
  func reads() throws {
    let data = Data("{\"code\": \"from_the_future\", \"message\": \"m\"}".utf8)
    #expect(
      try PlainJSON.decode(Problem.self, from: data) == Problem(.init(rawValue: "from_the_future"), "m", hint: ""))
  }
}

@Suite("States")
struct StateTests {
  @Test("of the workflow in which something runs are the only ones that are not idle")
  func idle() { #expect(WorkflowState.allCases.filter { !$0.isIdle } == [.gridExploring, .generating]) }

  @Test("of a receipt that can still change are those that wait for something")
  func final() {
    #expect(
      ReceiptState.allCases.filter { !$0.isFinal } == [.queued, .running, .waitingForConfirmation, .outcomeUnknown])
  }

  @Test("are written as the contract spells them")
  func spelling() {
    #expect(
      WorkflowState.allCases.map(\.rawValue) == [
        "not_started", "grid_exploring", "grid_review", "start_frame_approved", "generating", "review", "approved",
        "final",
      ])
    #expect(
      ShotState.allCases.map(\.rawValue) == [
        "registered", "keyframe_pending", "keyframe_generating", "keyframe_complete", "keyframe_failed",
        "video_pending", "video_submitted", "video_processing", "video_complete", "video_failed", "outcome_unknown",
      ])
    #expect(TakeMode.allCases.map(\.rawValue) == ["multi_shot", "individual"])
  }
}
