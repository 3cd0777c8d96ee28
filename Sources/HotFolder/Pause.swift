@preconcurrency import Dispatch  // Sources may be used from any thread, but are not marked so.

/// A wait that leaves the process asleep. `Task.sleep` wakes it once a second on Linux (measured with Swift 6.3.1),
/// which thousands of idle projects would not excuse.
enum Pause {
  /// Throws `CancellationError` as soon as the task is cancelled.
  static func of(_ seconds: Int) async throws {
    let timer = DispatchSource.makeTimerSource()
    timer.schedule(deadline: .now() + .seconds(seconds), leeway: .seconds(1))
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        timer.setEventHandler { timer.cancel() }
        // Called once, whether the time is over or the task was cancelled.
        timer.setCancelHandler { continuation.resume() }
        timer.activate()
      }
    } onCancel: {
      timer.cancel()
    }
    try Task.checkCancellation()
  }
}
