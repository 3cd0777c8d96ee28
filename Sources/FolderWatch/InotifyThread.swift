import CInotifyTools
import Glibc
import Terms

/// What the thread of `InotifySource` knows. Made on that thread and never seen by another.
final class InotifyThread {
  struct Command: Sendable {
    let order: Order
    let answer: Answer?
  }

  enum Order: Sendable {
    case attach(Subscriber, Mailbox)
    case watch([Wish], Subscriber)
    case unwatch([FilePath], Subscriber)
    case flush
    case detach(Subscriber)
  }

  /// Dead watches stay in the library's memory until it is opened anew. That costs as much as there is watched, so it
  /// is not done before as many have died.
  private static let mostDead = 512
  /// Each death adds two bytes to a path, and a path has 4096.
  static let mostIncarnations = 256
  /// Events that are handed out together; between two batches commands get their turn.
  private static let batch = 1024
  /// Enough for every queue that a system can have, and an end where events never cease.
  private static let mostBatches = 4096

  let bell: Bell
  private let takeCommands: () -> [Command]
  /// Raises an error condition whenever something is mounted or unmounted; -1 where there is no /proc.
  let mounts = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)
  var library: InotifyLibrary?
  /// Why there is no library. Not tried again for each directory of an order.
  var isOut: SystemError?
  var mailboxes: [Subscriber: Mailbox] = [:]
  var watches: [CInt: Watch] = [:]
  var numbers: [FilePath: CInt] = [:]
  /// How often each path has died since the library was opened.
  var incarnations: [FilePath: Int] = [:]
  var dead = 0
  /// A path has died so often that its spelling becomes too long.
  var isWorn = false
  private var outgoing: [Subscriber: [SourceEvent]] = [:]

  init(bell: Bell, takeCommands: @escaping () -> [Command]) {
    self.bell = bell
    self.takeCommands = takeCommands
  }

  func run() {
    library = try? InotifyLibrary.open()
    while true {
      let left = drainOnce()
      deliver()
      for command in takeCommands() {
        isOut = nil
        let answer = perform(command.order)
        deliver()
        command.answer?.give(answer)
      }
      if left == .failure || isWorn || dead > max(Self.mostDead, watches.count) { reopen() }
      // While the library holds events in its own buffer, its descriptor looks idle.
      if left == .nothing { sleep() }
    }
  }

  private func sleep() {
    // A descriptor of -1 is passed over.
    var wanted = [
      pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: library?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mounts, events: Int16(POLLPRI), revents: 0),
    ]
    poll(&wanted, nfds_t(wanted.count), -1)
    bell.silence()
    if Int32(wanted[2].revents) & (POLLPRI | POLLERR) != 0 { tellAll(.mountsChanged) }
  }

  func tell(_ subscriber: Subscriber, _ event: SourceEvent) { outgoing[subscriber, default: []].append(event) }

  func tellAll(_ event: SourceEvent) { for subscriber in mailboxes.keys { tell(subscriber, event) } }

  private func deliver() {
    for (subscriber, events) in outgoing { mailboxes[subscriber]?.post(.events(events)) }
    outgoing.removeAll(keepingCapacity: true)
  }

  private func perform(_ order: Order) -> [CInt] {
    switch order {
    case .attach(let subscriber, let mailbox): mailboxes[subscriber] = mailbox
    case .watch(let wishes, let subscriber): return wishes.map { watch($0, for: subscriber) }
    case .unwatch(let directories, let subscriber):
      for directory in directories { unwatch(directory, for: subscriber) }
    case .flush: flush()
    case .detach(let subscriber):
      mailboxes[subscriber] = nil
      for watch in watches.values {
        for taker in watch.takers where taker.subscriber == subscriber { unwatch(taker.directory, for: subscriber) }
      }
    }
    return []
  }
}

// MARK: Events

extension InotifyThread {
  private enum Left {
    case nothing, more, failure
  }

  /// Reads what is there, at most one batch, and says what is left.
  private func drainOnce() -> Left {
    for _ in 0..<Self.batch {
      do throws(SystemError) {
        guard let event = try library?.next() else { return .nothing }
        handle(event)
      } catch {
        return .failure
      }
    }
    return .more
  }

  private func flush() {
    for _ in 0..<Self.mostBatches {
      let left = drainOnce()
      deliver()
      if left == .failure { reopen() }
      if left != .more { return }
    }
    tellAll(.lost)
  }

  private func handle(_ event: InotifyLibrary.Event) {
    guard event.mask & UInt32(IN_Q_OVERFLOW) == 0 else { return tellAll(.lost) }
    guard let watch = watches[event.watch] else { return }
    if event.mask & UInt32(IN_IGNORED | IN_UNMOUNT | IN_DELETE_SELF) != 0 {
      forget(event.watch)
      bury(watch.origin)
    } else if event.mask & UInt32(IN_MOVE_SELF) != 0 {
      // It lives on somewhere else; here it is gone.
      forget(event.watch)
      release(event.watch, watch.origin)
    } else if !event.name.bytes.isEmpty, let change = Change(mask: event.mask) {
      // Without a name it is about the directory itself, such as its rights.
      for taker in watch.takers where taker.interest >= change.interest {
        tell(taker.subscriber, .change(directory: taker.directory, name: event.name, change))
      }
    }
  }

  // MARK: Beginning anew

  /// Everything that was watched is watched again, and since events may have been missed in between, everybody is
  /// told to look.
  private func reopen() {
    // What is left in the library's buffer would come back as events of the new watches.
    while drainOnce() == .more {}
    if let old = library.take() { old.close() }
    library = try? InotifyLibrary.open()
    let takers = watches.values.flatMap(\.takers)
    watches = [:]
    numbers = [:]
    isWorn = false
    incarnations = [:]
    dead = 0
    isOut = nil
    for taker in takers
    where watch(Wish(directory: taker.directory, interest: taker.interest), for: taker.subscriber) != 0 {
      tell(taker.subscriber, .ended(taker.directory))
    }
    tellAll(.lost)
    deliver()
  }
}

extension Change {
  fileprivate init?(mask: UInt32) {
    let has = { (bits: CInt) in mask & UInt32(bits) != 0 }
    if has(IN_MOVED_TO) {
      self = .movedIn
    } else if has(IN_MOVED_FROM | IN_DELETE) {
      self = .left
    } else if has(IN_MODIFY) {
      self = .modified
    } else if has(IN_CREATE | IN_CLOSE_WRITE | IN_ATTRIB) {
      self = .written
    } else {
      return nil
    }
  }

  /// Who hears of it: a name that was written may also be a new one.
  fileprivate var interest: Interest { self == .modified ? .contents : .names }
}
