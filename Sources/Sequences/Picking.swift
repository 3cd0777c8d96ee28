import DurableFiles
import FolderContract
import Foundation
import Imaging
import Terms

extension ClientSequenceRunner {
  /// Makes the chosen option the start frame and, unless the project stops there, goes on to the video.
  func pick(
    _ choice: Command.Choice, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let sequence = command.sequence
    let record = try await store.record(of: sequence)
    if let take = record.takes.last(where: { $0.request == command.request }) { return outcome(of: take, record) }
    let isBegun = record.startFrames.contains { $0.request == command.request }
    if !isBegun {
      if !command.isConfirmed, let answer = earlierAnswer(choice, record) { return answer }
      if let question = try await question(about: command) { throw question }
      try await setStartFrame(choice, command)
    }
    guard command.brief.generatesAfterPick else {
      var outcome = Outcome()
      outcome.outputs = try await store.record(of: sequence).startFrame.map { [$0.path] } ?? []
      return outcome
    }
    progress(0.05)
    return try await generate(command) { progress(0.05 + $0 * 0.95) }
  }

  /// Whether the same cell was picked before and is what stands, with its video made.
  func isAnswered(_ choice: Command.Choice, _ record: SequenceRecord) -> Bool { earlierAnswer(choice, record) != nil }

  /// The answer of the earlier pick of the same cell, so that picking it again runs nothing.
  private func earlierAnswer(_ choice: Command.Choice, _ record: SequenceRecord) -> Outcome? {
    guard let frame = record.startFrame, let grid = try? grid(choice, record), frame.grid == grid.number,
      frame.cell == grid.layout.name(of: choice.cell),
      let take = record.takes.last(where: { $0.startFrame == frame.path })
    else { return nil }
    var outcome = outcome(of: take, record)
    outcome.cost = .zero
    outcome.warnings.append("This option was picked before; its video is \(take.video).")
    return outcome
  }

  private func setStartFrame(_ choice: Command.Choice, _ command: Command) async throws {
    let sequence = command.sequence
    let record = try await store.record(of: sequence)
    _ = try record.state.after(.pick, of: sequence)
    let grid = try grid(choice, record)
    let option = try option(choice, of: grid)
    let path = try await freeFramePath(sequence, option: option, of: grid, from: record.startFrames.count + 1)
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

  private func grid(_ choice: Command.Choice, _ record: SequenceRecord) throws -> GridRecord {
    let grids = record.grids
    guard let grid = choice.grid.map({ number in grids.first { $0.number == number } }) ?? grids.last else {
      let known =
        grids.isEmpty
        ? "It has none yet." : "It has \(grids.map { "g" + $0.number.padded(2) }.joined(separator: ", "))."
      throw Problem(
        .noSuchOption, "There is no grid \(choice.grid.map { "g" + $0.padded(2) } ?? "") to pick from. \(known)",
        hint: "Name one of those, or leave the number out to pick from the newest.")
    }
    return grid
  }

  private func option(_ choice: Command.Choice, of grid: GridRecord) throws -> GridRecord.Option {
    let name = grid.layout.name(of: choice.cell)
    guard let option = grid.options.first(where: { $0.name == name }) else {
      throw Problem(
        .noSuchOption, "Grid g\(grid.number.padded(2)) has no cell \(choice.cell): it is \(grid.layout).",
        hint: "Pick one of \(grid.options.map(\.name).joined(separator: ", ")).")
    }
    return option
  }
}
