import Glibc
public import Terms

/// What lstat(2) says of a name: links are not followed.
public struct FileStatus: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case file, folder, link, other }

  public let kind: Kind
  public let device: UInt64
  public let inode: UInt64
  /// The number of the user whose file it is.
  public let owner: UInt32
  /// Bytes.
  public let size: Int64
  /// Nanoseconds since 1970.
  public let modified: Int64
  /// Nanoseconds since 1970: when the inode last changed, which no writer can set back.
  public let changed: Int64

  /// Nil where there is nothing of that name.
  public static func of(_ path: FilePath) -> FileStatus? {
    var info = stat()
    guard path.withCString({ lstat($0, &info) }) == 0 else { return nil }
    return FileStatus(info)
  }

  /// What the machine calls the owner; nil where it knows nobody of that number.
  public var ownerName: String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16 << 10) { room in
      guard let base = room.baseAddress, getpwuid_r(owner, &entry, base, room.count, &found) == 0, found != nil,
        let name = entry.pw_name
      else { return nil }
      return String(cString: name)
    }
  }

  init(_ info: stat) {
    kind =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    device = UInt64(info.st_dev)
    inode = UInt64(info.st_ino)
    owner = info.st_uid
    size = Int64(info.st_size)
    modified = Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
    changed = Int64(info.st_ctim.tv_sec) * 1_000_000_000 + Int64(info.st_ctim.tv_nsec)
  }
}
