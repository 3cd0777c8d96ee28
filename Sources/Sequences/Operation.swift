public import Execution
public import Terms

extension SequenceRecord {
  /// Something that takes long: its step is chosen and written down before it begins.
  public struct Operation: Hashable, Sendable, Codable {
    public let request: ULID
    public let step: StepKey
    /// The number of the grid or take.
    public let number: Int
    /// The state to go back to where it fails.
    public let before: WorkflowState
    public let startFrame: String?
    /// What options are cropped to.
    public let aspectRatio: AspectRatio

    private enum CodingKeys: String, CodingKey {
      case request, step, number, before
      case aspectRatio = "aspect_ratio"
      case startFrame = "start_frame"
    }
  }
}

extension SequenceRecord.Operation {
  var isGrid: Bool { step.operation == .keyframe }

  /// What it means for the sequence where nothing comes of it.
  var lost: WorkflowEvent { isGrid ? .gridLost(before: before) : .takeLost(before: before) }
}

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

  /// Writes down how an operation failed.
  mutating func fail(
    _ operation: Operation, _ fate: OperationFate, _ problem: Problem, of sequence: SequenceID
  ) throws(Problem) {
    self.problem = problem
    guard fate != .kept else { return }
    if fate == .lost {
      unresolved.removeAll { $0 == operation }
      failedRequest = operation.request
    }
    guard self.operation == operation else { return }
    // A take whose outcome is unknown holds its sequence until a person decides; a grid may be asked for again.
    guard fate == .lost || operation.isGrid else { return }
    state = try state.after(operation.lost, of: sequence)
    self.operation = nil
    if fate == .unknown { unresolved.append(operation) }
  }

  /// Writes down that an operation came to its end, in time or late.
  mutating func finish(
    _ operation: Operation, _ event: WorkflowEvent, of sequence: SequenceID
  ) throws(Problem) {
    state = try state.after(self.operation == operation ? event : .gridAdopted, of: sequence)
    if self.operation == operation { self.operation = nil }
    unresolved.removeAll { $0 == operation }
    problem = nil
  }
}
