import DurableFiles
import Execution
import FolderContract
import Foundation
import Imaging
import Terms

extension ClientSequenceRunner {
  /// Makes another grid of options for a sequence.
  func explore(
    _ exploration: Command.Exploration, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    var outcome = try await exploreOnce(exploration, command, progress)
    outcome.promptsSource = exploration.prompt == nil ? "plan" : "request"
    return outcome
  }

  private func exploreOnce(
    _ exploration: Command.Exploration, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let sequence = command.sequence
    if let grid = try await store.record(of: sequence).grids.first(where: { $0.request == command.request }) {
      return try await outcome(of: grid, in: sequence)
    }
    let prompt = GridPrompt(brief: command.brief, exploration: exploration)
    let operation = try await begin(.explore, command, .keyframe, of: try Self.gridShot(sequence)) {
      .grid(sequence, $0)
    }
    return try await attempt(operation, of: sequence) {
      let step = Step(
        key: operation.step,
        order: .keyframe(
          KeyframeOrder(prompt: prompt.text, layout: prompt.layout, size: command.brief.gridSize(prompt.layout))),
        take: "\(sequence)_grid_take\(operation.number.padded(3))",
        output: path(.grid(sequence, operation.number)), account: sequence.text)
      let take = try await steps.executeKeyframe(step) { progress($0.fraction * 0.95) }
      return try await finishGrid(take, operation, of: sequence)
    }
  }

  /// Cuts the options out of a finished grid picture and writes the grid down.
  func finishGrid(
    _ take: TakeRecord, _ operation: SequenceRecord.Operation, of sequence: SequenceID
  ) async throws -> Outcome {
    try await verify(take)
    let options = try await cutOptions(take, operation, of: sequence)
    let grid = GridRecord(
      number: operation.number, request: operation.request, path: take.output, prompt: take.prompt,
      layout: take.layout ?? .quadrants, options: options, isFromModel: take.isFromModel, cost: take.cost ?? .zero,
      createdAt: clock.now())
    try await writeMarkers(of: grid, sequence)
    try await writeSidecar(take, beside: take.output)
    try await store.update(sequence) { record in
      try record.finish(operation, .gridReady, of: sequence)
      // By number, also where an older one turns up late: the last one is the newest.
      record.grids.insert(grid, at: record.grids.firstIndex { $0.number > grid.number } ?? record.grids.endIndex)
    }
    return try await outcome(of: grid, in: sequence)
  }

  static func gridShot(_ sequence: SequenceID) throws -> ShotID { try ShotID("\(sequence)_grid") }

  private func outcome(of grid: GridRecord, in sequence: SequenceID) async throws -> Outcome {
    let key = StepKey(.keyframe, shot: try Self.gridShot(sequence), attempt: grid.number)
    var outcome = Outcome()
    outcome.estimate = try await shots.record(of: key.shot)?.take(key)?.estimate ?? grid.cost
    outcome.outputs = [grid.path] + grid.options.map(\.path)
    outcome.cost = grid.cost
    return outcome
  }

  private func cutOptions(
    _ take: TakeRecord, _ operation: SequenceRecord.Operation, of sequence: SequenceID
  ) async throws -> [GridRecord.Option] {
    let picture = layout.root / take.output
    let gridLayout = take.layout ?? .quadrants
    if let complaint = take.gates.first(where: { $0.name == "decodes" && $0.verdict == .fail }) {
      throw Problem(
        .notAGrid, "\(take.output) cannot be decoded. \(complaint.detail)",
        hint: "Drop \(sequence).again into picks/ for another one; the picture is kept.")
    }
    let panels = try await offPool { try PanelFinder.find(in: picture, expecting: gridLayout) }
    guard panels.isGrid, panels.rows == gridLayout.rows, panels.columns == gridLayout.columns else {
      throw Problem(
        .notAGrid, "\(take.output) is not a \(gridLayout) grid (confidence \(panels.confidence)).",
        hint: "Drop \(sequence).again into picks/ for another one; the picture is kept.")
    }
    let options = zip(gridLayout.cells, panels.cells).map { cell, panel in
      let area = PixelRect(x: panel.x, y: panel.y, width: panel.width, height: panel.height)
      let rect = PixelRect.centered(in: area, aspect: operation.aspectRatio)
      return GridRecord.Option(
        name: gridLayout.name(of: cell),
        path: path(.option(sequence, grid: operation.number, cell: cell, layout: gridLayout)),
        x: rect.x, y: rect.y, width: rect.width, height: rect.height)
    }
    try await crop(
      options.map { ($0, $0.path) },
      of: CutPicture(path: take.output, prompt: take.prompt, isFromModel: take.isFromModel))
    return options
  }

  /// Files to drag into `picks/` for those who would rather not move pictures.
  private func writeMarkers(of grid: GridRecord, _ sequence: SequenceID) async throws {
    let products = grid.layout.cells.map { Product.marker(sequence, cell: $0, layout: grid.layout) }
    let markers = (products + [.again(sequence)]).map { layout.path(of: $0) }
    try await offPool {
      for marker in markers where FileStatus.of(marker) == nil {
        try Folder.make(marker.parent, levels: 2)
        try DurableFile.replace(marker, with: Data(), .derived)
      }
    }
  }
}

/// The words that go to the image model for a grid.
struct GridPrompt {
  let text: String
  let layout: GridLayout

  init(brief: Brief, exploration: Command.Exploration) {
    layout = exploration.layout ?? brief.layout
    let scene = exploration.prompt ?? brief.gridPrompt
    text = ([scene] + (exploration.wish.map { [$0] } ?? [])).joined(separator: "\n")
  }
}

extension Int {
  /// With leading zeros: `7.padded(3)` is `007`.
  func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}

extension TakeRecord {
  /// The whole prompt of a picture.
  fileprivate var prompt: String { shotPrompts.map(\.prompt).joined(separator: "\n") }
}
