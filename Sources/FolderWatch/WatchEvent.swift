public import Terms

/// What a `FolderWatcher` has to say.
public enum WatchEvent: Hashable, Sendable {
  /// An item may be taken. It is not offered again unless it changes or `recheck` asks for it.
  case settled(SettledItem)
  /// An item has not come to rest for a long time (`WatchOptions.pending`). Said once, until it settles or goes.
  case pending(ItemPlace)
  /// An item that was reported as pending is no longer there, while its folder is.
  case gone(ItemPlace)
  /// A sync client put a second version beside a file. It has settled, and is not a drop.
  case conflictCopy(SettledItem)
  /// Events were lost. Every folder is looked through again, so that no item is.
  case overflowed
  /// The folder is not there, or another one is: it was never made, deleted, renamed, unmounted, or something was
  /// mounted over it. Its return is waited for.
  ///
  /// Nothing is known any more of what was in it, and nothing is said of it: no item is `gone`, none was deleted as far
  /// as anybody knows. What was reported as pending in it is void.
  case folderLost(FilePath)
  /// A folder that was lost is there, watched and looked through again; what lies in it is offered anew. It may be
  /// another folder than before: `fileSystemChanged` comes in front of this where it lies on another file system.
  case folderBack(FilePath)
  /// The folder was lost because something was mounted over it or one above it, or unmounted; nobody deleted or moved
  /// anything. Comes between `folderLost` and `folderBack`. The second value is what lies at the path by now, such as
  /// the disk with the empty mount point; nil where there is no folder.
  case fileSystemChanged(FilePath, FileSystem?)
  /// The folder is looked through every few seconds, since events do not tell of everything. Said once per folder,
  /// unless its file system changes; not said where `WatchOptions.mode` asks for polling.
  case polled(Polling)
  /// The folder cannot be watched by events, or not be read; it is looked through every `WatchOptions.poll` instead.
  case unwatchable(FilePath, Problem)
  /// A limit of the system is reached: those folders that meet it are looked through every `WatchOptions.poll`
  /// instead. Said once, however many they are, until it is lifted.
  case limited(WatchLimit)
  /// No folder meets that limit any more; the values are those of `limited`.
  case limitLifted(WatchLimit)
}
