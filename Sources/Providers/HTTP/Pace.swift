/// How long waits are: real ones, or none in a test.
public struct Pace: Sendable {
  /// Returns after that time, or throws at once where the task is cancelled.
  public let sleep: @Sendable (Duration) async throws -> Void
  /// A number from 0 to 1 that spreads those who wait for the same thing.
  public let jitter: @Sendable () -> Double

  public init(
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
  ) {
    self.sleep = sleep
    self.jitter = jitter
  }

  public static let real = Pace(sleep: { try await Task.sleep(for: $0) })
}
