import DurableFiles
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import Sequences

/// One way in which workflow, execution and disk can say different things.
struct Dispute: Sendable, CustomTestStringConvertible {
  enum Scene: Sendable {
    /// A grid, a pick and a take in one file.
    case picked
    /// A take that was joined out of two calls.
    case joined
    /// A take in two files and one that redid its second shot.
    case redone
    /// A start frame that a person brought.
    case brought
  }

  let testDescription: String
  let scene: Scene
  /// Files that are taken away.
  var lost: [String] = []
  var record: @Sendable (inout SequenceRecord) -> Void = { _ in }
  var isThorough = false
  /// What the one finding says.
  let says: String
  /// A part of what a person can do; nil where it is mended.
  var hint: String?
  /// The state after it.
  var state: WorkflowState = .review
}

extension Dispute {
  private static let take = "takes/SEQ05/SEQ05_take001"

  /// A row for every case of `Disagreement`.
  static let all: [Dispute] = ofState + ofPictures + ofVideos + ofExecution

  private static let ofState: [Dispute] = [
    Dispute(
      testDescription: "a grid is called exploring and nothing runs", scene: .picked,
      record: { $0.state = .gridExploring }, says: "SEQ05 was called grid_exploring, and nothing runs for it."),
    Dispute(
      testDescription: "a take is called generating and nothing runs", scene: .picked,
      record: {
        $0.state = .generating
        $0.takes[0].decision = .rejected
        $0.startFrames[0].isWithdrawn = true
      }, says: "called generating, and nothing runs", state: .gridReview),
    Dispute(
      testDescription: "review without a take", scene: .picked,
      record: { $0.takes[0].decision = .rejected }, says: "called review, and what that needs is not there",
      state: .startFrameApproved),
    Dispute(
      testDescription: "approved without an approval", scene: .picked, record: { $0.state = .approved },
      says: "called approved, and what that needs is not there"),
    Dispute(
      testDescription: "an approval of a take that is not there", scene: .picked,
      record: { record in
        record.state = .approved
        record.takes[0].decision = .approved
        record.approval = SequenceApproval(take: 7, shots: [:], by: Decider(at: Timestamp(milliseconds: 1)))
      }, says: "called approved", state: .startFrameApproved),
    Dispute(
      testDescription: "a number was used and not counted", scene: .picked,
      record: {
        $0.takesBegun = 0
        $0.gridsBegun = [:]
      }, says: "has a grid or a take with a higher number than was counted"),
  ]

  private static let ofPictures: [Dispute] = [
    Dispute(
      testDescription: "an option is missing", scene: .picked, lost: ["grids/SEQ05/SEQ05_g01_top_right.png"],
      says: "the option grids/SEQ05/SEQ05_g01_top_right.png was missing"),
    Dispute(
      testDescription: "a grid is missing", scene: .picked, lost: ["grids/SEQ05/SEQ05_g01.png"],
      says: "the grid grids/SEQ05/SEQ05_g01.png is missing", hint: "ask for another grid"),
    Dispute(
      testDescription: "a start frame is missing, and its grid is there", scene: .picked,
      lost: ["frames/SEQ05/SEQ05_start01.png"], says: "the start frame frames/SEQ05/SEQ05_start01.png is missing"),
    Dispute(
      testDescription: "a start frame that a person brought is missing", scene: .brought,
      lost: ["frames/SEQ05/SEQ05_start01.png"], says: "the start frame frames/SEQ05/SEQ05_start01.png is missing",
      hint: "pick again"),
  ]

  private static let ofVideos: [Dispute] = [
    Dispute(
      testDescription: "a provider's file is missing", scene: .picked, lost: ["\(take).mp4"],
      says: "\(take).mp4 is missing", hint: "Put that file back"),
    Dispute(
      testDescription: "a joined take is missing, and its parts are there", scene: .joined, lost: ["\(take).mp4"],
      says: "\(take).mp4 is missing"),
    Dispute(
      testDescription: "a shot is missing, and what it was cut from is there", scene: .picked,
      lost: ["\(take)_shot02.mp4"], says: "\(take)_shot02.mp4 is missing"),
    Dispute(
      testDescription: "a shot that came by itself is missing", scene: .redone,
      lost: ["takes/SEQ05/SEQ05_shot02_take001.mp4"], says: "SEQ05_shot02_take001.mp4 is missing",
      hint: "Put that file back"),
    Dispute(
      testDescription: "a sidecar is missing", scene: .picked, lost: ["\(take).json"], says: "\(take).json was missing"),
    Dispute(
      testDescription: "a poster is missing", scene: .picked, lost: ["\(take).jpg"],
      says: "the poster of SEQ05_take001 was missing"),
    Dispute(
      testDescription: "a take was never checked", scene: .picked,
      record: { $0.takes[0] = $0.takes[0].with(gates: []) }, says: "SEQ05_take001 was never checked",
      hint: "before you decide"),
  ]

  private static let ofExecution: [Dispute] = [
    Dispute(
      testDescription: "the file of a shot's execution is gone", scene: .picked,
      lost: ["state/starsend/shots/SEQ05.json"],
      says: "nothing is known of multi_shot/SEQ05/1", hint: "from a backup"),
    Dispute(
      testDescription: "a finished take that the workflow does not have", scene: .picked,
      record: {
        $0.takes = []
        $0.takesBegun = 0
        $0.state = .startFrameApproved
      }, says: "SEQ05_take001 was made and paid, and the workflow did not have it."),
    Dispute(
      testDescription: "a finished shot that no take has", scene: .redone,
      record: { $0.takes.removeLast() }, says: "SEQ05_shot02_take001 was made and paid", hint: "Its file is kept"),
    Dispute(
      testDescription: "the cut that it was made final in is gone", scene: .picked,
      record: { record in
        record.state = .final
        record.finalCut = "final/cut01.mp4"
        record.takes[0].decision = .approved
        record.approval = SequenceApproval(take: 1, shots: [:], by: Decider(at: Timestamp(milliseconds: 1)))
      }, says: "SEQ05 is final, and final/cut01.mp4 is missing", hint: "finalize again", state: .final),
  ]
}

@Suite("Records, files and calls that disagree")
struct ReconcileTests {
  private static func studio(_ scene: Dispute.Scene) async throws -> Studio {
    var studio = try Studio()
    if scene == .joined { studio.limits = .klingO3 }
    let runner = studio.runner()
    switch scene {
    case .picked:
      _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
      _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl"), 2))
    case .joined: try await runner.agreed(try Studio.command(Studio.generate, 1, brief: try Studio.five()))
    case .redone:
      let brief = try Studio.brief(needsGrid: false)
      _ = try await runner.carryOut(try Studio.command(Studio.generate, 1, brief: brief))
      _ = try await runner.carryOut(try Studio.command(.generate(TakeOrder(shots: [2])), 2, brief: brief))
    case .brought:
      try studio.folder.write(PlainPNG.data(PixelSize(width: 8, height: 8)) { _, _ in (1, 2, 3) }, to: "inbox/a.png")
      _ = try await runner.carryOut(try Studio.command(.bring(.init(path: "inbox/a.png")), 1))
    }
    return studio
  }

  @Test("One truth is put right; what only a person can know is asked", arguments: Dispute.all)
  func dispute(_ dispute: Dispute) async throws {
    let studio = try await Self.studio(dispute.scene)
    let (whole, products) = (try await studio.record(), try studio.products())
    let lost = try dispute.lost.map { try studio.folder.read($0) }
    dispute.lost.forEach(studio.remove)
    try await studio.meddle(dispute.record)
    let findings = try await studio.runner().reconcile(open: [], thoroughly: dispute.isThorough)
    #expect(findings.count == 1, "\(findings)")
    let finding = try #require(findings.first)
    #expect(finding.message.contains(dispute.says), "\(finding)")
    let record = try await studio.record()
    #expect(record.state == dispute.state)
    guard let hint = dispute.hint else {
      #expect(finding.isMended)
      for (path, bytes) in zip(dispute.lost, lost) { #expect(try studio.folder.read(path) == bytes, "\(path)") }
      #expect(try studio.products() == products)
      #expect(try await studio.runner().reconcile(open: [], thoroughly: true) == [])
      #expect(record.problem == nil && record.takesBegun == whole.takesBegun || record.takes.isEmpty)
      return
    }
    #expect(finding.hint?.contains(hint) == true, "\(finding)")
    #expect(record.problem?.code == .artifactMissing && record.waitsFor == .person)
    #expect(try await studio.runner().reconcile(open: []) == findings, "it is asked again until somebody answers")
    guard !dispute.lost.isEmpty else { return }
    for (path, bytes) in zip(dispute.lost, lost) { try studio.folder.write(bytes, to: path) }
    #expect(try await studio.runner().reconcile(open: []) == [])
    #expect(try await studio.record() == whole, "put back, all is as it was")
  }

  @Test("Something that stands is called by what it is before anything else is decided")
  func standing() async throws {
    let (studio, kill) = (try Studio(), KillSwitch(at: 12))
    let dying = studio.dying(kill)
    let command = try Studio.command(Studio.generate, 1, brief: try Studio.brief(needsGrid: false))
    _ = await kill.run { try await dying.carryOut(command) }
    try await studio.meddle { $0.state = .review }
    let findings = try await studio.runner().reconcile(open: [command.request])
    #expect(findings.map(\.message) == ["SEQ05 was called review, and something stands for it. That is put right."])
    #expect(try await studio.record().state == .generating)
    _ = try await studio.runner().carryOut(command)
    #expect(try await studio.record().takes.map(\.number) == [1])
  }

  @Test("A file whose contents are others is only found where all are read, and then asked about")
  func changed() async throws {
    let studio = try await Self.studio(.picked)
    try studio.folder.write(
      ScriptedCuttingRoom.video("another", frames: 5, rate: .film), to: "takes/SEQ05/SEQ05_take001.mp4")
    #expect(try await studio.runner().reconcile(open: []) == [])
    let findings = try await studio.runner().reconcile(open: [], thoroughly: true)
    #expect(findings.map(\.message) == ["SEQ05: takes/SEQ05/SEQ05_take001.mp4 is not what the provider sent any more."])
    #expect(findings.first?.isMended == false)
  }

  @Test("A state that has no evidence is put right before each transition, not only when it is asked for")
  func beforeTransition() async throws {
    let studio = try await Self.studio(.picked)
    try await studio.meddle { $0.state = .generating }
    _ = try await studio.runner().carryOut(try Studio.command(Studio.explore, 3))
    #expect(try await studio.record().state == .gridReview)
  }

  @Test("A take that the workflow lost while it was approved is taken in, and the approval stays")
  func approvedBefore() async throws {
    let studio = try await Self.studio(.redone)
    let brief = try Studio.brief(needsGrid: false)
    try await studio.runner().agreed(try Studio.command(Studio.generate, 3, brief: brief))
    _ = try await studio.runner().carryOut(try Studio.command(.approve(Approval(take: 1)), 4, brief: brief))
    try await studio.meddle { $0.takes.removeLast() }
    let findings = try await studio.runner().reconcile(open: [])
    #expect(findings.map(\.isMended) == [true])
    let record = try await studio.record()
    #expect(record.state == .approved && record.takes.map(\.number) == [1, 2, 3])
    #expect(record.takes.last?.calls.map { "\($0)" } == ["multi_shot/SEQ05/3"])
  }

  @Test("What runs is not disturbed in the middle")
  func running() async throws {
    let (studio, hold) = (try Studio(), Hold())
    let runner = studio.runner(studio.provider(isRepeatable: false), gates: HeldGates(hold: hold))
    let command = try Studio.command(Studio.generate, 1, brief: try Studio.brief(needsGrid: false))
    let running = Task { try await runner.carryOut(command) }
    await hold.arrived()
    #expect(try await runner.reconcile(open: []) == [])
    hold.release()
    #expect(try await running.value.outputs.first == "takes/SEQ05/SEQ05_take001.mp4")
    #expect(studio.submits.count == 1)
    #expect(try await studio.balance().reserved == .zero)
  }

  @Test("Money that nothing stands behind is given back")
  func money() async throws {
    let studio = try await Self.studio(.picked)
    let runner = studio.runner(studio.provider(isRepeatable: false))
    try await runner.setAside([try Studio.command(Studio.explore, 7)])
    #expect(try await runner.reconcile(open: [try Studio.request(7)]) == [])
    #expect(try await studio.balance().reserved == Studio.price * 7)
    _ = try await runner.reconcile(open: [])
    #expect(try await studio.balance().reserved == .zero)
  }
}
