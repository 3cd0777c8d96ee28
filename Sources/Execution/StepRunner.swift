import DurableFiles
import Foundation
public import Terms

/// Carries out execution steps: one picture or one video each, made once, whatever happens in between.
///
/// A step goes through the phases of `TakeRecord.Phase`, each durable before the next begins. The same key is returned
/// or resumed, never run twice, and no paid call is repeated on the runner's own account: that is for whoever orders.
public actor StepRunner {
  private let root: FilePath
  private let store: any ExecutionStore
  private let images: any Provider
  private let videos: any Provider
  private let account: CallAccount
  private let gates: any Gates
  private let clock: WallClock
  private var running: [ShotID: AsyncStream<Void>.Continuation] = [:]

  /// - Parameters:
  ///   - root: the project's folder, which outputs are relative to.
  ///   - account: the project's side of the ledger.
  public init(
    root: FilePath, store: any ExecutionStore, images: any Provider, videos: any Provider, account: CallAccount,
    gates: any Gates, clock: WallClock = .system
  ) {
    self.root = root
    self.store = store
    self.images = images
    self.videos = videos
    self.account = account
    self.gates = gates
    self.clock = clock
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
      key: take.key, order: take.order(root: root), take: take.id, output: take.output,
      account: try await account.name(of: take.key) ?? shot.text)
    return try await execute(step, as: take.key.operation, progress)
  }

  /// Stops the newest take of a shot, running or not, and gives its reservation back where no call was made.
  public func cancel(_ shot: ShotID) async throws {
    if let stop = running[shot] {
      stop.yield()
      return
    }
    guard let take = try await store.record(of: shot)?.takes.last, !take.phase.isFinal else { return }
    _ = try await end(take, .cancelled, with: Self.cancelled(take))
  }
}

// MARK: - One step

extension StepRunner {
  private func execute(
    _ step: Step, as operation: StepKey.Operation, _ progress: @escaping @Sendable (StepProgress) -> Void
  ) async throws -> TakeRecord {
    guard step.key.operation == operation, (operation == .keyframe) == step.order.isKeyframe else {
      throw Problem(
        .badValue, "The step \(step.key) is not a \(operation.rawValue).", hint: "Order what the step's key says.")
    }
    guard running[step.key.shot] == nil else {
      throw Problem(
        .transitionRefused, "Something already runs for shot \(step.key.shot).", hint: "Wait until it has ended.")
    }
    let (stops, stop) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    running[step.key.shot] = stop
    defer { running[step.key.shot] = nil }
    return try await stoppable(by: stops, step) { try await self.carryOut(step, progress) }
  }

  /// Races the work against a person's `cancel`; the work is always waited for.
  private func stoppable(
    by stops: AsyncStream<Void>, _ step: Step, _ work: @escaping @Sendable () async throws -> TakeRecord
  ) async throws -> TakeRecord {
    let outcome = try await withThrowingTaskGroup(of: TakeRecord?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        for await _ in stops { return nil }
        try Task.checkCancellation()
        return nil
      }
      let first = try await group.next() ?? nil
      group.cancelAll()
      while (try? await group.next()) != nil {}
      return first
    }
    if let outcome { return outcome }
    guard let take = try await store.record(of: step.key.shot)?.take(step.key) else { throw CancellationError() }
    if take.phase == .complete { return take }
    let problem = take.problem ?? Self.cancelled(take)
    if !take.phase.isFinal { _ = try await end(take, .cancelled, with: problem) }
    throw problem
  }

  private func carryOut(
    _ step: Step, _ progress: @escaping @Sendable (StepProgress) -> Void
  ) async throws -> TakeRecord {
    var take = try await begin(step)
    while !take.phase.isFinal {
      try Task.checkCancellation()
      do {
        take = try await advance(take, step) { progress(StepProgress(key: step.key, fraction: $0)) }
      } catch is CancellationError {
        throw CancellationError()
      } catch  where Task.isCancelled {
        throw CancellationError()
      } catch {
        take = try await fail(take, with: error)
      }
    }
    if let problem = take.problem { throw problem }
    return take
  }

  /// The take of a step: what the key already has, or a new one whose money is set aside.
  private func begin(_ step: Step) async throws -> TakeRecord {
    if let known = try await store.record(of: step.key.shot)?.take(step.key) {
      guard known.order(root: root) == step.order else {
        throw Problem(
          .stepConflict, "The step \(step.key) was begun with another order.", hint: "Begin a new attempt instead.")
      }
      return known
    }
    let provider = provider(of: step.key)
    let quote = try provider.quote(step.order)
    let take = TakeRecord(step, quote: quote, provider: provider, root: root, at: clock.now())
    try await account.reserve(take, account: step.account)
    return try await store(take, as: step.order.isKeyframe ? .keyframePending : .videoPending)
  }

  private func advance(
    _ take: TakeRecord, _ step: Step, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    let provider = provider(of: take.key)
    switch take.phase {
    case .prepared:
      let body = try await provider.prepare(step.order, key: take.key)
      return try await submit(try await intend(take, body), body, step, provider)
    case .submitting:
      // The agent ended between its intent and the answer: only what runs on this machine may run again.
      guard provider.isRepeatable else { throw Self.unknownOutcome(take) }
      return try await submit(take, try await provider.prepare(step.order, key: take.key), step, provider)
    case .submitted:
      let answer = try await provider.outcome(of: take.requestID ?? "", for: step.order) { progress($0 * 0.1) }
      return try await store(
        take.with {
          $0.phase = .answered; $0.answer = String(decoding: answer, as: UTF8.self)
        })
    case .answered: return try await collect(take, step, provider) { progress(0.1 + $0 * 0.8) }
    case .collected: return try await judge(try await publish(take, step, provider, progress))
    case .judged: return try await settle(take)
    case .complete, .failed, .cancelled: return take
    }
  }

  private func intend(_ take: TakeRecord, _ body: Data) async throws -> TakeRecord {
    try Task.checkCancellation()
    let now = clock.now()
    return try await store(
      take.with {
        $0.phase = .submitting
        $0.bodySHA256 = Digest.sha256(body)
        $0.submittedAt = now
      }, as: take.frameRate == nil ? .keyframeGenerating : .videoSubmitted)
  }

  private func submit(
    _ take: TakeRecord, _ body: Data, _ step: Step, _ provider: any Provider
  ) async throws -> TakeRecord {
    let request = try await provider.submit(body, for: step.order, key: take.key)
    return try await store(
      take.with {
        $0.phase = .submitted
        $0.requestID = request
      }, as: take.frameRate == nil ? nil : .videoProcessing)
  }

  private func collect(
    _ take: TakeRecord, _ step: Step, _ provider: any Provider, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    let temporary = temporary(of: take)
    try await offPool {
      try Folder.make(temporary.parent)
      DurableFile.remove(temporary)
    }
    let cost = try await provider.collect(
      Data((take.answer ?? "").utf8), for: step.order, key: take.key, to: temporary, progress: progress)
    let digest = try await offPool { try Digest.sha256(ofFile: temporary) }
    return try await store(
      take.with {
        $0.phase = .collected
        $0.cost = cost
        $0.outputSHA256 = digest
      })
  }

  /// Gives the artifact its name; after a kill the one that is there is adopted if it is the same.
  private func publish(
    _ take: TakeRecord, _ step: Step, _ provider: any Provider, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    let temporary = temporary(of: take)
    let output = root / take.output
    let published = try await offPool {
      if FileStatus.of(output) != nil { return try Digest.sha256(ofFile: output) == take.outputSHA256 }
      guard FileStatus.of(temporary) != nil else { return false }
      try DurableFile.publish(temporary, as: output)
      return true
    }
    if published { return take }
    guard FileStatus.of(output) == nil else {
      throw Problem(
        .alreadyExists, "\(take.output) is there already and is not what take \(take.id) made.",
        hint: "Move that file away and drop the request again.")
    }
    let again = try await collect(take, step, provider, progress)
    return try await publish(again, step, provider, progress)
  }

  private func judge(_ take: TakeRecord) async throws -> TakeRecord {
    let verdicts = try await gates.judge(take, root: root)
    return try await store(
      take.with {
        $0.phase = .judged
        $0.gates = verdicts
      })
  }

  private func settle(_ take: TakeRecord) async throws -> TakeRecord {
    try await account.settle(take)
    let now = clock.now()
    return try await store(
      take.with {
        $0.phase = .complete
        $0.completedAt = now
      }, as: take.frameRate == nil ? .keyframeComplete : .videoComplete)
  }
}

// MARK: - Endings

extension StepRunner {
  /// What an error means for the money: before the intent nothing was sent; after it only a call on this machine is
  /// known to have cost nothing.
  private func fail(_ take: TakeRecord, with error: any Error) async throws -> TakeRecord {
    // What is durable counts, not what the failing phase was given.
    let take = try await store.record(of: take.key.shot)?.take(take.key) ?? take
    let problem = (error as? Problem) ?? Self.unexpected(error)
    guard take.phase == .prepared || provider(of: take.key).isRepeatable else {
      try await store.update(take.key.shot) { record in
        try record.move(to: .outcomeUnknown)
        record.replace(take.with { $0.problem = Self.unknownOutcome(take) })
      }
      throw Self.unknownOutcome(take)
    }
    return try await end(take, .failed, with: problem)
  }

  private func end(
    _ take: TakeRecord, _ phase: TakeRecord.Phase, with problem: Problem
  ) async throws -> TakeRecord {
    if take.phase == .prepared { try await account.void(take) } else { try await account.settle(take) }
    let temporary = temporary(of: take)
    _ = try? await offPool { DurableFile.remove(temporary) }
    let now = clock.now()
    return try await store(
      take.with {
        $0.phase = phase
        $0.problem = problem
        $0.completedAt = now
      }, as: take.frameRate == nil ? .keyframeFailed : .videoFailed)
  }

  private static func cancelled(_ take: TakeRecord) -> Problem {
    Problem(.cancelled, "Take \(take.id) was cancelled.", hint: "Drop a new request to make another.")
  }

  private static func unknownOutcome(_ take: TakeRecord) -> Problem {
    Problem(
      .outcomeUnknown, "Whether \(take.provider) made take \(take.id) is not known; it may be billed.",
      hint: "Look at the provider's own list before you pay again.")
  }

  private static func unexpected(_ error: any Error) -> Problem {
    Problem(.system, "Something failed that should not.", hint: "See the log, and try again.", cause: "\(error)")
  }

  private func store(_ take: TakeRecord, as state: ShotState? = nil) async throws -> TakeRecord {
    try await store.update(take.key.shot) { record in
      if let state { try record.move(to: state) }
      record.replace(take)
    }
    return take
  }

  private func provider(of key: StepKey) -> any Provider { key.operation == .keyframe ? images : videos }

  /// Known from the take alone, so that a restart finds it; hidden, so that nobody takes it for a product.
  private func temporary(of take: TakeRecord) -> FilePath {
    let output = root / take.output
    return output.parent / ".starsend-\(output.name.display).part"
  }
}

extension Problem.Code {
  /// A call was sent, and whether it was carried out cannot be told.
  public static let outcomeUnknown = Self(rawValue: "outcome_unknown")
  /// A step key that was used for something else.
  public static let stepConflict = Self(rawValue: "step_conflict")
}
