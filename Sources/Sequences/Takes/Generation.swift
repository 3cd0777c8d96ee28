import DurableFiles
import Execution
import FolderContract
import Terms

extension ClientSequenceRunner {
  /// Makes the takes that are asked for: each in one call, in the fewest calls that the model allows, or in one per shot.
  func generate(
    _ order: TakeOrder, _ brief: Brief, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let sequence = brief.sequence
    while true {
      let record = try await store.record(of: sequence)
      let made = record.takes.filter { $0.request == command.request }
      var standing = record.operation(of: command.request)
      // A take that came back too short is one all the same: nothing is paid again without being asked for.
      if standing == nil, record.failedRequest != command.request, made.count >= order.count {
        return outcome(of: made, among: record.takes)
      }
      if standing == nil { standing = try await begin(order, brief, command, record) }
      guard let operation = standing else { return outcome(of: made) }
      let (done, share) = (Double(made.count) / Double(order.count), 1 / Double(order.count))
      try await attempt(operation, of: sequence) {
        try await run(operation, of: sequence) { progress(done + share * $0) }
      }
    }
  }

  /// The most that a request for takes can cost.
  func price(_ order: TakeOrder, _ brief: Brief, _ request: ULID) async throws -> Money {
    try price(try await plan(order, brief, request), brief, order.model) * order.count
  }

  /// The calls that a request for takes comes to, by how the sequence stands now.
  func plan(_ order: TakeOrder, _ brief: Brief, _ request: ULID) async throws -> TakePlan {
    try TakePlan(situation(order, brief, try await store.record(of: brief.sequence), request))
  }

  /// - Parameter elements: with their pictures, where they are at hand: the model may take fewer than the plan has.
  func price(_ plan: TakePlan, _ brief: Brief, _ model: String?, _ elements: [Element] = []) throws -> Money {
    try plan.calls.map { try price($0, brief, model, elements) }.reduce(.zero, +)
  }

  func price(
    _ call: TakePlan.Call, _ brief: Brief, _ model: String?, _ elements: [Element] = []
  ) throws -> Money {
    let frame = call.start == .none ? nil : layout.frames / "start.png"
    return try steps.quote(
      .video(
        VideoOrder(
          shotPrompts: call.shots, startFrame: frame, frameRate: brief.frameRate, size: brief.videoSize, audio: nil,
          elements: elements.filter { call.elements.contains($0.id) })),
      model: model)
  }

  private func situation(
    _ order: TakeOrder, _ brief: Brief, _ record: SequenceRecord, _ request: ULID
  ) throws -> TakePlan.Situation {
    TakePlan.Situation(
      brief: brief, order: order, record: record, request: request,
      limits: try steps.limits(for: .multiShot, model: order.model))
  }

  // MARK: - The beginning

  private func begin(
    _ order: TakeOrder, _ brief: Brief, _ command: Command, _ record: SequenceRecord
  ) async throws -> SequenceRecord.Operation {
    let sequence = brief.sequence
    let limits = try steps.limits(for: .multiShot, model: order.model)
    // What is not possible now is said before anything is asked or set aside.
    let event = WorkflowEvent.generate(needsGrid: brief.needsGrid && order.startFrame == nil)
    _ = try record.state.after(event, of: sequence)
    let plan = try TakePlan(situation(order, brief, record, command.request))
    try await checkFrames(of: plan, sequence)
    let elements = brief.elements(plan.elements)
    let pictures = try await library.resolve(elements)
    let most = try price(plan, brief, order.model, pictures) * order.count
    let topics = try plan.topics(of: sequence, limits) { try price($0, brief, order.model) }
    try await spend(for: command, brief, also: topics, most)
    var used: [ShotID: Int] = [:]
    for shot in try plan.executionShots(of: sequence) {
      used[shot] = try await shots.record(of: shot)?.takes.map(\.key.attempt).max() ?? 0
    }
    return try await begin(event, command, of: sequence, model: order.model) { [used, layout] record in
      let number = record.newTake(of: sequence, layout)
      return .take(
        try TakeJob(plan, number: number, brief: brief, elements: elements, used: used, limits: limits, layout: layout))
    }
  }

  private func checkFrames(of plan: TakePlan, _ sequence: SequenceID) async throws {
    for call in plan.calls {
      guard case .picture(let path) = call.start else { continue }
      guard FileStatus.of(layout.root / path)?.kind != .file else { continue }
      throw Problem(
        .startFrameMissing, "The start frame \(path) of \(sequence) is not there.",
        hint: "Put that picture back, or pick again: \(sequence).top_left in picks/.")
    }
  }

  // MARK: - The calls

  private func run(
    _ begun: SequenceRecord.Operation, of sequence: SequenceID, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws {
    let count = begun.steps.count
    for index in 0..<count {
      try checkGoing(sequence)
      guard let operation = try await store.record(of: sequence).operation(of: begun.request),
        case .take(let job) = operation.job, index < job.calls.count
      else { return }
      let call = job.calls[index]
      guard !job.has(call) else { continue }
      let step = try await step(call, of: job, operation, sequence)
      try checkGoing(sequence)
      let take = try await execute(step) { progress(0.95 * (Double(index) + $0 * 0.95) / Double(count)) }
      try await keep(try await cutApart(take, call, of: job, sequence), operation, sequence)
    }
    guard let operation = try await store.record(of: sequence).operation(of: begun.request),
      case .take(let job) = operation.job
    else { return }
    _ = try await conclude(job, operation, of: sequence)
  }

  private func execute(_ step: Step, _ progress: @escaping @Sendable (Double) -> Void) async throws -> TakeRecord {
    step.key.operation == .multiShot
      ? try await steps.executeMultiShot(step) { progress($0.fraction) }
      : try await steps.executeVideo(step) { progress($0.fraction) }
  }

  private func step(
    _ call: TakeCall, of job: TakeJob, _ operation: SequenceRecord.Operation, _ sequence: SequenceID
  ) async throws -> Step {
    if let shot = call.continues, let frame = call.startFrame {
      try await takeLastFrame(of: shot, in: job, to: layout.root / frame)
    }
    let order = VideoOrder(
      shotPrompts: call.shots, startFrame: call.startFrame.map { layout.root / $0 }, frameRate: job.frameRate,
      size: job.size,
      audio: job.audio.map { AudioStretch(file: layout.root / $0.file, start: $0.start + call.offset) },
      elements: try await pictures(of: call.elements, for: call.step))
    return Step(
      key: call.step, order: .video(order), take: call.take, output: call.output, account: sequence.text,
      mode: job.mode, droppedElements: job.droppedElements,
      allotment: Self.allotment(operation.request, sequence), model: operation.model,
      urgency: operation.urgency ?? .request)
  }

  /// The pictures of elements. A call that was begun keeps those that it was begun with: those in `refs/` may be others
  /// by now, and the call is paid.
  func pictures(of elements: [Brief.Element], for step: StepKey) async throws -> [Element] {
    guard let begun = try await shots.record(of: step.shot)?.take(step) else {
      return try await library.resolve(elements)
    }
    return begun.elements.map { $0.element(root: layout.root) }
  }

  /// What a call begins on that goes on from the shot before.
  private func takeLastFrame(of shot: Int, in job: TakeJob, to picture: FilePath) async throws {
    guard FileStatus.of(picture) == nil else { return }
    guard let last = job.shots.first(where: { $0.index == shot }), let part = part(last) else {
      throw Problem(
        .startFrameMissing, "Shot \(shot + 1) goes on from shot \(shot), which is not there.",
        hint: "Make shot \(shot) too, or give shot \(shot + 1) a start frame of its own.")
    }
    try await offPool { try Folder.make(picture.parent, levels: 2) }
    try await cutting.frame(part.frames.upperBound - 1, of: part.file, to: picture)
  }

  private func keep(_ cut: [TakeShot], _ operation: SequenceRecord.Operation, _ sequence: SequenceID) async throws {
    try await store.update(sequence) { record in
      record.change(operation) { operation in
        guard case .take(var job) = operation.job else { return }
        job.fill(cut)
        operation.job = .take(job)
      }
    }
  }
}

extension ElementManager {
  func resolve(_ elements: [Brief.Element]) async throws -> [Element] {
    let descriptions = elements.compactMap { element in element.description.map { (element.id, $0) } }
    return try await resolve(
      elements.map(\.id), descriptions: Dictionary(descriptions) { first, _ in first })
  }
}

extension SequenceRecord {
  /// The next number of a take. A name that something else has is passed over before anything is paid for it.
  mutating func newTake(of sequence: SequenceID, _ layout: ProjectLayout) -> Int {
    var number = takesBegun + 1
    while !layout.isFree(.take(sequence, number)) { number += 1 }
    takesBegun = number
    return number
  }
}

extension Problem.Code {
  static let startFrameMissing = Self(rawValue: "start_frame_missing")
}
