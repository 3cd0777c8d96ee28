import Synchronization

/// How many may be busy side by side; the others wait for a seat, in the order in which they came.
final class Seats: Sendable {
  private struct State {
    var free: Int
    var turns = 0
    var waiting: [(turn: Int, seat: CheckedContinuation<Void, any Error>)] = []
  }

  private let state: Mutex<State>

  init(_ count: Int) { state = Mutex(State(free: count)) }

  /// Whether somebody waits for one.
  var areWanted: Bool { state.withLock { !$0.waiting.isEmpty } }

  /// Works on a seat. Throws `CancellationError` where it is cancelled before there is one.
  func seated<Result>(_ work: () async throws -> Result) async throws -> Result {
    try await take()
    defer { leave() }
    return try await work()
  }

  private func take() async throws {
    let turn = state.withLock { state in
      state.turns += 1
      return state.turns
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { seat in
        let answer: Swift.Result<Void, any Error>? = state.withLock { state in
          // Asked under the lock: whoever is cancelled later finds itself in the queue.
          if Task.isCancelled { return .failure(CancellationError()) }
          guard state.free == 0 else {
            state.free -= 1
            return .success(())
          }
          state.waiting.append((turn, seat))
          return nil
        }
        if let answer { seat.resume(with: answer) }
      }
    } onCancel: {
      let seat = state.withLock { state -> CheckedContinuation<Void, any Error>? in
        guard let index = state.waiting.firstIndex(where: { $0.turn == turn }) else { return nil }
        return state.waiting.remove(at: index).seat
      }
      seat?.resume(throwing: CancellationError())
    }
  }

  private func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      guard !state.waiting.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst().seat
    }
    next?.resume()
  }
}
