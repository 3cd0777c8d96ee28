public import Terms

/// What a `FolderWatcher` has to say.
public enum WatchEvent: Hashable, Sendable {
  /// An item may be taken. It is not offered again unless it changes or `recheck` asks for it.
  case settled(SettledItem)
  /// An item has not come to rest for a long time (`WatchOptions.pending`). Said once, until it settles or goes.
  case pending(ItemPlace)
  /// An item that was reported as pending is no longer there.
  case gone(ItemPlace)
  /// A sync client put a second version beside a file. It has settled, and is not a drop.
  case conflictCopy(SettledItem)
  /// Events were lost. Every folder is looked through again, so that no item is.
  case overflowed
  /// The folder is not there: never made, deleted, renamed or unmounted. Its return is waited for.
  case folderLost(FilePath)
  /// A folder that was lost is there, watched and looked through again; what lies in it is offered anew.
  case folderBack(FilePath)
  /// The folder cannot be watched by events, or not be read; it is looked through every `WatchOptions.poll` instead.
  case unwatchable(FilePath, Problem)
}
