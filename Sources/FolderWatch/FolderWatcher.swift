import Foundation
import Synchronization
public import Terms

/// Watches folders and offers what was put into them once its writer is done.
///
///     let watcher = FolderWatcher(folders: [WatchedFolder(inbox), WatchedFolder(picks, depth: 1)])
///     async let _ = watcher.run()
///     for await event in watcher { … }
///
/// One consumer iterates over it. The sequence ends when `run()` does. Watching comes first and looking through
/// second, so that nothing falls between the two; a slow look through everything is the net below that.
public final class FolderWatcher: AsyncSequence, Sendable {
  public typealias Element = WatchEvent
  public typealias Failure = Never

  private let options: WatchOptions
  private let source: any EventSource
  private let mailbox: Mailbox
  private let outbox: Outbox
  private let wasStarted = Atomic(false)

  public convenience init(folders: [WatchedFolder], options: WatchOptions = WatchOptions()) {
    self.init(folders: folders, options: options, source: InotifySource.process)
  }

  init(folders: [WatchedFolder], options: WatchOptions, source: any EventSource, mailbox: Mailbox = Mailbox()) {
    self.options = options
    self.source = source
    self.mailbox = mailbox
    outbox = Outbox(capacity: options.capacity) { mailbox.ring() }
    for folder in folders { mailbox.post(.watch(folder)) }
  }

  /// Watches until the task is cancelled, then lets go of everything and returns.
  ///
  /// Cancellation is not an error, and no missing or unreadable folder is: those are events. Throws `system_error`
  /// where the system has no descriptor left, and `bad_value` where it was run before.
  public func run() async throws {
    guard !wasStarted.exchange(true, ordering: .relaxed) else {
      throw Problem(.badValue, "This watcher has been run before.", hint: "Make a new one.")
    }
    guard mailbox.isUsable else {
      mailbox.close()
      outbox.finish()
      throw Problem(
        .system, "The watcher cannot start: the process has no file descriptor left.",
        hint: "Raise the limit of open files (ulimit -n, or LimitNOFILE of the service).")
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in watch { continuation.resume() } }
    } onCancel: {
      mailbox.post(.stop)
    }
  }

  /// Looking into folders blocks, and so does waiting for the source: that needs a thread of its own.
  private func watch(_ ended: @escaping @Sendable () -> Void) {
    let thread = Thread { [options, source, mailbox, outbox] in
      WatchLoop(options: options, source: source, mailbox: mailbox, outbox: outbox).run()
      ended()
    }
    thread.name = "starsend watcher"
    thread.start()
  }

  /// Returns once every folder that was asked for until now is watched and was looked through once, which waits for
  /// `run()` to begin; at once where the watcher has ended or the task is cancelled.
  public func ready() async {
    let gate = Gate()
    if mailbox.post(.barrier(gate)) { await gate.wait() }
  }

  /// Watches another folder too; of one that is watched already, the depth is changed.
  public func watch(_ folder: WatchedFolder) { mailbox.post(.watch(folder)) }

  /// Lets go of a folder: nothing more is said of it, but what waits for the consumer can still be taken.
  public func unwatch(_ folder: FilePath) { mailbox.post(.unwatch(WatchedFolder(folder).path)) }

  /// The consumer leaves the item where it is and wants it offered again: as soon as it has changed and settled, or
  /// after that time as it is.
  public func recheck(_ item: SettledItem, after time: Duration) { mailbox.post(.recheck(item, after: time)) }

  public func makeAsyncIterator() -> Iterator { Iterator(outbox: outbox) }

  public struct Iterator: AsyncIteratorProtocol {
    let outbox: Outbox

    /// Nil at the end, and where the task is cancelled.
    public mutating func next() async -> WatchEvent? { await outbox.next() }
  }
}
