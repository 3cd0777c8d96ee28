import Execution
public import FolderContract
public import Terms

/// What became of a command.
public struct Outcome: Hashable, Sendable {
  /// Paths relative to the project, the most important first.
  public var outputs: [String] = []
  public var cost: Money = .zero
  /// Where the prompts came from; empty where none went into a call.
  public var prompts: [PromptOrigin] = []
  public var droppedElements: [ElementID] = []
  /// The requests that go on, because their calls may be made again.
  public var resubmitted: [ULID] = []
  /// Sentences for the journal: what was made, and what is other about it.
  public var notes: [String] = []
  /// Sentences for the receipt.
  public var warnings: [String] = []

  public init() {}
}

extension ClientSequenceRunner {
  /// What is said about takes that were made, oldest first.
  func outcome(of takes: [SequenceTake], among all: [SequenceTake] = []) -> Outcome {
    var outcome = Outcome()
    for take in takes {
      outcome.outputs += [take.video] + (take.poster.map { [$0] } ?? [])
      outcome.outputs += take.shots.compactMap(\.clip).filter { $0 != take.video }
      outcome.outputs += take.startFrame.map { [$0] } ?? []
      outcome.cost += take.cost
      outcome.warnings += take.warnings
      outcome.notes += take.notes(after: all.last { $0.number < take.number })
    }
    var seen: Set<String> = []
    outcome.outputs = outcome.outputs.filter { seen.insert($0).inserted }
    outcome.prompts = takes.last?.shots.map { PromptOrigin(shot: $0.index, source: $0.source) } ?? []
    outcome.droppedElements = takes.last?.droppedElements ?? []
    return outcome
  }
}

extension ClientSequenceRunner {
  /// What came of a command that did not end well: the takes that were made before, and all that was paid for it.
  public func remains(of command: Command) async throws -> Outcome {
    guard let sequence = command.sequence else { return Outcome() }
    let record = try await store.record(of: sequence)
    var outcome = outcome(of: record.takes.filter { $0.request == command.request }, among: record.takes)
    outcome.cost = max(outcome.cost, try await account.spent(on: Self.allotment(command.request, sequence)))
    return outcome
  }
}

extension ClientSequenceRunner {
  /// An outcome with everything that the ledger booked for its request, such as a call that was given up and made again.
  func booked(_ outcome: Outcome, _ command: Command, _ sequence: SequenceID) async throws -> Outcome {
    let spent = try await account.spent(on: Self.allotment(command.request, sequence))
    guard spent > outcome.cost else { return outcome }
    var outcome = outcome
    outcome.warnings.append("\(spent - outcome.cost) of its cost is booked for calls that came to nothing.")
    outcome.cost = spent
    return outcome
  }
}

extension SequenceTake {
  /// What was made, and which words are other than in the take before.
  fileprivate func notes(after before: SequenceTake?) -> [String] {
    let changes = changes(since: before).map { "Shot \($0.shot): \($0.text)" }
    guard let before, !changes.isEmpty else { return ["\(id) was made for \(cost)."] }
    return ["\(id) was made for \(cost). Other than in \(before.id):"] + changes
  }

  /// What a person should know of it, a sentence each.
  public var warnings: [String] {
    var warnings = gates.filter { $0.verdict != .pass }.map { "Gate \($0.name) \($0.verdict.rawValue): \($0.detail)" }
    if !droppedElements.isEmpty {
      warnings.append(
        "Left out of \(id), because the model takes no more elements: \(droppedElements.map(\.text).joined(separator: ", "))."
      )
    }
    if let base, shots.contains(where: { $0.keptFrom != nil }) {
      let kept = shots.filter { $0.keptFrom != nil }.map { String($0.index) }.joined(separator: ", ")
      warnings.append("Shots \(kept) of \(id) are kept from take \(base) and cost nothing.")
    }
    if calls.count > 1, mode == .multiShot { warnings.append("\(id) was made in \(calls.count) calls and joined.") }
    if !isComplete { warnings.append("\(id) lacks shots \(missingShots.map(String.init).joined(separator: ", ")).") }
    return warnings
  }
}
