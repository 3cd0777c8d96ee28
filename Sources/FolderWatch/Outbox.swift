import Synchronization

/// The events that wait for the consumer. Items enter only while there is room; the few other events always do.
final class Outbox: Sendable {
  private struct State {
    var events: [WatchEvent] = []
    /// How many of `events` were taken already; they are thrown out together, so that taking one is cheap.
    var taken = 0
    /// Those of `events` that wait only once.
    var notices: Set<WatchEvent> = []
    var waiting: [Gate] = []
    var isFinished = false

    var count: Int { events.count - taken }

    mutating func takeFirst() -> WatchEvent? {
      guard count > 0 else { return nil }
      defer { compact() }
      taken += 1
      if !notices.isEmpty { notices.remove(events[taken - 1]) }
      return events[taken - 1]
    }

    private mutating func compact() {
      guard taken == events.count || taken >= max(512, events.count / 2) else { return }
      events.removeFirst(taken)
      taken = 0
    }
  }

  private let capacity: Int
  private let state = Mutex(State())
  /// Called when a full outbox has become half empty.
  private let hasRoomAgain: @Sendable () -> Void

  init(capacity: Int, hasRoomAgain: @escaping @Sendable () -> Void) {
    self.capacity = max(capacity, 2)
    self.hasRoomAgain = hasRoomAgain
  }

  var room: Int { state.withLock { max(capacity - $0.count, 0) } }

  func put(_ event: WatchEvent) {
    let waiting = state.withLock { state in
      state.events.append(event)
      defer { state.waiting = [] }
      return state.waiting
    }
    for gate in waiting { gate.open() }
  }

  /// Adds what is not about an item, unless the same is waiting already: a folder that comes and goes all night must
  /// not fill the memory of an agent whose consumer hangs.
  func putOnce(_ event: WatchEvent) {
    guard state.withLock({ $0.notices.insert(event).inserted }) else { return }
    put(event)
  }

  /// Nothing comes any more; what waits can still be taken.
  func finish() {
    let waiting = state.withLock { state in
      state.isFinished = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for gate in waiting { gate.open() }
  }

  /// The next event; nil at the end, or where the task is cancelled.
  func next() async -> WatchEvent? {
    while true {
      switch take() {
      case .event(let event): return event
      case .end: return nil
      case .wait(let gate): await gate.wait()
      }
      if Task.isCancelled { return nil }
    }
  }

  private enum Taken {
    case event(WatchEvent), end, wait(Gate)
  }

  private func take() -> Taken {
    let (taken, count): (Taken, Int) = state.withLock { state in
      if let event = state.takeFirst() { return (.event(event), state.count) }
      if state.isFinished { return (.end, 0) }
      let gate = Gate()
      state.waiting.append(gate)
      return (.wait(gate), 0)
    }
    if case .event = taken, count == capacity / 2 { hasRoomAgain() }
    return taken
  }
}
