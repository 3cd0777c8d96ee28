import FolderContract
import Sequences
import Terms

/// One accepted drop on its way: a part per sequence, and the receipt that sums them up.
struct Ticket: Sendable {
  let claim: ULID
  /// Where the file goes back to, if not to `done/`; relative to the project.
  let home: String?
  private(set) var receipt: Receipt
  private var parts: [SequenceID: Part]

  private struct Part: Sendable {
    var command: Command
    var state: ReceiptState = .queued
    var progress = 0.0
    var outcome: Outcome?
    var problem: Problem?
  }

  /// A ticket without commands has nothing more to do, and is done.
  init(receipt: Receipt, commands: [Command], claim: ULID, home: String?, at time: Timestamp) {
    self.receipt = receipt
    self.claim = claim
    self.home = home
    parts = Dictionary(commands.map { ($0.sequence, Part(command: $0)) }) { first, _ in first }
    sumUp(at: time)
  }

  /// A ticket whose receipt had ended before the agent did: only its file is left to be filed.
  init(ended receipt: Receipt, claim: ULID, home: String?) {
    self.receipt = receipt
    self.claim = claim
    self.home = home
    parts = [:]
  }

  var isFinal: Bool { receipt.state.isFinal }

  /// The parts that wait for a person's answer.
  var questions: [Command] { commands { $0.state == .waitingForConfirmation } }

  /// The parts that can be carried out.
  var ready: [Command] { commands { $0.state == .queued } }

  /// Whether a grid for the sequence is still to come of it.
  func explores(_ sequence: SequenceID) -> Bool {
    guard let part = parts[sequence], !part.state.isFinal, case .explore = part.command.work else { return false }
    return true
  }

  func question(of sequence: SequenceID) -> Problem? {
    parts[sequence].flatMap { $0.state == .waitingForConfirmation ? $0.problem : nil }
  }

  private func commands(where isWanted: (Part) -> Bool) -> [Command] {
    parts.values.filter(isWanted).map(\.command).sorted { $0.sequence.text < $1.sequence.text }
  }

  mutating func progress(_ sequence: SequenceID, _ fraction: Double, at time: Timestamp) {
    set(sequence, at: time) { part in
      guard !part.state.isFinal else { return }
      part.state = .running
      part.progress = max(part.progress, min(fraction, 0.99))
    }
  }

  mutating func finish(_ sequence: SequenceID, _ outcome: Outcome, at time: Timestamp) {
    set(sequence, at: time) { part in
      part.state = .done
      part.progress = 1
      part.outcome = outcome
      part.problem = nil
    }
  }

  mutating func end(_ sequence: SequenceID, _ state: ReceiptState, _ problem: Problem?, at time: Timestamp) {
    set(sequence, at: time) { part in
      part.state = state
      part.problem = problem
    }
  }

  /// A person's yes to a part, whether it was asked already or not; returns its command where it waited for that.
  mutating func confirm(_ sequence: SequenceID, at time: Timestamp) -> Command? {
    let waited = parts[sequence]?.state == .waitingForConfirmation
    set(sequence, at: time) { part in
      part.command.isConfirmed = true
      guard waited else { return }
      part.state = .queued
      part.problem = nil
    }
    return waited ? parts[sequence]?.command : nil
  }

  private mutating func set(_ sequence: SequenceID, at time: Timestamp, _ change: (inout Part) -> Void) {
    guard var part = parts[sequence] else { return }
    change(&part)
    parts[sequence] = part
    sumUp(at: time)
  }

  private mutating func sumUp(at time: Timestamp) {
    let ordered = parts.sorted { $0.key.text < $1.key.text }.map(\.value)
    let outcomes = ordered.compactMap(\.outcome)
    receipt.state = Self.state(of: ordered.map(\.state))
    receipt.progress = ordered.isEmpty ? 1 : ordered.map(\.progress).reduce(0, +) / Double(ordered.count)
    receipt.outputs = outcomes.flatMap(\.outputs).compactMap { ProjectPath($0) }
    receipt.warnings = outcomes.flatMap(\.warnings)
    receipt.estimate = outcomes.isEmpty ? nil : outcomes.map(\.estimate).reduce(.zero, +)
    receipt.prompts = outcomes.lazy.compactMap(\.promptsSource).prefix(1).map { PromptOrigin(shot: nil, source: $0) }
    receipt.cost = outcomes.map(\.cost).reduce(.zero, +)
    receipt.problem = Self.telling(ordered, receipt.state)?.problem
    receipt.updatedAt = time
  }

  /// The part whose problem the receipt gives: of the state that counts, else the first that has one.
  private static func telling(_ parts: [Part], _ state: ReceiptState) -> Part? {
    parts.first { $0.state == state && $0.problem != nil } ?? parts.first { $0.problem != nil }
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
