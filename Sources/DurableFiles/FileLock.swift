import Glibc
public import Terms

/// A lock that one process at a time holds; it ends with the process, however that ends.
///
/// Agents on several machines will one day hold a lease instead: whoever needs a lock asks for this protocol.
public protocol ProjectLock: Sendable {
  /// Takes the lock, or throws `locked` with a sentence that names who holds it.
  func acquire(_ holder: LockHolder) throws
}

/// Who holds a lock, as its file says.
public struct LockHolder: Codable, Hashable, Sendable {
  public let host: String
  public let pid: Int32
  public let since: Timestamp
  /// What it was started as, such as `watch`.
  public let command: String

  public init(host: String, pid: Int32, since: Timestamp, command: String) {
    self.host = host
    self.pid = pid
    self.since = since
    self.command = command
  }

  /// This process, as the holder of a lock from now on.
  public static func thisProcess(command: String, clock: WallClock = .system) -> LockHolder {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return LockHolder(host: host, pid: getpid(), since: clock.now(), command: command)
  }
}

/// The lock of one machine: flock(2) on a file that names its holder.
public final class FileLock: ProjectLock {
  private let path: FilePath
  private let file: Descriptor

  /// Opens or makes the lock's file; takes nothing yet.
  public init(_ path: FilePath) throws(Problem) {
    self.path = path
    try Folder.make(path.parent)
    file = try Descriptor(opening: path, flags: O_RDWR | O_CREAT | O_NOFOLLOW).outOfTheWay()
  }

  /// The lock at `path`, taken; throws `locked` where somebody else has it.
  ///
  /// - Parameter tries: how often it is tried again, each time after a hundredth of a second: whoever only asks for the
  ///   holder has the lock for an instant.
  public static func acquired(
    _ path: FilePath, as command: String, _ clock: WallClock, tries: Int = 5
  ) throws -> FileLock {
    let lock = try FileLock(path)
    try lock.acquire(.thisProcess(command: command, clock: clock), tries: tries)
    return lock
  }

  public func acquire(_ holder: LockHolder) throws { try acquire(holder, tries: 5) }

  private func acquire(_ holder: LockHolder, tries: Int) throws {
    var tries = tries
    while flock(file.number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK, tries > 0 {
      tries -= 1
      usleep(10_000)
    }
    guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { throw Problem(errno: errno, "lock \(path)") }
      throw Problem(
        .locked, "Another agent has this project: \(holderSentence()).",
        hint: "Stop that one first, or let it do the work: it answers whatever is dropped into the project.")
    }
    let note = try PlainJSON.line(holder) + [UInt8(ascii: "\n")]
    _ = ftruncate(file.number, 0)
    try file.write(note, to: path)
  }

  /// Who holds the lock now, or nil where nobody does.
  public static func holder(of path: FilePath) -> LockHolder? {
    guard let lock = try? Descriptor(opening: path, flags: O_RDWR | O_NOFOLLOW),
      flock(lock.number, LOCK_SH | LOCK_NB) != 0
    else { return nil }
    let unnamed = LockHolder(host: "?", pid: 0, since: Timestamp(milliseconds: 0), command: "?")
    guard let note = try? DurableFile.read(path, limit: 4096) else { return unnamed }
    return (try? PlainJSON.decode(LockHolder.self, from: note)) ?? unnamed
  }

  private func holderSentence() -> String {
    guard let note = try? DurableFile.read(path, limit: 4096),
      let holder = try? PlainJSON.decode(LockHolder.self, from: note)
    else { return "its name is not known" }
    return "`starsend \(holder.command)` on \(holder.host), process \(holder.pid), since \(holder.since)"
  }
}

extension Problem.Code {
  /// Someone else holds the project.
  public static let locked = Self(rawValue: "locked")
}
