import Execution
import Sequences
import Terms
import Testing

@Suite("The workflow's table")
struct WorkflowTests {
  /// CONTRACT.md's table, a row per event: the states that it is allowed in, and where it leads.
  private static func expected(_ state: WorkflowState, _ event: WorkflowEvent) -> WorkflowState? {
    let idle: Set<WorkflowState> = [.notStarted, .gridReview, .startFrameApproved, .review, .approved, .final]
    switch event {
    case .explore: return idle.subtracting([.approved, .final]).contains(state) ? .gridExploring : nil
    case .gridReady: return state == .gridExploring ? .gridReview : nil
    case .gridLost(let before): return state == .gridExploring ? before : nil
    case .gridAdopted: return idle.contains(state) ? (state == .notStarted ? .gridReview : state) : nil
    case .pick: return idle.subtracting([.notStarted]).contains(state) ? .startFrameApproved : nil
    case .generate(let needsGrid):
      let allowed: Set<WorkflowState> = [.startFrameApproved, .review]
      return (needsGrid ? allowed : allowed.union([.notStarted])).contains(state) ? .generating : nil
    case .takeReady: return state == .generating ? .review : nil
    case .takeLost(let before): return state == .generating ? before : nil
    }
  }

  private static let events: [WorkflowEvent] = [
    .explore, .gridReady, .gridLost(before: .review), .gridLost(before: .notStarted), .gridAdopted, .pick,
    .generate(needsGrid: true), .generate(needsGrid: false), .takeReady, .takeLost(before: .startFrameApproved),
  ]

  @Test("Every event leads where the contract says, and is refused everywhere else", arguments: WorkflowState.allCases)
  func table(state: WorkflowState) throws {
    let sequence = try SequenceID("SEQ05")
    for event in Self.events {
      guard let expected = Self.expected(state, event) else {
        let problem = #expect(throws: Problem.self, "\(state), \(event)") { try state.after(event, of: sequence) }
        #expect(problem?.code == .transitionRefused)
        #expect(problem?.message.contains("SEQ05 is \(state.rawValue)") == true)
        #expect(problem?.hint.isEmpty == false)
        continue
      }
      #expect(try state.after(event, of: sequence) == expected, "\(state), \(event)")
    }
  }
}
