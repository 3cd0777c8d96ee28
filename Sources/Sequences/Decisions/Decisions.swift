import DurableFiles
import Execution
import FolderContract
public import Terms

/// What people decide on takes: it passes the line, runs nothing and spends nothing.
extension ClientSequenceRunner {
  func decide(_ command: Command, _ brief: Brief) async throws -> Outcome {
    switch command.work {
    case .approve(let approval): try await approve(approval, brief, command)
    case .reject(let take): try await reject(take, brief, command)
    case .reopen(let take): try await reopen(take, brief, command)
    case .cancel: try await cancel(command, brief.sequence)
    case .abandon(let take): try await abandon(take, brief.sequence, command)
    case .resubmit(let take): try await resubmit(take, brief.sequence, command)
    default: Outcome()
    }
  }

  // MARK: - Approve

  private func approve(_ approval: Approval, _ brief: Brief, _ command: Command) async throws -> Outcome {
    let sequence = brief.sequence
    let record = try await store.record(of: sequence)
    if let standing = record.approval, standing.by == command.decider { return approved(record) }
    try record.checkUndecided(of: sequence)
    _ = try record.reviewed.after(.approve, of: sequence)
    let take = try record.decided(approval.take ?? approval.shots.values.max(), of: sequence, to: "approve")
    guard take.decision != .rejected else { throw take.isDecidedAlready }
    let choice = SequenceRecord.Approval(take: take.number, shots: approval.shots, by: command.decider)
    try await verify(choice, record, sequence)
    try await store.update(sequence) { record in
      // Somebody may have decided since it was looked at.
      try record.checkUndecided(of: sequence)
      let now = try record.takes.numbered(take.number, of: sequence)
      guard now.decision != .rejected else { throw now.isDecidedAlready }
      record.state = try record.reviewed.after(.approve, of: sequence)
      record.approval = choice
      record.problem = nil
      record.decide(take.number, .approved, command)
    }
    return approved(try await store.record(of: sequence))
  }

  private func approved(_ record: SequenceRecord) -> Outcome {
    guard let approval = record.approval, let take = record.take(approval.take) else { return Outcome() }
    var outcome = Outcome()
    outcome.outputs = [take.video]
    outcome.warnings = take.gates.filter { $0.verdict == .fail }.map {
      "It was approved although gate \($0.name) failed: \($0.detail)"
    }
    return outcome
  }

  /// Work is only called approved while its takes, their files and their verdicts are there.
  func verify(
    _ approval: SequenceRecord.Approval, _ record: SequenceRecord, _ sequence: SequenceID
  ) async throws {
    let take = try record.takes.numbered(approval.take, of: sequence)
    for index in approval.shots.keys where take.shot(index) == nil {
      throw PromptSheet.noSuchShot(index, in: take.id, take.shots.count)
    }
    var files = [take.video]
    for index in take.shots.map(\.index) {
      let source = try record.takes.numbered(approval.take(of: index), of: sequence)
      guard let clip = source.shot(index)?.clip else {
        throw Problem(
          .transitionRefused, "\(source.id) has no shot \(index), so it cannot be approved as it is.",
          hint: "Take that shot from another take: \"shots\": {\"\(index)\": 1}; or complete it first.")
      }
      guard !source.gates.isEmpty else {
        throw Problem(
          .artifactMissing, "\(source.id) was never checked.", hint: "Make another take, or ask `starsend reconcile`.")
      }
      files.append(clip)
    }
    let root = layout.root
    let all = files
    if let lost = try await offPool({ all.first { FileStatus.of(root / $0)?.kind != .file } }) {
      throw Problem(
        .artifactMissing, "\(lost) is not there, so \(sequence) cannot be approved.",
        hint: "Put that file back if it was moved; `starsend reconcile` says what else is missing.")
    }
  }

  // MARK: - Reject, and back

  private func reject(_ number: Int?, _ brief: Brief, _ command: Command) async throws -> Outcome {
    let sequence = brief.sequence
    try await store.update(sequence) { record in
      if record.takes.contains(where: { $0.decision == .rejected && $0.decider == command.decider }) { return }
      try record.checkUndecided(of: sequence)
      let take = try record.decided(number, of: sequence, to: "reject")
      guard take.decision == .undecided else { throw take.isDecidedAlready }
      record.state = try record.reviewed.after(.reject(left: record.left(without: take.number)), of: sequence)
      record.decide(take.number, .rejected, command)
    }
    return Outcome()
  }

  /// Takes the last decision back: an approval, a rejection (of the take that is named, or of the last one), a grid that
  /// was asked for while takes waited for a decision, else a pick.
  private func reopen(_ number: Int?, _ brief: Brief, _ command: Command) async throws -> Outcome {
    let sequence = brief.sequence
    return try await store.update(sequence) { record in
      var outcome = Outcome()
      guard record.lastWord != command.request else { return outcome }
      if record.state.isDecided {
        record.state = try record.state.after(.reopen, of: sequence)
        record.withdrawApproval()
        outcome.warnings = ["\(sequence) is in review again; what was made of it stays where it is."]
      } else if let take = try record.rejected(number, of: sequence) {
        record.state = try record.state.after(.reconsider, of: sequence)
        record.undecide(take.number)
        outcome.warnings = ["\(take.id) waits for a decision again."]
      } else if let frame = record.startFrames.lastIndex(where: { !$0.isWithdrawn }), record.undecided.isEmpty {
        record.startFrames[frame].isWithdrawn = true
        record.state = try record.state.after(.unpick(left: record.left()), of: sequence)
        outcome.warnings = ["The pick is taken back; \(record.startFrames[frame].path) stays where it is."]
      } else {
        let isAside = record.state != .review && !record.undecided.isEmpty
        record.state = try record.state.after(isAside ? .reconsider : .reopen, of: sequence)
      }
      record.problem = nil
      record.lastWord = command.request
      return outcome
    }
  }
}

extension SequenceRecord {
  /// The state for a decision: takes that wait for one can be decided on although a grid was asked for or a frame was
  /// picked since.
  fileprivate var reviewed: WorkflowState {
    let isAside = [.notStarted, .gridReview, .startFrameApproved].contains(state)
    return isAside && !undecided.isEmpty ? .review : state
  }

  /// Throws, saying who was first, where people have decided already.
  func checkUndecided(of sequence: SequenceID) throws(Problem) {
    guard let approval, state.isDecided else { return }
    throw Problem(
      .alreadyDecided, "\(sequence) is \(state.rawValue) already: take \(approval.take)\(approval.by.told).",
      hint: "Drop \(sequence).reopen into picks/ first to decide again.")
  }

  /// The take that a decision is about: the one that is named, else the only one that waits for a decision.
  func decided(_ number: Int?, of sequence: SequenceID, to verb: String) throws(Problem) -> SequenceTake {
    if let number { return try takes.numbered(number, of: sequence) }
    let open = undecided
    if open.count == 1, let only = open.first { return only }
    let ids = (open.isEmpty ? takes : open).map(\.id).joined(separator: ", ")
    throw Problem(
      .ambiguousTake,
      open.isEmpty
        ? "\(sequence) has no take that waits for a decision."
        : "\(sequence) has \(open.count) takes that wait for a decision: say which one to \(verb).",
      hint: takes.isEmpty ? "Make a take first." : "Name one of \(ids); for example \(takes.last?.id ?? "").\(verb).")
  }

  mutating func decide(_ number: Int, _ decision: TakeDecision, _ command: Command) {
    for index in takes.indices where takes[index].number == number {
      takes[index].decision = decision
      takes[index].decider = command.decider
      takes[index].note = command.note
    }
  }

  /// Nothing is agreed on any more; the take waits for a decision again.
  mutating func withdrawApproval() {
    if let approval { undecide(approval.take) }
    approval = nil
  }

  /// The note stays: what was said about a take was said.
  fileprivate mutating func undecide(_ number: Int) {
    for index in takes.indices where takes[index].number == number {
      takes[index].decision = .undecided
      takes[index].decider = nil
    }
  }

  /// The rejected take that is named, or the one that was rejected last.
  fileprivate func rejected(_ number: Int?, of sequence: SequenceID) throws(Problem) -> SequenceTake? {
    if let number {
      let take = try takes.numbered(number, of: sequence)
      guard take.decision == .rejected else {
        throw Problem(
          .transitionRefused, "\(take.id) is \(take.decision.rawValue): there is no rejection to take back.",
          hint: "Look at status/\(sequence).json.")
      }
      return take
    }
    let rejected = takes.filter { $0.decision == .rejected }
    return rejected.max { ($0.decider?.at.milliseconds ?? 0) < ($1.decider?.at.milliseconds ?? 0) }
  }
}

extension SequenceTake {
  fileprivate var isDecidedAlready: Problem {
    Problem(
      .alreadyDecided, "\(id) is \(decision.rawValue) already\(decider?.told ?? "").",
      hint: "Drop \(id).reopen into picks/ first to decide again.")
  }
}

extension Decider {
  /// `, by Anna with SEQ05_take002.mp4 at …`, as far as it is known.
  var told: String {
    let who = name.map { ", by \($0)" } ?? ""
    return "\(who)\(file.map { " with \($0)" } ?? "") at \(at)"
  }
}

extension Problem.Code {
  /// Somebody else decided first.
  public static let alreadyDecided = Self(rawValue: "already_decided")
  /// A decision that does not say which take is meant.
  static let ambiguousTake = Self(rawValue: "ambiguous_take")
}
