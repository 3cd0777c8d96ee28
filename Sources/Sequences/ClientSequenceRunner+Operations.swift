import DurableFiles
import Execution
import FolderContract
import Terms

/// Beginning and ending what takes long.
extension ClientSequenceRunner {
  /// The operation of a command: the one that stands from before a kill, or a new one with its step chosen.
  func begin(
    _ event: WorkflowEvent, _ command: Command, _ kind: StepKey.Operation, of shot: ShotID,
    product: @escaping @Sendable (Int) -> Product
  ) async throws -> SequenceRecord.Operation {
    let (sequence, layout) = (command.sequence, layout)
    let used = try await shots.record(of: shot)?.takes.map(\.key.attempt).max() ?? 0
    return try await store.update(sequence) { record in
      if let standing = record.operation(of: command.request) { return standing }
      // It failed, and a kill came before that was answered: another attempt is for a person to ask for, and to pay.
      if record.failedRequest == command.request, let problem = record.problem { throw problem }
      let next = try record.state.after(event, of: sequence)
      let begun = kind == .keyframe ? record.gridsBegun : record.takesBegun
      // A name that something else has is passed over before anything is paid for it.
      var number = max(begun, used) + 1
      while !Self.isFree(layout.path(of: product(number))) { number += 1 }
      if kind == .keyframe { record.gridsBegun = number } else { record.takesBegun = number }
      let operation = SequenceRecord.Operation(
        request: command.request, step: StepKey(kind, shot: shot, attempt: number), number: number,
        before: record.state, startFrame: kind == .keyframe ? nil : record.startFrame(for: command.request)?.path,
        aspectRatio: command.brief.aspectRatio)
      record.operation = operation
      record.state = next
      return operation
    }
  }

  /// Whether neither a product nor what goes beside it (sidecar, poster, the options of a grid) has its name yet, in
  /// whatever case.
  private static func isFree(_ product: FilePath) -> Bool {
    let stem = product.name.stem.lowercased()
    let names = (try? Folder.names(in: product.parent)) ?? []
    return !names.contains { name in
      let name = name.display.lowercased()
      return name.hasPrefix(stem + ".") || name.hasPrefix(stem + "_")
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
      let fate = try await fate(of: operation, after: problem)
      try await store.update(sequence) { try $0.fail(operation, fate, problem, of: sequence) }
      throw problem
    }
  }

  private func fate(of operation: SequenceRecord.Operation, after problem: Problem) async throws -> OperationFate {
    switch problem.code {
    case .outcomeUnknown: return .unknown
    case .notAGrid, .artifactMissing, .stepConflict: return .lost
    default: break
    }
    let take = try await shots.record(of: operation.step.shot)?.take(operation.step)
    return switch take?.phase {
    case nil, .failed, .cancelled: .lost
    default: .kept
    }
  }

  /// Ends what another request left standing, before a new one begins: what it paid for is not left behind.
  func finishStanding(before command: Command) async throws {
    let record = try await store.record(of: command.sequence)
    guard let operation = record.operation, !record.knows(command.request) else { return }
    do { try await rollForward(operation, of: command.sequence) } catch let problem as Problem {
      guard try await store.record(of: command.sequence).operation == operation else { return }
      throw Problem(
        .transitionRefused, "\(command.sequence) waits: \(operation.step) has not ended. \(problem.message)",
        hint: problem.hint, cause: problem.cause)
    }
  }

  /// Ends an operation by what its step's key already has, from the records alone.
  func rollForward(_ operation: SequenceRecord.Operation, of sequence: SequenceID) async throws {
    try await attempt(operation, of: sequence) {
      _ = try await steps.resume(operation.step.shot)
      guard let take = try await shots.record(of: operation.step.shot)?.take(operation.step) else {
        throw Self.neverBegun(operation)
      }
      guard take.phase == .complete else { throw take.problem ?? Self.neverBegun(operation) }
      if operation.isGrid {
        _ = try await finishGrid(take, operation, of: sequence)
      } else {
        _ = try await finishTake(take, operation, of: sequence)
      }
    }
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

  private static func neverBegun(_ operation: SequenceRecord.Operation) -> Problem {
    Problem(
      .cancelled, "\(operation.step) was never carried out.", hint: "Drop the request again where it is still wanted.")
  }

  private static func problem(_ error: any Error) -> Problem {
    (error as? Problem)
      ?? Problem(.system, "Something failed that should not.", hint: "See the log, and try again.", cause: "\(error)")
  }
}

extension Problem.Code {
  /// A product of the agent that has to be there is not.
  static let artifactMissing = Self(rawValue: "artifact_missing")
}
