import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import Sequences
import Terms

/// From a dropped file to an accepted ticket, or to a refusal.
extension ProjectAgent {
  /// Claims a file and answers for it from then on.
  func accept(_ item: SettledItem) async throws {
    leave(item.place)
    guard let drop = try intake.claim(item) else { return }
    lastStir = .now
    await answer(drop)
  }

  /// What a claimed file asks for, in the terms of the agent.
  struct Asked {
    var commands: [Command] = []
    var action: String
    var sequences: [SequenceID]
    var id: RequestID?
    var digest: String
    var requestedBy: String?
    var note: String?
    /// Where a product goes back to.
    var home: String?
    /// The open question that it says yes to.
    var confirms: JournalEntry.Confirmation?
    /// The request that it stops.
    var cancels: ULID?
  }

  /// Why a product is not accepted, and where it goes back to all the same.
  struct Refused: Error {
    let problem: Problem
    let home: String?
  }

  /// Reads a claimed file and accepts, answers or refuses it; also for what an earlier agent had only claimed.
  ///
  /// Where the machine is in the way (a full disk, a missing right) the file stays claimed and is tried again.
  func answer(_ drop: Drop) async {
    do {
      do {
        let asked = try await drop.source == .inbox ? read(request: drop) : read(pick: drop)
        if try answerAgain(drop, asked) { return }
        try await accept(drop, asked)
      } catch let refused as Refused {
        await refuse(drop, refused.problem, home: refused.home)
      } catch let problem as Problem where !problem.mayPass {
        await refuse(drop, problem, home: nil)
      }
      stuck[drop.claim] = nil
    } catch {
      stick(drop, error)
    }
  }

  /// Remembers to try a claimed file again.
  func stick(_ drop: Drop, _ error: any Error) {
    let problem = error as? Problem ?? Problem(.system, "\(error)", hint: "")
    if stuck[drop.claim]?.reason != problem.description {
      environment.log.error("\(drop.shownName) waits: \(problem.logLine)")
    }
    stuck[drop.claim] = PendingFile(
      file: "\(drop.source.rawValue)/\(drop.shownName)", reason: problem.description,
      since: stuck[drop.claim]?.since ?? now())
    statusIsStale.yield()
  }

  private func accept(_ drop: Drop, _ asked: Asked) async throws {
    let id = asked.id ?? receipts.newID(for: drop.receiptName)
    var entry = JournalEntry(at: now(), .accepted, drop, id: id)
    entry.requestedBy = asked.requestedBy
    entry.note = asked.note
    entry.digest = asked.digest
    entry.size = drop.size
    entry.modified = drop.modified
    entry.commands = asked.commands
    entry.confirms = asked.confirms
    entry.cancels = asked.cancels
    entry.home = asked.home
    try journal.append(entry)
    environment.log.info(
      "accepted \(drop.shownName) as \(id): \(asked.action) \(asked.sequences.map(\.text).joined(separator: ", "))")
    let receipt = Receipt(
      id: id, file: drop.shownName, action: asked.action, sequences: asked.sequences, requestedBy: asked.requestedBy,
      note: asked.note, createdAt: now())
    var ticket = Ticket(receipt: receipt, commands: asked.commands, claim: drop.claim, home: asked.home, at: now())
    bringHome(ticket)
    if let confirmation = asked.confirms { await confirm(confirmation) }
    if let target = asked.cancels {
      ticket.remark(await cancel(target, by: decider(of: drop, asked.requestedBy)), at: now())
    }
    await open(ticket)
  }

  /// Puts an accepted ticket to work: its receipt first, then its place in the lines.
  func open(_ ticket: Ticket) async {
    record(ticket)
    await enter(ticket.ready)
  }

  /// Puts the commands of one request to work: what passes the line at once, the rest into its lines, unless a person
  /// has to be asked first.
  func enter(_ commands: [Command]) async {
    var entering: [Command] = []
    for command in commands {
      if command.work.passesTheLine {
        await carryOutAtOnce(command)
      } else if await isAskedAbout(command) == false {
        entering.append(command)
      }
    }
    guard await setAside(entering) else { return }
    for command in entering {
      if isReady(command) {
        perform(lines.add(command))
      } else if !isOpen(command) {
        // It was stopped while the others were looked at, maybe before its money was set aside.
        try? await runner.release(command)
      }
    }
  }

  private func isAskedAbout(_ command: Command) async -> Bool {
    guard command.work.isPick else { return false }
    for question in tickets.values.flatMap(\.questions) where question.isReplaced(by: command) {
      supersede(question)
    }
    // What runs may have to be asked about at once; where that cannot be told, it is asked when its turn has come.
    guard let question = (try? await runner.question(about: command)) ?? nil else { return false }
    ask(command, question)
    return true
  }

  /// What a request may cost is told and set aside whole, before any of it begins. False where none of it may go on now.
  ///
  /// What has begun is not asked about or priced again: its money is set aside, and what it made may be there already.
  private func setAside(_ commands: [Command]) async -> Bool {
    var total = Money.zero
    var new: [Command] = []
    for command in commands {
      let hasBegun = (try? await runner.hasBegun(command)) ?? false
      if !hasBegun { new.append(command) }
      // What is not possible is said when its turn has come: what is before it in the line may make it so.
      guard let preview = try? await runner.preview(command) else { continue }
      change(command) { $0.preview(command.sequence, preview, at: now()) }
      if !hasBegun { total += preview.price }
    }
    guard new.count > 1 || total > .zero else { return true }
    let paid = new.filter { !$0.work.isPick }
    do { try await runner.checkCaps(paid) } catch {
      for command in paid { await end(command, with: error) }
      return paid.count < commands.count
    }
    if let topic = runner.topic(ofPrice: total), isOpen(topic, paid) { return new.count < commands.count }
    do { try await runner.setAside(paid) } catch {
      for command in new { await end(command, with: error) }
      return new.count < commands.count
    }
    return true
  }

  /// Whether a part has not ended.
  private func isOpen(_ command: Command) -> Bool {
    tickets[command.request]?.open.contains { $0.sequence == command.sequence } ?? false
  }

  /// Asks about the price of a request; false where somebody said yes to it, for all of its parts.
  private func isOpen(_ topic: Question.Topic, _ commands: [Command]) -> Bool {
    guard commands.contains(where: { !runner.isAnswered(topic, in: $0) }) else { return false }
    for command in commands {
      if let sequence = command.sequence { ask(command, Question(asking: [topic], of: sequence)) }
    }
    return true
  }

  /// Says yes to a question. The journal has it already, with the line of what said so.
  private func confirm(_ confirmation: JournalEntry.Confirmation) async {
    guard var ticket = tickets[confirmation.claim] else { return }
    var commands: [Command] = []
    for sequence in confirmation.sequences {
      let topics = Set(ticket.question(of: sequence)?.topics ?? [])
      commands += ticket.confirm(sequence, topics, at: now()).map { [$0] } ?? []
    }
    record(ticket)
    await enter(commands)
    statusIsStale.yield()
  }
}

// MARK: - The same again

extension ProjectAgent {
  /// The same again is answered with the first answer; the same id for something else is refused. True if answered.
  private func answerAgain(_ drop: Drop, _ asked: Asked) throws -> Bool {
    guard drop.source == .inbox else { return false }
    guard let id = asked.id else {
      guard let first = journal.redelivery(of: drop, digest: asked.digest) else { return false }
      try answer(drop, with: first, "The same file was delivered before.")
      return true
    }
    guard let first = journal.request(id) else {
      guard let other = receipts.receipt(id), other.state != .rejected else { return false }
      throw Self.conflict(id, with: other.file)
    }
    guard first.digest == asked.digest else { throw Self.conflict(id, with: first.file ?? "an earlier file") }
    // As it was spelled first: that is what the receipt is called.
    let spelled = first.id ?? id
    try answer(drop, with: spelled, "results/\(spelled).json has the first answer.")
    return true
  }

  private func answer(_ drop: Drop, with first: RequestID, _ message: String) throws {
    environment.log.info("\(drop.shownName) was delivered before; results/\(first).json has the answer")
    var entry = JournalEntry(at: now(), .answered, drop, id: first)
    entry.message = message
    try journal.append(entry)
    try finishAnswering(drop, first)
  }

  /// What is left to do for a drop that was answered before.
  func finishAnswering(_ drop: Drop, _ first: RequestID?) throws {
    try file(drop)
    var entry = JournalEntry(at: now(), .closed, claim: drop.claim, id: first, file: drop.shownName)
    entry.state = first.flatMap { receipts.receipt($0)?.state }
    try journal.append(entry)
    intake.discard(drop.claim)
    if let first { announce(first) }
  }

  private static func conflict(_ id: RequestID, with file: String) -> Problem {
    Problem(
      .idConflict, "The id \(id) belongs to another request already (\(file)).",
      hint: "Give this request an id of its own.")
  }
}

extension Problem {
  /// Whether the machine was in the way, and may not be for ever.
  var mayPass: Bool { [.diskFull, .notPermitted, .system, .damagedState, .projectGone].contains(code) }
}

extension Problem.Code {
  static let idConflict = Self(rawValue: "id_conflict")
}
