import Terms

/// Where the events of folders come from: `InotifySource`, or what a test plays.
protocol EventSource: Sendable {
  /// From now on the mailbox can be named in the other calls.
  func attach(_ mailbox: Mailbox) -> Subscriber
  /// Watches a directory; blocks until that is done. 0, or the errno that says why not. The last component is not
  /// followed where it is a link.
  func watch(_ directory: FilePath, for subscriber: Subscriber) -> CInt
  func unwatch(_ directory: FilePath, for subscriber: Subscriber)
  /// Lets go of everything that the subscriber watches; blocks until that is done.
  func detach(_ subscriber: Subscriber)
}

struct Subscriber: Hashable, Sendable {
  let number: Int
}

/// What happened in a directory that is watched.
enum SourceEvent: Hashable, Sendable {
  case change(directory: FilePath, name: FileName, Change)
  /// The directory was deleted, moved or unmounted, or its watch could not be renewed. It is not watched any more.
  case ended(FilePath)
  /// Some events never came.
  case lost
}

enum Change: Hashable, Sendable {
  /// Made, written, closed, or its attributes changed.
  case written
  /// Its contents changed just now: somebody is still writing.
  case modified
  case movedIn
  /// Deleted or moved out.
  case left
}
