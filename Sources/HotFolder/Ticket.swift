import FolderContract
import Sequences
import Terms

/// One accepted drop on its way: a part per sequence (nil is the cut of the whole song), and the receipt that sums
/// them up.
struct Ticket: Sendable {
  let claim: ULID
  /// Where the file goes back to, if not to `done/`; relative to the project.
  let home: String?
  private(set) var receipt: Receipt
  private var parts: [SequenceID?: Part]
  /// Sentences for the receipt that belong to no part.
  private var remarks: [String] = []

  private struct Part: Sendable {
    var command: Command
    var state: ReceiptState = .queued
    var progress = 0.0
    var secondsLeft: Double?
    var preview = Preview()
    var outcome: Outcome?
    var problem: Problem?
    var question: Question?
    var askedAt: Timestamp?
  }

  /// A ticket without commands has nothing more to do, and is done.
  init(receipt: Receipt, commands: [Command], claim: ULID, home: String?, at time: Timestamp) {
    self.receipt = receipt
    self.claim = claim
    self.home = home
    parts = Dictionary(
      commands.map { command in
        var command = command
        command.isOneOfMany = commands.count > 1
        return (command.sequence, Part(command: command))
      }
    ) { first, _ in first }
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

  /// The parts that nothing is known of any more but that they were begun.
  var unknown: [Command] { commands { $0.state == .outcomeUnknown } }

  /// The parts that have not ended.
  var open: [Command] { commands { !$0.state.isFinal } }

  /// Whether a grid for the sequence is still to come of it.
  func explores(_ sequence: SequenceID) -> Bool {
    guard let part = parts[sequence], !part.state.isFinal, case .explore = part.command.work else { return false }
    return true
  }

  func question(of sequence: SequenceID?) -> Question? {
    parts[sequence].flatMap { $0.state == .waitingForConfirmation ? $0.question : nil }
  }

  func askedAt(_ sequence: SequenceID?) -> Timestamp? { parts[sequence]?.askedAt }

  /// Why a part that could run does not.
  func wait(of sequence: SequenceID?) -> Problem? {
    parts[sequence].flatMap { $0.state == .queued ? $0.problem : nil }
  }

  private func commands(where isWanted: (Part) -> Bool) -> [Command] {
    parts.values.filter(isWanted).map(\.command).sorted { $0.place < $1.place }
  }
}

// MARK: - What happens to a part

extension Ticket {
  mutating func remark(_ sentences: [String], at time: Timestamp) {
    remarks += sentences
    sumUp(at: time)
  }

  mutating func preview(_ sequence: SequenceID?, _ preview: Preview, at time: Timestamp) {
    set(sequence, at: time) { $0.preview = preview }
  }

  mutating func progress(_ sequence: SequenceID?, _ fraction: Double, secondsLeft: Double?, at time: Timestamp) {
    set(sequence, at: time) { part in
      guard !part.state.isFinal else { return }
      part.state = .running
      part.problem = nil
      part.progress = max(part.progress, min(fraction, 0.99))
      part.secondsLeft = secondsLeft
    }
  }

  mutating func finish(_ sequence: SequenceID?, _ outcome: Outcome, at time: Timestamp) {
    set(sequence, at: time) { part in
      part.state = .done
      part.progress = 1
      part.outcome = outcome
      part.problem = nil
    }
  }

  /// What came of a part that does not end well.
  mutating func keep(_ outcome: Outcome, of sequence: SequenceID?, at time: Timestamp) {
    set(sequence, at: time) { $0.outcome = outcome }
  }

  mutating func end(_ sequence: SequenceID?, _ state: ReceiptState, _ problem: Problem?, at time: Timestamp) {
    set(sequence, at: time) { part in
      part.state = state
      part.problem = problem
    }
  }

  mutating func ask(_ question: Question, of sequence: SequenceID?, at time: Timestamp) {
    set(sequence, at: time) { part in
      part.state = .waitingForConfirmation
      part.question = question
      part.askedAt = time
      part.problem = question.problem
    }
  }

  /// It could run, and something keeps it waiting that passes: nobody is asked.
  mutating func hold(_ sequence: SequenceID?, _ problem: Problem, at time: Timestamp) {
    set(sequence, at: time) { part in
      part.state = .queued
      part.problem = problem
    }
  }

  /// A person's yes to exactly these topics; returns the part's command where it waited for that.
  mutating func confirm(
    _ sequence: SequenceID?, _ topics: Set<Question.Topic>, at time: Timestamp
  ) -> Command? {
    let waited = parts[sequence]?.state == .waitingForConfirmation
    set(sequence, at: time) { part in
      part.command.answered.formUnion(topics)
      guard waited else { return }
      part.state = .queued
      part.problem = nil
      part.question = nil
    }
    return waited ? parts[sequence]?.command : nil
  }

  /// A part that has begun is not replaced by a later pick.
  mutating func keep(_ sequence: SequenceID?, at time: Timestamp) {
    set(sequence, at: time) { $0.command.hasBegun = true }
  }

  /// Lets a part run again; returns its command.
  mutating func resume(_ sequence: SequenceID?, at time: Timestamp) -> Command? {
    set(sequence, at: time) { part in
      part.state = .queued
      part.problem = nil
    }
    return parts[sequence]?.command
  }

  private mutating func set(_ sequence: SequenceID?, at time: Timestamp, _ change: (inout Part) -> Void) {
    guard var part = parts[sequence] else { return }
    change(&part)
    parts[sequence] = part
    sumUp(at: time)
  }
}

// MARK: - The receipt

extension Ticket {
  private mutating func sumUp(at time: Timestamp) {
    let ordered = parts.values.sorted { $0.command.place < $1.command.place }
    let outcomes = ordered.compactMap(\.outcome)
    let previews = ordered.map(\.preview)
    let price = previews.map(\.price).reduce(.zero, +)
    receipt.state = Self.state(of: ordered.map(\.state))
    receipt.progress = ordered.isEmpty ? 1 : ordered.map(\.progress).reduce(0, +) / Double(ordered.count)
    receipt.secondsLeft = receipt.state == .running ? ordered.compactMap(\.secondsLeft).max() : nil
    receipt.outputs = outcomes.flatMap(\.outputs).compactMap { ProjectPath($0) }
    receipt.warnings = remarks + outcomes.flatMap(\.warnings)
    receipt.estimate = previews.contains { !$0.prompts.isEmpty || $0.price > .zero } ? price : nil
    receipt.prompts = outcomes.flatMap(\.prompts).nonEmpty ?? previews.flatMap(\.prompts)
    receipt.calls = previews.flatMap(\.calls)
    receipt.elementsDropped = outcomes.flatMap(\.droppedElements).nonEmpty ?? previews.flatMap(\.droppedElements)
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

extension Command {
  /// By which parts are put in order.
  fileprivate var place: String { sequence?.text ?? "" }
}

extension Array {
  fileprivate var nonEmpty: [Element]? { isEmpty ? nil : self }
}
