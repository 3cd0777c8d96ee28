public import Terms

/// A folder that people drop things into.
public struct WatchedFolder: Hashable, Sendable {
  /// Without a trailing slash. The last component is never followed where it is a link.
  public let path: FilePath
  /// 0: what lies in the folder. 1: also what lies in its sub-folders, such as `picks/SEQ05/top_left`.
  public let depth: Int
  /// Whether folders in it are items too; if not, they are neither offered nor watched.
  public let takesFolders: Bool

  /// A depth outside 0 and 1 is taken as the nearest of them.
  public init(_ path: FilePath, depth: Int = 0, takesFolders: Bool = true) {
    var bytes = path.bytes
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    self.path = FilePath(bytes: bytes)
    self.depth = min(max(depth, 0), 1)
    self.takesFolders = takesFolders
  }
}

/// How a `FolderWatcher` watches.
public struct WatchOptions: Sendable {
  /// How long something that was written in place has to stay as it is before it is offered.
  public var settle: Duration
  /// How often every folder is looked through besides, as a net under the events.
  public var rescan: Duration
  /// How often a folder is looked through whose events do not tell of everything, or that raises none.
  public var poll: Duration
  public var mode: Mode
  /// After how long without settling an item is reported as pending.
  public var pending: Duration
  /// Names that are left alone wherever they lie. Asked on the watcher's own thread.
  public var isIgnored: @Sendable (FileName) -> Bool
  /// Names in a watched folder itself that are not drops. NFC and NFD spellings of a name are the same name.
  public var reserved: Set<FileName>
  /// How many events may wait for the consumer; while it lags further, items stay where they are and are offered later.
  public var capacity: Int

  public init(
    settle: Duration = .milliseconds(2000), rescan: Duration = .seconds(300), poll: Duration = .seconds(5),
    mode: Mode = .auto, pending: Duration = .seconds(10),
    isIgnored: @escaping @Sendable (FileName) -> Bool = Litter.contains,
    reserved: Set<FileName> = [FileName("done"), FileName("rejected")], capacity: Int = 1024
  ) {
    self.settle = settle
    self.rescan = rescan
    self.poll = poll
    self.mode = mode
    self.pending = pending
    self.isIgnored = isIgnored
    self.reserved = reserved
    self.capacity = capacity
  }

  /// Which folders are looked through every `poll`. Events are listened to in every mode, so that what this machine
  /// itself drops is noticed at once.
  public enum Mode: Hashable, Sendable {
    /// Those that lie on network, FUSE and other file systems that others can change unheard, and those whose events
    /// have proved to leave something out.
    case auto
    /// Only those whose events have proved to leave something out.
    case events
    /// All of them.
    case polling
  }
}
