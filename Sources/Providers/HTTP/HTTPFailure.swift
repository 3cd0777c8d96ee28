/// Why there is no answer.
struct HTTPFailure: Error, Sendable, Hashable {
  enum Kind: String, Sendable, CaseIterable {
    /// No name, no connection, no trust, no way through a proxy: nothing of the request left this machine.
    case neverConnected
    /// The connection ended before the answer was complete.
    case cut
    /// The time for the whole transfer, or for a silence in it, was over.
    case deadline
    /// The answer is larger than the caller wants.
    case tooLarge
    case cancelled
    /// This machine's own trouble: a file, its disk, a request that cannot be sent as it is.
    case local
  }

  let kind: Kind
  /// Whether bytes of the request may have left. In doubt they have.
  let wasSent: Bool
  /// What happened, for the log, without any key.
  let cause: String
  /// Whether it is `local` because there was no room left for the answer.
  let isDiskFull: Bool

  init(kind: Kind, wasSent: Bool, cause: String, isDiskFull: Bool = false) {
    self.kind = kind
    self.wasSent = wasSent
    self.cause = cause
    self.isDiskFull = isDiskFull
  }
}
