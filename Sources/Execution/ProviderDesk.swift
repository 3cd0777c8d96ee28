import Synchronization
public import Terms

/// Where all calls of one agent pass on their way to the providers: so many at a time for each, fairly between projects,
/// picks before bulk, and none to a provider that is held.
public final class ProviderDesk: Sendable {
  private struct State {
    var line: DeskLine
    var next = 0
    var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
    var listeners: [Int: AsyncStream<[ProviderHold]>.Continuation] = [:]
    var timer: Task<Void, Never>?
  }

  private let state: Mutex<State>
  private let clock: WallClock
  private let pause: Duration
  private let trialPause: Int64 = 250

  /// - Parameters:
  ///   - places: how many calls of a provider, by its name, go on at a time; without a figure, any number.
  ///   - trial: how long a held provider is left alone before one call is tried.
  ///   - pause: how long a call that was made is left alone where it cannot be asked about.
  public init(
    places: [String: Int] = [:], trial: Duration = .seconds(600), pause: Duration = .seconds(60),
    clock: WallClock = .system
  ) {
    state = Mutex(State(line: DeskLine(places: places, trial: trial)))
    self.clock = clock
    self.pause = pause
  }

  /// What is held for now.
  public var holds: [ProviderHold] { state.withLock { $0.line.holds } }

  /// What is held, whenever that changes.
  public func changes() -> AsyncStream<[ProviderHold]> {
    let (stream, listener) = AsyncStream<[ProviderHold]>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state in
      state.next += 1
      state.listeners[state.next] = listener
      listener.yield(state.line.holds)
      return state.next
    }
    listener.onTermination = { [weak self] _ in _ = self?.state.withLock { $0.listeners.removeValue(forKey: id) } }
    return stream
  }

  /// Runs `work` when its turn has come.
  ///
  /// - Parameter isProof: whether what came of it proves that the provider takes calls.
  func turn<Result>(
    _ provider: any Provider, for project: ULID, _ urgency: Urgency, work: () async throws -> Result
  ) async throws -> Result {
    let id = try await enter(provider, project, urgency)
    do {
      let result = try await work()
      leave(id, nil, isProof: true)
      return result
    } catch {
      let problem = (error as? CallFailure)?.problem ?? (error as? Problem)
      // A refusal of one prompt is an answer, too; who did not get through, or was cut or cancelled, proves nothing.
      let isAnswer = ![.neverConnected, .rateLimited, .providerDown].contains(problem?.code)
      leave(id, problem, isProof: error is CallFailure && isAnswer)
      throw error
    }
  }

  /// Runs `work` while no other call with the same body is between its submit and the provider's id of it: two of them
  /// could not be told apart in a provider's list.
  func alone<Result>(
    with bodySHA256: String, for project: ULID, work: () async throws -> Result
  ) async throws -> Result {
    let caller = caller("body \(bodySHA256)", "", project, .request, places: 1)
    try await wait(caller)
    defer { leave(caller.id, nil, isProof: false) }
    return try await work()
  }

  /// Waits before a call that was made is asked about again; where the reason would stop others too, none is made
  /// meanwhile.
  func rest(_ provider: any Provider, for project: ULID, after problem: Problem) async throws {
    if problem.code.stopsProvider { hold(provider, project, problem) }
    try await Task.sleep(for: pause)
  }

  private func hold(_ provider: any Provider, _ project: ULID, _ problem: Problem) {
    change { state, now in
      let caller = DeskLine.Caller(
        id: 0, provider: provider.name, model: provider.model, project: project, urgency: .made)
      state.line.hold(caller, problem, at: now)
      return []
    }
  }

  // MARK: - Waiting

  private func enter(_ provider: any Provider, _ project: ULID, _ urgency: Urgency) async throws -> Int {
    let caller = caller(provider.name, provider.model, project, urgency)
    try await wait(caller)
    return caller.id
  }

  private func caller(
    _ provider: String, _ model: String, _ project: ULID, _ urgency: Urgency, places: Int? = nil
  ) -> DeskLine.Caller {
    state.withLock { state in
      state.next += 1
      return DeskLine.Caller(
        id: state.next, provider: provider, model: model, project: project, urgency: urgency, places: places)
    }
  }

  private func wait(_ caller: DeskLine.Caller) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        change { state, now in
          state.waiting[caller.id] = continuation
          return state.line.enter(caller, at: now)
        }
        // Cancelled before it stood in the line, nobody else would wake it.
        if Task.isCancelled { withdraw(caller.id) }
      }
    } onCancel: {
      withdraw(caller.id)
    }
  }

  private func withdraw(_ id: Int) {
    let continuation = state.withLock { state in
      let continuation = state.waiting.removeValue(forKey: id)
      if continuation != nil { state.line.withdraw(id) }
      return continuation
    }
    continuation?.resume(throwing: CancellationError())
  }

  private func leave(_ id: Int, _ problem: Problem?, isProof: Bool) {
    change { state, now in state.line.leave(id, problem, isProof: isProof, at: now) }
  }

  /// Changes the line, and lets in who may go then.
  private func change(_ change: (inout State, Timestamp) -> [Int]) {
    let now = clock.now()
    let admitted = state.withLock { state in
      let before = state.line.holds
      let admitted = change(&state, now).compactMap { state.waiting.removeValue(forKey: $0) }
      if state.line.holds != before { for listener in state.listeners.values { listener.yield(state.line.holds) } }
      schedule(&state, now)
      return admitted
    }
    for continuation in admitted { continuation.resume() }
  }

  /// Somebody has to let the trial in when its time has come.
  private func schedule(_ state: inout State, _ now: Timestamp) {
    state.timer?.cancel()
    state.timer = nil
    guard let due = state.line.nextTrial() else { return }
    // One that is due and finds no place is looked at again, but not all the time.
    let wait = Duration.milliseconds(due > now ? Int64(now.seconds(to: due) * 1000) + 1 : trialPause)
    state.timer = Task { [weak self] in
      do { try await Task.sleep(for: wait) } catch { return }
      self?.change { state, now in state.line.admit(at: now) }
    }
  }
}
