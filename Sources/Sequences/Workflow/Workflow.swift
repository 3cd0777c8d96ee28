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
  /// An option of a grid becomes the start frame.
  case pick
  /// A person's own picture becomes the start frame: it needs no grid.
  case bringStartFrame
  /// A take is asked for; it may start without a grid where the plan needs none, or where it brings its own start frame.
  case generate(needsGrid: Bool)
  case takeReady
  case takeLost(before: WorkflowState)
  case approve
  /// A take is turned down; `left` is what is there besides.
  case reject(left: Left)
  case finalize
  /// The decision on approved work is taken back.
  case reopen
  /// A rejection is taken back.
  case reconsider
  /// The start frame that stands is taken back, before there was a take of it.
  case unpick(left: Left)

  /// What a sequence has left once something is taken away.
  public struct Left: Hashable, Sendable {
    public let undecidedTakes: Bool
    public let startFrame: Bool
    public let grid: Bool

    public init(undecidedTakes: Bool = false, startFrame: Bool = false, grid: Bool = false) {
      self.undecidedTakes = undecidedTakes
      self.startFrame = startFrame
      self.grid = grid
    }

    /// The idle state in which just this is there.
    public var state: WorkflowState {
      undecidedTakes ? .review : startFrame ? .startFrameApproved : grid ? .gridReview : .notStarted
    }
  }
}

extension WorkflowState {
  /// The state after `event`, by CONTRACT.md's table; throws a sentence where the event is not allowed here.
  public func after(_ event: WorkflowEvent, of sequence: SequenceID) throws(Problem) -> WorkflowState {
    guard let next = next(event) else { throw event.refusal(in: self, of: sequence) }
    return next
  }

  /// The table itself: nil where the event is not allowed.
  private func next(_ event: WorkflowEvent) -> WorkflowState? {
    switch event {
    case .explore: isIdle && !isDecided ? .gridExploring : nil
    case .gridReady: self == .gridExploring ? .gridReview : nil
    case .gridLost(let before): self == .gridExploring ? before : nil
    case .gridAdopted: isIdle ? (self == .notStarted ? .gridReview : self) : nil
    case .pick: isIdle && self != .notStarted ? .startFrameApproved : nil
    case .bringStartFrame: isIdle ? .startFrameApproved : nil
    case .generate(let needsGrid): mayGenerate(needsGrid) ? .generating : nil
    case .takeReady: self == .generating ? .review : nil
    case .takeLost(let before): self == .generating ? before : nil
    case .approve: self == .review ? .approved : nil
    // A rejection never falls back behind the start frame: that one stands.
    case .reject(let left): self == .review ? left.withoutGrid.state : nil
    case .finalize: self == .approved ? .final : nil
    case .reopen: isDecided ? .review : nil
    case .reconsider: isIdle && !isDecided ? .review : nil
    case .unpick(let left): self == .startFrameApproved && !left.undecidedTakes ? left.state : nil
    }
  }

  /// Whether people have said that it is good: it is not changed before it is reopened.
  public var isDecided: Bool { self == .approved || self == .final }

  private func mayGenerate(_ needsGrid: Bool) -> Bool {
    switch self {
    case .startFrameApproved, .review: true
    case .notStarted, .gridReview: !needsGrid
    default: false
    }
  }
}

extension WorkflowEvent.Left {
  fileprivate var withoutGrid: Self { Self(undecidedTakes: undecidedTakes, startFrame: startFrame) }
}

extension WorkflowEvent {
  fileprivate func refusal(in state: WorkflowState, of sequence: SequenceID) -> Problem {
    Problem(
      .transitionRefused, "\(sequence) is \(state.rawValue): \(noun) is not possible now.",
      hint: hint(in: state, of: sequence))
  }

  private func hint(in state: WorkflowState, of sequence: SequenceID) -> String {
    if !state.isIdle { return "Wait until what runs for it has ended, or drop \(sequence).cancel into picks/." }
    switch (self, state) {
    case (.explore, _), (.generate, .approved), (.generate, .final), (.reject, .approved), (.reject, .final),
      (.approve, .approved), (.approve, .final), (.reconsider, _):
      return "Approved work is not changed; drop \(sequence).reopen into picks/ first."
    case (.pick, _): return "There is no grid yet: drop {\"sequence\": \"\(sequence)\"} into inbox/ first."
    case (.generate, .notStarted):
      return "Drop {\"sequence\": \"\(sequence)\"} into inbox/ for a grid, and pick from it."
    case (.generate, _): return "It waits for a pick: drag one of its option pictures into picks/."
    case (.approve, _), (.reject, _):
      return "Where takes wait for a decision, drop \(sequence).reopen into picks/ first; else make one."
    case (.finalize, .final): return "It is final already; drop \(sequence).reopen into picks/ to change it."
    case (.finalize, _): return "Approve a take first: drag its video into picks/."
    case (.reopen, _), (.unpick, _): return "There is no decision to take back."
    default: return "Look at status/\(sequence).json."
    }
  }

  /// As the subject of a sentence.
  private var noun: String {
    switch self {
    case .explore: "a new grid"
    case .gridReady: "a finished grid"
    case .gridLost: "the end of a grid"
    case .gridAdopted: "a grid that turns up late"
    case .pick, .bringStartFrame: "a pick"
    case .generate: "a take"
    case .takeReady: "a finished take"
    case .takeLost: "the end of a take"
    case .approve: "an approval"
    case .reject: "a rejection"
    case .finalize: "a final cut of it"
    case .reopen, .reconsider, .unpick: "taking a decision back"
    }
  }
}
