import Dispatch
import Foundation
import Glibc

/// SIGTERM and SIGINT as the end of a wait.
enum Signals {
  /// Runs `work` until it ends or the process is asked to stop, which cancels it and waits for its clean end.
  static func untilStopped(_ work: @escaping @Sendable () async throws -> Void) async throws {
    let (stops, stop) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { stop.yield(number) }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await work() }
      group.addTask { for await _ in stops { return } }
      do { try await group.next() } catch is CancellationError {}
      group.cancelAll()
      do { try await group.waitForAll() } catch is CancellationError {}
    }
  }
}
