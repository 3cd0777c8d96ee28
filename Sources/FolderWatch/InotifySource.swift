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
    _ = perform(.attach(subscriber, mailbox))
    return subscriber
  }

  func watch(_ directory: FilePath, for subscriber: Subscriber) -> CInt { perform(.watch(directory, subscriber)) }

  func unwatch(_ directory: FilePath, for subscriber: Subscriber) { _ = perform(.unwatch(directory, subscriber)) }

  func detach(_ subscriber: Subscriber) { _ = perform(.detach(subscriber)) }

  private func perform(_ order: InotifyThread.Order) -> CInt {
    guard bell.isUsable else { return EMFILE }
    let answer = Answer()
    commands.withLock { $0.waiting.append(InotifyThread.Command(order: order, answer: answer)) }
    bell.ring()
    return answer.wait()
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
  private let value = Mutex<CInt>(0)

  func give(_ value: CInt) {
    self.value.withLock { $0 = value }
    given.signal()
  }

  func wait() -> CInt {
    given.wait()
    return value.withLock { $0 }
  }
}
