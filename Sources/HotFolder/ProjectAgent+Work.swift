import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// Carrying out what was accepted.
extension ProjectAgent {
  func carryOut(_ command: Command) async {
    let sequence = command.sequence
    do {
      if let question = try await runner.question(about: command) {
        try ask(command, question)
      } else {
        try finish(command, with: try await carryOutShowingProgress(command))
      }
    } catch is CancellationError {
      return
    } catch {
      if Task.isCancelled { return }
      end(command, with: error as? Problem ?? Problem(.system, "\(error)", hint: "See the log.", cause: "\(error)"))
    }
    progress[sequence] = nil
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
      progress[command.sequence] = fraction
      guard var ticket = tickets[command.request] else { continue }
      ticket.progress(command.sequence, fraction, at: now())
      tickets[command.request] = ticket
      // A receipt that cannot be written delays nothing: the next change writes it again.
      try? receipts.write(ticket.receipt)
      await writeStatus(of: command.sequence)
    }
  }

  private func finish(_ command: Command, with outcome: Outcome) throws {
    try change(command) { ticket in ticket.finish(command.sequence, outcome, at: now()) }
  }

  private func ask(_ command: Command, _ question: Problem) throws {
    environment.log.info("\(command.sequence) waits for a confirm: \(question.message)")
    try change(command) { $0.end(command.sequence, .waitingForConfirmation, question, at: now()) }
  }

  private func end(_ command: Command, with problem: Problem) {
    environment.log.error("\(command.sequence): \(problem.logLine)")
    let state: ReceiptState =
      switch problem.code {
      case .cancelled: .cancelled
      case Self.unknownOutcome: .outcomeUnknown
      default: .failed
      }
    do { try change(command) { $0.end(command.sequence, state, problem, at: now()) } } catch {
      environment.log.error("the end of \(command.sequence) cannot be written: \(error)")
    }
  }

  func supersede(_ command: Command) {
    let problem = Problem(
      .superseded, "A later pick for \(command.sequence) took its place.", hint: "Nothing was made or spent for it.")
    do { try change(command) { $0.end(command.sequence, .superseded, problem, at: now()) } } catch {
      environment.log.error("\(error)")
    }
  }

  private func change(_ command: Command, _ change: (inout Ticket) -> Void) throws {
    guard var ticket = tickets[command.request] else { return }
    change(&ticket)
    tickets[command.request] = ticket
    if ticket.isFinal { return try close(ticket, ticket.receipt) }
    try receipts.write(ticket.receipt)
    if ticket.receipt.state.needsNobody { announceEnd.yield(ticket.receipt.id) }
  }

  private static let unknownOutcome = Problem.Code(rawValue: "outcome_unknown")
}

extension Problem.Code {
  static let superseded = Self(rawValue: "superseded")
}
