import Execution
public import Terms

/// What can happen to a sequence.
public enum WorkflowEvent: Hashable, Sendable {
  /// A grid, the first or another, is asked for.
  case explore
  case gridReady
  /// The grid failed or was cancelled; the sequence goes back to where it was.
  case gridLost(before: WorkflowState)
  /// A grid whose outcome was unknown turns up after all, while nothing runs.
  case gridAdopted
  case pick
  /// A take is asked for; it may start without a grid where the plan needs none.
  case generate(needsGrid: Bool)
  case takeReady
  case takeLost(before: WorkflowState)
}

extension WorkflowState {
  /// The state after `event`, by CONTRACT.md's table; throws a sentence where the event is not allowed here.
  public func after(_ event: WorkflowEvent, of sequence: SequenceID) throws(Problem) -> WorkflowState {
    switch (self, event) {
    case (.approved, .explore), (.final, .explore), (.approved, .generate), (.final, .generate):
      throw refusal(event, sequence, hint: "Approved work is not changed; reopen the sequence first.")
    case (_, .explore) where isIdle: return .gridExploring
    case (.gridExploring, .gridReady): return .gridReview
    case (.gridExploring, .gridLost(let before)): return before
    case (.notStarted, .gridAdopted): return .gridReview
    case (_, .gridAdopted) where isIdle: return self
    case (.notStarted, .pick):
      throw refusal(
        event, sequence, hint: "There is no grid yet: drop {\"sequence\": \"\(sequence)\"} into inbox/ first.")
    case (_, .pick) where isIdle: return .startFrameApproved
    case (.notStarted, .generate(needsGrid: false)), (.startFrameApproved, .generate), (.review, .generate):
      return .generating
    case (.notStarted, .generate):
      throw refusal(
        event, sequence, hint: "Drop {\"sequence\": \"\(sequence)\"} into inbox/ for a grid, and pick from it.")
    case (.gridReview, .generate):
      throw refusal(event, sequence, hint: "It waits for a pick: drag one of its option pictures into picks/.")
    case (.generating, .takeReady): return .review
    case (.generating, .takeLost(let before)): return before
    default: throw refusal(event, sequence, hint: "Wait until what runs for it has ended.")
    }
  }

  private func refusal(_ event: WorkflowEvent, _ sequence: SequenceID, hint: String) -> Problem {
    Problem(
      .transitionRefused, "\(sequence) is \(rawValue): \(event.noun) is not possible now.", hint: hint)
  }
}

extension WorkflowEvent {
  /// As the subject of a sentence.
  fileprivate var noun: String {
    switch self {
    case .explore: "a new grid"
    case .gridReady: "a finished grid"
    case .gridLost: "the end of a grid"
    case .gridAdopted: "a grid that turns up late"
    case .pick: "a pick"
    case .generate: "a take"
    case .takeReady: "a finished take"
    case .takeLost: "the end of a take"
    }
  }
}
