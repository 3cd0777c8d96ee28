public import Terms

/// Carries out execution steps: one picture or one video each, made once, whatever happens in between.
///
/// A step goes through the phases of `TakeRecord.Phase`, each durable before the next begins; `StepMachine` says what
/// comes next. The same key is returned or resumed, never run twice, and no paid call is repeated on the runner's own
/// account: that is for whoever orders.
///
/// A take that has arrived is never given up: where it cannot be checked or put in its place, the problem is thrown and
/// the take stays as it is, to be gone on with under the same key or by `resume`.
public actor StepRunner {
  let root: FilePath
  let store: any ExecutionStore
  let account: CallAccount
  let gates: any Gates
  let clock: WallClock
  private nonisolated let catalogue: any Catalogue
  let desk: ProviderDesk
  /// The shots that something runs for, and what stops it.
  private var running: [ShotID: AsyncStream<Void>.Continuation] = [:]
  /// Who waits until nothing runs for a shot any more.
  private var leaving: [ShotID: [CheckedContinuation<Void, Never>]] = [:]
  /// Those of them that a person stopped: from then on no call begins for them.
  private var stopped: Set<ShotID> = []
  /// Those that were stopped too late, and are followed to their end.
  private var followed: Set<ShotID> = []

  /// - Parameters:
  ///   - root: the project's folder, which outputs are relative to.
  ///   - account: the project's side of the ledger.
  ///   - desk: where the calls of all projects pass.
  public init(
    root: FilePath, store: any ExecutionStore, catalogue: any Catalogue, account: CallAccount, gates: any Gates,
    desk: ProviderDesk = ProviderDesk(), clock: WallClock = .system
  ) {
    self.root = root
    self.store = store
    self.catalogue = catalogue
    self.account = account
    self.gates = gates
    self.desk = desk
    self.clock = clock
  }

  /// With one provider for pictures and one for videos.
  public init(
    root: FilePath, store: any ExecutionStore, images: any Provider, videos: any Provider, account: CallAccount,
    gates: any Gates, desk: ProviderDesk = ProviderDesk(), clock: WallClock = .system
  ) {
    self.init(
      root: root, store: store, catalogue: PairOfProviders(images: images, videos: videos), account: account,
      gates: gates, desk: desk, clock: clock)
  }

  /// Makes a picture; a grid is a picture with a layout.
  public func executeKeyframe(
    _ step: Step, progress: @escaping @Sendable (StepProgress) -> Void = { _ in }
  ) async throws -> TakeRecord {
    try await execute(step, as: .keyframe, progress)
  }

  /// Makes the video of a single shot.
  public func executeVideo(
    _ step: Step, progress: @escaping @Sendable (StepProgress) -> Void = { _ in }
  ) async throws -> TakeRecord {
    try await execute(step, as: .video, progress)
  }

  /// Makes the video of several shots in one call.
  public func executeMultiShot(
    _ step: Step, progress: @escaping @Sendable (StepProgress) -> Void = { _ in }
  ) async throws -> TakeRecord {
    try await execute(step, as: .multiShot, progress)
  }

  /// Goes on with the newest take of a shot from its record alone. Nil where the shot has none that is open.
  public func resume(
    _ shot: ShotID, progress: @escaping @Sendable (StepProgress) -> Void = { _ in }
  ) async throws -> TakeRecord? {
    guard let take = try await store.record(of: shot)?.takes.last, !take.phase.isFinal else { return nil }
    let step = Step(
      key: take.key, order: take.order(root: root), take: take.id, output: take.output, account: take.account,
      mode: take.mode, droppedElements: take.droppedElements, summary: take.promptSummary, allotment: take.allotment)
    return try await execute(step, as: take.key.operation, progress)
  }

  /// Stops the newest take of a shot, running or not.
  ///
  /// Its reservation is given back where no call was made; a call that was made at a provider that bills is booked with
  /// its estimate. A take that has arrived already is kept. Throws `outcome_unknown` where nobody can tell whether the
  /// call was made. No call begins after this returns; what runs ends a moment later, with `cancelled` for whoever ordered it.
  public func cancel(_ shot: ShotID) async throws {
    if followed.contains(shot) { return }
    if let stop = running[shot] {
      stopped.insert(shot)
      stop.yield()
      return
    }
    try await claiming(shot) { _ in
      guard let take = try await store.record(of: shot)?.takes.last, !take.phase.isFinal else { return }
      _ = try await end(take, try await cancelling(take), as: .cancelled, with: Self.cancelled(take.id))
    }
  }

  /// Who makes a new take.
  nonisolated func provider(for operation: StepKey.Operation, model: String?) throws -> any Provider {
    try catalogue.provider(for: operation, model: model)
  }

  /// Who a take was begun with; nil where that provider is not there any more.
  nonisolated func provider(of take: TakeRecord) -> (any Provider)? {
    catalogue.provider(named: take.provider, model: take.model, for: take.key.operation)
  }

  /// What one call of a step of this kind takes at most. Throws `model_not_allowed`.
  /// - Parameter model: nil for the one that the project or the configuration chooses.
  public nonisolated func limits(for operation: StepKey.Operation, model: String? = nil) throws -> ModelLimits {
    try provider(for: operation, model: model).limits(for: operation)
  }

  /// The most that the call for an order can cost. Throws `over_limits` where the model does not take it in one call.
  public nonisolated func quote(_ order: Order, model: String? = nil) throws -> Money {
    let operation: StepKey.Operation = order.isKeyframe ? .keyframe : .multiShot
    let provider = try provider(for: operation, model: model)
    try provider.limits(for: operation).check(order)
    return try provider.quote(order)
  }

  /// The call that an order would be, as far as it can be told before anything is uploaded or sent.
  public nonisolated func draft(_ order: Order, model: String? = nil) throws -> CallDraft {
    let operation: StepKey.Operation = order.isKeyframe ? .keyframe : .multiShot
    let provider = try provider(for: operation, model: model)
    try provider.limits(for: operation).check(order)
    return try provider.draft(order)
  }

  /// Whether the call of a take may simply be made again; nobody knows where its provider is not there any more.
  nonisolated func isRepeatable(_ take: TakeRecord) -> Bool { provider(of: take)?.isRepeatable ?? false }
}

// MARK: - One step at a time per shot

extension StepRunner {
  private func execute(
    _ step: Step, as operation: StepKey.Operation, _ progress: @escaping @Sendable (StepProgress) -> Void
  ) async throws -> TakeRecord {
    guard step.key.operation == operation, (operation == .keyframe) == step.order.isKeyframe else {
      throw Problem(
        .badValue, "The step \(step.key) is not a \(operation.rawValue).", hint: "Order what the step's key says.")
    }
    return try await claiming(step.key.shot) { stops in
      if let outcome = try await carryOut(step, until: stops, progress) { return outcome }
      return try await cancelled(step, progress)
    }
  }

  /// Has a shot for itself while `work` runs; what runs for it already is not disturbed.
  func claiming<Result>(
    _ shot: ShotID, _ work: (AsyncStream<Void>) async throws -> Result
  ) async throws -> Result {
    guard running[shot] == nil else {
      throw Problem(
        .transitionRefused, "Something already runs for shot \(shot).", hint: "Wait until it has ended.")
    }
    let (stops, stop) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    running[shot] = stop
    defer {
      running[shot] = nil
      stopped.remove(shot)
      followed.remove(shot)
      for one in leaving.removeValue(forKey: shot) ?? [] { one.resume() }
    }
    return try await work(stops)
  }

  /// Ends a look for a call that is unknown, and waits until it has ended.
  func stopLooking(for shot: ShotID) async {
    guard let stop = running[shot] else { return }
    stopped.insert(shot)
    stop.yield()
    await withCheckedContinuation { leaving[shot, default: []].append($0) }
  }

  /// Races the work against a person's `cancel`; the work is always waited for. Nil where the cancel came first.
  private func carryOut(
    _ step: Step, until stops: AsyncStream<Void>, _ progress: @escaping @Sendable (StepProgress) -> Void
  ) async throws -> TakeRecord? {
    try await withThrowingTaskGroup(of: TakeRecord?.self) { group in
      group.addTask { try await self.carryOut(step, progress) }
      group.addTask {
        for await _ in stops { return nil }
        throw CancellationError()
      }
      defer { group.cancelAll() }
      do { return try await group.next() ?? nil } catch is CancellationError where isStopped(step.key.shot) {
        return nil
      }
    }
  }

  func isStopped(_ shot: ShotID) -> Bool { stopped.contains(shot) }

  /// Throws where the agent ends or a person cancelled.
  func checkGoing(_ shot: ShotID) throws {
    if Task.isCancelled || isStopped(shot) { throw CancellationError() }
  }

  /// What a person's cancel leaves of a step.
  private func cancelled(
    _ step: Step, _ progress: @escaping @Sendable (StepProgress) -> Void
  ) async throws -> TakeRecord {
    guard let take = try await store.record(of: step.key.shot)?.take(step.key) else { throw Self.cancelled(step.take) }
    let ending = try await cancelling(take)
    stopped.remove(step.key.shot)
    guard ending != .open else {
      followed.insert(step.key.shot)
      return try await carryOut(step, progress)
    }
    return try await outcome(of: try await end(take, ending, as: .cancelled, with: Self.cancelled(take.id)))
  }
}
