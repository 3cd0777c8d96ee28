import CLinux
import Glibc
import Terms

/// What lstat(2) says about something, reduced to what settling goes by.
struct Sighting: Hashable {
  let kind: SettledItem.Kind
  let identity: FileIdentity

  /// Nothing is opened or followed. Throws ENOENT where nothing is there.
  init(_ path: FilePath) throws(SystemError) {
    var info = stat()
    guard path.withCString({ lstat($0, &info) }) == 0 else { throw SystemError(errno) }
    self.init(info)
  }

  init(_ status: starsend_status) {
    kind = Self.kind(status.mode)
    identity = FileIdentity(
      device: status.device, inode: status.inode, size: status.size, modified: status.modified,
      changed: status.changed)
  }

  init(kind: SettledItem.Kind, identity: FileIdentity) {
    self.kind = kind
    self.identity = identity
  }

  init(_ info: stat) {
    kind = Self.kind(info.st_mode)
    identity = FileIdentity(
      device: UInt64(info.st_dev), inode: UInt64(info.st_ino), size: Int64(info.st_size),
      modified: info.st_mtim.nanoseconds, changed: info.st_ctim.nanoseconds)
  }

  private static func kind(_ mode: mode_t) -> SettledItem.Kind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  /// Which file or folder it is, in whatever state.
  var inode: Inode { Inode(device: identity.device, number: identity.inode) }
}

extension starsend_status {
  /// The last component is not followed. With `fresh` a network file system asks its server. Throws ENOENT where
  /// nothing is there.
  init(_ path: FilePath, fresh: Bool = false) throws(SystemError) {
    self.init()
    guard path.withCString({ starsend_status($0, fresh ? 1 : 0, &self) }) == 0 else { throw SystemError(errno) }
  }
}

/// What a path leads to.
struct Inode: Hashable {
  let device: UInt64
  let number: UInt64

  init(device: UInt64, number: UInt64) {
    self.device = device
    self.number = number
  }

  /// Throws ENOTDIR where no folder is there.
  init(ofFolder path: FilePath, following: Bool) throws(SystemError) {
    var info = stat()
    let flags = following ? 0 : AT_SYMLINK_NOFOLLOW
    guard path.withCString({ fstatat(AT_FDCWD, $0, &info, flags) }) == 0 else { throw SystemError(errno) }
    guard info.st_mode & S_IFMT == S_IFDIR else { throw SystemError(ENOTDIR) }
    self.init(device: UInt64(info.st_dev), number: UInt64(info.st_ino))
  }
}

extension timespec {
  /// Wraps rather than traps: a file system may hold any time.
  fileprivate var nanoseconds: Int64 { Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec) }
}

/// One reading of a directory: its entries as bytes, and the directory itself.
struct FolderReading {
  /// The directory that was read, whatever lies at its path by now.
  let itself: Sighting
  let entries: [FileName: Sighting]

  var names: [FileName] { Array(entries.keys) }

  /// Reads the names that are wanted. Throws ELOOP or ENOTDIR where `folder` is a link or no folder. What goes while it
  /// is read is left out.
  init(_ folder: FilePath, where isWanted: (FileName) -> Bool = { _ in true }) throws(SystemError) {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
    let descriptor = folder.withCString { open($0, flags) }
    guard descriptor >= 0 else { throw SystemError(errno) }
    guard let directory = fdopendir(descriptor) else {
      let error = SystemError(errno)
      close(descriptor)
      throw error
    }
    defer { closedir(directory) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw SystemError(errno) }
    itself = Sighting(info)
    entries = try Self.entries(of: directory, descriptor, where: isWanted)
  }

  private static func entries(
    of directory: OpaquePointer, _ descriptor: CInt, where isWanted: (FileName) -> Bool
  ) throws(SystemError) -> [FileName: Sighting] {
    var entries: [FileName: Sighting] = [:]
    while true {
      errno = 0
      guard let entry = readdir(directory) else {
        guard errno == 0 else { throw SystemError(errno) }
        return entries
      }
      let name = name(of: entry)
      var info = stat()
      guard !name.isDots, isWanted(name) else { continue }
      guard fstatat(descriptor, start(of: entry), &info, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      entries[name] = Sighting(info)
    }
  }

  /// Read in place: an entry may end before a whole `dirent` would.
  private static func name(of entry: UnsafeMutablePointer<dirent>) -> FileName {
    let start = start(of: entry)
    return FileName(bytes: UnsafeRawBufferPointer(start: start, count: strlen(start)))
  }

  private static func start(of entry: UnsafeMutablePointer<dirent>) -> UnsafePointer<CChar> {
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    return UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
  }

  /// Where a link points; nil where there is none.
  static func linkTarget(_ path: FilePath) -> FilePath? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = path.withCString { readlink($0, &buffer, buffer.count) }
    guard length >= 0 else { return nil }
    return FilePath(bytes: buffer.prefix(length).map { UInt8(bitPattern: $0) })
  }
}

extension FileName {
  /// `.` or `..`, which every folder has.
  fileprivate var isDots: Bool { bytes.count <= 2 && bytes.allSatisfy { $0 == UInt8(ascii: ".") } }
}
