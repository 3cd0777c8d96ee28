import DurableFiles
import FolderContract
import Sequences
import Terms

/// Carrying out what was accepted.
extension ProjectAgent {
  func carryOut(_ command: Command) async {
    let sequence = command.sequence
    do {
      if let question = try await runner.question(about: command) {
        ask(command, question)
      } else {
        finish(command, with: try await carryOutShowingProgress(command))
      }
    } catch {
      // The agent ends, or its project is gone: the command goes on at the next start.
      if Task.isCancelled || (try? requireRoot()) == nil { return }
      end(command, with: error)
    }
    progress[sequence] = nil
    lastStir = .now
    await writeStatus(of: sequence)
    perform(lines.ended(sequence))
  }

  private func carryOutShowingProgress(_ command: Command) async throws -> Outcome {
    let (updates, update) = AsyncStream<Double>.makeStream(bufferingPolicy: .bufferingNewest(1))
    update.yield(0)
    async let shown: Void = show(updates, of: command)
    defer { update.finish() }
    let outcome = try await runner.carryOut(command) { update.yield($0) }
    update.finish()
    await shown
    return outcome
  }

  /// Keeps receipt and status up to date, in steps that a person would notice.
  private func show(_ updates: AsyncStream<Double>, of command: Command) async {
    var last = -1.0
    for await fraction in updates where fraction - last >= 0.02 {
      last = fraction
      guard var ticket = tickets[command.request] else { continue }
      progress[command.sequence] = fraction
      ticket.progress(command.sequence, fraction, at: now())
      tickets[command.request] = ticket
      // A receipt that cannot be written delays nothing: the next change writes it again.
      try? receipts.write(ticket.receipt)
      await askThoseWaiting(behind: command)
      await writeStatus(of: command.sequence)
    }
  }

  /// A pick that waits behind a video that was begun meanwhile is asked about now, not when its turn has come.
  private func askThoseWaiting(behind command: Command) async {
    for later in lines.waiting(for: command.sequence) where later.isPick {
      guard let question = (try? await runner.question(about: later)) ?? nil, lines.withdraw(later) else { continue }
      ask(later, question)
    }
  }

  private func finish(_ command: Command, with outcome: Outcome) {
    change(command) { $0.finish(command.sequence, outcome, at: now()) }
  }

  /// Lets a command wait for a person's yes.
  func ask(_ command: Command, _ question: Problem) {
    environment.log.info("\(command.sequence) waits for a confirm: \(question.message)")
    note(.asked, command, .waitingForConfirmation, question)
    statusIsStale.yield()
  }

  private func end(_ command: Command, with error: any Error) {
    let problem = Self.problem(of: error)
    environment.log.error("\(command.sequence): \(problem.logLine)")
    switch problem.code {
    case .pickAfterVideo: ask(command, problem)
    // It is looked for again at each start, until a person decides.
    case Self.unknownOutcome: change(command) { $0.end(command.sequence, .outcomeUnknown, problem, at: now()) }
    case .cancelled: note(.ended, command, .cancelled, problem)
    default: note(.ended, command, .failed, problem)
    }
  }

  func supersede(_ command: Command) {
    note(
      .ended, command, .superseded,
      Problem(
        .superseded, "A later pick for \(command.sequence) took its place.", hint: "Nothing was made or spent for it."))
  }

  private static func problem(of error: any Error) -> Problem {
    if error is CancellationError { return Problem(.cancelled, "It was stopped.", hint: "Drop it again to go on.") }
    return error as? Problem
      ?? Problem(.system, "Something failed that should not.", hint: "See the log, and try again.", cause: "\(error)")
  }

  /// Puts a part into a state that the journal has to know: it may not begin again by itself.
  private func note(_ event: JournalEntry.Event, _ command: Command, _ state: ReceiptState, _ problem: Problem) {
    guard let ticket = tickets[command.request] else { return }
    var entry = JournalEntry(
      at: now(), event, claim: ticket.claim, id: ticket.receipt.id, file: ticket.receipt.file)
    entry.sequence = command.sequence
    entry.state = event == .ended ? state : nil
    entry.problem = problem
    change(command, entry) { $0.end(command.sequence, state, problem, at: now()) }
  }

  private func change(_ command: Command, _ line: JournalEntry? = nil, _ change: (inout Ticket) -> Void) {
    guard var ticket = tickets[command.request] else { return }
    change(&ticket)
    record(ticket, line)
  }

  private static let unknownOutcome = Problem.Code(rawValue: "outcome_unknown")
}

extension Problem.Code {
  static let superseded = Self(rawValue: "superseded")
}
