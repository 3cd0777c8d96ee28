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
    for (sequence, record) in try await store.all().sorted(by: { $0.key.text < $1.key.text }) {
      let standing = [record.operation].compactMap { $0 } + record.unresolved
      for operation in standing where !open.contains(operation.request) {
        findings.append(try await finding(operation, of: sequence))
      }
      findings += try await missing(in: try await store.record(of: sequence), sequence)
    }
    let standing = Set(try await store.all().values.compactMap { $0.operation?.step })
    for key in try await account.reconcile(
      expecting: standing, { try await self.shots.record(of: $0.shot)?.take($0) })
    {
      findings.append("The money set aside for \(key) was given back or booked: nothing runs for it any more.")
    }
    return findings
  }

  private func finding(_ operation: SequenceRecord.Operation, of sequence: SequenceID) async throws -> String {
    do {
      try await rollForward(operation, of: sequence)
      return "\(sequence): \(operation.step) was finished."
    } catch let problem as Problem {
      return "\(sequence): \(operation.step) did not end well. \(problem)"
    }
  }

  /// Work is only called complete while its files and its verdicts are there.
  private func missing(in record: SequenceRecord, _ sequence: SequenceID) async throws -> [String] {
    let files = record.takes.map(\.video) + record.grids.map(\.path) + (record.startFrame.map { [$0.path] } ?? [])
    let root = layout.root
    let lost = try await offPool { files.filter { FileStatus.of(root / $0) == nil } }
    return lost.map { "\(sequence): \($0) is missing from the folder." }
      + record.takes.filter(\.gates.isEmpty).map { "\(sequence): \($0.id) was never checked." }
  }
}
