import Execution
import Terms

/// What a failed operation leaves behind.
enum OperationFate: Hashable, Sendable {
  /// Nothing: the sequence goes back to where it was.
  case lost
  /// A call that may have been made.
  case unknown
  /// What was paid for is there or on its way, and something on this machine is in the way: it is gone on with.
  case kept
}

extension SequenceRecord {
  /// The operation that a request stands for already, so that carrying it out again chooses no second step.
  func operation(of request: ULID) -> Operation? {
    ([operation].compactMap { $0 } + unresolved).first { $0.request == request }
  }

  /// Whether a request was begun or answered already, so that carrying it out again begins nothing.
  func knows(_ request: ULID) -> Bool {
    operation(of: request) != nil || grids.contains { $0.request == request }
      || takes.contains { $0.request == request }
  }

  /// What a take begins on: the start frame that its request chose, else the newest one that stands, be it for the
  /// sequence or for its first shot.
  func startFrame(for request: ULID) -> StartFrameRecord? {
    let first = startFrames.filter { ($0.shot ?? 1) == 1 }
    return first.last { $0.request == request } ?? first.last { !$0.isWithdrawn }
  }

  /// Changes what an operation still has to do; nothing where it has ended meanwhile.
  mutating func change(_ operation: Operation, _ change: (inout Operation) -> Void) {
    if let current = self.operation, current.isSame(as: operation) {
      var changed = current
      change(&changed)
      self.operation = changed
    }
    if let index = unresolved.firstIndex(where: { $0.isSame(as: operation) }) { change(&unresolved[index]) }
  }

  /// Writes down how an operation failed.
  mutating func fail(
    _ operation: Operation, _ fate: OperationFate, _ problem: Problem, of sequence: SequenceID
  ) throws(Problem) {
    self.problem = problem
    guard fate != .kept else { return }
    if fate == .lost {
      unresolved.removeAll { $0.isSame(as: operation) }
      failedRequest = operation.request
    }
    guard let current = self.operation, current.isSame(as: operation) else { return }
    // A take whose outcome is unknown holds its sequence until a person decides; a grid may be asked for again.
    guard fate == .lost || operation.isGrid else { return }
    state = try state.after(operation.lost, of: sequence)
    self.operation = nil
    if fate == .unknown { unresolved.append(current) }
  }

  /// Writes down that an operation came to its end, in time or late.
  mutating func finish(
    _ operation: Operation, _ event: WorkflowEvent, of sequence: SequenceID
  ) throws(Problem) {
    let isCurrent = operation.isSame(as: self.operation)
    state = try state.after(isCurrent ? event : .gridAdopted, of: sequence)
    if isCurrent { self.operation = nil }
    unresolved.removeAll { $0.isSame(as: operation) }
    problem = nil
  }
}
