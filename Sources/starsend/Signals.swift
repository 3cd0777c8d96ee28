import Dispatch
import Foundation
import Glibc
import Synchronization

/// SIGTERM and SIGINT as the end of a wait.
enum Signals {
  /// The signal that came before anybody listened.
  private static let early = Atomic<Int32>(0)

  /// Runs `work` until it ends or the process is asked to stop, which cancels it and waits for its clean end.
  ///
  /// Nil where it was stopped before it had a result.
  /// - Parameter stopping: called when it is asked to stop, before the end is waited for.
  @discardableResult
  static func untilStopped<Result: Sendable>(
    stopping: @escaping @Sendable () -> Void = {}, _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result? {
    let (stops, stop) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let sources = [SIGTERM, SIGINT].map { number in
      // Until the source is in place, a signal is only remembered: ignored, a stop right after the start would be lost.
      early.store(0, ordering: .sequentiallyConsistent)
      signal(number) { Signals.early.store($0, ordering: .sequentiallyConsistent) }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { stop.yield(number) }
      source.setRegistrationHandler {
        if early.load(ordering: .sequentiallyConsistent) == number { stop.yield(number) }
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        for await _ in stops {
          stopping()
          return nil
        }
        return nil
      }
      var result: Result?
      do {
        result = try await group.next() ?? nil
        group.cancelAll()
        while let other = try await group.next() { result = result ?? other }
      } catch is CancellationError {
        group.cancelAll()
        while (try? await group.next()) != nil {}
      }
      return result
    }
  }
}
