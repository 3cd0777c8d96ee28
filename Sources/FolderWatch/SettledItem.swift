public import Terms

/// Where an item lies: in a watched folder, or in one of its sub-folders.
public struct ItemPlace: Hashable, Sendable {
  /// The watched folder.
  public let folder: FilePath
  /// The sub-folder of it, if the item lies in one.
  public let subfolder: FileName?
  public let name: FileName

  public init(folder: FilePath, subfolder: FileName? = nil, name: FileName) {
    self.folder = folder
    self.subfolder = subfolder
    self.name = name
  }

  /// One or two components below `folder`.
  public var relative: [FileName] { subfolder.map { [$0, name] } ?? [name] }

  public var path: FilePath { relative.reduce(folder) { $0 / $1 } }
}

/// Something in a watched folder whose writer seems to be done with it.
public struct SettledItem: Hashable, Sendable {
  public let place: ItemPlace
  public let kind: Kind
  /// What was seen when it was offered; whoever takes it compares with what is there by then.
  public let identity: FileIdentity
  public let arrival: Arrival
  /// A file of no bytes, or a folder with nothing in it but names that are ignored.
  public let isEmpty: Bool

  public init(place: ItemPlace, kind: Kind, identity: FileIdentity, arrival: Arrival, isEmpty: Bool) {
    self.place = place
    self.kind = kind
    self.identity = identity
    self.arrival = arrival
    self.isEmpty = isEmpty
  }

  public var folder: FilePath { place.folder }
  public var relative: [FileName] { place.relative }
  public var name: FileName { place.name }
  public var path: FilePath { place.path }

  public enum Kind: Hashable, Sendable {
    case file
    /// It has been quiet, and so has what lies directly in it; deeper it is not watched.
    case folder
    /// A link, FIFO, socket or device. It was neither opened nor followed.
    case other
  }

  /// How it came.
  public enum Arrival: Hashable, Sendable {
    /// By a rename: it was whole when it came, and is offered at once. Folders never come so, since what is put into
    /// them comes after.
    case renamed
    /// Written in place, linked or made; it has been quiet for the settling time.
    case written
    /// Found by looking the folder through; it was the same twice, a settling time apart.
    case found
  }
}

/// What tells one state of a file from another, as lstat(2) gives it. The times are compared and sorted by, never
/// measured against a clock of this machine: the writer's clock may be another one.
public struct FileIdentity: Hashable, Sendable {
  public let device: UInt64
  public let inode: UInt64
  /// Bytes.
  public let size: Int64
  /// Nanoseconds since 1970.
  public let modified: Int64
  /// When the inode last changed, in nanoseconds since 1970; no writer can set it.
  public let changed: Int64

  public init(device: UInt64, inode: UInt64, size: Int64, modified: Int64, changed: Int64) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }
}
