import DurableFiles
import Execution
import FolderContract
import Foundation
import Imaging
import Terms

/// The options of a grid: found in its picture, cut out, and written down.
extension ClientSequenceRunner {
  /// Where the options lie in a grid's picture; nil where it is no grid of the layout.
  func panels(of job: GridJob, _ take: TakeRecord, _ sequence: SequenceID) async throws -> [PixelRect]? {
    let picture = layout.path(of: .grid(sequence, shot: job.shot, job.number))
    let cells = job.layout.cells
    if job.isSingle {
      // Models round sizes to what they were trained on.
      let cell = layout.root / take.output
      return Self.composed(job.layout, of: try await offPool { try Picture.probe(cell).size })
    }
    if take.gates.contains(where: { $0.name == "decodes" && $0.verdict == .fail }) {
      guard cells.count > 1 else { throw Self.unreadable(take, sequence) }
      return nil
    }
    guard cells.count > 1 else {
      let size = try await offPool { try Picture.probe(picture).size }
      return [PixelRect(x: 0, y: 0, width: size.width, height: size.height)]
    }
    let verdict = try await offPool { try PanelFinder.find(in: picture, expecting: job.layout) }
    guard verdict.isGrid, verdict.layout == job.layout else { return nil }
    return verdict.cells.map(\.rect)
  }

  /// Puts single pictures together as a grid.
  func compose(_ takes: [TakeRecord], _ job: GridJob, of sequence: SequenceID) async throws {
    let picture = layout.path(of: .grid(sequence, shot: job.shot, job.number))
    guard FileStatus.of(picture) == nil else { return }
    let cells = takes.map { layout.root / $0.output }
    let provenance = Provenance(
      id: picture.name.stem, description: job.prompt, software: rules.software,
      isFromModel: takes.contains(where: \.isFromModel), fields: ["composed_from": "\(takes.count) pictures"])
    try await offPool {
      let temporary = DurableFile.temporaryName(beside: picture)
      defer { DurableFile.remove(temporary) }
      try Composer.compose(cells, layout: job.layout, gutter: Self.gutter, to: temporary, provenance: provenance)
      try DurableFile.publish(temporary, as: picture)
    }
  }

  /// Pixels between single pictures that are put together.
  private static let gutter = 16

  private static func composed(_ layout: GridLayout, of cell: PixelSize) -> [PixelRect] {
    layout.cells.map { place in
      PixelRect(
        x: (place.column - 1) * (cell.width + gutter), y: (place.row - 1) * (cell.height + gutter), width: cell.width,
        height: cell.height)
    }
  }

  /// Cuts the options out and writes what lies beside them.
  func record(
    _ panels: [PixelRect], _ job: GridJob, _ operation: SequenceRecord.Operation, _ takes: [TakeRecord],
    of sequence: SequenceID
  ) async throws -> GridRecord {
    let picture = path(.grid(sequence, shot: job.shot, job.number))
    let isFromModel = takes.contains(where: \.isFromModel)
    let options = zip(job.layout.cells, panels).map { cell, panel in
      let rect = PixelRect.centered(in: panel, aspect: job.aspectRatio)
      return GridRecord.Option(
        name: job.layout.name(of: cell),
        path: path(.option(sequence, shot: job.shot, grid: job.number, cell: cell, layout: job.layout)),
        x: rect.x, y: rect.y, width: rect.width, height: rect.height)
    }
    try await crop(
      options.map { ($0, $0.path) },
      of: CutPicture(path: picture, prompt: job.prompt, isFromModel: isFromModel))
    for take in takes { try await writeSidecar(take, beside: take.output) }
    let now = clock.now()
    let grid = GridRecord(
      number: job.number, shot: job.shot, request: operation.request, path: picture, prompt: job.prompt,
      layout: job.layout, options: options, isFromModel: isFromModel, cost: try await cost(of: job, sequence),
      createdAt: now, remarks: job.remarks(of: sequence), seconds: operation.startedAt.seconds(to: now))
    try await writeMarkers(of: grid, sequence)
    return grid
  }

  /// Of all that was made for a grid, the pictures that were none included.
  private func cost(of job: GridJob, _ sequence: SequenceID) async throws -> Money {
    let shot = try Self.gridShot(sequence, job.shot)
    let keys = job.misses.map { StepKey(.keyframe, shot: shot, attempt: $0) } + job.steps
    var cost = Money.zero
    for key in keys { cost = cost + (try await shots.record(of: key.shot)?.take(key)?.cost ?? .zero) }
    return cost
  }

  func outcome(of grid: GridRecord, in sequence: SequenceID, _ source: String) async throws -> Outcome {
    var outcome = Outcome()
    outcome.outputs = [grid.path] + grid.options.map(\.path)
    outcome.cost = grid.cost
    outcome.warnings = grid.remarks ?? []
    outcome.notes = ["\(FilePath(grid.path).name.stem) was made for \(grid.cost)."]
    outcome.prompts = [PromptOrigin(shot: grid.shot, source: source)]
    return outcome
  }

  /// Files to drag into `picks/` for those who would rather not move pictures.
  private func writeMarkers(of grid: GridRecord, _ sequence: SequenceID) async throws {
    let products = grid.layout.cells.map {
      Product.marker(sequence, shot: grid.shot, cell: $0, layout: grid.layout)
    }
    let markers = (products + [.again(sequence, shot: grid.shot)]).map { layout.path(of: $0) }
    try await offPool {
      for marker in markers where FileStatus.of(marker) == nil {
        try Folder.make(marker.parent, levels: 2)
        try DurableFile.replace(marker, with: Data(), .derived)
      }
    }
  }

  private static func unreadable(_ take: TakeRecord, _ sequence: SequenceID) -> Problem {
    Problem(
      .notAGrid, "\(take.output) cannot be decoded.",
      hint: "Drop \(sequence).again into picks/ for another one; the picture is kept.")
  }
}

extension GridJob {
  /// What a person should know about how the grid came to be; nil where there is nothing.
  func remarks(of sequence: SequenceID) -> [String]? {
    guard !misses.isEmpty else { return nil }
    let missed = misses.map { "g\($0.padded(2))" }.joined(separator: ", ")
    let kept = "\(missed) of \(sequence) came back as no \(layout) grid and \(misses.count == 1 ? "is" : "are") kept"
    return [
      isSingle ? "\(kept); this grid was put together from single pictures." : "\(kept); it was made again."
    ]
  }
}

extension Int {
  /// With leading zeros: `7.padded(3)` is `007`.
  func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
