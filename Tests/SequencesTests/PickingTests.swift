import DurableFiles
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("Picking")
struct PickingTests {
  let studio: Studio

  init() throws { studio = try Studio() }

  private func explored() async throws -> ClientSequenceRunner {
    let runner = studio.runner()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    return runner
  }

  @Test("A pick makes the start frame and the video")
  func pick() async throws {
    let outcome = try await explored().carryOut(try Studio.command(try Studio.pick("tr"), 2))
    #expect(outcome.outputs.first == "takes/SEQ05/SEQ05_take001.mp4")
    #expect(outcome.outputs.last == "frames/SEQ05/SEQ05_start01.png")
    #expect(outcome.prompts == [PromptOrigin(shot: 1, source: "plan"), PromptOrigin(shot: 2, source: "plan")])
    let record = try await studio.record()
    #expect(record.state == .review && record.selectedCell() == "top_right")
  }

  @Test("The same cell picked again is answered with its video, and nothing runs")
  func sameAgain() async throws {
    let runner = try await explored()
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tr"), 2))
    let before = try await studio.record()
    let again = try Studio.command(try Studio.pick("top_right", grid: 1), 3)
    #expect(try await runner.question(about: again) == nil)
    let outcome = try await runner.carryOut(again)
    #expect(outcome.outputs.first == "takes/SEQ05/SEQ05_take001.mp4")
    #expect(outcome.cost == .zero && outcome.warnings.contains { $0.contains("picked before") })
    #expect(try await studio.record() == before)
    #expect(studio.books.submits.count == 2)
  }

  @Test("Another cell after the video asks first; a yes to exactly that question makes a second video")
  func another() async throws {
    let runner = try await explored()
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tr"), 2))
    let other = try Studio.command(try Studio.pick("bl"), 3)
    let question = try #require(try await runner.question(about: other))
    #expect(question.topics.map(\.code) == [.pickAfterVideo])
    #expect(question.problem.message.contains("SEQ05_take001"))
    #expect(question.problem.hint.contains("SEQ05.confirm"))
    #expect(await runner.ending(other)?.question == question)
    let elsewhere = Question.Topic(.pickAfterVideo, "SEQ05 already has a video (SEQ05_take000).")
    let wrong = try Studio.command(try Studio.pick("bl"), 3, answered: [elsewhere])
    #expect(await runner.ending(wrong)?.question == question)
    let confirmed = try Studio.command(try Studio.pick("bl"), 3, answered: Set(question.topics))
    let outcome = try await runner.carryOut(confirmed)
    #expect(outcome.outputs.first == "takes/SEQ05/SEQ05_take002.mp4")
    #expect(outcome.outputs.last == "frames/SEQ05/SEQ05_start02.png")
  }

  @Test("Going back to an older pick asks as well, and names the video that it has already")
  func backAgain() async throws {
    let runner = try await explored()
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tr"), 2))
    try await runner.agreed(try Studio.command(try Studio.pick("bl"), 3))
    let back = try Studio.command(try Studio.pick("tr"), 4)
    let question = try await runner.question(about: back)
    #expect(question?.problem.message.contains("SEQ05_take001 was made from this option before.") == true)
    try await runner.agreed(back)
    let record = try await studio.record()
    #expect(record.takes.map(\.startFrame) == [1, 2, 3].map { "frames/SEQ05/SEQ05_start0\($0).png" })
  }

  @Test("A pick from an older grid by its number takes that grid's cell")
  func olderGrid() async throws {
    let runner = try await explored()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 2))
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl", grid: 1), 3))
    let record = try await studio.record()
    #expect(record.startFrame()?.grid == 1 && record.grids.count == 2)
    #expect(record.selectedCell() == nil)
  }

  @Test("A confirmed pick on approved work takes the approval back, and the old take waits for a decision again")
  func onApproved() async throws {
    let runner = try await explored()
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tr"), 2))
    _ = try await runner.carryOut(try Studio.command(.approve(Approval()), 3))
    let other = try Studio.command(try Studio.pick("bl"), 4)
    #expect(await runner.ending(other)?.question?.topics.map(\.code) == [.pickAfterVideo])
    #expect(try await studio.record().state == .approved)
    try await runner.agreed(other)
    let record = try await studio.record()
    #expect(record.state == .review && record.approval == nil)
    #expect(record.takes.map(\.decision) == [.undecided, .undecided])
  }

  @Test("A yes to a pick that was given before the work was approved is none to taking the approval back")
  func approvedMeanwhile() async throws {
    let runner = try await explored()
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tr"), 2))
    var other = try Studio.command(try Studio.pick("bl"), 3)
    let asked = try #require(await runner.ending(other)?.question)
    _ = try await runner.carryOut(try Studio.command(.approve(Approval()), 4))
    other.answered = Set(asked.topics)
    let again = try #require(await runner.ending(other)?.question)
    #expect(
      again.problem.message.contains("SEQ05 is approved (take 1") && again.problem.message.contains("take that back"))
    #expect(try await studio.record().state == .approved)
    other.answered.formUnion(again.topics)
    _ = try await runner.carryOut(other)
    #expect(try await studio.record().state == .review)
  }

  @Test(
    "What cannot be picked is refused, saying what there is",
    arguments: [("tl", 7, "g01"), ("r3c3", nil, "top_left")] as [(String, Int?, String)])
  func noSuchOption(cell: String, grid: Int?, known: String) async throws {
    let runner = try await explored()
    let problem = await runner.problem(try Studio.command(try Studio.pick(cell, grid: grid), 2))
    #expect(problem?.code == .noSuchOption)
    #expect(problem?.description.contains(known) == true)
    #expect(try await studio.record().state == .gridReview)
  }

  @Test("A pick whose video failed is tried again from the same start frame")
  func failedVideo() async throws {
    _ = try await explored()
    var provider = studio.provider()
    provider.failures = [.outcome: Problem(.system, "No memory.", hint: "")]
    let failing = studio.runner(provider)
    #expect(await failing.problem(try Studio.command(try Studio.pick("tr"), 2)) != nil)
    let record = try await studio.record()
    #expect(record.state == .startFrameApproved && record.problem?.message == "No memory.")
    let runner = studio.runner()
    let again = try Studio.command(try Studio.pick("tr"), 3)
    #expect(try await runner.question(about: again) == nil)
    let outcome = try await runner.carryOut(again)
    #expect(outcome.outputs.first == "takes/SEQ05/SEQ05_take002.mp4")
    #expect(try studio.folder.names(in: "frames/SEQ05") == ["SEQ05_start01.png"])
  }

  @Test("A project that stops at start frames makes one, and answers the same pick with it")
  func noVideo() async throws {
    let runner = try await explored()
    let brief = try Studio.brief(generates: false)
    for number in [2, 3] {
      let outcome = try await runner.carryOut(try Studio.command(try Studio.pick("tl"), number, brief: brief))
      #expect(outcome.outputs == ["frames/SEQ05/SEQ05_start01.png"])
    }
    let other = try await runner.carryOut(try Studio.command(try Studio.pick("br"), 4, brief: brief))
    #expect(other.outputs == ["frames/SEQ05/SEQ05_start02.png"])
    #expect(studio.books.submits.count == 1)
  }

  @Test("A picture of somebody's own that has the next name is passed over")
  func foreignFrame() async throws {
    let runner = try await explored()
    try studio.folder.write("mine", to: "frames/SEQ05/SEQ05_start01.png")
    let outcome = try await runner.carryOut(try Studio.command(try Studio.pick("tl"), 2))
    #expect(outcome.outputs.last == "frames/SEQ05/SEQ05_start02.png")
    #expect(try studio.folder.read("frames/SEQ05/SEQ05_start01.png") == Data("mine".utf8))
  }

  @Test("A pick that a cap stops keeps its start frame and asks; once there is money, a yes goes on from there")
  func cap() async throws {
    var studio = studio
    studio.cap = Money(microUSD: 1_000_000)
    _ = try await studio.runner(studio.provider(isRepeatable: false)).carryOut(try Studio.command(Studio.explore, 1))
    var dear = studio.provider(isRepeatable: false)
    dear.price = Money(microUSD: 5_000_000)
    let pick = try Studio.command(try Studio.pick("tl"), 2)
    let question = try #require(await studio.runner(dear).ending(pick)?.question)
    #expect(question.topics.map(\.code) == [.capReached])
    let record = try await studio.record()
    #expect(record.state == .startFrameApproved && record.startFrame() != nil && record.operation == nil)
    var balance = try await studio.balance()
    #expect(balance.reserved == .zero && balance.spent == Studio.price)
    #expect(studio.submits.count == 1)
    studio.cap = Money(microUSD: 10_000_000)
    let yes = try Studio.command(try Studio.pick("tl"), 2, answered: Set(question.topics))
    let outcome = try await studio.runner(dear).carryOut(yes)
    #expect(outcome.outputs.last == "frames/SEQ05/SEQ05_start01.png")
    balance = try await studio.balance()
    #expect(balance.reserved == .zero && balance.spent == Studio.price + dear.price)
  }
}
