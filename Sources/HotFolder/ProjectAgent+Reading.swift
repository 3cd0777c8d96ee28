import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// What a claimed file says, held against the plan.
extension ProjectAgent {
  func read(request drop: Drop) async throws -> Asked {
    guard drop.kind == .file else { throw Problem.notAFile(drop.name) }
    guard RequestFileName.isRequest(drop.name) else { throw Problem.notARequest(drop.name) }
    let request = try Request.read(try DurableFile.read(drop.path, limit: Self.requestBytes))
    var asked = Asked(
      action: request.work.action, sequences: request.sequences, id: request.id,
      digest: try Self.digest(of: request), requestedBy: request.requestedBy, note: request.note)
    if case .confirm(let target) = request.work {
      // The same again is answered below, when the question is long answered.
      guard !isKnown(asked, drop) else { return asked }
      asked.confirms = try openQuestion(of: target, in: request.sequences)
      asked.sequences = asked.confirms?.sequences ?? []
      return asked
    }
    asked.commands = try request.sequences.map { try command(request.work, $0, drop.claim) }
    asked.sequences = asked.commands.map(\.sequence)
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

  func read(pick drop: Drop) async throws -> Asked {
    guard drop.kind != .other else { throw Problem.notAFile(drop.name) }
    switch try await pickItem(drop.components, at: drop.path, isFolder: drop.kind == .folder) {
    case .product(let product): return try await read(product: product, drop)
    case .marker(let reading):
      return try await read(marker: reading.marker, drop, note: try note(of: drop, reading.ending))
    case .products(let home):
      throw Refused(
        problem: .folderOfProducts(drop), home: home.map { layout.relative($0) ?? Self.everyHome } ?? Self.everyHome)
    case .container: throw Problem.nothingKnown(drop)
    case .unknown(let problem): throw problem
    }
  }

  /// The text in a marker. What can have none is not read, however large it is.
  private func note(of drop: Drop, _ ending: Marker.Ending) throws -> String? {
    guard drop.kind == .file, ending.mayHoldText else { return nil }
    if ending == .none, drop.size > Int64(Marker.noteBytes) { return nil }
    return try Marker.note(from: try DurableFile.read(drop.path, limit: Marker.noteBytes), ending: ending)
  }

  /// A product that is dropped goes back where it came from, whatever becomes of what it asks. A file that only has
  /// such a name does not: it would take the name of one that is still to be made.
  private func read(product: Product, _ drop: Drop) async throws -> Asked {
    let home = layout.path(of: product)
    let isFree = FileStatus.of(home) == nil && !isStandIn(product, drop)
    let goesHome = if isFree { try await runner.hasMade(product) } else { false }
    do {
      var asked = try await ask(of: product, drop, goesHome: goesHome)
      asked.home = try goesHome && !keepsNote(product, drop) ? layout.relative(home) : nil
      return asked
    } catch let problem as Problem where !problem.mayPass {
      throw Refused(problem: problem, home: goesHome ? layout.relative(home) : nil)
    }
  }

  /// An empty file with the name of an option picks it by its name, and is not the picture.
  private func isStandIn(_ product: Product, _ drop: Drop) -> Bool {
    if case .option = product.kind { drop.size == 0 } else { false }
  }

  /// A ready-made marker that somebody wrote into is theirs: it is filed, and an empty one takes its place.
  private func keepsNote(_ product: Product, _ drop: Drop) throws -> Bool {
    guard drop.size > 0 else { return false }
    switch product.kind {
    case .marker, .again:
      let home = layout.path(of: product)
      if FileStatus.of(home.parent) != nil { try? DurableFile.create(home, with: Data()) }
      return true
    default: return false
    }
  }

  private func ask(of product: Product, _ drop: Drop, goesHome: Bool) async throws -> Asked {
    let home = layout.path(of: product)
    switch product.kind {
    case .option(let grid, let cell, let name):
      if drop.size > 0, FileStatus.of(home) != nil, try Digest.sha256(ofFile: home) != Digest.sha256(ofFile: drop.path)
      {
        throw Problem(
          .pictureChanged, "\(drop.name) is not the option of that name any more: its picture was changed.",
          hint: "Drop the option picture as it is, or a file named \(product.sequence).\(name).")
      }
      return try await read(
        marker: .pick(sequence: product.sequence, shot: product.shot, grid: grid, cell: cell), drop, note: nil)
    case .marker(let cell, _):
      let marker = Marker.pick(sequence: product.sequence, shot: product.shot, grid: nil, cell: cell)
      return try await read(marker: marker, drop, note: try note(of: drop, .text))
    case .again:
      return try await read(marker: .again(product.sequence, shot: product.shot), drop, note: try note(of: drop, .text))
    case .grid, .gridSidecar, .cell, .startFrame, .take, .poster, .sidecar, .slice, .sliceSidecar, .call, .callSidecar:
      throw Problem(
        .notAPick, "\(product.fileName) is nothing to pick from\(goesHome ? "; it is back in its folder" : "").",
        hint: "Drag one option picture, such as \(product.sequence)_g01_top_left.png, into picks/.")
    }
  }

  private func read(marker: Marker, _ drop: Drop, note: String?) async throws -> Asked {
    let digest = Digest.sha256(Data("\(drop.claim)".utf8))
    switch marker {
    case .pick(let named, let shot, let grid, let cell):
      let sequence = if let named { named } else { try await onlyWaiting() }
      // The newest grid is the one that a person can have seen, not one that is made before the pick's turn comes.
      let newest = try await runner.records()[sequence]?.grids.last?.number
      let command = try command(.pick(PickOrder(cell: cell, grid: grid ?? newest, shot: shot)), sequence, drop.claim)
      try await check(command)
      return Asked(commands: [command], action: "pick", sequences: [command.sequence], digest: digest, note: note)
    case .again(let sequence, let shot):
      let command = try command(.grid(GridOrder(wish: note, shot: shot)), sequence, drop.claim)
      return Asked(commands: [command], action: "grid", sequences: [command.sequence], digest: digest, note: note)
    case .confirm(let sequence):
      let question = try openQuestion(of: nil, in: [sequence])
      return Asked(
        action: "confirm", sequences: question.sequences, digest: digest, note: note, confirms: question)
    default: throw Problem.notCarriedOut
    }
  }

  /// Refuses a marker for an option that does not exist: in `done/` nobody would look for the reason.
  private func check(_ command: Command) async throws {
    // A grid that is on its way may be picked from ahead of time.
    if tickets.values.contains(where: { $0.explores(command.sequence) }) { return }
    try await runner.check(command)
  }

  private func command(_ work: Request.Work, _ sequence: SequenceID, _ claim: ULID) throws -> Command {
    let plan = try papers.requirePlan()
    let planned = try plan.sequence(sequence)
    let brief = Brief(of: planned, in: plan, settings: papers.settings, layout: layout)
    return Command(request: claim, brief: brief, work: try Self.work(work))
  }

  private static func work(_ work: Request.Work) throws -> Command.Work {
    switch work {
    case .grid(let order) where order.shot == nil && order.model == nil:
      .explore(Command.Exploration(prompt: order.prompt, wish: order.wish, layout: order.layout))
    case .pick(let order) where order.shot == nil: .pick(Command.Choice(cell: order.cell, grid: order.grid))
    case .generate(TakeOrder()), .generate(TakeOrder(mode: .multiShot)): .generate
    case .confirm: throw Problem(.badValue, "A confirm names no work of its own.", hint: "Name a request.")
    default: throw Problem.notCarriedOut
    }
  }

  /// The newest open question of a request, of sequences, or of both.
  private func openQuestion(
    of request: RequestID?, in sequences: [SequenceID]
  ) throws -> JournalEntry.Confirmation {
    let open = tickets.values.filter { !$0.questions.isEmpty }.sorted { $0.claim > $1.claim }
    for ticket in open where request == nil || ticket.receipt.id == request {
      let asked = ticket.questions.map(\.sequence).filter { sequences.isEmpty || sequences.contains($0) }
      if !asked.isEmpty { return JournalEntry.Confirmation(claim: ticket.claim, sequences: asked) }
    }
    let ids = open.reversed().map(\.receipt.id.text).joined(separator: ", ")
    throw Problem(
      .noQuestion, "There is no open question to confirm here.",
      hint: ids.isEmpty ? "Nothing waits for a confirm now." : "These wait for one: \(ids).")
  }

  /// The sequence that a bare `top_left` means: the only one that waits for a pick, from a grid that people had time
  /// to see.
  private func onlyWaiting() async throws -> SequenceID {
    let records = try await runner.records()
    let waiting = records.filter { $0.value.state == .gridReview && sequences.contains($0.key) }
    if waiting.count == 1, let only = waiting.first, let grid = only.value.grids.last,
      now().milliseconds - grid.createdAt.milliseconds >= Self.newGridMilliseconds
    {
      return only.key
    }
    let names = waiting.keys.map(\.text).sorted().joined(separator: ", ")
    throw Problem(
      .ambiguousName, "The name does not say which sequence is meant.",
      hint: waiting.isEmpty
        ? "No sequence waits for a pick; name one, such as SEQ05.top_left."
        : "Name one that waits for a pick: \(names); for example \(waiting.keys.map(\.text).min() ?? "").top_left.")
  }

  /// A grid younger than this may be another than the one that a person looked at.
  private static let newGridMilliseconds: Int64 = 10_000
}

extension Problem.Code {
  /// A product in `picks/` that nothing can be picked from.
  static let notAPick = Self(rawValue: "not_a_pick")
  static let pictureChanged = Self(rawValue: "picture_changed")
  static let noQuestion = Self(rawValue: "no_question")
}

extension Problem {
  /// An action, or a field of one, that can be read already.
  fileprivate static let notCarriedOut = Problem(
    .unknownAction, "This version does not carry that out yet.", hint: "Ask for a grid, a pick or a take of all shots.")

  fileprivate static func folderOfProducts(_ drop: Drop) -> Problem {
    Problem(
      .notAPick, "\(drop.shownName) is a whole folder of the agent's files: it went back and picks nothing.",
      hint: "Drag one option picture into picks/.")
  }

  fileprivate static func nothingKnown(_ drop: Drop) -> Problem {
    Problem(
      .unrecognisedName, "The folder \(drop.shownName) says nothing that is known.",
      hint: "Put an empty file or folder into it that is named like top_left.")
  }
}
