import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// What a claimed file says, held against the plan.
extension ProjectAgent {
  func read(request drop: Drop) async throws -> Asked {
    guard RequestFileName.isRequest(drop.name) else {
      throw Problem(
        .unrecognisedName, "\(drop.name) is not a request: its name does not end in .json.",
        hint: "Drop a .json file here; pictures and markers go into picks/.")
    }
    let request = try Request.read(try DurableFile.read(drop.path, limit: Self.requestBytes))
    var asked = Asked(
      action: request.work.action, sequences: request.sequences, id: request.id,
      digest: Digest.sha256(try PlainJSON.line(request)), requestedBy: request.requestedBy, note: request.note)
    if case .confirm(let target) = request.work {
      asked.confirms = try openQuestion { $0.receipt.id == target }.claim
      return asked
    }
    asked.commands = try request.sequences.map { try command(request.work, $0, drop.claim) }
    asked.sequences = asked.commands.map(\.sequence)
    return asked
  }

  func read(pick drop: Drop) async throws -> Asked {
    if !drop.isFolder {
      var product = Product.parse(drop.name, sequences: sequences)
      if product == nil { product = try await runner.product(of: drop.path) }
      if let product { return try await read(product: product, drop) }
    }
    let reading = try Marker.read(drop.components, sequences: sequences)
    let note = drop.isFolder ? nil : try Marker.note(from: try DurableFile.read(drop.path), ending: reading.ending)
    return try await read(marker: reading.marker, drop, note: note)
  }

  private func read(product: Product, _ drop: Drop) async throws -> Asked {
    let home = layout.path(of: product)
    let isMissing = FileStatus.of(home) == nil
    var asked: Asked
    switch product.kind {
    case .option(let grid, let cell, _):
      if !isMissing, try Digest.sha256(ofFile: home) != Digest.sha256(ofFile: drop.path) {
        throw Problem(
          .pictureChanged, "\(drop.name) is not the option of that name any more: its picture was changed.",
          hint: "Drop the option picture as it is, or a file named \(product.sequence).\(cell).")
      }
      asked = try await read(
        marker: .pick(sequence: product.sequence, grid: grid, cell: cell), drop, note: nil)
    case .marker(let cell, _):
      asked = try await read(marker: .pick(sequence: product.sequence, grid: nil, cell: cell), drop, note: nil)
    case .again: asked = try await read(marker: .again(product.sequence), drop, note: nil)
    case .grid, .startFrame, .take, .poster, .sidecar:
      // It goes back before it is refused, so that nothing is lost by a wrong drag.
      if isMissing {
        try Folder.make(home.parent)
        try Folder.move(drop.path, to: home)
      }
      throw Problem(
        .notAPick, "\(product.fileName) is nothing to pick from\(isMissing ? "; it is back in its folder" : "").",
        hint: "Drag one option picture, such as \(product.sequence)_g01_top_left.png, into picks/.")
    }
    asked.home = isMissing ? layout.relative(home) : nil
    return asked
  }

  private func read(marker: Marker, _ drop: Drop, note: String?) async throws -> Asked {
    let digest = Digest.sha256(Data("\(drop.claim)".utf8))
    switch marker {
    case .pick(let named, let grid, let cell):
      guard let sequence = named else {
        let only = try await onlyWaiting()
        return try await read(marker: .pick(sequence: only, grid: grid, cell: cell), drop, note: note)
      }
      let command = try command(.pick(cell: cell, grid: grid), sequence, drop.claim)
      return Asked(commands: [command], action: "pick", sequences: [command.sequence], digest: digest, note: note)
    case .again(let sequence):
      let command = try command(.grid(prompt: nil, wish: note, layout: nil), sequence, drop.claim)
      return Asked(commands: [command], action: "grid", sequences: [command.sequence], digest: digest, note: note)
    case .confirm(let sequence):
      let ticket = try openQuestion { ticket in ticket.questions.contains { $0.sequence == sequence } }
      return Asked(
        action: "confirm", sequences: [sequence], digest: digest, note: note, confirms: ticket.claim)
    }
  }

  private func command(_ work: Request.Work, _ sequence: SequenceID, _ claim: ULID) throws -> Command {
    let plan = try papers.requirePlan()
    let planned = try plan.sequence(sequence)
    let brief = Brief(of: planned, in: plan, settings: papers.settings, layout: layout)
    return Command(request: claim, brief: brief, work: try Self.work(work))
  }

  private static func work(_ work: Request.Work) throws -> Command.Work {
    switch work {
    case .grid(let prompt, let wish, let layout):
      .explore(Command.Exploration(prompt: prompt, wish: wish, layout: layout))
    case .pick(let cell, let grid): .pick(Command.Choice(cell: cell, grid: grid))
    case .generate: .generate
    case .confirm: throw Problem(.badValue, "A confirm names no work of its own.", hint: "Name a request.")
    }
  }

  private func openQuestion(_ matches: (Ticket) -> Bool) throws -> Ticket {
    let open = tickets.values.filter { !$0.questions.isEmpty }.sorted { $0.claim < $1.claim }
    if let ticket = open.first(where: matches) { return ticket }
    let ids = open.map(\.receipt.id.text).joined(separator: ", ")
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
