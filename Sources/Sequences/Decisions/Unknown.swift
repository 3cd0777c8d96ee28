import Execution
import FolderContract
import Terms

/// A person's word on calls whose outcome is unknown.
extension ClientSequenceRunner {
  /// Gives such calls up, all of them or those of one take; what they may have cost is booked.
  func abandon(_ take: Int?, _ sequence: SequenceID, _ command: Command) async throws -> Outcome {
    var outcome = Outcome()
    guard try await store.record(of: sequence).lastWord != command.request else { return outcome }
    let unknown = try await unknown(of: sequence, take: take)
    for operation in unknown {
      let given = try await giveUp(operation)
      let problem = given.last ?? Self.neverBegun(operation)
      try await savePaid(of: operation, of: sequence)
      let isLast = operation == unknown.last
      try await store.update(sequence) { record in
        try record.fail(operation, .lost, problem, of: sequence)
        if isLast { record.lastWord = command.request }
      }
      try await releaseEnded(operation, of: sequence)
      outcome.warnings += given.map(\.message)
    }
    return outcome
  }

  /// Gives such calls up and chooses new ones for the same work: carried out again, its request goes on with them. Of
  /// several grids it is the newest.
  func resubmit(_ take: Int?, _ sequence: SequenceID, _ command: Command) async throws -> Outcome {
    var outcome = Outcome()
    let record = try await store.record(of: sequence)
    guard record.lastWord != command.request else {
      outcome.resubmitted = record.operation.map { [$0.request] } ?? []
      return outcome
    }
    let unknown = try await unknown(of: sequence, take: take)
    guard let operation = unknown.first(where: { !$0.isGrid }) ?? unknown.last else { return outcome }
    // Nothing is given up for what cannot run again now.
    try record.checkResumable(operation, of: sequence)
    outcome.warnings += try await giveUp(operation).map(\.message)
    try await chooseAnew(operation, of: sequence, command)
    outcome.resubmitted = [operation.request]
    return outcome
  }

  /// The operations that wait for a person's word.
  private func unknown(of sequence: SequenceID, take: Int?) async throws -> [SequenceRecord.Operation] {
    let record = try await store.record(of: sequence)
    var unknown: [SequenceRecord.Operation] = []
    for operation in [record.operation].compactMap({ $0 }) + record.unresolved
    where take == nil || operation.takeNumber == take {
      for key in operation.steps where try await isUnknown(key) {
        unknown.append(operation)
        break
      }
    }
    guard unknown.isEmpty else { return unknown }
    throw Problem(
      .transitionRefused,
      "\(take.map { "Take \($0) of " } ?? "")\(sequence) has no call whose outcome is unknown.",
      hint: "Look at status/\(sequence).json; to stop what runs, drop \(sequence).cancel into picks/.")
  }

  /// Also of a call that was given up before a kill came, and whose operation knows nothing of that yet.
  private func isUnknown(_ key: StepKey) async throws -> Bool {
    guard let code = try await shots.record(of: key.shot)?.take(key)?.problem?.code else { return false }
    return code == .outcomeUnknown || code == .abandoned
  }

  private func giveUp(_ operation: SequenceRecord.Operation) async throws -> [Problem] {
    var problems: [Problem] = []
    for key in operation.steps where try await isUnknown(key) {
      // The newest of a shot goes first, until it is this one's turn.
      while try await shots.record(of: key.shot)?.take(key)?.phase.isFinal == false {
        _ = try await steps.abandon(key.shot)
      }
      problems += try await shots.record(of: key.shot)?.take(key)?.problem.map { [$0] } ?? []
    }
    return problems
  }

  /// New steps in the place of those that were given up.
  private func chooseAnew(
    _ operation: SequenceRecord.Operation, of sequence: SequenceID, _ command: Command
  ) async throws {
    var fresh: [StepKey: StepKey] = [:]
    for key in operation.steps {
      guard let record = try await shots.record(of: key.shot), record.take(key)?.phase == .failed else { continue }
      // Also those that the operation chose and did not begin yet.
      let chosen = operation.steps + Array(fresh.values)
      let used = record.takes.map(\.key.attempt) + chosen.filter { $0.shot == key.shot }.map(\.attempt)
      fresh[key] = StepKey(key.operation, shot: key.shot, attempt: (used.max() ?? 0) + 1)
    }
    try await store.update(sequence) { [fresh, layout] record in
      try record.resume(operation, of: sequence)
      record.problem = nil
      record.lastWord = command.request
      let number = record.newGrid(like: operation, fresh, sequence, layout)
      record.change(operation) { $0.job = $0.job.with(fresh, number: number) }
    }
  }
}

extension SequenceRecord {
  /// Throws where a grid that was set aside with its outcome unknown cannot run again now.
  fileprivate func checkResumable(_ operation: Operation, of sequence: SequenceID) throws(Problem) {
    guard !operation.isSame(as: self.operation) else { return }
    guard self.operation == nil else {
      throw Problem(
        .transitionRefused, "Something runs for \(sequence) already.", hint: "Wait until it has ended.")
    }
    _ = try state.after(.explore, of: sequence)
  }

  /// A grid that was set aside runs again; where it is lost, the sequence goes back to where it is now.
  fileprivate mutating func resume(_ operation: Operation, of sequence: SequenceID) throws(Problem) {
    guard let index = unresolved.firstIndex(where: { $0.isSame(as: operation) }) else { return }
    try checkResumable(operation, of: sequence)
    let old = unresolved.remove(at: index)
    self.operation = Operation(
      request: old.request, before: state, startedAt: old.startedAt, job: old.job, model: old.model,
      urgency: old.urgency)
    state = try state.after(.explore, of: sequence)
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

extension SequenceRecord.Operation {
  fileprivate var takeNumber: Int? { if case .take(let job) = job { job.number } else { nil } }
}

extension SequenceRecord.Operation.Job {
  /// The same work with other steps; `number` is that of a grid.
  fileprivate func with(_ fresh: [StepKey: StepKey], number: Int) -> Self {
    switch self {
    case .grid(var job):
      job.number = number
      job.steps = job.steps.map { old in
        guard let new = fresh[old] else { return old }
        return job.isSingle ? new : StepKey(new.operation, shot: new.shot, attempt: number)
      }
      return .grid(job)
    case .take(var job):
      job.calls = job.calls.map { call in
        var call = call
        call.step = fresh[call.step] ?? call.step
        return call
      }
      return .take(job)
    }
  }
}
