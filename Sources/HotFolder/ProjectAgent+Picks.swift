import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// What a claimed pick says: a product of the agent, or the name of a marker.
extension ProjectAgent {
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

  // MARK: - Products

  /// A product that is dropped goes back where it came from, whatever becomes of what it asks. A file that only has
  /// such a name does not: it would take the name of one that is still to be made.
  private func read(product: Product, _ drop: Drop) async throws -> Asked {
    let home = layout.path(of: product)
    let isFree = FileStatus.of(home) == nil && !isStandIn(product, drop)
    var goesHome = if isFree { try await runner.hasMade(product) } else { false }
    do {
      let isChanged = try await isRetouched(product, drop)
      if isChanged { goesHome = false }
      var asked = try await ask(of: product, drop, goesHome: goesHome, isRetouched: isChanged)
      asked.home = try goesHome && !keepsNote(product, drop) ? layout.relative(home) : nil
      return asked
    } catch let problem as Problem where !problem.mayPass {
      throw Refused(problem: problem, home: goesHome ? layout.relative(home) : nil)
    }
  }

  /// An empty file with the name of an option or a video means it by its name, and is not the product.
  private func isStandIn(_ product: Product, _ drop: Drop) -> Bool {
    switch product.kind {
    case .option, .take, .startFrame: drop.size == 0
    default: false
    }
  }

  /// Whether somebody painted in an option: then it is a start frame of their own.
  private func isRetouched(_ product: Product, _ drop: Drop) async throws -> Bool {
    guard case .option = product.kind, drop.size > 0, drop.kind == .file else { return false }
    return try await runner.isRetouched(drop.path, option: product)
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

  private func ask(of product: Product, _ drop: Drop, goesHome: Bool, isRetouched: Bool) async throws -> Asked {
    let (sequence, shot) = (product.sequence, product.shot)
    switch product.kind {
    case .option where isRetouched: return try await bring(drop, from: drop.path, sequence, shot)
    case .option(let grid, let cell, _):
      return try await read(marker: .pick(sequence: sequence, shot: shot, grid: grid, cell: cell), drop, note: nil)
    case .marker(let cell, _):
      let marker = Marker.pick(sequence: sequence, shot: shot, grid: nil, cell: cell)
      return try await read(marker: marker, drop, note: try note(of: drop, .text))
    case .again:
      return try await read(marker: .again(sequence, shot: shot), drop, note: try note(of: drop, .text))
    case .take(let take) where shot == nil:
      return try await read(marker: .approve(sequence, take: take), drop, note: nil)
    // An older start frame is chosen again.
    case .startFrame where goesHome: return try await bring(drop, from: layout.path(of: product), sequence, shot)
    case .grid, .gridSidecar, .cell, .startFrame, .take, .poster, .sidecar, .slice, .sliceSidecar, .call,
      .callSidecar, .continuation, .original:
      throw Problem(
        .notAPick, "\(product.fileName) is nothing to pick from\(goesHome ? "; it is back in its folder" : "").",
        hint: "Drag one option picture, such as \(sequence)_g01_top_left.png, or a take's video into picks/.")
    }
  }

  // MARK: - Markers

  private func read(marker: Marker, _ drop: Drop, note: String?) async throws -> Asked {
    let digest = Digest.sha256(Data("\(drop.claim)".utf8))
    var asked = Asked(action: "", sequences: [], digest: digest, note: note)
    switch marker {
    case .pick(let named, let shot, let grid, let cell):
      let sequence = if let named { named } else { try await onlyWaiting() }
      // The newest grid is the one that a person can have seen, not one that is made before the pick's turn comes.
      let newest = try await runner.records()[sequence]?.grids(of: shot).last?.number
      let order = PickOrder(cell: cell, grid: grid ?? newest, shot: shot)
      asked.commands = [try command(Command.Work.pick(order), sequence, drop, asked)]
      try await check(asked.commands[0])
    case .startFrame(let sequence, let shot): return try await bring(drop, from: drop.path, sequence, shot, note)
    case .confirm(let sequence):
      asked.confirms = try openQuestion(of: nil, in: [sequence])
      asked.action = "confirm"
      asked.sequences = asked.confirms?.sequences ?? []
      return asked
    case .finalize(let sequence): asked.commands = [try cutCommand(.finalize, [sequence], drop, asked)]
    default:
      let sequence = if let named = marker.sequence { named } else { try await onlyWaiting() }
      asked.commands = [try command(try Self.work(marker, note: note), sequence, drop, asked)]
    }
    asked.action = asked.commands[0].work.action
    asked.sequences = marker.sequence.map { [$0] } ?? asked.commands.compactMap(\.sequence)
    return asked
  }

  private static func work(_ marker: Marker, note: String?) throws -> Command.Work {
    switch marker {
    case .again(_, let shot): .explore(GridOrder(wish: note, shot: shot))
    case .take: .generate(TakeOrder())
    case .approve(_, let take): .approve(Approval(take: take))
    case .reject(_, let take): .reject(take: take)
    case .reopen(_, let take): .reopen(take: take)
    case .resubmit(_, let take): .resubmit(take: take)
    case .abandon(_, let take): .abandon(take: take)
    case .cancel: .cancel
    case .pick, .startFrame, .confirm, .finalize:
      throw Problem(.badValue, "This marker is read elsewhere.", hint: "Drop it again.")
    }
  }

  /// A person's own picture, from where it lies until its command has ended.
  private func bring(
    _ drop: Drop, from picture: FilePath, _ sequence: SequenceID, _ shot: Int?, _ note: String? = nil
  ) async throws -> Asked {
    guard drop.size > 0, drop.kind == .file else {
      throw Problem(
        .notAPick, "\(drop.shownName) is no picture: a start frame is the picture itself.",
        hint: "Drop the picture under this name.")
    }
    try await runner.checkPicture(drop.path)
    var asked = Asked(
      action: "pick", sequences: [sequence], digest: Digest.sha256(Data("\(drop.claim)".utf8)), note: note)
    let frame = Command.BroughtFrame(path: layout.relative(picture) ?? picture.display, shot: shot)
    asked.commands = [try command(.bring(frame), sequence, drop, asked)]
    asked.sequences = asked.commands.compactMap(\.sequence)
    return asked
  }

  /// Refuses a marker for an option that does not exist: in `done/` nobody would look for the reason.
  private func check(_ command: Command) async throws {
    // A grid that is on its way may be picked from ahead of time.
    if let sequence = command.sequence, tickets.values.contains(where: { $0.explores(sequence) }) { return }
    try await runner.check(command)
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
}

extension Problem {
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
