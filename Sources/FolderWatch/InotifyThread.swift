import CInotifyTools
import Glibc
import Terms

/// What the thread of `InotifySource` knows. Made on that thread and never seen by another.
final class InotifyThread {
  struct Command: Sendable {
    let order: Order
    let answer: Answer
  }

  enum Order: Sendable {
    case attach(Subscriber, Mailbox)
    case watch(FilePath, Subscriber)
    case unwatch(FilePath, Subscriber)
    case detach(Subscriber)
  }

  private struct Watch {
    let directory: FilePath
    let sighting: Sighting
    var subscribers: Set<Subscriber>
  }

  /// Dead watches stay in the library's memory until it is opened anew.
  private static let mostDead = 512
  /// Events that are handed out together; between two batches commands get their turn.
  private static let batch = 1024

  private let bell: Bell
  private let takeCommands: () -> [Command]
  private var library: InotifyLibrary?
  private var mailboxes: [Subscriber: Mailbox] = [:]
  private var watches: [CInt: Watch] = [:]
  private var numbers: [FilePath: CInt] = [:]
  /// How often each path has died since the library was opened.
  private var incarnations: [FilePath: Int] = [:]
  private var dead = 0
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
        command.answer.give(perform(command.order))
        deliver()
      }
      if left == .failure || dead > Self.mostDead { reopen() }
      // While the library holds events in its own buffer, its descriptor looks idle.
      if left == .nothing { sleep() }
    }
  }

  private func sleep() {
    var wanted = [pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)]
    if let descriptor = library?.descriptor { wanted.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)) }
    poll(&wanted, nfds_t(wanted.count), -1)
    bell.silence()
  }

  // MARK: Events

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

  private func handle(_ event: InotifyLibrary.Event) {
    guard event.mask & UInt32(IN_Q_OVERFLOW) == 0 else {
      for subscriber in mailboxes.keys { outgoing[subscriber, default: []].append(.lost) }
      return
    }
    guard let watch = watches[event.watch] else { return }
    if event.mask & UInt32(IN_IGNORED | IN_UNMOUNT | IN_DELETE_SELF) != 0 {
      forget(event.watch)
      bury(watch.directory)
    } else if event.mask & UInt32(IN_MOVE_SELF) != 0 {
      // It lives on somewhere else; here it is gone.
      forget(event.watch)
      release(event.watch, watch.directory)
    } else if !event.name.bytes.isEmpty, let change = Change(mask: event.mask) {
      // Without a name it is about the directory itself, such as its rights.
      tell(watch.subscribers, .change(directory: watch.directory, name: event.name, change))
    }
  }

  private func forget(_ number: CInt) {
    guard let watch = watches.removeValue(forKey: number) else { return }
    numbers[watch.directory] = nil
    tell(watch.subscribers, .ended(watch.directory))
  }

  private func release(_ number: CInt, _ directory: FilePath) {
    // Where it fails the directory has just been deleted, and the news of it was not read yet.
    if library?.remove(number) == false { bury(directory) }
  }

  private func bury(_ directory: FilePath) {
    incarnations[directory, default: 0] += 1
    dead += 1
  }

  private func tell(_ subscribers: Set<Subscriber>, _ event: SourceEvent) {
    for subscriber in subscribers { outgoing[subscriber, default: []].append(event) }
  }

  private func deliver() {
    for (subscriber, events) in outgoing { mailboxes[subscriber]?.post(.events(events)) }
    outgoing.removeAll(keepingCapacity: true)
  }

  // MARK: Commands

  private func perform(_ order: Order) -> CInt {
    switch order {
    case .attach(let subscriber, let mailbox): mailboxes[subscriber] = mailbox
    case .watch(let directory, let subscriber): return watch(directory, for: subscriber)
    case .unwatch(let directory, let subscriber): unwatch(directory, for: subscriber)
    case .detach(let subscriber):
      mailboxes[subscriber] = nil
      for watch in watches.values where watch.subscribers.contains(subscriber) {
        unwatch(watch.directory, for: subscriber)
      }
    }
    return 0
  }

  private func unwatch(_ directory: FilePath, for subscriber: Subscriber) {
    guard let number = numbers[directory] else { return }
    watches[number]?.subscribers.remove(subscriber)
    guard watches[number]?.subscribers.isEmpty == true else { return }
    forget(number)
    release(number, directory)
  }

  private func watch(_ directory: FilePath, for subscriber: Subscriber) -> CInt {
    do throws(SystemError) {
      let sighting = try Sighting(directory)
      if let number = numbers[directory], let known = watches[number] {
        if known.sighting.isSameInode(as: sighting) {
          watches[number]?.subscribers.insert(subscriber)
          return 0
        }
        // A directory that somebody holds open outlives its name, and its watch with it.
        forget(number)
        release(number, directory)
      }
      let number = try add(directory)
      watches[number] = Watch(directory: directory, sighting: sighting, subscribers: [subscriber])
      numbers[directory] = number
      return 0
    } catch {
      return error.number
    }
  }

  /// A directory that is just being renamed is refused for a moment, until the news that its old watch has ended is
  /// read.
  private func add(_ directory: FilePath) throws(SystemError) -> CInt {
    for _ in 0..<3 {
      do throws(SystemError) {
        return try addOnce(directory)
      } catch {
        guard error.number == EEXIST else { throw error }
      }
      usleep(1000)
      _ = drainOnce()
    }
    return try addOnce(directory)
  }

  private func addOnce(_ directory: FilePath) throws(SystemError) -> CInt {
    if library == nil { library = try InotifyLibrary.open() }
    guard let number = try library?.watch(directory, incarnation: incarnations[directory, default: 0]) else {
      throw SystemError(EMFILE)
    }
    return number
  }

  // MARK: Beginning anew

  /// Everything that was watched is watched again, and since events may have been missed in between, everybody is
  /// told to look.
  private func reopen() {
    // What is left in the library's buffer would come back as events of the new watches.
    while drainOnce() == .more {}
    if let old = library.take() { old.close() }
    library = try? InotifyLibrary.open()
    let before = watches.values
    watches = [:]
    numbers = [:]
    incarnations = [:]
    dead = 0
    for watch in before {
      for subscriber in watch.subscribers where self.watch(watch.directory, for: subscriber) != 0 {
        tell([subscriber], .ended(watch.directory))
      }
    }
    for subscriber in mailboxes.keys { tell([subscriber], .lost) }
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
}
