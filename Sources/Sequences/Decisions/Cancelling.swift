import Execution
import FolderContract
import Terms

/// Stopping what runs, and a person's word on calls whose outcome is unknown.
extension ClientSequenceRunner {
  /// Stops what runs for a sequence, and says what may still be billed.
  ///
  /// What was asked for after the cancel goes on.
  func cancel(_ command: Command, _ sequence: SequenceID) async throws -> Outcome {
    var outcome = Outcome()
    let record = try await store.record(of: sequence)
    guard let operation = record.operation, operation.request <= command.request else { return outcome }
    let isRunning = isWorking(on: sequence)
    stop(sequence)
    for key in operation.steps {
      guard let take = try await shots.record(of: key.shot)?.take(key), !take.phase.isFinal else { continue }
      outcome.warnings += Self.billing(take).map { [$0] } ?? []
      try await steps.cancel(key.shot)
    }
    // Nobody else will end what was left standing.
    if !isRunning { try? await rollForward(operation, of: sequence) }
    return outcome
  }

  /// One sentence about what a call that is stopped now may still cost, or nil.
  private static func billing(_ take: TakeRecord) -> String? {
    guard take.phase != .prepared, take.estimate > .zero else { return nil }
    return "The call for \(take.id) had been sent to \(take.provider): up to \(take.estimate) may still be billed."
  }

  /// Gives up the calls of a sequence whose outcome nobody knows; what they may have cost is booked.
  func abandon(_ command: Command, _ sequence: SequenceID) async throws -> Outcome {
    var outcome = Outcome()
    for operation in try await unknown(of: sequence) {
      let given = try await giveUp(operation)
      let problem = given.last ?? Self.neverBegun(operation)
      try await savePaid(of: operation, of: sequence)
      try await store.update(sequence) { record in
        try record.fail(operation, .lost, problem, of: sequence)
        record.lastDecision = command.request
      }
      outcome.warnings += given.map(\.message)
    }
    return outcome
  }

  /// Gives such calls up and chooses new ones for the same work: carried out again, its request goes on with them.
  func resubmit(_ command: Command, _ sequence: SequenceID) async throws -> Outcome {
    var outcome = Outcome()
    for operation in try await unknown(of: sequence) {
      outcome.warnings += try await giveUp(operation).map(\.message)
      try await chooseAnew(operation, command, of: sequence)
      outcome.resubmitted.append(operation.request)
    }
    return outcome
  }

  /// The operations that wait for a person's word.
  private func unknown(of sequence: SequenceID) async throws -> [SequenceRecord.Operation] {
    let record = try await store.record(of: sequence)
    var unknown: [SequenceRecord.Operation] = []
    for operation in [record.operation].compactMap({ $0 }) + record.unresolved {
      for key in operation.steps where try await isUnknown(key) {
        unknown.append(operation)
        break
      }
    }
    guard unknown.isEmpty else { return unknown }
    throw Problem(
      .transitionRefused, "\(sequence) has no call whose outcome is unknown.",
      hint: "Look at status/\(sequence).json; to stop what runs, drop \(sequence).cancel into picks/.")
  }

  private func isUnknown(_ key: StepKey) async throws -> Bool {
    try await shots.record(of: key.shot)?.take(key)?.problem?.code == .outcomeUnknown
  }

  private func giveUp(_ operation: SequenceRecord.Operation) async throws -> [Problem] {
    var problems: [Problem] = []
    for key in operation.steps where try await isUnknown(key) {
      let take = try await steps.abandon(key.shot)
      problems += take.problem.map { [$0] } ?? []
    }
    return problems
  }

  /// New steps, with new names, in the place of those that were given up.
  private func chooseAnew(
    _ operation: SequenceRecord.Operation, _ command: Command, of sequence: SequenceID
  ) async throws {
    var fresh: [StepKey: StepKey] = [:]
    for key in operation.steps {
      guard let take = try await shots.record(of: key.shot)?.take(key), take.phase == .failed else { continue }
      let used = try await shots.record(of: key.shot)?.takes.map(\.key.attempt).max() ?? key.attempt
      fresh[key] = StepKey(key.operation, shot: key.shot, attempt: used + 1)
    }
    try await store.update(sequence) { [fresh, layout] record in
      try record.resume(operation, of: sequence)
      record.problem = nil
      record.lastDecision = command.request
      let number = operation.isGrid ? record.newGrid(like: operation, fresh, sequence, layout) : 0
      record.change(operation) { operation in
        switch operation.job {
        case .grid(var job):
          job.number = number
          job.steps = job.steps.map {
            fresh[$0].map { StepKey($0.operation, shot: $0.shot, attempt: max($0.attempt, number)) } ?? $0
          }
          operation.job = .grid(job)
        case .take(var job):
          job.calls = job.calls.map { call in fresh[call.step].map { call.again(as: $0, sequence, layout) } ?? call }
          operation.job = .take(job)
        }
      }
    }
  }
}

extension SequenceRecord {
  /// A grid that was set aside with its outcome unknown runs again.
  fileprivate mutating func resume(_ operation: Operation, of sequence: SequenceID) throws {
    guard let index = unresolved.firstIndex(where: { $0.isSame(as: operation) }) else { return }
    guard self.operation == nil else {
      throw Problem(
        .transitionRefused, "Something runs for \(sequence) already.", hint: "Wait until it has ended.")
    }
    state = try state.after(.explore, of: sequence)
    self.operation = unresolved.remove(at: index)
  }

  fileprivate mutating func newGrid(
    like operation: Operation, _ fresh: [StepKey: StepKey], _ sequence: SequenceID, _ layout: ProjectLayout
  ) -> Int {
    guard case .grid(let job) = operation.job else { return 0 }
    // Single pictures that arrived keep the number that they were made under.
    if job.isSingle { return job.number }
    return newGrid(of: job.shot, after: (fresh.values.map(\.attempt).max() ?? 1) - 1, sequence, layout)
  }
}

extension TakeCall {
  /// The same call under another step; the file that an unknown one may have been meant for is never written to.
  fileprivate func again(as step: StepKey, _ sequence: SequenceID, _ layout: ProjectLayout) -> TakeCall {
    var call = self
    call.step = step
    return call
  }
}
