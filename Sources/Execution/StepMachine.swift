import Terms

/// What a step does next, and how it ends: pure, facts in and action out.
enum StepMachine {
  /// What is known of a take, of who makes it and of its file.
  struct Facts: Hashable, Sendable {
    let phase: TakeRecord.Phase
    /// Whether the provider's calls may simply be made again.
    let isRepeatable: Bool
    /// Whether the provider that the take was begun with is at hand.
    let isSameProvider: Bool
    let artifact: Artifact
  }

  /// Where the file of a take is; only looked at once it was collected.
  enum Artifact: Hashable, Sendable {
    /// Nowhere, or not whole.
    case missing
    /// Whole, under its temporary name.
    case waiting
    /// Whole, under its own name.
    case published
    /// Its name is taken by something else.
    case foreign
  }

  enum Action: Hashable, Sendable {
    /// Prepares the call, writes the intent down and makes the call.
    case submit
    /// Makes the call without a word about an earlier one: that one cost nothing.
    case submitAgain
    /// The call was intended, and nobody knows whether it was made: it is looked for at the provider.
    case find
    case poll
    case collect
    case publish
    case judge
    case settle
    /// Only a person can help; what there is stays as it is.
    case hold(Obstacle)
    case finished
  }

  enum Obstacle: Hashable, Sendable {
    case nameTaken
    case otherProvider
  }

  static func next(_ facts: Facts) -> Action {
    switch facts.phase {
    case .prepared, .submitting, .submitted, .answered:
      facts.isSameProvider ? ask(facts) : .hold(.otherProvider)
    case .collected, .judged: keep(facts)
    case .complete, .failed, .cancelled: .finished
    }
  }

  private static func ask(_ facts: Facts) -> Action {
    switch facts.phase {
    case .prepared: .submit
    case .submitting: facts.isRepeatable ? .submitAgain : .find
    case .submitted: .poll
    default: .collect
    }
  }

  private static func keep(_ facts: Facts) -> Action {
    switch facts.artifact {
    case .missing: facts.isSameProvider ? .collect : .hold(.otherProvider)
    case .waiting: .publish
    case .foreign: .hold(.nameTaken)
    case .published: facts.phase == .judged ? .settle : .judge
    }
  }
}

/// How a take ends that did not get to its end.
enum StepEnding: Hashable, Sendable {
  /// It is over, and so much is booked; nil where the call was never made, so that its money is given back.
  case over(cost: Money?)
  /// Its money stays set aside until a person decides.
  case unknown
  /// It goes on from where it is, later or at once.
  case open

  /// What an error means for a take in `phase`.
  static func after(_ error: any Error, in phase: TakeRecord.Phase, isRepeatable: Bool) -> StepEnding {
    switch phase {
    case .prepared: .over(cost: nil)
    case .submitting, .submitted, .answered:
      if let failure = error as? CallFailure {
        .over(cost: failure.cost)
      } else {
        isRepeatable ? .over(cost: .zero) : .unknown
      }
    // It was paid for and has arrived; whatever is wrong is wrong on this machine.
    case .collected, .judged, .complete, .failed, .cancelled:
      // Only the provider itself can say that it does not have what was lost here.
      if let failure = error as? CallFailure { .over(cost: failure.cost ?? .zero) } else { .open }
    }
  }

  /// What a person's cancel means for a take in `phase`; a call that was made may be billed in full.
  ///
  /// - Parameter withdrawal: what the provider says to it, where it was asked.
  static func cancelling(
    _ phase: TakeRecord.Phase, estimate: Money, isRepeatable: Bool, withdrawal: Withdrawal?
  ) -> StepEnding {
    switch (phase, withdrawal) {
    case (.prepared, _), (.submitted, .withdrawn): .over(cost: nil)
    // It may be billed all the same, and then it is to be there.
    case (.submitted, .requested), (.submitted, .tooLate): .open
    case (.submitting, _): isRepeatable ? .over(cost: .zero) : .unknown
    case (.submitted, _), (.answered, _): .over(cost: isRepeatable ? .zero : estimate)
    // What has arrived is kept: it is paid for, and done in a moment.
    case (.collected, _), (.judged, _), (.complete, _), (.failed, _), (.cancelled, _): .open
    }
  }
}
