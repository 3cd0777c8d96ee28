import Execution
import FolderContract
import Terms

extension ClientSequenceRunner {
  /// Makes another grid of options, for a sequence or one of its shots.
  ///
  /// A picture that comes back and is no grid is kept, and tried again twice with plainer words; then each cell is made
  /// by itself and the grid is put together from them.
  func explore(
    _ order: GridOrder, _ brief: Brief, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let sequence = brief.sequence
    let record = try await store.record(of: sequence)
    let prompt = try GridPrompt(order, brief: brief)
    if let grid = record.grids.first(where: { $0.request == command.request }) {
      return try await outcome(of: grid, in: sequence, prompt.source)
    }
    let operation: SequenceRecord.Operation
    if let standing = record.operation(of: command.request) {
      operation = standing
    } else {
      operation = try await begin(order, brief, command, prompt)
    }
    let grid = try await attempt(operation, of: sequence) { try await run(operation, of: sequence, progress) }
    return try await outcome(of: grid, in: sequence, prompt.source)
  }

  private func begin(
    _ order: GridOrder, _ brief: Brief, _ command: Command, _ prompt: GridPrompt
  ) async throws -> SequenceRecord.Operation {
    let sequence = brief.sequence
    // What is not possible now is said before anything is asked or set aside.
    _ = try await store.record(of: sequence).state.after(.explore, of: sequence)
    let limits = try steps.limits(for: .keyframe, model: order.model)
    let elements = Array(brief.elements.prefix(limits.elementsWithoutStartFrame))
    _ = try await library.resolve(elements)
    try await spend(for: command, brief, also: brief.left(out: limits).map { [$0] } ?? [])
    let layout = order.layout ?? brief.layout
    let shot = try Self.gridShot(sequence, order.shot)
    let used = try await shots.record(of: shot)?.takes.map(\.key.attempt).max() ?? 0
    return try await begin(.explore, command, of: sequence, model: order.model) { [project = self.layout] record in
      let number = record.newGrid(of: order.shot, after: used, sequence, project)
      return .grid(
        GridJob(
          shot: order.shot, number: number, steps: [StepKey(.keyframe, shot: shot, attempt: number)],
          prompt: prompt.text, layout: layout, size: brief.gridSize(layout), aspectRatio: brief.aspectRatio,
          elements: elements))
    }
  }

  /// The most that a grid can cost: every attempt, and then every cell by itself.
  func price(_ order: GridOrder, _ brief: Brief) async throws -> Money {
    let layout = order.layout ?? brief.layout
    let prompt = try GridPrompt(order, brief: brief).text
    let attempt = GridPrompt.attempts - 1
    // References cost something, too. Those that cannot be read are told of when the grid begins.
    let most = try steps.limits(for: .keyframe, model: order.model).elementsWithoutStartFrame
    let elements = (try? await library.resolve(Array(brief.elements.prefix(most)))) ?? []
    let grid = try steps.quote(
      .keyframe(
        KeyframeOrder(
          prompt: GridPrompt.grid(prompt, layout, attempt: attempt), layout: layout, size: brief.gridSize(layout),
          elements: elements)),
      model: order.model)
    guard layout.cells.count > 1 else { return grid }
    let single = try steps.quote(
      .keyframe(
        KeyframeOrder(
          prompt: GridPrompt.single(prompt, 1, of: layout.cells.count), layout: nil, size: brief.cellSize(layout),
          elements: elements)),
      model: order.model)
    return grid * GridPrompt.attempts + single * layout.cells.count
  }

  static func gridShot(_ sequence: SequenceID, _ shot: Int?) throws -> ShotID {
    try ShotID(shot.map { "\(sequence)_shot\($0.padded(2))_grid" } ?? "\(sequence)_grid")
  }

  // MARK: - The attempts

  private func run(
    _ begun: SequenceRecord.Operation, of sequence: SequenceID, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> GridRecord {
    while true {
      try checkGoing(sequence)
      guard let operation = try await store.record(of: sequence).operation(of: begun.request),
        case .grid(let job) = operation.job
      else { throw Self.neverBegun(begun) }
      let done = Double(job.misses.count) / Double(GridPrompt.attempts + 1)
      for (index, key) in job.steps.enumerated() {
        let share = 1 / Double(job.steps.count)
        let step = try await step(key, at: index, of: job, operation, sequence)
        try checkGoing(sequence)
        _ = try await steps.executeKeyframe(step) { progress(max(done, 0.9 * share * (Double(index) + $0.fraction))) }
      }
      if let grid = try await conclude(job, operation, of: sequence) { return grid }
    }
  }

  private func step(
    _ key: StepKey, at index: Int, of job: GridJob, _ operation: SequenceRecord.Operation, _ sequence: SequenceID
  ) async throws -> Step {
    let elements = try await pictures(of: job.elements, for: key)
    let (product, prompt): (Product, String) =
      job.isSingle
      ? (
        .cell(sequence, shot: job.shot, grid: job.number, number: index + 1),
        GridPrompt.single(job.prompt, index + 1, of: job.layout.cells.count)
      )
      : (
        .grid(sequence, shot: job.shot, job.number),
        GridPrompt.grid(job.prompt, job.layout, attempt: job.misses.count)
      )
    let output = path(product)
    return Step(
      key: key,
      order: .keyframe(
        KeyframeOrder(
          prompt: prompt, layout: job.isSingle || job.layout.cells.count == 1 ? nil : job.layout,
          size: job.isSingle ? job.cellSize : job.size, elements: elements)),
      take: FilePath(output).name.stem, output: output, account: sequence.text, summary: job.prompt,
      allotment: Self.allotment(operation.request, sequence), model: operation.model,
      urgency: operation.urgency ?? .request)
  }

  /// Writes a grid down whose pictures have all arrived; where they are no grid, chooses what is tried next and returns
  /// nil.
  @discardableResult
  func conclude(
    _ job: GridJob, _ operation: SequenceRecord.Operation, of sequence: SequenceID
  ) async throws -> GridRecord? {
    var takes: [TakeRecord] = []
    for key in job.steps { takes.append(try await finished(key)) }
    guard let first = takes.first else { return nil }
    if job.isSingle { try await compose(takes, job, of: sequence) }
    guard let panels = try await panels(of: job, first, sequence) else {
      try await tryAgain(after: job, operation, of: sequence)
      return nil
    }
    let grid = try await record(panels, job, operation, takes, of: sequence)
    try await store.update(sequence) { record in
      try record.finish(operation, .gridReady, of: sequence)
      record.add(grid)
    }
    return grid
  }

  private func tryAgain(
    after job: GridJob, _ operation: SequenceRecord.Operation, of sequence: SequenceID
  ) async throws {
    let shot = try Self.gridShot(sequence, job.shot)
    let used = try await shots.record(of: shot)?.takes.map(\.key.attempt).max() ?? 0
    let isLast = job.misses.count + 1 >= GridPrompt.attempts
    let cells = try (1...job.layout.cells.count).map { try ShotID("\(shot)_cell\($0.padded(2))") }
    try await store.update(sequence) { [layout] record in
      let number = record.newGrid(of: job.shot, after: used, sequence, layout)
      record.change(operation) { operation in
        var next = job
        next.misses.append(job.number)
        next.number = number
        next.isSingle = isLast
        next.steps =
          isLast
          ? cells.map { StepKey(.keyframe, shot: $0, attempt: number) }
          : [StepKey(.keyframe, shot: shot, attempt: number)]
        operation.job = .grid(next)
      }
    }
  }
}

extension Brief {
  /// What a person has to say yes to where a grid's model takes fewer elements than the sequence has.
  func left(out limits: ModelLimits) -> Question.Topic? {
    let left = elements.dropFirst(limits.elementsWithoutStartFrame).map(\.id.text)
    guard !left.isEmpty else { return nil }
    return Question.Topic(
      .elementsDropped,
      "\(limits.model) takes at most \(limits.elementsWithoutStartFrame) elements for a picture: "
        + "\(left.joined(separator: ", ")) left out.")
  }

  /// The size of one option that is made by itself, in pixels.
  func cellSize(_ layout: GridLayout) -> PixelSize { GridJob.cellSize(gridSize(layout), layout, aspectRatio) }
}

extension GridJob {
  var cellSize: PixelSize { Self.cellSize(size, layout, aspectRatio) }

  static func cellSize(_ grid: PixelSize, _ layout: GridLayout, _ aspect: AspectRatio) -> PixelSize {
    aspect.size(shortSide: max(min(grid.width / layout.columns, grid.height / layout.rows) / 2 * 2, 2))
  }
}

extension SequenceRecord {
  /// The next number of a grid. A name that something else has is passed over before anything is paid for it.
  mutating func newGrid(of shot: Int?, after used: Int, _ sequence: SequenceID, _ layout: ProjectLayout) -> Int {
    var number = max(gridsBegun[shot ?? 0] ?? 0, used) + 1
    while !layout.isFree(.grid(sequence, shot: shot, number)) { number += 1 }
    gridsBegun[shot ?? 0] = number
    return number
  }

  /// By number, also where an older one turns up late: the last one is the newest.
  mutating func add(_ grid: GridRecord) {
    let later = grids.firstIndex { $0.shot == grid.shot && $0.number > grid.number }
    grids.insert(grid, at: later ?? grids.endIndex)
  }
}
