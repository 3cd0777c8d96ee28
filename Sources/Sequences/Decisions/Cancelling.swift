import Execution
import FolderContract
import Terms

/// Stopping what runs.
extension ClientSequenceRunner {
  /// Stops what runs for a sequence, and says what may still be billed. What has arrived already is kept, and so is
  /// what was asked for after the cancel.
  func cancel(_ command: Command, _ sequence: SequenceID) async throws -> Outcome {
    if let operation = try await store.record(of: sequence).operation, operation.request > command.request {
      return Outcome()
    }
    guard !isWorking(on: sequence) else {
      stop(sequence)
      return try await stopCalls(of: sequence)
    }
    // Nobody else will end what was left standing.
    return try await working(on: sequence) {
      let outcome = try await stopCalls(of: sequence)
      guard let operation = try await store.record(of: sequence).operation else { return outcome }
      do { try await rollForward(operation, of: sequence) } catch let problem as Problem {
        try await giveUp(operation, of: sequence, after: problem)
      }
      return outcome
    }
  }

  /// Ends what this machine cannot finish. Its files stay where they are, and `reconcile` takes them in where it can.
  private func giveUp(
    _ operation: SequenceRecord.Operation, of sequence: SequenceID, after problem: Problem
  ) async throws {
    guard let current = try await store.record(of: sequence).operation(of: operation.request) else { return }
    for key in current.steps {
      if let take = try await shots.record(of: key.shot)?.take(key), !take.phase.isFinal { throw problem }
    }
    try await store.update(sequence) { try $0.fail(current, .lost, problem, of: sequence) }
    try await releaseEnded(current, of: sequence)
  }

  private func stopCalls(of sequence: SequenceID) async throws -> Outcome {
    var outcome = Outcome()
    for key in try await store.record(of: sequence).operation?.steps ?? [] {
      let record = try await shots.record(of: key.shot)
      if let take = record?.take(key) {
        guard !take.phase.isFinal else { continue }
        outcome.warnings += Self.billing(take).map { [$0] } ?? []
        try await steps.cancel(key.shot)
      } else if isWorking(on: sequence), record?.takes.last?.phase.isFinal ?? true {
        // It may be about to begin.
        try await steps.cancel(key.shot)
      }
    }
    return outcome
  }

  /// One sentence about what a call that is stopped now may still cost, or nil.
  private static func billing(_ take: TakeRecord) -> String? {
    guard [.submitting, .submitted, .answered].contains(take.phase), take.estimate > .zero else { return nil }
    return "The call for \(take.id) had been sent to \(take.provider): up to \(take.estimate) may still be billed."
  }
}
