/// What was asked of a provider, as far as it matters for asking again.
enum CallKind: String, Sendable, CaseIterable {
  /// Paid: a job for fal's queue.
  case falSubmit
  /// Paid: a picture, answered at once.
  case geminiSubmit
  case upload
  case poll
  case result
  case download
  case cancel
  /// The look at a provider's list of calls.
  case list
}

/// How one try of a call ended.
enum CallOutcome: Hashable, Sendable {
  case failed(HTTPFailure.Kind, wasSent: Bool)
  /// - Parameter wait: what the server asks for, in a header or in its body.
  case answered(Int, wait: Duration? = nil)
  /// A success whose body cannot be read.
  case unreadable
  /// 429 that ends with the day, not with a wait.
  case quotaOfTheDay
  /// The answer is not there yet, though the call is known.
  case tooEarly
  /// The model's own error, whatever the status that it comes with.
  case modelFailed
}

/// What is to be done after a try.
enum RetryAction: Hashable, Sendable {
  /// The answer is to be used.
  case use
  /// Try again, after `least` and what the backoff says, whichever is longer.
  case again(least: Duration)
  /// It surely came to nothing, and trying again would not help. It costs nothing.
  case giveUp
  /// Paid, and perhaps accepted: it is to be looked for at the provider, never sent again.
  case lookUp
  /// Paid, perhaps accepted, and nowhere to be looked for.
  case unknown
  /// Nothing is decided; what was paid is gone on with later.
  case pause
  /// The provider does not know the call, or not any more. Never a reason to pay again.
  case gone
  /// The address has gone, not what lies there: the result says another one.
  case freshAddress
  /// The task was cancelled, and nothing is left at the provider.
  case stopped
}

/// Which calls may be repeated after what, and which may not: the only place that says so.
///
/// Neither provider knows idempotency keys. A paid call is sent again only where it surely was not accepted; everything else
/// is read, and reading may be repeated for ever.
enum RetryTable {
  /// - Parameter tries: how many tries there were, this one included.
  static func action(for call: CallKind, after outcome: CallOutcome, tries: Int) -> RetryAction {
    switch call {
    case .falSubmit: falSubmit(outcome, tries)
    case .geminiSubmit: geminiSubmit(outcome, tries)
    case .upload: upload(outcome, tries)
    case .list: list(outcome, tries)
    case .download: download(outcome)
    case .poll, .result: reading(outcome)
    case .cancel: cancel(outcome, tries)
    }
  }

  /// How often a call is tried where it is not for ever.
  static let most: [CallKind: Int] = [.falSubmit: 8, .geminiSubmit: 3, .upload: 6, .list: 6, .cancel: 4]
  /// Gemini may have worked, and billed, before it says 500 or 504.
  static let mostAfterServerError = 2

  private static func again(_ call: CallKind, _ tries: Int, wait: Duration? = nil, else end: RetryAction) -> RetryAction
  {
    guard let most = most[call], tries >= most else { return .again(least: wait ?? .zero) }
    return end
  }
}

// MARK: - Paid calls

extension RetryTable {
  private static func falSubmit(_ outcome: CallOutcome, _ tries: Int) -> RetryAction {
    switch outcome {
    case .failed(.neverConnected, wasSent: false): again(.falSubmit, tries, else: .giveUp)
    case .failed(let kind, wasSent: false): kind == .cancelled ? .stopped : .giveUp
    case .failed, .unreadable, .tooEarly: .lookUp
    case .quotaOfTheDay, .modelFailed: .giveUp
    case .answered(429, let wait): again(.falSubmit, tries, wait: wait, else: .giveUp)
    case .answered(let status, _): isRefusal(status) ? .giveUp : isSuccess(status) ? .use : .lookUp
    }
  }

  private static func geminiSubmit(_ outcome: CallOutcome, _ tries: Int) -> RetryAction {
    switch outcome {
    case .failed(.neverConnected, wasSent: false): again(.geminiSubmit, tries, else: .giveUp)
    case .failed(let kind, wasSent: false): kind == .cancelled ? .stopped : .giveUp
    case .failed, .unreadable, .tooEarly: .unknown
    case .quotaOfTheDay, .modelFailed: .giveUp
    case .answered(429, let wait), .answered(503, let wait): again(.geminiSubmit, tries, wait: wait, else: .giveUp)
    case .answered(500, let wait), .answered(504, let wait):
      tries < mostAfterServerError ? .again(least: wait ?? .zero) : .giveUp
    case .answered(let status, _): isRefusal(status) ? .giveUp : isSuccess(status) ? .use : .unknown
    }
  }

  private static func isSuccess(_ status: Int) -> Bool { (200..<300).contains(status) }

  /// The server's own word that it did not take the request. 408, 409 and 499 leave open what became of it.
  private static func isRefusal(_ status: Int) -> Bool {
    (400..<500).contains(status) && ![408, 409, 429, 499].contains(status)
  }
}

// MARK: - Calls that cost nothing

extension RetryTable {
  private static func upload(_ outcome: CallOutcome, _ tries: Int) -> RetryAction {
    switch outcome {
    case .failed(.cancelled, _): .stopped
    case .failed(.local, _), .failed(.tooLarge, _), .quotaOfTheDay, .modelFailed: .giveUp
    case .failed, .unreadable, .tooEarly: again(.upload, tries, else: .giveUp)
    case .answered(let status, let wait): plain(status) ?? again(.upload, tries, wait: wait, else: .giveUp)
    }
  }

  /// Where the look ends without an answer, what it was to tell stays unknown.
  private static func list(_ outcome: CallOutcome, _ tries: Int) -> RetryAction {
    switch outcome {
    case .failed(.cancelled, _): .stopped
    case .failed(.local, _), .failed(.tooLarge, _), .quotaOfTheDay, .modelFailed: .unknown
    case .failed, .unreadable, .tooEarly: again(.list, tries, else: .unknown)
    case .answered(let status, let wait):
      plain(status).map { $0 == .giveUp ? .unknown : $0 } ?? again(.list, tries, wait: wait, else: .unknown)
    }
  }

  private static func download(_ outcome: CallOutcome) -> RetryAction {
    switch outcome {
    case .failed(.cancelled, _): .stopped
    // A full disk, or a file larger than any video should be: a person has to look, and nothing is lost meanwhile.
    case .failed(.local, _), .failed(.tooLarge, _), .quotaOfTheDay: .pause
    case .failed, .unreadable, .tooEarly, .modelFailed: .again(least: .zero)
    case .answered(let status, let wait):
      plain(status).map { $0 == .giveUp ? .freshAddress : $0 } ?? .again(least: wait ?? .zero)
    }
  }

  /// A person waits for the word. Where none comes, the call is followed as if nobody had asked.
  private static func cancel(_ outcome: CallOutcome, _ tries: Int) -> RetryAction {
    let action = reading(outcome)
    guard case .again(let wait) = action else { return action }
    return again(.cancel, tries, wait: wait, else: .pause)
  }

  private static func reading(_ outcome: CallOutcome) -> RetryAction {
    switch outcome {
    case .failed(.cancelled, _): .stopped
    case .failed(.local, _), .failed(.tooLarge, _), .quotaOfTheDay: .pause
    case .modelFailed: .giveUp
    case .failed, .unreadable, .tooEarly: .again(least: .zero)
    // Another key may be let in: what was paid waits for it.
    case .answered(401, _), .answered(403, _): .pause
    case .answered(404, _), .answered(410, _): .gone
    case .answered(let status, let wait): plain(status) ?? .again(least: wait ?? .zero)
    }
  }

  /// What every such call does with an answer; nil where it is to be tried again.
  private static func plain(_ status: Int) -> RetryAction? {
    switch status {
    case 200..<300: .use
    case 408, 409, 425, 429, 499, 500...: nil
    default: .giveUp
    }
  }
}
