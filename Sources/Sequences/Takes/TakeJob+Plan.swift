import Execution
import FolderContract
import Terms

extension TakePlan {
  /// What execution knows the calls by: the sequence for a multi-shot take, each shot by itself otherwise.
  func executionShots(of sequence: SequenceID) throws -> [ShotID] {
    switch mode {
    case .multiShot: [try ShotID(sequence.text)]
    case .individual: try calls.compactMap(\.shots.first?.index).map { try ShotID("\(sequence)_shot\($0.padded(2))") }
    }
  }
}

extension TakeJob {
  /// Chooses the steps and names of a plan's calls.
  init(
    _ plan: TakePlan, number: Int, brief: Brief, elements: [Brief.Element], used: [ShotID: Int], limits: ModelLimits,
    layout: ProjectLayout
  ) throws {
    let names = CallNames(plan, number: number, sequence: brief.sequence, used: used, layout: layout)
    let calls = try plan.calls.enumerated().map { index, call in
      let first = call.shots.first?.index ?? 1
      let offset = plan.shots.filter { $0.index < first }.map(\.duration).reduce(0, +)
      return try TakeCall(call, try names.name(index, call), brief: brief, number: number, offset: offset, layout)
    }
    self.init(
      number: number, mode: plan.mode, shots: plan.shots, calls: calls,
      startFrame: plan.startFrame, base: plan.base,
      elements: plan.elements, droppedElements: plan.dropped, model: limits.model, frameRate: brief.frameRate,
      size: brief.videoSize, audio: brief.audio)
  }

  /// Whether every shot of a call is there.
  func has(_ call: TakeCall) -> Bool {
    call.shots.allSatisfy { shot in shots.contains { $0.index == shot.index && $0.clip != nil } }
  }

  /// Puts shots that have arrived in their places.
  mutating func fill(_ cut: [TakeShot]) {
    for shot in cut where shot.clip != nil {
      if let place = shots.firstIndex(where: { $0.index == shot.index }) { shots[place] = shot }
    }
  }

  /// Whether the provider's one file is the take as it is.
  var isOneFile: Bool { calls.count == 1 && calls.allSatisfy { $0.isWhole } && base == nil }
}

extension TakeCall {
  /// Whether its file is a whole take by its name.
  fileprivate var isWhole: Bool { step.operation == .multiShot && !take.contains("_call") }

  fileprivate init(
    _ call: TakePlan.Call, _ name: CallNames.Name, brief: Brief, number: Int, offset: Double, _ layout: ProjectLayout
  ) throws {
    let first = call.shots.first?.index ?? 1
    step = name.step
    take = FilePath(name.output).name.stem
    output = name.output
    shots = call.shots
    elements = brief.elements(call.elements)
    self.offset = offset
    switch call.start {
    case .none: (startFrame, continues) = (nil, nil)
    case .picture(let path): (startFrame, continues) = (path, nil)
    case .after(let shot):
      let picture = layout.path(of: .continuation(brief.sequence, take: number, shot: first))
      (startFrame, continues) = (layout.relative(picture), shot)
    }
  }
}

extension Brief {
  /// With the plan's words about them; those that a request names beside the plan's have none.
  func elements(_ ids: [ElementID]) -> [Element] {
    ids.map { id in elements.first { $0.id == id } ?? Element(id: id, description: nil) }
  }
}

extension TakePlan {
  /// Whether the model is asked for just what was planned, so that nothing of it is cut off.
  fileprivate var isExact: Bool {
    calls.flatMap(\.shots).allSatisfy { ordered in
      shots.first { $0.index == ordered.index }.map { abs($0.duration - ordered.duration) < 0.000_5 } ?? false
    }
  }
}

/// What the calls of one take are called, none of it used before.
private struct CallNames {
  let plan: TakePlan
  let number: Int
  let sequence: SequenceID
  let used: [ShotID: Int]
  let layout: ProjectLayout

  struct Name {
    let step: StepKey
    let output: String
  }

  init(_ plan: TakePlan, number: Int, sequence: SequenceID, used: [ShotID: Int], layout: ProjectLayout) {
    self.plan = plan
    self.number = number
    self.sequence = sequence
    self.used = used
    self.layout = layout
  }

  func name(_ index: Int, _ call: TakePlan.Call) throws -> Name {
    plan.mode == .multiShot ? try multiShot(index) : try individual(call.shots.first?.index ?? 1)
  }

  private func multiShot(_ index: Int) throws -> Name {
    let shot = try ShotID(sequence.text)
    let isWhole = plan.calls.count == 1 && plan.base == nil && plan.isExact
    let product = isWhole ? Product.take(sequence, number) : .call(sequence, take: number, number: index + 1)
    // For a take in one call, the attempt has the take's own number.
    let attempt = max(used[shot] ?? 0, number - 1) + 1 + index
    return Name(step: StepKey(.multiShot, shot: shot, attempt: attempt), output: path(product))
  }

  private func individual(_ index: Int) throws -> Name {
    let shot = try ShotID("\(sequence)_shot\(index.padded(2))")
    var attempt = (used[shot] ?? 0) + 1
    while !layout.isFree(.take(sequence, shot: index, attempt)) { attempt += 1 }
    return Name(
      step: StepKey(.video, shot: shot, attempt: attempt), output: path(.take(sequence, shot: index, attempt)))
  }

  private func path(_ product: Product) -> String { layout.relative(layout.path(of: product)) ?? product.fileName }
}
