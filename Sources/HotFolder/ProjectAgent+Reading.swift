import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// What a claimed request says, held against the plan.
extension ProjectAgent {
  func read(request drop: Drop) async throws -> Asked {
    guard drop.kind == .file else { throw Problem.notAFile(drop.name) }
    guard RequestFileName.isRequest(drop.name) else { throw Problem.notARequest(drop.name) }
    let request = try Request.read(try DurableFile.read(drop.path, limit: Self.requestBytes))
    var asked = Asked(
      action: request.work.action, sequences: request.sequences, id: request.id,
      digest: try Self.digest(of: request), requestedBy: request.requestedBy, note: request.note)
    // The same again is answered below, when what it was about is long over.
    if request.work.isAboutRequest, isKnown(asked, drop) { return asked }
    switch request.work {
    case .confirm(let target):
      asked.confirms = try openQuestion(of: target, in: request.sequences)
      asked.sequences = asked.confirms?.sequences ?? []
    case .cancel(let target?):
      asked.cancels = try openTicket(target).claim
      asked.sequences = tickets[asked.cancels ?? drop.claim]?.receipt.sequences ?? []
    case .finalize, .animatic:
      asked.commands = [try cutCommand(request.work, request.sequences, drop, asked)]
      asked.sequences = request.sequences
    default:
      asked.commands = try request.sequences.map { try command(request.work, $0, drop, asked) }
      asked.sequences = asked.commands.compactMap(\.sequence)
    }
    return asked
  }

  /// Of all that is asked. How an id is spelled makes no other request: ids are compared without case.
  private static func digest(of request: Request) throws -> String {
    let asked = Request(
      request.work, sequences: request.sequences, requestedBy: request.requestedBy, note: request.note)
    return Digest.sha256(try PlainJSON.line(asked.inOneSpelling))
  }

  private func isKnown(_ asked: Asked, _ drop: Drop) -> Bool {
    if let id = asked.id { return journal.request(id) != nil }
    return journal.redelivery(of: drop, digest: asked.digest) != nil
  }

  // MARK: - Commands

  func command(
    _ work: Request.Work, _ sequence: SequenceID, _ drop: Drop, _ asked: Asked
  ) throws -> Command {
    try command(try Self.work(work), sequence, drop, asked)
  }

  func command(_ work: Command.Work, _ sequence: SequenceID, _ drop: Drop, _ asked: Asked) throws -> Command {
    let plan = try papers.requirePlan()
    let planned = try plan.sequence(sequence)
    let brief = Brief(of: planned, in: plan, settings: papers.settings, layout: layout)
    return Command(
      request: drop.claim, subject: .sequence(brief), work: work, decider: decider(of: drop, asked.requestedBy),
      note: asked.note)
  }

  /// About the whole song. The sequences that are named have to exist.
  func cutCommand(
    _ work: Request.Work, _ sequences: [SequenceID], _ drop: Drop, _ asked: Asked
  ) throws -> Command {
    let plan = try papers.requirePlan()
    let chosen = try sequences.map { try plan.sequence($0).id }
    let cut = CutBrief(of: plan, settings: papers.settings, layout: layout, chosen: chosen)
    return Command(
      request: drop.claim, subject: .cut(cut), work: try Self.work(work),
      decider: decider(of: drop, asked.requestedBy), note: asked.note)
  }

  /// Who dropped it: as it says, or else whose file it is.
  func decider(of drop: Drop, _ name: String?) -> Decider {
    Decider(name: name ?? drop.owner, file: drop.shownName, at: now())
  }

  private static func work(_ work: Request.Work) throws -> Command.Work {
    switch work {
    case .grid(let order): .explore(order)
    case .pick(let order): .pick(order)
    case .generate(let order): .generate(order)
    case .approve(let approval): .approve(approval)
    case .reject(let take): .reject(take: take)
    case .reopen(let take): .reopen(take: take)
    case .cancel: .cancel
    case .resubmit(let take): .resubmit(take: take)
    case .abandon(let take): .abandon(take: take)
    case .finalize: .finalize
    case .animatic: .animatic
    case .confirm: throw Problem(.badValue, "A confirm names no work of its own.", hint: "Name a request.")
    }
  }

  // MARK: - What a request is about

  /// The newest open question of a request, of sequences, or of both.
  func openQuestion(
    of request: RequestID?, in sequences: [SequenceID]
  ) throws -> JournalEntry.Confirmation {
    let open = tickets.values.filter { !$0.questions.isEmpty }.sorted { $0.claim > $1.claim }
    for ticket in open where request == nil || ticket.receipt.id == request {
      let asked = ticket.questions.compactMap(\.sequence).filter { sequences.isEmpty || sequences.contains($0) }
      if !asked.isEmpty { return JournalEntry.Confirmation(claim: ticket.claim, sequences: asked) }
    }
    let ids = open.reversed().map(\.receipt.id.text).joined(separator: ", ")
    throw Problem(
      .noQuestion, "There is no open question to confirm here.",
      hint: ids.isEmpty ? "Nothing waits for a confirm now." : "These wait for one: \(ids).")
  }

  private func openTicket(_ request: RequestID) throws -> Ticket {
    let open = tickets.values.filter { !$0.isFinal }
    if let ticket = open.first(where: { $0.receipt.id == request }) { return ticket }
    let known = receipts.receipt(request).map { "\(request) is \($0.state.rawValue) already." }
    let ids = open.map(\.receipt.id.text).sorted().joined(separator: ", ")
    throw Problem(
      .noRequest, known ?? "There is no request \(request).",
      hint: ids.isEmpty ? "Nothing runs or waits now." : "These run or wait: \(ids).")
  }
}

extension Request.Work {
  /// Whether it names another request, which may be over by now.
  fileprivate var isAboutRequest: Bool {
    switch self {
    case .confirm, .cancel(_?): true
    default: false
    }
  }
}

extension Problem.Code {
  static let noQuestion = Self(rawValue: "no_question")
  /// A request to be stopped that is over, or never was.
  static let noRequest = Self(rawValue: "no_such_request")
}
