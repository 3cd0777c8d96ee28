import DurableFiles
import Execution
import FolderContract
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("What the status tells")
struct StatusBoardTests {
  let studio: Studio
  private static let now = Timestamp(milliseconds: 1_000_000)

  init() throws { studio = try Studio() }

  private static func plan() throws -> Plan {
    Plan(
      title: "Driver Beware",
      sequences: [
        PlannedSequence(
          id: try Studio.sequence(), title: "The taxi",
          shots: [PlannedShot(prompt: "it starts", duration: 2.04), PlannedShot(prompt: "it stops", duration: 3)]),
        PlannedSequence(id: try SequenceID("SEQ06"), shots: [PlannedShot(prompt: "later", duration: 3)]),
      ])
  }

  private func board(_ runner: ClientSequenceRunner) throws -> StatusBoard {
    StatusBoard(plan: try Self.plan(), settings: ProjectSettings(), runner: runner)
  }

  private func status(_ runner: ClientSequenceRunner, _ news: StatusBoard.News = .init()) async throws -> SequenceStatus
  {
    try await board(runner).status(of: try Studio.sequence(), news, at: Self.now)
  }

  private func project(
    _ runner: ClientSequenceRunner, _ news: [SequenceID: StatusBoard.News] = [:]
  ) async throws -> ProjectStatus {
    let agent = AgentStatus(version: "0", pid: 1, host: "here", startedAt: Self.now, seenAt: Self.now)
    let dollars = Money(microUSD: 10_000_000)
    return try await board(runner).project(
      agent: agent, caps: Caps(project: dollars, sequence: dollars, day: dollars), news: news, at: Self.now)
  }

  @Test("What waits for whom, and since when: a pick, a review, a yes, a person, and nobody")
  func waiting() async throws {
    let clock = Mutex<Int64>(0)
    let runner = studio.runner(
      clock: WallClock {
        Timestamp(
          milliseconds: clock.withLock {
            $0 += 1000; return $0
          })
      })
    #expect(try await project(runner).waiting == [])
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    var waiting = try await project(runner).waiting
    #expect(waiting.map(\.waitsFor) == [.pick])
    #expect(waiting.first?.what == "Someone has to pick an option of SEQ05's grid 1: drag one into picks/.")
    #expect(waiting.first?.since == (try await studio.record()).grids.first?.createdAt)
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl"), 2))
    waiting = try await project(runner).waiting
    #expect(waiting.map(\.waitsFor) == [.review])
    #expect(waiting.first?.what == "Someone has to approve or reject SEQ05_take001.")
    let question = Problem(.pickAfterVideo, "Another video?", hint: "Drop SEQ05.confirm.")
    waiting = try await project(runner, [try Studio.sequence(): .init(question: question)]).waiting
    #expect(waiting.map(\.waitsFor) == [.confirm] && waiting.first?.what == "Another video?")
    studio.remove("takes/SEQ05/SEQ05_take001.mp4")
    _ = try await runner.reconcile(open: [])
    waiting = try await project(runner).waiting
    #expect(
      waiting.map(\.waitsFor) == [.person] && waiting.first?.what.contains("SEQ05_take001.mp4 is missing") == true)
  }

  @Test("What the agent alone knows is told beside the record: a question, a hold, how far it is")
  func news() async throws {
    let runner = studio.runner()
    let hold = Problem(.onHold, "HOLD lies in the project.", hint: "Take it away.")
    let held = try await status(runner, .init(wait: hold, progress: 0.25, secondsLeft: 12))
    #expect(held.problem == hold && held.waitsFor == nil && held.progress == 0.25 && held.secondsLeft == 12)
  }

  @Test("Each take tells its shots, where their words are from, what changed word by word, and what was decided")
  func takes() async throws {
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let brief = try Studio.brief(needsGrid: false)
    _ = try await runner.carryOut(try Studio.command(Studio.generate, 1, brief: brief))
    let order = TakeOrder(overrides: [2: "it stops slowly"], shots: [2])
    _ = try await runner.carryOut(try Studio.command(.generate(order), 2, brief: brief))
    _ = try await runner.carryOut(
      try Studio.command(.reject(take: 1), 3, brief: brief, by: "Anna", note: "too fast"))
    let status = try await status(runner)
    let (first, second) = (try #require(status.takes.first), try #require(status.takes.last))
    #expect(first.decision == .rejected && first.decidedBy == "Anna" && first.note == "too fast")
    #expect(first.decidedAt == Timestamp(milliseconds: 3000) && first.changes == [])
    #expect(first.shots.map { $0.inSeconds.map { ($0 * 24000 / 1001).rounded() } } == [0, 49])
    #expect(second.mode == .individual && second.cost == Studio.price && second.seconds == 5.04)
    #expect(second.changes == [PromptChange(shot: 2, text: "it stops {+slowly+}")])
    #expect(
      second.shots.map(\.from) == ["SEQ05_take001", nil] && second.shots.map(\.source) == ["SEQ05_take001", "request"])
    #expect(second.shots.last?.clip?.text == "takes/SEQ05/SEQ05_shot02_take001.mp4")
    #expect(second.shots.map(\.missing) == [false, false])
    #expect(status.waitsFor == .review && status.spent == Studio.price * 2 && status.title == "The taxi")
    try await studio.meddle { record in
      var shots = record.takes[1].shots
      shots[1].clip = nil
      record.takes[1] = record.takes[1].with(shots: shots)
    }
    #expect(try await self.status(studio.runner()).takes.last?.shots.map(\.missing) == [false, true])
  }

  @Test("What was agreed on counts its seconds, and the project tells what a second cost and what is left")
  func approved() async throws {
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let brief = try Studio.brief(needsGrid: false)
    _ = try await runner.carryOut(try Studio.command(.generate(TakeOrder(count: 2)), 1, brief: brief))
    #expect(try await project(runner).costPerApprovedSecond == nil)
    _ = try await runner.carryOut(
      try Studio.command(.approve(Approval(take: 2, shots: [1: 1])), 2, brief: brief))
    let status = try await status(runner)
    #expect(status.state == .approved && status.waitsFor == nil && status.approvedSeconds == 5.04)
    #expect(status.approval == ApprovalStatus(take: 2, shots: [1: 1]))
    let project = try await project(runner)
    // $0.268 over 5.04 seconds.
    #expect(project.costPerApprovedSecond == Money(microUSD: 53_175))
    #expect(project.spent == Studio.price * 2 && project.left == Money(microUSD: 10_000_000) - Studio.price * 2)
    #expect(project.sequences.map(\.state) == [.approved, .notStarted])
  }

  @Test("Shots with a grid or start frame of their own are told")
  func shots() async throws {
    let runner = studio.runner()
    let brief = try Studio.brief(generates: false)
    _ = try await runner.carryOut(try Studio.command(.explore(GridOrder(shot: 2)), 1, brief: brief))
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl", shot: 2), 2, brief: brief))
    let status = try await status(runner)
    #expect(status.shots.map(\.index) == [2] && status.shots.first?.selectedCell == "top_left")
    #expect(status.shots.first?.startFrame?.text == "frames/SEQ05/SEQ05_shot02_start01.png")
    #expect(status.shots.first?.grid?.options.count == 4 && status.grid == nil && status.startFrame == nil)
  }

  @Test("How long work will take is known from the medians of what was made before")
  func pace() async throws {
    let brief = try Studio.brief(needsGrid: false)
    let command = try Studio.command(.generate(TakeOrder(count: 2)), 9, brief: brief)
    #expect(try await studio.runner().pace(of: command) == nil)
    try await studio.meddle { record in
      record = SequenceRecord.reviewed(
        [10.08, 5.04, 504].enumerated().compactMap { index, seconds in
          try? SequenceTake.example(index + 1, of: brief).with(seconds: seconds)
        })
    }
    let pace = try #require(try await studio.runner().pace(of: command))
    #expect(abs(pace.seconds - 2 * 10.08) < 0.001)
    #expect(pace.secondsLeft(at: 0.75) == 5 && pace.secondsLeft(at: 2) == 0)
  }
}
