import Execution
import Terms
import TestSupport

/// Holds a run up at a point of its way until a test lets it go on.
struct Hold: Sendable {
  private let arrivals: AsyncStream<Void>
  private let arrival: AsyncStream<Void>.Continuation
  private let letting: AsyncStream<Void>
  private let letGo: AsyncStream<Void>.Continuation

  init() {
    (arrivals, arrival) = AsyncStream.makeStream()
    (letting, letGo) = AsyncStream.makeStream()
  }

  /// Waits here, or until the task is cancelled.
  func wait() async throws {
    arrival.yield()
    for await _ in letting { return }
    try Task.checkCancellation()
  }

  /// Returns once somebody waits.
  func arrived() async {
    for await _ in arrivals { return }
  }

  func release() { letGo.yield() }
}

/// Gates that take their time.
struct HeldGates: Gates {
  let hold: Hold

  func judge(_ take: TakeRecord, root: FilePath) async throws -> [GateVerdict] {
    try await hold.wait()
    return [GateVerdict("decodes", .pass, "It decodes.")]
  }
}
