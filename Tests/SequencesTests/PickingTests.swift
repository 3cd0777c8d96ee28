import DurableFiles
import Execution
import Foundation
import Sequences
import Terms
import TestSupport
import Testing

@Suite("Picking")
struct PickingTests {
  let studio: Studio

  init() throws { studio = try Studio() }

  private func explored(generates: Bool = true) async throws -> ClientSequenceRunner {
    let runner = studio.runner(studio.provider())
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    return runner
  }

  private func problem(_ work: () async throws -> Outcome) async -> Problem? {
    do { _ = try await work() } catch { return error as? Problem }
    return nil
  }

  @Test("A pick makes the start frame and the video")
  func pick() async throws {
    let outcome = try await explored().carryOut(try Studio.command(try Studio.pick("tr"), 2))
    #expect(outcome.outputs == ["takes/SEQ05/SEQ05_take001.mp4", "frames/SEQ05/SEQ05_start01.png"])
    #expect(outcome.promptsSource == "plan")
    let record = try await studio.record()
    #expect(record.state == .review && record.selectedCell == "top_right")
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

  @Test("Another cell after the video asks first; confirmed, it makes a second video")
  func another() async throws {
    let runner = try await explored()
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tr"), 2))
    let other = try Studio.command(try Studio.pick("bl"), 3)
    let question = try await runner.question(about: other)
    #expect(question?.code == .pickAfterVideo)
    #expect(question?.message.contains("SEQ05_take001") == true)
    #expect(question?.hint.contains("SEQ05.confirm") == true)
    #expect(await problem { try await runner.carryOut(other) }?.code == .pickAfterVideo)
    let confirmed = try Studio.command(try Studio.pick("bl"), 3, isConfirmed: true)
    let outcome = try await runner.carryOut(confirmed)
    #expect(outcome.outputs == ["takes/SEQ05/SEQ05_take002.mp4", "frames/SEQ05/SEQ05_start02.png"])
  }

  @Test("Going back to an older pick asks as well, and names the video that it has already")
  func backAgain() async throws {
    let runner = try await explored()
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tr"), 2))
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("bl"), 3, isConfirmed: true))
    let back = try Studio.command(try Studio.pick("tr"), 4)
    let question = try await runner.question(about: back)
    #expect(question?.message.contains("SEQ05_take001 was made from this option before.") == true)
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tr"), 4, isConfirmed: true))
    let record = try await studio.record()
    #expect(record.takes.map(\.startFrame) == [1, 2, 3].map { "frames/SEQ05/SEQ05_start0\($0).png" })
  }

  @Test("A pick from an older grid by its number takes that grid's cell")
  func olderGrid() async throws {
    let runner = try await explored()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 2))
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl", grid: 1), 3))
    let record = try await studio.record()
    #expect(record.startFrame?.grid == 1 && record.grids.count == 2)
    #expect(record.selectedCell == nil)
  }

  @Test(
    "What cannot be picked is refused, saying what there is",
    arguments: [("tl", 7, "g01"), ("r3c3", nil, "top_left")] as [(String, Int?, String)])
  func noSuchOption(cell: String, grid: Int?, known: String) async throws {
    let runner = try await explored()
    let problem = await problem { try await runner.carryOut(try Studio.command(try Studio.pick(cell, grid: grid), 2)) }
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
    #expect(await problem { try await failing.carryOut(try Studio.command(try Studio.pick("tr"), 2)) } != nil)
    let record = try await studio.record()
    #expect(record.state == .startFrameApproved && record.problem?.message == "No memory.")
    let runner = studio.runner(studio.provider())
    let again = try Studio.command(try Studio.pick("tr"), 3)
    #expect(try await runner.question(about: again) == nil)
    let outcome = try await runner.carryOut(again)
    #expect(outcome.outputs == ["takes/SEQ05/SEQ05_take002.mp4", "frames/SEQ05/SEQ05_start01.png"])
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

  @Test("A pick that a cap stops keeps its start frame")
  func cap() async throws {
    let runner = studio.runner(studio.provider(isRepeatable: false))
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    var dear = studio.provider(isRepeatable: false)
    dear.price = Money(microUSD: 5_000_000)
    let problem = await problem {
      try await studio.runner(dear).carryOut(try Studio.command(try Studio.pick("tl"), 2))
    }
    #expect(problem?.code == .capReached)
    let record = try await studio.record()
    #expect(record.state == .startFrameApproved && record.startFrame != nil && record.operation == nil)
    #expect(record.problem?.code == .capReached)
    let balance = try await studio.balance()
    #expect(balance.reserved == .zero && balance.spent == Studio.price)
  }
}
