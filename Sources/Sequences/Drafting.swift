public import Execution
import FolderContract
public import Terms

/// What a command would do, told without doing any of it.
public struct Rehearsal: Hashable, Sendable {
  /// The price of all of it, where its prompts come from, and what is left out.
  public var preview = Preview()
  /// The calls that it would make as far as they are known; empty where it would make none.
  public var calls: [Call] = []
  /// What a person would be asked first.
  public var questions: [Problem] = []
  /// What there is to know beside that, in sentences.
  public var notes: [String] = []

  /// One call, as it would be sent.
  public struct Call: Hashable, Sendable {
    /// What it is for: `grid`, `shots 1-3`.
    public let purpose: String
    /// How often such a call would be made.
    public let times: Int
    public let draft: CallDraft
  }
}

extension ClientSequenceRunner {
  /// The calls that a command would make, as they would be sent. Nothing is sent, uploaded or written.
  public func drafts(_ command: Command) async throws -> [CallDraft] { try await rehearse(command).calls.map(\.draft) }

  /// What a command would do by how its sequence stands now. Throws what the command itself would be refused with.
  public func rehearse(_ command: Command) async throws -> Rehearsal {
    guard let brief = command.brief else { return Rehearsal() }
    switch command.work {
    case .explore(let order): return try await rehearse(order, brief, command)
    case .generate(let order): return try await rehearse(order, brief, command)
    case .pick, .bring: return try await rehearse(pick: command, brief)
    default: return Rehearsal()
    }
  }

  // MARK: - A grid

  private func rehearse(_ order: GridOrder, _ brief: Brief, _ command: Command) async throws -> Rehearsal {
    let record = try await store.record(of: brief.sequence)
    if record.operation == nil { _ = try record.state.after(.explore, of: brief.sequence) }
    var rehearsal = Rehearsal()
    rehearsal.preview = try await preview(command)
    let limits = try steps.limits(for: .keyframe, model: order.model)
    let elements = try await library.resolve(Array(brief.elements.prefix(limits.elementsWithoutStartFrame)))
    let layout = order.layout ?? brief.layout
    let isGrid = layout.cells.count > 1
    let picture = KeyframeOrder(
      prompt: GridPrompt.grid(try GridPrompt(order, brief: brief).text, layout, attempt: 0),
      layout: isGrid ? layout : nil, size: brief.gridSize(layout), elements: elements)
    let draft = try steps.draft(.keyframe(picture), model: order.model)
    rehearsal.calls = [Rehearsal.Call(purpose: isGrid ? "grid" : "picture", times: 1, draft: draft)]
    if let topic = brief.left(out: limits) { rehearsal.ask([topic], brief.sequence) }
    if isGrid, draft.estimate > .zero {
      rehearsal.notes = [
        "A picture that is no grid is tried again, \(GridPrompt.attempts) times in all, and after that the "
          + "\(layout.cells.count) options are made one by one: that is the price of all of it at most."
      ]
    }
    askPrice(&rehearsal, brief.sequence)
    return rehearsal
  }

  // MARK: - Takes

  private func rehearse(_ order: TakeOrder, _ brief: Brief, _ command: Command) async throws -> Rehearsal {
    let record = try await store.record(of: brief.sequence)
    if record.operation == nil {
      _ = try record.state.after(
        .generate(needsGrid: brief.needsGrid && order.startFrame == nil), of: brief.sequence)
    }
    return try await rehearse(order, brief, command, replacing: nil)
  }

  /// - Parameter frame: the picture that a shot would begin on by then.
  private func rehearse(
    _ order: TakeOrder, _ brief: Brief, _ command: Command, replacing frame: (shot: Int, path: String)?
  ) async throws -> Rehearsal {
    var rehearsal = Rehearsal()
    rehearsal.preview = try await preview(command)
    let limits = try steps.limits(for: .multiShot, model: order.model)
    let plan = try await plan(order, brief, command.request)
    let topics = try plan.topics(of: brief.sequence, limits) { try price($0, brief, order.model) }
    rehearsal.ask(topics, brief.sequence)
    for call in plan.calls {
      let isReplaced = frame.map { $0.shot == call.shots.first?.index } ?? false
      let start = isReplaced ? frame.map { TakePlan.Start.picture($0.path) } ?? call.start : call.start
      let draft = try steps.draft(
        .video(try await video(call, from: start, of: plan, brief)), model: order.model)
      rehearsal.calls.append(
        Rehearsal.Call(purpose: call.range, times: order.count, draft: draft.noting(start.remark)))
    }
    askPrice(&rehearsal, brief.sequence)
    return rehearsal
  }

  private func video(
    _ call: TakePlan.Call, from start: TakePlan.Start, of plan: TakePlan, _ brief: Brief
  ) async throws -> VideoOrder {
    let first = call.shots.first?.index ?? 1
    let offset = plan.shots.filter { $0.index < first }.map(\.duration).reduce(0, +)
    let frame: FilePath? =
      switch start {
      case .none: nil
      case .picture(let path): layout.root / path
      // It is not there before the shot is; its number is not known before the take has begun.
      case .after: layout.path(of: .continuation(brief.sequence, take: 1, shot: first))
      }
    return VideoOrder(
      shotPrompts: call.shots, startFrame: frame, frameRate: brief.frameRate, size: brief.videoSize,
      audio: brief.audio.map { AudioStretch(file: layout.root / $0.file, start: $0.start + offset) },
      elements: try await library.resolve(brief.elements(call.elements)))
  }

  // MARK: - A pick

  private func rehearse(pick command: Command, _ brief: Brief) async throws -> Rehearsal {
    try await check(command)
    let record = try await store.record(of: brief.sequence)
    if let question = try await question(about: command) {
      // What comes after the yes is another start frame, and another take.
      var rehearsal = try await rehearseTake(after: command, brief, record)
      rehearsal.questions.insert(question.problem, at: 0)
      return rehearsal
    }
    if case .pick(let choice) = command.work, record.stands(choice), let take = record.standingTake(of: choice.shot) {
      var rehearsal = Rehearsal()
      rehearsal.notes = ["This option was picked before, so that nothing would be made: its video is \(take.video)."]
      return rehearsal
    }
    _ = try record.state.after(.pick, of: brief.sequence)
    return try await rehearseTake(after: command, brief, record)
  }

  private func rehearseTake(
    after command: Command, _ brief: Brief, _ record: SequenceRecord
  ) async throws -> Rehearsal {
    guard let order = try await orderAfterPick(command, brief) else {
      var rehearsal = Rehearsal()
      rehearsal.notes = ["It would end with the start frame, which costs nothing; no video would be made from it."]
      return rehearsal
    }
    var frame: (shot: Int, path: String)?
    if case .pick(let choice) = command.work, let shot = choice.shot {
      frame = (shot, try record.grid(choice).option(choice).path)
    }
    var rehearsal = try await rehearse(order, brief, command, replacing: frame)
    rehearsal.notes.append("The option is cropped to the project's ratio first: that picture is the start frame.")
    return rehearsal
  }

  private func askPrice(_ rehearsal: inout Rehearsal, _ sequence: SequenceID) {
    if let topic = topic(ofPrice: rehearsal.preview.price) { rehearsal.ask([topic], sequence) }
  }
}

extension Rehearsal {
  fileprivate mutating func ask(_ topics: [Question.Topic], _ sequence: SequenceID) {
    guard !topics.isEmpty else { return }
    questions += topics.map { Question(asking: [$0], of: sequence).problem }
  }
}

extension TakePlan.Start {
  /// What a start frame that is not there yet stands for.
  fileprivate var remark: String? {
    if case .after(let shot) = self {
      "It would begin on the last frame of shot \(shot), once that is made."
    } else {
      nil
    }
  }
}

extension CallDraft {
  fileprivate func noting(_ note: String?) -> CallDraft {
    CallDraft(
      method: method, url: url, headers: headers, body: body, estimate: estimate,
      notes: notes + [note].compactMap { $0 })
  }
}
