import Dispatch

/// Where an actor that owns files runs: a serial queue of its own, because its calls block and the cooperative pool
/// has only as many threads as the machine has cores.
public final class FileExecutor: SerialExecutor {
  private let queue: DispatchQueue

  public init(_ name: String) { queue = DispatchQueue(label: "starsend.\(name)") }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}

/// Runs work that blocks or computes for long beside the cooperative pool, and waits for it without holding a thread.
public func offPool<Result: Sendable>(
  _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Swift.Result(catching: work)) }
  }
}
