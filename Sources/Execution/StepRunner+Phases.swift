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
      } catch let pause as CallPause {
        guard let provider = provider(of: take) else { throw pause.problem }
        try await desk.rest(provider, for: account.project, after: pause.problem)
        take = try await store.record(of: step.key.shot)?.take(step.key) ?? take
      } catch {
        // The agent ends, or a person cancelled: what is durable counts. Only what a provider said for sure is kept.
        if !(error is CallFailure) { try checkGoing(step.key.shot) }
        take = try await conclude(take, after: error)
      }
    }
    return try await outcome(of: take)
  }

  /// Goes on until the take is at home, in one turn at its provider; then step by step.
  private func advance(
    _ take: TakeRecord, _ step: Step, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    guard take.phase.isAway, let provider = provider(of: take) else { return try await next(take, step, progress) }
    // What was sent has its place there already.
    let urgency = take.phase == .prepared ? step.urgency : .made
    return try await desk.turn(provider, for: account.project, urgency) {
      var take = take
      while take.phase.isAway {
        try checkGoing(step.key.shot)
        take = try await next(take, step, progress)
      }
      return take
    }
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
    let provider = try provider(for: step.key.operation, model: step.model)
    let quote = try quote(step.order, model: step.model)
    try checkElements(of: step.order)
    let take = TakeRecord(step, quote: quote, provider: provider, root: root, at: clock.now())
    try take.checkTrust()
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

  private func next(
    _ take: TakeRecord, _ step: Step, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    let provider = provider(of: take)
    let facts = StepMachine.Facts(
      phase: take.phase, isRepeatable: isRepeatable(take), isSameProvider: provider != nil,
      artifact: try await artifact(of: take))
    let action = StepMachine.next(facts)
    switch action {
    case .publish: return try await publish(take)
    case .judge: return try await judge(take)
    case .settle: return try await settle(take)
    case .hold(.nameTaken): throw Self.nameTaken(take)
    case .finished: return take
    case .hold(.otherProvider), .submit, .submitAgain, .find, .poll, .collect:
      guard let provider else {
        throw Self.otherProvider(take, try? self.provider(for: take.key.operation, model: nil))
      }
      return try await ask(action, take, Asking(provider, call(of: take, step.order)), progress)
    }
  }

  /// Gives the artifact its name.
  private func publish(_ take: TakeRecord) async throws -> TakeRecord {
    let (temporary, output) = (temporary(of: take), root / take.output)
    let original = take.original.map { root / $0 }
    try await offPool {
      // First what it was made from, so that a kill in between leaves nothing behind.
      if let original {
        let sent = temporary.parent / "\(temporary.name.display)\(Self.originalEnding(original))"
        if FileStatus.of(sent) != nil { try DurableFile.publish(sent, as: original) }
      }
      try DurableFile.publish(temporary, as: output)
    }
    return take
  }

  private static func originalEnding(_ original: FilePath) -> String {
    ".original" + (original.name.display.split(separator: ".").last.map { ".\($0)" } ?? "")
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
    let complete = try await keep(
      take.with {
        $0.phase = .complete
        $0.completedAt = now
        $0.body = nil
        if let answer = $0.answer, answer.utf8.count > Self.longestKeptAnswer { $0.answer = nil }
      })
    // A raw answer that holds the artifact is not needed any more; one that stays behind harms nobody.
    try? await answer(of: take).remove()
    return complete
  }

  /// Bytes. An answer with the picture itself in it would be written again with every change of the shot.
  private static let longestKeptAnswer = 64 << 10

  /// Makes a step forward durable; what went wrong before it is over.
  func keep(_ take: TakeRecord) async throws -> TakeRecord {
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
