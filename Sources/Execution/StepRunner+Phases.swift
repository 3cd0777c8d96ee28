import DurableFiles
import Foundation
import Terms

/// The way of one step through its phases.
extension StepRunner {
  func carryOut(
    _ step: Step, _ progress: @escaping @Sendable (StepProgress) -> Void
  ) async throws -> TakeRecord {
    var take = try await begin(step)
    while !take.phase.isFinal {
      try checkGoing(step.key.shot)
      do {
        take = try await advance(take, step) { progress(StepProgress(key: step.key, fraction: $0)) }
      } catch {
        // The agent ends, or a person cancelled: what is durable counts. Only what a provider said for sure is kept.
        if !(error is CallFailure) { try checkGoing(step.key.shot) }
        take = try await conclude(take, after: error)
      }
    }
    return try await outcome(of: take)
  }

  /// The take of a step: what the key already has, or a new one whose money is set aside.
  private func begin(_ step: Step) async throws -> TakeRecord {
    let record = try await store.record(of: step.key.shot)
    if let known = record?.take(step.key) {
      guard known.order(root: root) == step.order else {
        throw Problem(
          .stepConflict, "The step \(step.key) was begun with another order.", hint: "Begin a new attempt instead.")
      }
      return known
    }
    let provider = provider(of: step.key)
    let quote = try quote(step.order)
    try checkElements(of: step.order)
    let take = TakeRecord(step, quote: quote, provider: provider, root: root, at: clock.now())
    // Nothing is set aside for what cannot begin.
    try record?.check(take.shotState)
    try await checkName(of: take)
    try await account.reserve(take)
    do { return try await keep(take) } catch {
      // If this fails as well, `reconcile` finds the reservation that no take stands behind.
      try? await account.void(take)
      throw error
    }
  }

  /// What a take cannot keep could not be gone on with.
  private func checkElements(of order: Order) throws(Problem) {
    for element in order.elements where TakeElement(element, root: root) == nil {
      throw Problem(
        .badValue, "The pictures of element \(element.id) do not lie in the project.",
        hint: "Put them into its folder in refs/.")
    }
  }

  private func checkName(of take: TakeRecord) async throws {
    let output = root / take.output
    guard try await offPool({ FileStatus.of(output) }) != nil else { return }
    throw Self.nameTaken(take)
  }

  private func advance(
    _ take: TakeRecord, _ step: Step, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    let provider = provider(of: take.key)
    let facts = StepMachine.Facts(
      phase: take.phase, isRepeatable: provider.isRepeatable, isSameProvider: take.provider == provider.name,
      artifact: try await artifact(of: take))
    switch StepMachine.next(facts) {
    case .submit: return try await submit(take, step, provider)
    case .submitAgain:
      return try await call(take, try await provider.prepare(step.order, key: take.key), step, provider)
    case .giveUp: throw Self.unknownOutcome(take)
    case .poll: return try await poll(take, step, provider) { progress($0 * 0.1) }
    case .collect: return try await collect(take, step, provider) { progress(0.1 + $0 * 0.8) }
    case .publish: return try await publish(take)
    case .judge: return try await judge(take)
    case .settle: return try await settle(take)
    case .hold(.nameTaken): throw Self.nameTaken(take)
    case .hold(.otherProvider): throw Self.otherProvider(take, provider)
    case .finished: return take
    }
  }

  private func submit(_ take: TakeRecord, _ step: Step, _ provider: any Provider) async throws -> TakeRecord {
    // Again where it was given back meanwhile; it is not counted twice.
    try await account.reserve(take)
    let body = try await provider.prepare(step.order, key: take.key)
    try checkGoing(take.key.shot)
    let now = clock.now()
    let intent = try await keep(
      take.with {
        $0.phase = .submitting
        $0.bodySHA256 = Digest.sha256(body)
        $0.submittedAt = now
      })
    return try await call(intent, body, step, provider)
  }

  private func call(
    _ take: TakeRecord, _ body: Data, _ step: Step, _ provider: any Provider
  ) async throws -> TakeRecord {
    let request = try await paid(provider) { try await provider.submit(body, for: step.order, key: take.key) }
    do {
      return try await keep(
        take.with {
          $0.phase = .submitted
          $0.requestID = request
        })
    } catch  where !provider.isRepeatable {
      throw Problem(
        .outcomeUnknown,
        "\(take.provider) took the call for take \(take.id), but its answer could not be written down.",
        hint: "Mend the disk, and look at the provider's own list before you pay again.",
        cause: "request \(request): \(error)")
    }
  }

  /// A call that costs money is waited for even where the agent ends or a person cancels: cut short, nobody would know
  /// whether it was made. Its deadline is the provider's own.
  private func paid(
    _ provider: any Provider, _ submit: @escaping @Sendable () async throws -> String
  ) async throws -> String {
    provider.isRepeatable ? try await submit() : try await Task { try await submit() }.value
  }

  private func poll(
    _ take: TakeRecord, _ step: Step, _ provider: any Provider, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    let answer = try await provider.outcome(of: take.requestID ?? "", for: step.order, progress: progress)
    return try await keep(
      take.with {
        $0.phase = .answered
        $0.answer = String(decoding: answer, as: UTF8.self)
      })
  }

  private func collect(
    _ take: TakeRecord, _ step: Step, _ provider: any Provider, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    let temporary = temporary(of: take)
    try await offPool {
      try Folder.make(temporary.parent, levels: 2)
      DurableFile.remove(temporary)
    }
    let cost = try await provider.collect(
      Data((take.answer ?? "").utf8), for: step.order, key: take.key, to: temporary, progress: progress)
    let digest = try await offPool { try Digest.sha256(ofFile: temporary) }
    return try await keep(
      take.with {
        $0.phase = .collected
        $0.cost = cost
        $0.outputSHA256 = digest
      })
  }

  /// Gives the artifact its name.
  private func publish(_ take: TakeRecord) async throws -> TakeRecord {
    let (temporary, output) = (temporary(of: take), root / take.output)
    try await offPool { try DurableFile.publish(temporary, as: output) }
    return take
  }

  private func judge(_ take: TakeRecord) async throws -> TakeRecord {
    let verdicts = try await gates.judge(take, root: root)
    return try await keep(
      take.with {
        $0.phase = .judged
        $0.gates = verdicts
      })
  }

  private func settle(_ take: TakeRecord) async throws -> TakeRecord {
    try await account.settle(take, cost: take.cost ?? take.estimate)
    let now = clock.now()
    return try await keep(
      take.with {
        $0.phase = .complete
        $0.completedAt = now
        if let answer = $0.answer, answer.utf8.count > Self.longestKeptAnswer { $0.answer = nil }
      })
  }

  /// Bytes. An answer with the picture itself in it would be written again with every change of the shot.
  private static let longestKeptAnswer = 64 << 10

  /// Makes a step forward durable; what went wrong before it is over.
  private func keep(_ take: TakeRecord) async throws -> TakeRecord {
    let take = take.with { $0.problem = nil }
    try await store.update(take.key.shot) { try $0.put(take, as: take.shotState) }
    return take
  }

  /// Where the file of a take is; a file that is not whole, or not the take's, does not count as its own.
  private func artifact(of take: TakeRecord) async throws -> StepMachine.Artifact {
    guard take.phase == .collected || take.phase == .judged else { return .missing }
    let (temporary, output) = (temporary(of: take), root / take.output)
    return try await offPool {
      if FileStatus.of(output) != nil {
        return try Digest.sha256(ofFile: output) == take.outputSHA256 ? .published : .foreign
      }
      guard FileStatus.of(temporary) != nil else { return .missing }
      return try Digest.sha256(ofFile: temporary) == take.outputSHA256 ? .waiting : .missing
    }
  }
}
