import Synchronization

/// What a `LoopbackServer` has seen, and who waits for it to see more.
final class LoopbackLog: Sendable {
  private struct State {
    var requests: [LoopbackServer.Received] = []
    var connections = 0
    var disconnections = 0
    var waiting: [(isDue: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var requests: [LoopbackServer.Received] { state.withLock { $0.requests } }
  var connections: Int { state.withLock { $0.connections } }

  func connected() -> Int {
    change { state in
      state.connections += 1
      return state.connections
    }
  }

  func disconnected() { change { $0.disconnections += 1 } }

  /// Gives the request its number.
  func received(_ make: (Int) -> LoopbackServer.Received) -> LoopbackServer.Received {
    change { state in
      let request = make(state.requests.count + 1)
      state.requests.append(request)
      return request
    }
  }

  func request(_ number: Int) async -> LoopbackServer.Received {
    await wait { $0.requests.count >= number }
    return requests[number - 1]
  }

  func disconnections(_ count: Int) async { await wait { $0.disconnections >= count } }
  func connections(_ count: Int) async { await wait { $0.connections >= count } }

  private func wait(until isDue: @escaping @Sendable (State) -> Bool) async {
    await withCheckedContinuation { continuation in
      let isDueNow = state.withLock { state in
        if isDue(state) { return true }
        state.waiting.append((isDue, continuation))
        return false
      }
      if isDueNow { continuation.resume() }
    }
  }

  private func change<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
    let (value, due) = state.withLock { state in
      let value = body(&state)
      let due = state.waiting.filter { $0.isDue(state) }.map(\.continuation)
      let now = state
      state.waiting.removeAll { $0.isDue(now) }
      return (value, due)
    }
    due.forEach { $0.resume() }
    return value
  }
}
