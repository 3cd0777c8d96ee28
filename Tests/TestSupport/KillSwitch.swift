import Synchronization

/// Ends a run at a chosen point as a kill would: whoever comes to the point never goes on, and nothing is cleaned up.
///
/// What is on the disk, and what a provider has seen, is then all that a new run finds.
public final class KillSwitch: Sendable {
  private struct State {
    var passed: [String] = []
    var killed: String?
  }

  private let limit: Int?
  private let state = Mutex(State())
  private let kills: AsyncStream<Void>
  private let kill: AsyncStream<Void>.Continuation

  /// - Parameter limit: the number of the point that is not passed, counted from 1; nil for none.
  public init(at limit: Int? = nil) {
    self.limit = limit
    (kills, kill) = AsyncStream.makeStream()
  }

  /// The points that were passed so far.
  public var passed: [String] { state.withLock { $0.passed } }

  /// Where the run was killed, if it was.
  public var killedAt: String? { state.withLock { $0.killed } }

  /// Passes a point, or never returns.
  public func point(_ name: String) async {
    let isOver = state.withLock { state in
      if state.killed != nil { return true }
      if state.passed.count + 1 == limit {
        state.killed = name
        return true
      }
      state.passed.append(name)
      return false
    }
    guard isOver else { return }
    kill.yield()
    await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
  }

  /// Runs `work` to its end, or to the kill: nil.
  public func run<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async -> Result<Value, any Error>? {
    let (ends, end) = AsyncStream<Result<Value, any Error>?>.makeStream()
    let kills = kills
    Task {
      do { end.yield(.success(try await work())) } catch { end.yield(.failure(error)) }
    }
    let watching = Task {
      for await _ in kills { end.yield(nil) }
    }
    defer { watching.cancel() }
    for await result in ends { return result }
    return nil
  }
}
