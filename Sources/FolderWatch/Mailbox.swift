import Glibc
import Synchronization
import Terms

/// What reaches the thread of one watcher, from its owner and from the source of events.
final class Mailbox: Sendable {
  enum Message: Sendable {
    case events([SourceEvent])
    case watch(WatchedFolder)
    case unwatch(FilePath)
    case recheck(SettledItem, after: Duration)
    /// Every event that could tell of these items lies in front of this.
    case judge([ItemPlace])
    /// Opened once everything before it was carried out.
    case barrier(Gate)
    case stop
  }

  private struct State {
    var messages: [Message] = []
    var events = 0
    var isClosed = false

    mutating func add(_ message: Message, limit: Int) {
      if case .events(let batch) = message { events += batch.count }
      guard events > limit, case .events = message else {
        messages.append(message)
        return
      }
      messages.removeAll { if case .events = $0 { true } else { false } }
      // In front: what waits behind it may rest on events that are forgotten now.
      messages.insert(.events([.lost]), at: 0)
      events = 1
    }
  }

  /// How many events may wait. More than that and they are forgotten for one `lost`: looking the folders through
  /// again costs less than remembering.
  private let limit: Int
  private let state = Mutex(State())
  private let bell = Bell()

  init(limit: Int = 65_536) { self.limit = limit }

  var isUsable: Bool { bell.isUsable }

  /// False once the mailbox is closed: nobody will read the message.
  @discardableResult
  func post(_ message: Message) -> Bool {
    let isOpen = state.withLock { state in
      guard !state.isClosed else { return false }
      state.add(message, limit: limit)
      return true
    }
    if isOpen { ring() }
    return isOpen
  }

  /// Ends the current wait, or the next one.
  func ring() { bell.ring() }

  /// Everything that waits, without waiting.
  func take() -> [Message] {
    bell.silence()
    return state.withLock { state in
      defer { state = State(isClosed: state.isClosed) }
      return state.messages
    }
  }

  /// Blocks the calling thread until something waits, or `time` is over.
  func wait(atMost time: Duration?) {
    var wanted = pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)
    // Rounded up: waking a moment too early would spin.
    let milliseconds = time.map { min(max($0 / .milliseconds(1), 0).rounded(.up), 1_000_000_000) }
    poll(&wanted, 1, milliseconds.map { CInt($0) } ?? -1)
  }

  /// Refuses what comes from now on, and lets go of whoever waits for what nobody will carry out.
  func close() {
    let left = state.withLock { state in
      defer { state = State(isClosed: true) }
      return state.messages
    }
    for case .barrier(let gate) in left { gate.open() }
  }
}
