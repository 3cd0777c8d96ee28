import Foundation
import Glibc
import Synchronization
import Terms

/// The one source of inotify events in this process: a thread that makes every call of libinotifytools and hands the
/// events out to whoever watches the directory.
final class InotifySource: EventSource {
  /// The only global of this room. libinotifytools keeps its state in globals of its own, so a second instance could
  /// not exist beside the first: this guards the one thread that may call it. It opens inotify when it is first
  /// named, early in a process, since the library cannot use a descriptor above 1023.
  static let process = InotifySource()

  private struct Commands {
    var waiting: [InotifyThread.Command] = []
    var subscribers = 0
  }

  private let commands = Mutex(Commands())
  private let bell = Bell()

  private init() {
    guard bell.isUsable else { return }
    let thread = Thread { InotifyThread(bell: self.bell) { self.takeCommands() }.run() }
    thread.name = "starsend inotify"
    thread.start()
  }

  func attach(_ mailbox: Mailbox) -> Subscriber {
    let subscriber = commands.withLock { commands in
      commands.subscribers += 1
      return Subscriber(number: commands.subscribers)
    }
    perform(.attach(subscriber, mailbox))
    return subscriber
  }

  func watch(_ wishes: [Wish], for subscriber: Subscriber) -> [CInt] {
    guard !wishes.isEmpty else { return [] }
    guard bell.isUsable else { return wishes.map { _ in EMFILE } }
    return perform(.watch(wishes, subscriber))
  }

  func unwatch(_ directories: [FilePath], for subscriber: Subscriber) {
    guard !directories.isEmpty else { return }
    send(.unwatch(directories, subscriber), answer: nil)
  }

  func flush(for subscriber: Subscriber) { perform(.flush) }

  func detach(_ subscriber: Subscriber) { perform(.detach(subscriber)) }

  @discardableResult
  private func perform(_ order: InotifyThread.Order) -> [CInt] {
    guard bell.isUsable else { return [] }
    let answer = Answer()
    send(order, answer: answer)
    return answer.wait()
  }

  private func send(_ order: InotifyThread.Order, answer: Answer?) {
    commands.withLock { $0.waiting.append(InotifyThread.Command(order: order, answer: answer)) }
    bell.ring()
  }

  private func takeCommands() -> [InotifyThread.Command] {
    commands.withLock { commands in
      defer { commands.waiting = [] }
      return commands.waiting
    }
  }
}

/// One answer that a thread waits for.
final class Answer: Sendable {
  private let given = DispatchSemaphore(value: 0)
  private let value = Mutex<[CInt]>([])

  func give(_ value: [CInt]) {
    self.value.withLock { $0 = value }
    given.signal()
  }

  func wait() -> [CInt] {
    given.wait()
    return value.withLock { $0 }
  }
}
