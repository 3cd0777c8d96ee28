import DurableFiles
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("Decisions on takes")
struct DecisionTests {
  let studio: Studio

  init() throws { studio = try Studio() }

  /// In review, with `count` takes of two shots.
  private func reviewed(_ count: Int = 1, needsGrid: Bool = false, gates: ScriptedGates = ScriptedGates()) async throws
    -> ClientSequenceRunner
  {
    let runner = studio.runner(gates: gates)
    if needsGrid {
      _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
      _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl"), 2))
    } else {
      let brief = try Studio.brief(needsGrid: false)
      _ = try await runner.carryOut(try Studio.command(.generate(TakeOrder(count: count)), 1, brief: brief))
    }
    return runner
  }

  private func decide(_ work: Command.Work, _ number: Int = 9, by name: String? = "Anna", note: String? = nil) throws
    -> Command
  {
    try Studio.command(work, number, brief: try Studio.brief(needsGrid: false), by: name, note: note)
  }

  // MARK: - Approve

  @Test("An approval says who gave it, when, with which file and why, and spends nothing")
  func approve() async throws {
    let runner = try await reviewed()
    let outcome = try await runner.carryOut(try decide(.approve(Approval()), note: "the rain!"))
    #expect(outcome.outputs == ["takes/SEQ05/SEQ05_take001.mp4"])
    let record = try await studio.record()
    #expect(record.state == .approved && record.approval?.take == 1)
    let decider = Decider(name: "Anna", file: "request9.json", at: Timestamp(milliseconds: 9000))
    #expect(record.takes.first?.decider == decider && record.approval?.by == decider)
    #expect(record.takes.first?.note == "the rain!" && record.takes.first?.decision == .approved)
    #expect(record.approvedSeconds == 5.04 && studio.submits.count == 1)
  }

  @Test("An approval may take its shots from several takes")
  func mixed() async throws {
    let runner = try await reviewed(2)
    _ = try await runner.carryOut(try decide(.approve(Approval(take: 2, shots: [1: 1]))))
    let record = try await studio.record()
    #expect(record.approval?.take(of: 1) == 1 && record.approval?.take(of: 2) == 2)
    #expect(record.takes.map(\.decision) == [.undecided, .approved])
  }

  @Test(
    "An approval of what there is not is refused, saying what there is",
    arguments: [
      (Approval(take: 7), "no take 7", "1, 2"), (Approval(take: 1, shots: [2: 5]), "no take 5", "1, 2"),
      (Approval(take: 1, shots: [4: 2]), "no shot 4", "1 to 2"), (Approval(), "2 takes that wait", "SEQ05_take001"),
    ])
  func unknown(approval: Approval, what: String, known: String) async throws {
    let runner = try await reviewed(2)
    let problem = await runner.problem(try decide(.approve(approval)))
    #expect(problem?.message.contains(what) == true && problem?.hint.contains(known) == true, "\(problem as Any)")
    #expect(try await studio.record().state == .review)
  }

  @Test("A take that lacks a shot is approved only with that shot from another take")
  func incomplete() async throws {
    let runner = try await reviewed(2)
    try await studio.meddle { record in
      var shots = record.takes[0].shots
      shots[1].clip = nil
      record.takes[0] = record.takes[0].with(shots: shots)
      record.takes[0] = record.takes[0].with(gates: [GateVerdict("decodes", .pass, "It decodes.")])
    }
    let fresh = studio.runner()
    let problem = await fresh.problem(try decide(.approve(Approval(take: 1))))
    #expect(problem?.message.contains("SEQ05_take001 has no shot 2") == true)
    #expect(problem?.hint.contains("\"shots\": {\"2\": 1}") == true)
    _ = try await fresh.carryOut(try decide(.approve(Approval(take: 1, shots: [2: 2]))))
    #expect(try await studio.record().state == .approved)
    _ = runner
  }

  @Test("Nothing is approved whose video or shot is not there", arguments: ["", "_shot02"])
  func missing(which: String) async throws {
    let runner = try await reviewed()
    studio.remove("takes/SEQ05/SEQ05_take001\(which).mp4")
    let problem = await runner.problem(try decide(.approve(Approval())))
    #expect(problem?.code == .artifactMissing)
    #expect(problem?.message.contains("takes/SEQ05/SEQ05_take001\(which).mp4 is not there") == true)
    #expect(try await studio.record().state == .review)
  }

  @Test("A take with a failed gate may be approved, and the answer says so")
  func failedGate() async throws {
    var gates = ScriptedGates()
    gates.verdicts = [GateVerdict("black", .fail, figure: 0.8, "80 % are black.")]
    let outcome = try await reviewed(gates: gates).carryOut(try decide(.approve(Approval())))
    #expect(outcome.warnings == ["It was approved although gate black failed: 80 % are black."])
  }

  // MARK: - Reject

  @Test("A rejection of one of two takes leaves the other in review; of the last one it leads back to the start frame")
  func reject() async throws {
    let runner = try await reviewed(2)
    _ = try await runner.carryOut(try decide(.reject(take: 1), 8, note: "too dark"))
    var record = try await studio.record()
    #expect(record.state == .review && record.takes.first?.note == "too dark")
    _ = try await runner.carryOut(try decide(.reject(take: nil), 9))
    record = try await studio.record()
    #expect(record.state == .notStarted && record.takes.map(\.decision) == [.rejected, .rejected])
    #expect(studio.submits.count == 2)
  }

  @Test("The last rejected take leaves the start frame that it was made from")
  func rejectLast() async throws {
    let runner = try await reviewed(needsGrid: true)
    _ = try await runner.carryOut(try decide(.reject(take: nil)))
    #expect(try await studio.record().state == .startFrameApproved)
  }

  // MARK: - Reopen

  @Test("Reopening takes back an approval, then the rejection before it, then the pick, and never money or files")
  func reopen() async throws {
    let runner = try await reviewed(needsGrid: true)
    let products = try studio.products()
    _ = try await runner.carryOut(try decide(.approve(Approval()), 5))
    _ = try await runner.carryOut(try decide(.reopen(take: nil), 6))
    var record = try await studio.record()
    #expect(record.state == .review && record.approval == nil && record.takes.map(\.decision) == [.undecided])
    _ = try await runner.carryOut(try decide(.reject(take: nil), 7, note: "no"))
    _ = try await runner.carryOut(try decide(.reopen(take: 1), 8))
    record = try await studio.record()
    #expect(record.state == .review && record.takes.first?.decision == .undecided && record.takes.first?.note == "no")
    let refused = await runner.problem(try decide(.reopen(take: nil), 9))
    #expect(refused?.code == .transitionRefused)
    #expect(try studio.products() == products && studio.submits.count == 2)
  }

  @Test("A pick is taken back to the grid, whose picture stays, and another may be picked")
  func unpick() async throws {
    let runner = studio.runner()
    let brief = try Studio.brief(generates: false)
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1, brief: brief))
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl"), 2, brief: brief))
    let outcome = try await runner.carryOut(try Studio.command(.reopen(take: nil), 3, brief: brief))
    #expect(outcome.warnings.first?.contains("frames/SEQ05/SEQ05_start01.png stays") == true)
    var record = try await studio.record()
    #expect(record.state == .gridReview && record.startFrame() == nil && record.selectedCell() == nil)
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("br"), 4, brief: brief))
    record = try await studio.record()
    #expect(record.state == .startFrameApproved && record.startFrame()?.cell == "bottom_right")
  }

  @Test("Takes that waited for a decision when another grid was asked for can be gone back to")
  func backToReview() async throws {
    let runner = try await reviewed(needsGrid: true)
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 5))
    #expect(try await studio.record().state == .gridReview)
    _ = try await runner.carryOut(try decide(.reopen(take: nil), 6))
    _ = try await runner.carryOut(try decide(.approve(Approval()), 7))
    #expect(try await studio.record().state == .approved)
  }

  @Test("A decision that is carried out again after a kill changes nothing more")
  func replayed() async throws {
    let runner = try await reviewed(2, needsGrid: false)
    let works: [Command.Work] = [
      .reject(take: 1), .approve(Approval(take: 2)), .reopen(take: nil), .reopen(take: nil),
    ]
    for (index, work) in works.enumerated() {
      let command = try decide(work, 5 + index)
      _ = try await runner.carryOut(command)
      let record = try await studio.record()
      _ = try await studio.runner().carryOut(command)
      #expect(try await studio.record() == record, "\(work)")
    }
    #expect(try await studio.record().takes.map(\.decision) == [.undecided, .undecided])
  }

  // MARK: - Two people

  @Test("Of two people who decide within a second the first one counts, and the second is told who that was")
  func two() async throws {
    let runner = try await reviewed(2)
    let anna = try decide(.approve(Approval(take: 1)), 5, by: "Anna")
    let ben = try decide(.approve(Approval(take: 2)), 6, by: "Ben")
    async let one = runner.problem(anna)
    async let other = runner.problem(ben)
    let problems = await [one, other].compactMap { $0 }
    let record = try await studio.record()
    let (winner, loser) = record.approval?.take == 1 ? ("Anna", 1) : ("Ben", 0)
    #expect(problems.count == 1 && problems.first?.code == .alreadyDecided)
    #expect(problems.first?.message.contains("by \(winner) with request") == true, "\(problems)")
    #expect(record.takes[loser].decision == .undecided)
  }

  @Test("What somebody rejected is not approved by somebody else before it is reopened")
  func rejectedFirst() async throws {
    let runner = try await reviewed(2)
    _ = try await runner.carryOut(try decide(.reject(take: 1), 5, by: "Anna"))
    for work in [Command.Work.approve(Approval(take: 1)), .reject(take: 1)] {
      let problem = await runner.problem(try decide(work, 6, by: "Ben"))
      #expect(problem?.code == .alreadyDecided && problem?.message.contains("rejected already, by Anna") == true)
      #expect(problem?.hint.contains("SEQ05_take001.reopen") == true)
    }
  }

  @Test("Approved work is not changed by grids, takes or rejections", arguments: [0, 1, 2])
  func settled(which: Int) async throws {
    let runner = try await reviewed()
    _ = try await runner.carryOut(try decide(.approve(Approval()), 5))
    let works: [Command.Work] = [Studio.explore, Studio.generate, .reject(take: 1)]
    let problem = await runner.problem(try decide(works[which], 6))
    #expect(problem?.hint.contains("SEQ05.reopen") == true, "\(problem as Any)")
    #expect(try await studio.record().state == .approved && studio.submits.count == 1)
  }
}
