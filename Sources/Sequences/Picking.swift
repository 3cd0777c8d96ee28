import DurableFiles
import FolderContract
import Imaging
public import Terms

/// What picking an option again means.
///
/// - The option that stands, with its video made: the pick is answered with that video and runs nothing. So is one whose
///   start frame stands where the project stops at start frames.
/// - The option that stands, its video failed or never begun: the video is tried again from the same start frame.
/// - Another option once there is a video: it waits for a `confirm`, also where an older video was made from that very
///   option; the question names it, since approving that one may be all that is wanted. Confirmed, it is a new pick.
extension ClientSequenceRunner {
  /// Makes the chosen option the start frame and, unless the project stops there, goes on to the video.
  func pick(
    _ choice: Command.Choice, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let sequence = command.sequence
    let record = try await store.record(of: sequence)
    if let take = record.takes.last(where: { $0.request == command.request }) {
      return try await outcome(of: take, in: sequence)
    }
    if !record.startFrames.contains(where: { $0.request == command.request }) {
      if !command.isConfirmed, let answer = try await earlierAnswer(choice, command, record) { return answer }
      if let question = try await question(about: command) { throw question }
      try await setStartFrame(choice, command)
    }
    guard command.brief.generatesAfterPick else {
      let frames = try await store.record(of: sequence).startFrames
      var outcome = Outcome()
      outcome.outputs = frames.last { $0.request == command.request }.map { [$0.path] } ?? []
      return outcome
    }
    progress(0.05)
    return try await generate(command) { progress(0.05 + $0 * 0.95) }
  }

  /// What a person has to answer before the command may run, or nil.
  public func question(about command: Command) async throws -> Problem? {
    guard case .pick(let choice) = command.work, !command.isConfirmed else { return nil }
    let record = try await store.record(of: command.sequence)
    guard !record.startFrames.contains(where: { $0.request == command.request }) else { return nil }
    let stands = record.stands(choice)
    switch record.state {
    // What runs may be of the same option: then it is the answer.
    case .generating where record.operation?.request != command.request && !stands: break
    case .review, .approved, .final: if stands, record.standingTake != nil { return nil }
    default: return nil
    }
    return Problem(
      .pickAfterVideo,
      "\(command.sequence) already has a video (\(record.takes.last?.id ?? "its first take")); this pick would make another "
        + "from a new start frame.\(earlierVideo(of: choice, record))",
      hint: "Drop a file named \(command.sequence).confirm into picks/ to do that.")
  }

  private func earlierVideo(of choice: Command.Choice, _ record: SequenceRecord) -> String {
    let frames = record.startFrames.filter { record.isOf(choice, $0) }.map(\.path)
    guard let take = record.takes.last(where: { $0.startFrame.map(frames.contains) ?? false }) else { return "" }
    return " \(take.id) was made from this option before."
  }

  /// The answer of the earlier pick of the same option, so that picking it again runs nothing.
  private func earlierAnswer(
    _ choice: Command.Choice, _ command: Command, _ record: SequenceRecord
  ) async throws -> Outcome? {
    guard record.stands(choice), let frame = record.startFrame else { return nil }
    var answer = Outcome()
    if let take = record.standingTake {
      answer = try await outcome(of: take, in: command.sequence)
      answer.warnings.append("This option was picked before; its video is \(take.video).")
    } else if !command.brief.generatesAfterPick, FileStatus.of(layout.root / frame.path) != nil {
      answer.outputs = [frame.path]
      answer.warnings.append("This option was picked before; its start frame is \(frame.path).")
    } else {
      return nil
    }
    (answer.cost, answer.estimate) = (.zero, .zero)
    return answer
  }

  private func setStartFrame(_ choice: Command.Choice, _ command: Command) async throws {
    let sequence = command.sequence
    let record = try await store.record(of: sequence)
    _ = try record.state.after(.pick, of: sequence)
    let grid = try record.grid(choice)
    let option = try grid.option(choice)
    let path =
      if let again = record.frameToUseAgain(choice), FileStatus.of(layout.root / again) != nil { again } else {
        try await freeFramePath(sequence, option: option, of: grid, from: record.startFrames.count + 1)
      }
    let frame = StartFrameRecord(
      path: path, request: command.request, grid: grid.number, cell: option.name, pickedAt: clock.now())
    try await store.update(sequence) { record in
      record.state = try record.state.after(.pick, of: sequence)
      record.problem = nil
      record.startFrames.append(frame)
    }
  }

  /// Crops the option under the next free number; a frame that a kill left behind is the same and is adopted.
  private func freeFramePath(
    _ sequence: SequenceID, option: GridRecord.Option, of grid: GridRecord, from number: Int
  ) async throws -> String {
    for number in number...(number + 1000) {
      let path = path(.startFrame(sequence, number))
      do {
        try await crop(
          [(option, path)], of: CutPicture(path: grid.path, prompt: grid.prompt, isFromModel: grid.isFromModel))
        return path
      } catch let problem as Problem where problem.code == .alreadyExists { continue }
    }
    throw Problem(.alreadyExists, "frames/\(sequence) is full.", hint: "Clear out that folder.")
  }
}

extension SequenceRecord {
  /// Whether the start frame that stands was cut from the option that is chosen.
  func stands(_ choice: Command.Choice) -> Bool { startFrame.map { isOf(choice, $0) } ?? false }

  func isOf(_ choice: Command.Choice, _ frame: StartFrameRecord) -> Bool {
    guard let grid = try? grid(choice), frame.grid == grid.number, grid.layout.contains(choice.cell) else {
      return false
    }
    return frame.cell == grid.layout.name(of: choice.cell)
  }

  /// The newest take of the start frame that stands.
  var standingTake: SequenceTake? { startFrame.flatMap { frame in takes.last { $0.startFrame == frame.path } } }

  /// The start frame that stands, where it is of the option that is chosen and came to no video.
  func frameToUseAgain(_ choice: Command.Choice) -> String? {
    stands(choice) && standingTake == nil ? startFrame?.path : nil
  }

  func grid(_ choice: Command.Choice) throws -> GridRecord {
    guard let grid = choice.grid.map({ number in grids.first { $0.number == number } }) ?? grids.last else {
      let known =
        grids.isEmpty
        ? "It has none yet." : "It has \(grids.map { "g" + $0.number.padded(2) }.joined(separator: ", "))."
      throw Problem(
        .noSuchOption, "There is no grid\(choice.grid.map { " g" + $0.padded(2) } ?? "") to pick from. \(known)",
        hint: grids.isEmpty
          ? "Ask for one first: drop a request that names only the sequence into inbox/."
          : "Name one of those, or leave the number out to pick from the newest.")
    }
    return grid
  }
}

extension GridRecord {
  func option(_ choice: Command.Choice) throws -> GridRecord.Option {
    let name = layout.name(of: choice.cell)
    // The name alone would take r3c3 for the bottom right of four.
    guard layout.contains(choice.cell), let option = options.first(where: { $0.name == name }) else {
      throw Problem(
        .noSuchOption, "Grid g\(number.padded(2)) has no cell \(choice.cell): it is \(layout).",
        hint: "Pick one of \(options.map(\.name).joined(separator: ", ")).")
    }
    return option
  }
}
