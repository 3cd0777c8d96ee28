public import FolderContract
public import Terms

/// What a command comes to as far as it can be told before it runs, for its receipt.
public struct Preview: Hashable, Sendable {
  /// The most that it may cost.
  public var price: Money = .zero
  /// The calls that a take is split into; empty where it is one.
  public var calls: [PlannedCallSummary] = []
  public var prompts: [PromptOrigin] = []
  public var droppedElements: [ElementID] = []

  public init() {}
}

extension ClientSequenceRunner {
  /// What a command comes to by how its sequence stands now. Throws where it is not possible.
  public func preview(_ command: Command) async throws -> Preview {
    guard let brief = command.brief else { return Preview() }
    switch command.work {
    case .explore(let order):
      var preview = Preview()
      preview.price = try await price(order, brief)
      preview.prompts = [PromptOrigin(shot: order.shot, source: try GridPrompt(order, brief: brief).source)]
      return preview
    case .generate(let order): return try await preview(order, brief, command.request)
    case .pick, .bring:
      guard let order = try await orderAfterPick(command, brief) else { return Preview() }
      return try await preview(order, brief, command.request)
    default: return Preview()
    }
  }

  /// Before there is a start frame, the picture that it is made from stands for it.
  func orderAfterPick(_ command: Command, _ brief: Brief) async throws -> TakeOrder? {
    let record = try await store.record(of: brief.sequence)
    var order = record.order(after: command.work.pickedShot, brief, command.request)
    guard command.work.pickedShot == nil, !record.hasFrame(of: command.request) else { return order }
    switch command.work {
    case .pick(let choice): order?.startFrame = ProjectPath(try record.grid(choice).option(choice).path)
    case .bring(let frame): order?.startFrame = ProjectPath(frame.path)
    default: break
    }
    return order
  }

  private func preview(_ order: TakeOrder, _ brief: Brief, _ request: ULID) async throws -> Preview {
    let plan = try await plan(order, brief, request)
    var preview = Preview()
    preview.price = try price(plan, brief, order.model) * order.count
    preview.prompts = plan.shots.map { PromptOrigin(shot: $0.index, source: $0.source) }
    preview.droppedElements = plan.dropped
    guard plan.calls.count > 1 else { return preview }
    preview.calls = try plan.calls.map { call in
      PlannedCallSummary(
        shots: call.shots.map(\.index), seconds: call.seconds, estimate: try price(call, brief, order.model),
        startFrame: call.start.told)
    }
    return preview
  }
}

extension TakePlan.Start {
  /// The path of a picture, or words.
  var told: String {
    switch self {
    case .none: "none"
    case .picture(let path): path
    case .after(let shot): "the last frame of shot \(shot)"
    }
  }
}
