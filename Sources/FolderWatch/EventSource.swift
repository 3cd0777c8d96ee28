import Terms

/// Where the events of folders come from: `InotifySource`, or what a test plays.
protocol EventSource: Sendable {
  /// From now on the mailbox can be named in the other calls.
  func attach(_ mailbox: Mailbox) -> Subscriber
  /// Watches directories; blocks until that is done. One answer to each wish, in their order: 0, or the errno that says
  /// why not. A wish replaces what the subscriber wished of the same directory before.
  func watch(_ wishes: [Wish], for subscriber: Subscriber) -> [CInt]
  /// Does not wait: what was on its way is still told.
  func unwatch(_ directories: [FilePath], for subscriber: Subscriber)
  /// Returns once everything that has happened by now lies in the mailbox of the subscriber.
  func flush(for subscriber: Subscriber)
  /// Lets go of everything that the subscriber watches; blocks until that is done.
  func detach(_ subscriber: Subscriber)
}

struct Subscriber: Hashable, Sendable {
  let number: Int
}

/// A directory, and what is to be heard of it.
struct Wish: Hashable, Sendable {
  let directory: FilePath
  let interest: Interest
}

/// How much is to be heard of a directory; each includes those before it.
enum Interest: UInt8, Comparable, Sendable {
  /// That it goes: enough for what lies above a watched folder.
  case itself
  /// Which names come and go in it.
  case names
  /// Everything that happens in it. Only then is the last component of its path not followed where it is a link.
  case contents

  static func < (one: Interest, other: Interest) -> Bool { one.rawValue < other.rawValue }
}

/// What happened in a directory that is watched.
enum SourceEvent: Hashable, Sendable {
  case change(directory: FilePath, name: FileName, Change)
  /// The directory was deleted, moved or unmounted, or its watch could not be renewed. It is not watched any more.
  case ended(FilePath)
  /// Some events never came.
  case lost
  /// A file system was mounted or unmounted somewhere.
  case mountsChanged
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
