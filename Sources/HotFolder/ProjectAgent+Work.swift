import DurableFiles
import Execution
import FolderContract
import Sequences
import Terms

/// Carrying out what was accepted.
extension ProjectAgent {
  func carryOut(_ command: Command) async {
    // It may have been stopped since its turn came.
    if isReady(command) {
      await attempt(command) {
        // What has ended is not shown as if it went on.
        defer { progress[command.sequence] = nil }
        if let question = try await runner.question(about: command) { throw question }
        finish(command, with: try await carryOutShowingProgress(command))
      }
    }
    perform(lines.ended(command.sequence))
    await releaseHeld()
  }

  /// Carries out what does not wait behind anything.
  func carryOutAtOnce(_ command: Command) async {
    await attempt(command) {
      if case .cancel = command.work, let sequence = command.sequence { await withdraw(sequence, for: command) }
      let outcome = try await runner.carryOut(command)
      await goOn(after: command, outcome)
      finish(command, with: outcome)
    }
  }

  /// Has a command underway while `work` runs, and writes down how it ended.
  private func attempt(_ command: Command, _ work: () async throws -> Void) async {
    underway.insert(Part(command))
    var failure: (any Error)?
    do { try await work() } catch { failure = error }
    underway.remove(Part(command))
    stopping.remove(Part(command))
    followSettings()
    if let failure {
      // The agent ends, or its project is gone: the command goes on at the next start.
      if Task.isCancelled || (try? requireRoot()) == nil { return }
      await end(command, with: failure)
    }
    lastStir = .now
    if let sequence = command.sequence { await writeStatus(of: sequence) } else { await writeAllStatus() }
  }

  /// Whether a part waits for nothing but its turn.
  func isReady(_ command: Command) -> Bool {
    tickets[command.request]?.ready.contains { $0.sequence == command.sequence } ?? false
  }

  /// A person's word on a call whose outcome is unknown ends the request that made it, or lets it go on.
  private func goOn(after command: Command, _ outcome: Outcome) async {
    switch command.work {
    case .resubmit:
      for request in outcome.resubmitted { await goOn(with: request, command.sequence) }
    case .approve:
      // Whoever asked for another start frame got an answer by that: nothing more is wanted.
      let problem = Problem(
        .superseded, "\(command.sequence?.text ?? "It") was approved instead.",
        hint: "Pick again to take that back and make another video.")
      for question in tickets.values.flatMap(\.questions)
      where question.work.isPick && question.sequence == command.sequence {
        note(.ended, question, .superseded, problem)
      }
    case .abandon:
      let problem = Problem(
        .abandoned, "It was given up\(command.decider.name.map { " by \($0)" } ?? "").",
        hint: "What it may have cost is booked. Drop it again to have it made.")
      for waiting in tickets.values.flatMap(\.unknown) where waiting.sequence == command.sequence {
        // Where only one take was named, the others still wait for a word.
        if (try? await runner.stands(waiting)) != true { note(.ended, waiting, .failed, problem) }
      }
    default: break
    }
  }

  /// Lets a part run again that had stopped, with what the journal has to know of that.
  func goOn(with request: ULID, _ sequence: SequenceID?, _ line: JournalEntry? = nil) async {
    guard var ticket = tickets[request], let command = ticket.resume(sequence, at: now()) else { return }
    record(ticket, line)
    await enter([command])
  }

  private func carryOutShowingProgress(_ command: Command) async throws -> Outcome {
    let (updates, update) = AsyncStream<Double>.makeStream(bufferingPolicy: .bufferingNewest(1))
    update.yield(0)
    let pace = try? await runner.pace(of: command)
    async let shown: Void = show(updates, of: command, pace)
    defer { update.finish() }
    if stopping.contains(Part(command)) {
      try await runner.release(command)
      throw CancellationError()
    }
    let outcome = try await runner.carryOut(command) { update.yield($0) }
    update.finish()
    await shown
    return outcome
  }

  /// Keeps receipt and status up to date, in steps that a person would notice.
  private func show(_ updates: AsyncStream<Double>, of command: Command, _ pace: Pace?) async {
    var last = -1.0
    for await fraction in updates where fraction - last >= 0.02 {
      last = fraction
      guard var ticket = tickets[command.request] else { continue }
      let secondsLeft = pace?.secondsLeft(at: fraction)
      progress[command.sequence] = Progress(fraction: fraction, secondsLeft: secondsLeft)
      ticket.progress(command.sequence, fraction, secondsLeft: secondsLeft, at: now())
      tickets[command.request] = ticket
      // A receipt that cannot be written delays nothing: the next change writes it again.
      try? receipts.write(ticket.receipt)
      await askThoseWaiting(behind: command)
      if let sequence = command.sequence { await writeStatus(of: sequence) }
    }
  }

  /// A pick that waits behind a video that was begun meanwhile is asked about now, not when its turn has come.
  private func askThoseWaiting(behind command: Command) async {
    for later in lines.waiting(for: command.sequence) where later.work.isPick {
      guard let question = (try? await runner.question(about: later)) ?? nil, lines.withdraw(later) else { continue }
      ask(later, question)
    }
  }

  private func finish(_ command: Command, with outcome: Outcome) {
    let isTold = outcome.notes.isEmpty || journal.tells(of: command.sequence, madeBy: command.request)
    var made = isTold ? nil : entry(.made, command)
    made?.message = outcome.notes.joined(separator: " ")
    change(command, made) { $0.finish(command.sequence, outcome, at: now()) }
  }

  /// Lets a command wait for a person's yes.
  func ask(_ command: Command, _ question: Question) {
    environment.log.warning("\(question.sequence) waits for a confirm: \(question.problem.message)")
    if var entry = entry(.asked, command) {
      entry.problem = question.problem
      entry.topics = question.topics
      let isKnown = journal.asks(question, of: command.request)
      change(command, isKnown ? nil : entry) { $0.ask(question, of: command.sequence, at: now()) }
    }
    statusIsStale.yield()
  }

  /// Writes down how a command ended that did not end well.
  func end(_ command: Command, with error: any Error) async {
    if let question = error as? Question { return ask(command, question) }
    let problem = Self.problem(of: error)
    environment.log.error("\(command.sequence?.text ?? "the cut"): \(problem.logLine)")
    switch problem.code {
    case .onHold: hold(command, problem)
    case .projectRestored, .projectCopied: await askWhich(command, problem)
    // It is looked for again at each start, until a person decides.
    case .outcomeUnknown where !command.work.passesTheLine:
      change(command) { $0.end(command.sequence, .outcomeUnknown, problem, at: now()) }
    case .cancelled: await endWithRemains(command, .cancelled, problem)
    default: await endWithRemains(command, .failed, problem)
    }
  }

  /// What was made and paid before it ended is part of its answer.
  private func endWithRemains(_ command: Command, _ state: ReceiptState, _ problem: Problem) async {
    if let remains = try? await runner.remains(of: command) {
      change(command) { $0.keep(remains, of: command.sequence, at: now()) }
    }
    note(.ended, command, state, problem)
  }

  func supersede(_ command: Command) {
    note(
      .ended, command, .superseded,
      Problem(
        .superseded, "A later pick for \(command.sequence?.text ?? "it") took its place.",
        hint: "Nothing was made or spent for it."))
  }

  private static func problem(of error: any Error) -> Problem {
    if error is CancellationError { return Problem(.cancelled, "It was stopped.", hint: "Drop it again to go on.") }
    return error as? Problem
      ?? Problem(.system, "Something failed that should not.", hint: "See the log, and try again.", cause: "\(error)")
  }

  /// Puts a part into a state that the journal has to know: it may not begin again by itself.
  func note(_ event: JournalEntry.Event, _ command: Command, _ state: ReceiptState, _ problem: Problem) {
    guard var entry = entry(event, command) else { return }
    entry.state = event == .ended ? state : nil
    entry.problem = problem
    change(command, entry) { $0.end(command.sequence, state, problem, at: now()) }
  }

  func entry(_ event: JournalEntry.Event, _ command: Command) -> JournalEntry? {
    guard let ticket = tickets[command.request] else { return nil }
    var entry = JournalEntry(
      at: now(), event, claim: ticket.claim, id: ticket.receipt.id, file: ticket.receipt.file)
    entry.sequence = command.sequence
    return entry
  }

  func change(_ command: Command, _ line: JournalEntry? = nil, _ change: (inout Ticket) -> Void) {
    guard var ticket = tickets[command.request] else { return }
    change(&ticket)
    record(ticket, line)
  }
}

extension Problem.Code {
  static let superseded = Self(rawValue: "superseded")
  /// A call whose outcome is unknown was given up.
  static let abandoned = Self(rawValue: "abandoned")
}
