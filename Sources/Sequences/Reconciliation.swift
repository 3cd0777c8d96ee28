import DurableFiles
import Execution
import FolderContract
public import Terms

extension ClientSequenceRunner {
  /// Holds workflow, execution, ledger and disk against each other, and mends what has only one truth.
  ///
  /// - Parameter open: the requests that are accepted and will be carried out again; they go on by themselves.
  /// - Returns: one sentence for each thing that was mended or that a person has to look at.
  public func reconcile(open: Set<ULID>) async throws -> [String] {
    var findings: [String] = []
    for (sequence, record) in try await store.all() {
      if let operation = record.operation, !open.contains(operation.request) {
        findings.append(try await rollForward(operation, of: sequence))
      }
      findings += missingFiles(of: record, sequence)
    }
    // A step that will be carried out again finds its money still set aside.
    let expected = Set(try await store.all().values.compactMap { $0.operation?.step })
    for key in try await account.releaseOrphans({ key in
      if expected.contains(key) { return true }
      return try await self.shots.record(of: key.shot)?.take(key) != nil
    }) {
      findings.append("The money set aside for \(key) was given back: nothing was begun.")
    }
    return findings
  }

  /// Ends an operation that nobody will carry out again, by what its step's key already has.
  private func rollForward(_ operation: SequenceRecord.Operation, of sequence: SequenceID) async throws -> String {
    let isGrid = operation.step.operation == .keyframe
    let lost: WorkflowEvent =
      isGrid ? .gridLost(before: operation.before) : .takeLost(before: operation.before)
    do {
      _ = try await attempt(operation, of: sequence, lost: lost) {
        _ = try await steps.resume(operation.step.shot)
        guard let take = try await shots.record(of: operation.step.shot)?.take(operation.step), take.phase == .complete
        else { throw Self.neverBegun(operation) }
        return isGrid
          ? try await finishGrid(take, operation, of: sequence) : try await finishTake(take, operation, of: sequence)
      }
      return "\(sequence): \(operation.step) was finished."
    } catch let problem as Problem {
      return "\(sequence): \(operation.step) did not end well. \(problem)"
    }
  }

  /// Work is only called complete while its files are there.
  private func missingFiles(of record: SequenceRecord, _ sequence: SequenceID) -> [String] {
    let files = record.takes.map(\.video) + record.grids.map(\.path) + (record.startFrame.map { [$0.path] } ?? [])
    return files.filter { FileStatus.of(layout.root / $0) == nil }.map {
      "\(sequence): \($0) is missing from the folder."
    }
  }

  private static func neverBegun(_ operation: SequenceRecord.Operation) -> Problem {
    Problem(
      .cancelled, "\(operation.step) was never carried out.", hint: "Drop the request again where it is still wanted.")
  }
}
