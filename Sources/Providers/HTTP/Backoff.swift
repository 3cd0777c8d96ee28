/// How long to wait before a try is repeated: twice as long each time, up to a cap, spread by a quarter.
struct Backoff: Hashable, Sendable {
  let first: Duration
  let cap: Duration

  static let usual = Backoff(first: .seconds(1), cap: .seconds(60))

  /// - Parameters:
  ///   - tries: how many there were, from 1.
  ///   - jitter: from 0 to 1.
  ///   - least: what the server asked for; never undercut, and not capped.
  func wait(after tries: Int, jitter: Double, least: Duration = .zero) -> Duration {
    let doublings = min(max(tries, 1) - 1, 30)
    let full = min(first * (1 << doublings), cap)
    // From three quarters to all of it, so that the cap is one.
    return max(full * (0.75 + 0.25 * min(max(jitter, 0), 1)), least)
  }
}
