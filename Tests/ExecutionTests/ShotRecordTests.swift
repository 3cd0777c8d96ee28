import DurableFiles
import Foundation
import Terms
import TestSupport
import Testing

@testable import Execution

@Suite("The states of a shot")
struct ShotRecordTests {
  /// CONTRACT.md's line, and what cancel and unknown outcomes add to it.
  private static let allowed: [ShotState: Set<ShotState>] = [
    .registered: [.keyframePending, .videoPending],
    .keyframePending: [.keyframeGenerating, .keyframeFailed],
    .keyframeGenerating: [.keyframeComplete, .keyframeFailed, .outcomeUnknown],
    .keyframeComplete: [.keyframePending, .videoPending],
    .keyframeFailed: [.keyframePending, .videoPending],
    .videoPending: [.videoSubmitted, .videoFailed],
    .videoSubmitted: [.videoProcessing, .videoFailed, .outcomeUnknown],
    .videoProcessing: [.videoComplete, .videoFailed, .outcomeUnknown],
    .videoComplete: [.keyframePending, .videoPending],
    .videoFailed: [.keyframePending, .videoPending],
    .outcomeUnknown: [.keyframePending, .keyframeGenerating, .videoProcessing, .keyframeFailed, .videoFailed],
  ]

  /// The way from `registered` to each state.
  private static let ways: [ShotState: [ShotState]] = [
    .registered: [], .keyframePending: [.keyframePending],
    .keyframeGenerating: [.keyframePending, .keyframeGenerating],
    .keyframeComplete: [.keyframePending, .keyframeGenerating, .keyframeComplete],
    .keyframeFailed: [.keyframePending, .keyframeFailed], .videoPending: [.videoPending],
    .videoSubmitted: [.videoPending, .videoSubmitted],
    .videoProcessing: [.videoPending, .videoSubmitted, .videoProcessing],
    .videoComplete: [.videoPending, .videoSubmitted, .videoProcessing, .videoComplete],
    .videoFailed: [.videoPending, .videoFailed],
    .outcomeUnknown: [.videoPending, .videoSubmitted, .outcomeUnknown],
  ]

  @Test("Each state leads where the table says; a refusal names both states", arguments: ShotState.allCases)
  func transitions(from: ShotState) throws {
    var record = ShotRecord(shot: try ShotID("EP001_SH03"), at: Timestamp(milliseconds: 0))
    for step in try #require(Self.ways[from]) { try record.move(to: step) }
    for next in ShotState.allCases where next != from {
      var copy = record
      if Self.allowed[from]?.contains(next) == true {
        try copy.move(to: next)
        #expect(copy.state == next)
      } else {
        let problem = #expect(throws: Problem.self, "\(from) to \(next)") { try copy.move(to: next) }
        #expect(problem?.code == .transitionRefused)
        #expect(problem?.message.contains("from \(from.rawValue) to \(next.rawValue)") == true)
        #expect(copy.state == from)
      }
    }
  }
}

@Suite("The machine of a step")
struct StepMachineTests {
  private func next(
    _ phase: TakeRecord.Phase, isRepeatable: Bool = false, isSameProvider: Bool = true,
    _ artifact: StepMachine.Artifact = .missing
  ) -> StepMachine.Action {
    StepMachine.next(
      StepMachine.Facts(
        phase: phase, isRepeatable: isRepeatable, isSameProvider: isSameProvider, artifact: artifact))
  }

  @Test("Only a prepared take is submitted; an intended call is made again on this machine alone")
  func submits() {
    for phase in TakeRecord.Phase.allCases where phase != .prepared {
      #expect(next(phase, .published) != .submit)
      #expect(next(phase, .published) != .submitAgain)
    }
    #expect(next(.prepared) == .submit)
    #expect(next(.submitting) == .find)
    #expect(next(.submitting, isRepeatable: true) == .submitAgain)
  }

  @Test("Nothing is asked of a provider that did not begin the take")
  func otherProvider() {
    for phase in TakeRecord.Phase.allCases {
      for artifact in [StepMachine.Artifact.missing, .waiting, .published, .foreign] {
        let action = next(phase, isRepeatable: true, isSameProvider: false, artifact)
        #expect(![.submit, .submitAgain, .find, .poll, .collect].contains(action), "\(phase), \(artifact)")
      }
    }
  }

  @Test("A take is settled only while its own file has its name, and after its verdicts")
  func settles() {
    for phase in TakeRecord.Phase.allCases {
      for artifact in [StepMachine.Artifact.missing, .waiting, .published, .foreign] {
        let isRight = phase == .judged && artifact == .published
        #expect((next(phase, artifact) == .settle) == isRight, "\(phase), \(artifact)")
      }
    }
    #expect(next(.collected, .foreign) == .hold(.nameTaken))
    #expect(next(.judged, .missing) == .collect)
  }

  @Test("A paid call is never booked at nothing but on the provider's own word", arguments: TakeRecord.Phase.allCases)
  func endings(phase: TakeRecord.Phase) {
    let error = Problem(.system, "Cut.", hint: "")
    let made: Set<TakeRecord.Phase> = [.submitting, .submitted, .answered]
    let after = StepEnding.after(error, in: phase, isRepeatable: false)
    #expect(after == (phase == .prepared ? .over(cost: nil) : made.contains(phase) ? .unknown : .open))
    let price = Money(microUSD: 1)
    for withdrawal in [nil, Withdrawal.impossible, .requested, .tooLate] {
      let cancelling = StepEnding.cancelling(phase, estimate: price, isRepeatable: false, withdrawal: withdrawal)
      guard made.contains(phase) else { continue }
      let isFollowed = phase == .submitted && cancelling == .open
      #expect(cancelling == .unknown || cancelling == .over(cost: price) || isFollowed)
    }
    let withdrawn = StepEnding.cancelling(.submitted, estimate: price, isRepeatable: false, withdrawal: .withdrawn)
    #expect(withdrawn == .over(cost: nil))
    #expect(
      StepEnding.after(CallFailure(error, cost: price), in: .submitted, isRepeatable: false) == .over(cost: price))
  }
}

@Suite("The files of shots")
struct ExecutionStoreTests {
  @Test(
    "A shot's file that cannot be read, or is newer, stops that shot with a sentence and is never written over",
    arguments: [
      ("{\"version\": 9}", Problem.Code.newerState), ("{\"version\": 1}", .damagedState), ("", .damagedState),
    ]
      as [(String, Problem.Code)])
  func unreadable(contents: String, code: Problem.Code) async throws {
    let bench = try Bench()
    try bench.folder.write(contents, to: "state/starsend/shots/SEQ05.json")
    let runner = bench.runner(bench.provider())
    let problem = await #expect(throws: Problem.self) { try await runner.executeMultiShot(try Bench.step()) }
    #expect(problem?.code == code)
    #expect(problem?.message.contains("SEQ05.json") == true)
    #expect(bench.books.submits.isEmpty)
    #expect(try await bench.balance() == Balance())
    #expect(try bench.folder.read("state/starsend/shots/SEQ05.json") == Data(contents.utf8))
  }

  @Test("A take read back is the take that was written, with its order")
  func roundTrip() async throws {
    let bench = try Bench()
    let take = try await bench.runner(bench.provider()).executeMultiShot(try Bench.step())
    #expect(try await bench.take() == take)
    #expect(take.order(root: bench.folder.path) == (try Bench.step()).order)
    #expect(take.account == "SEQ05")
  }
}
