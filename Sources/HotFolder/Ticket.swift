import FolderContract
import Sequences
import Terms

/// One accepted drop on its way: a part per sequence, and the receipt that sums them up.
struct Ticket: Sendable {
  let drop: Drop?
  let claim: ULID
  /// Where the file goes in the end, if not to `done/`.
  let home: String?
  let source: Drop.Source
  private(set) var receipt: Receipt
  private(set) var commands: [SequenceID: Command]
  private var parts: [SequenceID: Part]

  private struct Part: Sendable {
    var state: ReceiptState = .queued
    var progress = 0.0
    var outcome: Outcome?
    var problem: Problem?
  }

  init(
    receipt: Receipt, commands: [Command], claim: ULID, drop: Drop?, source: Drop.Source, home: String?
  ) {
    self.receipt = receipt
    self.claim = claim
    self.drop = drop
    self.source = source
    self.home = home
    self.commands = Dictionary(commands.map { ($0.sequence, $0) }) { first, _ in first }
    parts = self.commands.mapValues { _ in Part() }
  }

  var isFinal: Bool { receipt.state.isFinal }

  /// The parts that wait for a person's answer.
  var questions: [Command] {
    commands.values.filter { parts[$0.sequence]?.state == .waitingForConfirmation }
      .sorted { $0.sequence.text < $1.sequence.text }
  }

  mutating func progress(_ sequence: SequenceID, _ fraction: Double, at time: Timestamp) {
    set(sequence, at: time) { part in
      part.state = .running
      part.progress = max(part.progress, min(fraction, 0.99))
    }
  }

  mutating func finish(_ sequence: SequenceID, _ outcome: Outcome, at time: Timestamp) {
    set(sequence, at: time) { part in
      part.state = .done
      part.progress = 1
      part.outcome = outcome
    }
  }

  mutating func end(_ sequence: SequenceID, _ state: ReceiptState, _ problem: Problem?, at time: Timestamp) {
    set(sequence, at: time) { part in
      part.state = state
      part.problem = problem
    }
  }

  /// A person's yes to what a part asked.
  mutating func confirm(_ sequence: SequenceID, at time: Timestamp) -> Command? {
    commands[sequence]?.isConfirmed = true
    set(sequence, at: time) { part in
      part.state = .queued
      part.problem = nil
    }
    return commands[sequence]
  }

  private mutating func set(_ sequence: SequenceID, at time: Timestamp, _ change: (inout Part) -> Void) {
    guard var part = parts[sequence] else { return }
    change(&part)
    parts[sequence] = part
    sumUp(at: time)
  }

  private mutating func sumUp(at time: Timestamp) {
    let ordered = parts.sorted { $0.key.text < $1.key.text }.map(\.value)
    receipt.state = Self.state(of: ordered.map(\.state))
    receipt.progress = ordered.map(\.progress).reduce(0, +) / Double(max(1, ordered.count))
    receipt.outputs = ordered.flatMap { $0.outcome?.outputs ?? [] }.compactMap { ProjectPath($0) }
    receipt.warnings = ordered.flatMap { $0.outcome?.warnings ?? [] }
    receipt.cost = ordered.compactMap { $0.outcome?.cost }.reduce(.zero, +)
    receipt.problem = ordered.lazy.compactMap(\.problem).first
    receipt.updatedAt = time
  }

  /// What several sequences come to: the least finished state counts, and a failure before a success.
  private static func state(of parts: [ReceiptState]) -> ReceiptState {
    let order: [ReceiptState] = [
      .running, .queued, .outcomeUnknown, .waitingForConfirmation, .failed, .rejected, .cancelled, .superseded, .done,
    ]
    let first = order.first { parts.contains($0) } ?? .done
    return first == .queued && parts.contains { $0.isFinal } ? .running : first
  }
}
