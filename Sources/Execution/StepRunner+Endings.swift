import DurableFiles
public import Terms

/// How steps end that do not get to their end.
extension StepRunner {
  /// Ends a take after an error, or throws where it stays open.
  func conclude(_ take: TakeRecord, after error: any Error) async throws -> TakeRecord {
    // What is durable counts, not what the failing phase was given.
    let take = try await store.record(of: take.key.shot)?.take(take.key) ?? take
    let problem = Self.problem(error)
    // Nothing is decided about a call that was made elsewhere.
    guard problem.code != .otherProvider || take.phase == .prepared else { throw problem }
    // Nothing was sent: it goes on from here once nobody holds the money any more.
    guard take.phase != .prepared || !problem.isHeldMoney else { throw problem }
    let ending = StepEnding.after(error, in: take.phase, isRepeatable: isRepeatable(take))
    return try await end(take, ending, as: .failed, with: problem)
  }

  /// What a person's cancel means for a take, the provider asked where it has the call.
  func cancelling(_ take: TakeRecord) async throws -> StepEnding {
    var withdrawal: Withdrawal?
    if take.phase == .submitted, let provider = provider(of: take), let handle = take.handle {
      // Where it cannot be asked, the call may still come to something.
      do { withdrawal = try await provider.cancel(handle) } catch { withdrawal = .requested }
    }
    return .cancelling(
      take.phase, estimate: take.estimate, isRepeatable: isRepeatable(take), withdrawal: withdrawal)
  }

  /// Carries out an ending. The money comes before the record: a kill in between books nothing twice.
  func end(
    _ take: TakeRecord, _ ending: StepEnding, as phase: TakeRecord.Phase, with problem: Problem
  ) async throws -> TakeRecord {
    switch ending {
    case .open:
      if phase == .cancelled || take.phase.isFinal { return take }
      throw problem
    case .unknown:
      let unknown = Self.unknownOutcome(take, after: problem)
      try await store.update(take.key.shot) { record in
        try record.put(take.with { $0.problem = unknown }, as: .outcomeUnknown)
      }
      throw unknown
    case .over(let cost):
      try await book(take, cost)
      let now = clock.now()
      let ended = take.with {
        $0.phase = phase
        $0.problem = Self.sayingCost(problem, cost)
        $0.cost = cost
        $0.body = nil
        $0.completedAt = now
      }
      try await store.update(take.key.shot) { try $0.put(ended, as: ended.shotState) }
      let temporary = temporary(of: take)
      try await offPool { DurableFile.remove(temporary) }
      return ended
    }
  }

  /// Ends a take whose outcome is unknown by a person's word, so that a new attempt may begin: its estimate is booked.
  ///
  /// Throws `transition_refused` where the shot has no such take.
  public func abandon(_ shot: ShotID) async throws -> TakeRecord {
    // Who has been told that nobody knows does not wait for another look at the provider's list.
    if let take = try await store.record(of: shot)?.takes.last, take.phase == .submitting, isToldUnknown(take) {
      await stopLooking(for: shot)
    }
    return try await claiming(shot) { _ in
      let record = try await store.record(of: shot)
      guard let take = record?.takes.last(where: { isUnknown($0) }) else {
        let state = record?.state.rawValue ?? ShotState.registered.rawValue
        throw Problem(
          .transitionRefused, "Shot \(shot) is \(state) and has no call whose outcome is unknown to give up.",
          hint: "Cancel what runs, or make a new take.")
      }
      return try await end(take, .over(cost: take.estimate), as: .failed, with: Self.givenUp(take))
    }
  }

  /// Whether nobody knows what became of its call; also where a kill came before that could be written down.
  private func isUnknown(_ take: TakeRecord) -> Bool {
    guard !take.phase.isFinal else { return false }
    return isToldUnknown(take) || (take.phase == .submitting && !isRepeatable(take))
  }

  private func isToldUnknown(_ take: TakeRecord) -> Bool { take.problem?.code == .outcomeUnknown }

  private func book(_ take: TakeRecord, _ cost: Money?) async throws {
    if let cost { try await account.settle(take, cost: cost) } else { try await account.void(take) }
  }

  /// A take that is over: itself, or why it came to nothing.
  func outcome(of take: TakeRecord) async throws -> TakeRecord {
    guard take.phase != .complete else { return take }
    throw take.problem ?? Self.cancelled(take.id)
  }

  /// Known from the take alone, so that a restart finds it; hidden, so that nobody takes it for a product.
  func temporary(of take: TakeRecord) -> FilePath {
    let output = root / take.output
    return output.parent / ".starsend-\(output.name.display).part"
  }
}

// MARK: - Sentences

extension StepRunner {
  static func cancelled(_ take: String) -> Problem {
    Problem(.cancelled, "Take \(take) was cancelled.", hint: "Drop a new request to make another.")
  }

  static func unknownOutcome(_ take: TakeRecord, after problem: Problem? = nil) -> Problem {
    if let problem, problem.code == .outcomeUnknown { return problem }
    let reason = problem.map { $0.code == .cancelled ? "" : " \($0.message)" } ?? ""
    return Problem(
      .outcomeUnknown, "Whether \(take.provider) made take \(take.id) is not known; it may be billed.\(reason)",
      hint: "Look at the provider's own list before you pay again.", cause: problem?.cause)
  }

  static func givenUp(_ take: TakeRecord) -> Problem {
    Problem(
      .abandoned,
      "Take \(take.id) was given up: whether \(take.provider) made it is not known, and its estimate of "
        + "\(take.estimate) is booked for it.",
      hint: "Drop a new request to make another.", cause: take.problem?.cause)
  }

  static func nameTaken(_ take: TakeRecord) -> Problem {
    Problem(
      .alreadyExists, "\(take.output) is there already and is not what take \(take.id) made.",
      hint: "Move that file away and drop the request again.")
  }

  /// - Parameter provider: the one that is configured now.
  static func otherProvider(_ take: TakeRecord, _ provider: (any Provider)?) -> Problem {
    let now = provider.map { ", but \($0.name) is configured now" } ?? ", which is not configured any more"
    return Problem(
      .otherProvider, "Take \(take.id) was begun with \(take.model) of \(take.provider)\(now).",
      hint: "Configure \(take.provider) again until that take has ended.")
  }

  /// What a cancelled call may still cost is said with the figure that was booked for it.
  private static func sayingCost(_ problem: Problem, _ cost: Money?) -> Problem {
    guard problem.code == .cancelled, let cost, cost > .zero else { return problem }
    return Problem(
      .cancelled, "\(problem.message) The call had been made and may be billed: \(cost) is booked for it.",
      hint: problem.hint)
  }

  private static func problem(_ error: any Error) -> Problem {
    (error as? Problem) ?? (error as? CallFailure)?.problem
      ?? Problem(.system, "Something failed that should not.", hint: "See the log, and try again.", cause: "\(error)")
  }
}

extension Problem {
  fileprivate var isHeldMoney: Bool { [.onHold, .projectRestored, .projectCopied].contains(code) }
}

extension Problem.Code {
  /// A call was sent, and whether it was carried out cannot be told.
  public static let outcomeUnknown = Self(rawValue: "outcome_unknown")
  /// A call whose outcome is unknown was given up by a person.
  public static let abandoned = Self(rawValue: "abandoned")
  /// A step key that was used for something else.
  public static let stepConflict = Self(rawValue: "step_conflict")
  /// A take was begun with a provider that is not configured any more.
  public static let otherProvider = Self(rawValue: "other_provider")
}
