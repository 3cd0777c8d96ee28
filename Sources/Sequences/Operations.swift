import DurableFiles
import Execution
import FolderContract
import Media
import Terms

/// Beginning and ending what takes long.
extension ClientSequenceRunner {
  /// Begins an operation and writes it down, or throws where the workflow does not allow it.
  func begin(
    _ event: WorkflowEvent, _ command: Command, of sequence: SequenceID, model: String? = nil,
    _ job: @Sendable (inout SequenceRecord) throws -> SequenceRecord.Operation.Job
  ) async throws -> SequenceRecord.Operation {
    let now = clock.now()
    return try await store.update(sequence) { record in
      if let standing = record.operation(of: command.request) { return standing }
      try record.checkAnswered(command.request)
      let next = try record.state.after(event, of: sequence)
      let operation = SequenceRecord.Operation(
        request: command.request, before: record.state, startedAt: now, job: try job(&record), model: model,
        urgency: command.urgency)
      record.operation = operation
      record.state = next
      return operation
    }
  }

  /// Runs `work` for an operation; where it fails, the sequence goes back to where it was, with the problem, unless a
  /// call was made that may still come to something.
  func attempt<Result: Sendable>(
    _ operation: SequenceRecord.Operation, of sequence: SequenceID, _ work: () async throws -> Result
  ) async throws -> Result {
    do { return try await work() } catch {
      // The agent ends: everything stays as it is until the command is carried out again.
      if Task.isCancelled { throw CancellationError() }
      let problem = Self.problem(error)
      let current = try await store.record(of: sequence).operation(of: operation.request) ?? operation
      let fate = try await fate(of: current, after: problem)
      if fate == .lost { try await keepPaid(of: current, of: sequence) }
      try await store.update(sequence) { try $0.fail(current, fate, problem, of: sequence) }
      throw problem
    }
  }

  /// What was paid for is kept; where that can never be done here, its files stay where they are.
  private func keepPaid(of operation: SequenceRecord.Operation, of sequence: SequenceID) async throws {
    do { try await savePaid(of: operation, of: sequence) } catch let problem as Problem where !problem.mayPass {}
  }

  /// What a failure means, by the last step that began.
  private func fate(of operation: SequenceRecord.Operation, after problem: Problem) async throws -> OperationFate {
    switch problem.code {
    case .outcomeUnknown: return .unknown
    // It goes on when the project is not held any more, or a person said which project it is.
    case .onHold, .projectRestored, .projectCopied: return .kept
    case .notAGrid, .artifactMissing, .stepConflict: return .lost
    default: break
    }
    for step in operation.steps {
      switch try await shots.record(of: step.shot)?.take(step)?.phase {
      case nil, .failed, .cancelled, .complete: continue
      default: return .kept
      }
    }
    // Everything arrived: what is in the way of the rest is on this machine.
    return try await isAllThere(operation) ? .kept : .lost
  }

  private func isAllThere(_ operation: SequenceRecord.Operation) async throws -> Bool {
    for step in operation.steps where try await shots.record(of: step.shot)?.take(step)?.phase != .complete {
      return false
    }
    return !operation.steps.isEmpty
  }

  /// Ends what another request left standing, before a new one begins: what it paid for is not left behind.
  func finishStanding(before command: Command, of sequence: SequenceID) async throws {
    let record = try await store.record(of: sequence)
    guard let operation = record.operation, !record.knows(command.request) else { return }
    // It goes on first, once the project is not held any more.
    if let problem = record.problem, problem.code == .onHold { throw problem }
    do { try await rollForward(operation, of: sequence) } catch let problem as Problem {
      guard try await store.record(of: sequence).operation == operation else { return }
      throw Problem(
        .transitionRefused, "\(sequence) waits: \(operation.noun) has not ended. \(problem.message)",
        hint: problem.hint, cause: problem.cause)
    }
  }

  /// Ends an operation by what its steps already have, from the records alone: no call is begun for it.
  func rollForward(_ operation: SequenceRecord.Operation, of sequence: SequenceID) async throws {
    do { try await end(operation, of: sequence) } catch {
      try await releaseEnded(operation, of: sequence)
      throw error
    }
    try await releaseEnded(operation, of: sequence)
  }

  /// Gives back what is left of the money of an operation that stands no more.
  func releaseEnded(_ operation: SequenceRecord.Operation, of sequence: SequenceID) async throws {
    guard try await store.record(of: sequence).operation(of: operation.request) == nil else { return }
    try await account.release(Self.allotment(operation.request, sequence))
  }

  private func end(_ operation: SequenceRecord.Operation, of sequence: SequenceID) async throws {
    try await attempt(operation, of: sequence) {
      for step in operation.steps {
        guard let take = try await shots.record(of: step.shot)?.take(step) else { throw Self.neverBegun(step) }
        guard !take.phase.isFinal else { continue }
        _ = try await steps.resume(step.shot)
      }
      switch operation.job {
      case .grid(let job):
        // What would be tried next was never begun, and is not begun for a request that nobody carries out.
        guard try await conclude(job, operation, of: sequence) != nil else { throw Self.neverBegun(operation) }
      case .take(let job): _ = try await conclude(job, operation, of: sequence)
      }
    }
  }

  /// The finished take of a step, with its file and its verdicts.
  func finished(_ step: StepKey) async throws -> TakeRecord {
    guard let take = try await shots.record(of: step.shot)?.take(step) else { throw Self.neverBegun(step) }
    guard take.phase == .complete else { throw take.problem ?? Self.neverBegun(step) }
    try await verify(take)
    return take
  }

  /// Throws where a take that is called complete lacks its file or its verdicts.
  func verify(_ take: TakeRecord) async throws {
    let output = layout.root / take.output
    guard try await offPool({ FileStatus.of(output)?.kind }) == .file else {
      throw Problem(
        .artifactMissing, "\(take.output) was made and is not there any more.",
        hint: "Put that file back if you moved it, or drop a new request.")
    }
    guard !take.gates.isEmpty else {
      throw Problem(
        .artifactMissing, "\(take.output) was never checked.", hint: "Drop a new request to make another.")
    }
  }

  static func neverBegun(_ step: StepKey) -> Problem { neverBegun("\(step)") }

  static func neverBegun(_ operation: SequenceRecord.Operation) -> Problem { neverBegun(operation.noun) }

  private static func neverBegun(_ what: String) -> Problem {
    Problem(.cancelled, "\(what) was never carried out.", hint: "Drop the request again where it is still wanted.")
  }

  static func problem(_ error: any Error) -> Problem {
    (error as? Problem)
      ?? Problem(.system, "Something failed that should not.", hint: "See the log, and try again.", cause: "\(error)")
  }
}

extension SequenceRecord {
  /// It failed, and a kill came before that was answered: another attempt is for a person to ask for, and to pay.
  fileprivate func checkAnswered(_ request: ULID) throws(Problem) {
    guard failedRequest == request else { return }
    throw problem ?? Problem(.cancelled, "The request has failed already.", hint: "Drop a new one to try again.")
  }
}

extension Problem {
  /// Whether the machine was in the way, and may not be for ever.
  fileprivate var mayPass: Bool {
    [.diskFull, .notPermitted, .system, .damagedState, .programMissing, .programTimedOut, .mediaFailed].contains(code)
  }
}

extension Problem.Code {
  /// A product of the agent that has to be there is not.
  static let artifactMissing = Self(rawValue: "artifact_missing")
}
