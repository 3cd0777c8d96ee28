import DurableFiles
import Execution
import Foundation
import Synchronization
import Terms

/// A provider without a model: it makes the same small grid and the same few bytes of video at once, counts what it
/// is asked, and can be told to wait or to fail.
final class Studio: Provider {
  let name = "studio"
  let model = "studio"
  let isRepeatable: Bool
  let isTrainedModel = false
  let limits = ModelLimits.unlimited

  private struct State {
    var submitted: [StepKey] = []
    var prompts: [String] = []
    var isClosed = false
    var price = Money.zero
    var failure: (any Error)?
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// Every call that was made, in order.
  var submitted: [StepKey] { state.withLock { $0.submitted } }
  /// The prompts of the pictures.
  var prompts: [String] { state.withLock { $0.prompts } }

  /// - Parameter isRepeatable: whether a call that nobody knows the end of is simply made again.
  init(isRepeatable: Bool = true) { self.isRepeatable = isRepeatable }

  /// What each video costs from now on; pictures cost nothing.
  func charge(_ price: Money) { state.withLock { $0.price = price } }

  /// What each call ends with from now on, after it was made; nil lets it succeed.
  func fail(with failure: (any Error)?) { state.withLock { $0.failure = failure } }

  /// From now on no video is finished before `open`.
  func close() { state.withLock { $0.isClosed = true } }

  func open() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.isClosed = false
      return state.waiting
    }
    for one in waiting { one.resume() }
  }

  func quote(_ order: Order) throws -> Money {
    if case .video = order { state.withLock { $0.price } } else { .zero }
  }

  func prepare(_ call: Call) async throws -> Data { Data("\(call.key)".utf8) }

  func submit(_ body: Data, _ call: Call) async throws -> CallHandle {
    let (order, key) = (call.order, call.key)
    state.withLock { state in
      state.submitted.append(key)
      if case .keyframe(let keyframe) = order { state.prompts.append(keyframe.prompt) }
    }
    if case .keyframe(let keyframe) = order, keyframe.prompt.contains("FAIL") {
      throw Problem(.system, "The studio is out of paint.", hint: "Buy some.")
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return CallHandle(id: "call \(key)")
  }

  func outcome(
    of handle: CallHandle, _ call: Call, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Data { Data("{}".utf8) }

  func collect(
    _ answer: Data, _ call: Call, to destination: FilePath, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Collected {
    switch call.order {
    case .keyframe: try DurableFile.create(destination, with: DrawnGrid.png)
    case .video:
      progress(0.5)
      await untilOpen()
      try Task.checkCancellation()
      try DurableFile.create(destination, with: Data("video of \(call.key)".utf8))
    }
    return Collected(cost: try quote(call.order))
  }

  func draft(_ order: Order) throws -> CallDraft {
    CallDraft(method: "POST", url: "studio", headers: [:], body: "{}", estimate: try quote(order))
  }

  private func untilOpen() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goesOn = state.withLock { state in
          guard state.isClosed, !Task.isCancelled else { return true }
          state.waiting.append(continuation)
          return false
        }
        if goesOn { continuation.resume() }
      }
    } onCancel: {
      let waiting = state.withLock { state in
        defer { state.waiting = [] }
        return state.waiting
      }
      for one in waiting { one.resume() }
    }
  }
}

/// Lets everything pass: what is judged here are the folders.
struct NoGates: Gates {
  func judge(_ take: TakeRecord, root: FilePath) async throws -> [GateVerdict] {
    [GateVerdict("looks", .pass, "Nothing was looked at.")]
  }
}
