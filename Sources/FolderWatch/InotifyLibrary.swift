import CInotifyTools
import Glibc
import Terms

/// libinotifytools, reduced to what can be relied on: it opens, watches, reads and closes. Everything in it is global
/// and static, so there is one in a process, and only the thread of `InotifySource` may touch it.
///
/// Its own map from watches to paths is not used: it keeps dead watches and the old paths of what was renamed.
struct InotifyLibrary: ~Copyable {
  /// One event, copied out of the library's static buffer.
  struct Event {
    let watch: CInt
    let mask: UInt32
    let name: FileName
  }

  /// The library does not tell its descriptor; this is the one that appeared while it opened.
  let descriptor: CInt

  private static let manner = IN_ONLYDIR | IN_EXCL_UNLINK

  /// Throws the errno that says why there is no inotify to be had.
  static func open() throws(SystemError) -> InotifyLibrary {
    let before = inotifyDescriptors()
    guard inotifytools_initialize() != 0 else { throw SystemError(inotifytools_error()) }
    guard let descriptor = inotifyDescriptors().subtracting(before).first, descriptor < FD_SETSIZE else {
      // Without the descriptor the thread could not sleep; above the limit the library's select() would abort.
      inotifytools_cleanup()
      throw SystemError(EMFILE)
    }
    // The library opens it without; a program that is started must not inherit it.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return InotifyLibrary(descriptor: descriptor)
  }

  private init(descriptor: CInt) { self.descriptor = descriptor }

  /// The library finds a new watch only by its name, and keeps the names of dead ones for ever. `incarnation` counts
  /// how often this path has died, and gives each a spelling of its own. Throws EEXIST where the directory is watched
  /// under another path.
  func watch(_ directory: FilePath, _ interest: Interest, incarnation: Int) throws(SystemError) -> CInt {
    let spelling = Self.spelling(of: directory, incarnation: incarnation)
    // MASK_CREATE: a second name of a watched directory is refused instead of taking the first one's watch over.
    let mask = Self.mask(interest) | IN_MASK_CREATE
    guard spelling.withCString({ inotifytools_watch_file($0, mask) }) != 0 else {
      throw SystemError(inotifytools_error())
    }
    // A directory is kept with a slash at its end.
    let watch = FilePath(bytes: spelling.bytes + [UInt8(ascii: "/")]).withCString { inotifytools_wd_from_filename($0) }
    guard watch > 0 else { throw SystemError(ENOENT) }
    return watch
  }

  /// Changes what a watched directory tells, and returns its watch; the library has no call for that. Where the path
  /// leads to another directory by now, that one is watched, and the answer is a number that was not known before.
  func change(_ directory: FilePath, to interest: Interest) throws(SystemError) -> CInt {
    try direct(directory, Self.mask(interest))
  }

  /// The watch of a directory that is watched under another path.
  func join(_ directory: FilePath, _ interest: Interest) throws(SystemError) -> CInt {
    try direct(directory, Self.mask(interest) | IN_MASK_ADD)
  }

  private func direct(_ directory: FilePath, _ mask: CInt) throws(SystemError) -> CInt {
    let watch = directory.withCString { inotify_add_watch(descriptor, $0, UInt32(mask)) }
    guard watch > 0 else { throw SystemError(errno) }
    return watch
  }

  /// Never OPEN or ACCESS: looking a folder through would raise them, and so fill the queue for ever.
  private static func mask(_ interest: Interest) -> CInt {
    let itself = manner | IN_DELETE_SELF | IN_MOVE_SELF
    let names = itself | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE
    return switch interest {
    case .itself: itself
    case .names: names
    case .contents: names | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_DONT_FOLLOW
    }
  }

  static func spelling(of directory: FilePath, incarnation: Int) -> FilePath {
    let name = directory.name
    guard incarnation > 0, !name.bytes.isEmpty else { return directory }
    let marks = Array(repeating: Array("./".utf8), count: incarnation).joined()
    let parent = directory.bytes.dropLast(name.bytes.count)
    return FilePath(bytes: parent + marks + name.bytes)
  }

  /// False where the watch is dead already: of such a one the library cannot let go.
  func remove(_ watch: CInt) -> Bool {
    if inotifytools_remove_watch_by_wd(watch) != 0 { return true }
    // One that was joined may be unknown to the library and alive.
    return inotify_rm_watch(descriptor, watch) == 0
  }

  /// The next event that is there, without waiting; nil when there is none.
  ///
  /// One event at a time: asked for more, the library spins until so many have come.
  func next() throws(SystemError) -> Event? {
    guard let event = inotifytools_next_events(0, 1) else {
      let error = inotifytools_error()
      guard error == 0 || error == EINTR || error == EAGAIN else { throw SystemError(error) }
      return nil
    }
    return Event(watch: event.pointee.wd, mask: event.pointee.mask, name: Self.name(of: event))
  }

  /// Call it when nothing is left to read: what is left would come back after the next `open`.
  consuming func close() { inotifytools_cleanup() }

  /// The flexible member behind the struct, which Swift does not see, padded with zeros.
  private static func name(of event: UnsafeMutablePointer<inotify_event>) -> FileName {
    let start = UnsafeRawPointer(event).advanced(by: MemoryLayout<inotify_event>.size)
    let padded = UnsafeRawBufferPointer(start: start, count: Int(event.pointee.len))
    return FileName(bytes: padded.prefix { $0 != 0 })
  }

  private static func inotifyDescriptors() -> Set<CInt> {
    let folder = FilePath("/proc/self/fd")
    let names = (try? FolderReading(folder).names) ?? []
    return Set(
      names.compactMap { name in
        guard let number = name.text.flatMap({ CInt($0) }) else { return nil }
        return FolderReading.linkTarget(folder / name) == FilePath("anon_inode:inotify") ? number : nil
      })
  }
}

/// What errno said.
struct SystemError: Error, Hashable {
  let number: CInt

  init(_ number: CInt) { self.number = number }

  var sentence: String { String(cString: strerror(number)) }
}
