public import Foundation
import Glibc
public import Terms

/// A log of JSON lines that only grows. A line exists once its newline is there.
///
/// Several processes may share one log when they take its lock around what they decide (`exclusively`).
public final class AppendLog {
  public let path: FilePath
  private let file: Descriptor
  private var end = 0

  /// Opens or makes the log at `path`; nothing is read yet.
  public init(_ path: FilePath) throws(Problem) {
    self.path = path
    let isNew = FileStatus.of(path) == nil
    if isNew { try Folder.make(path.parent) }
    file = try Descriptor(opening: path, flags: O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW)
    if isNew { try Folder.sync(path.parent) }
  }

  /// Whether the log's name still belongs to the file that is open: a backup that is put back is another one.
  public var isInPlace: Bool {
    var mine = stat()
    guard fstat(file.number, &mine) == 0, let there = FileStatus.of(path) else { return false }
    return there.inode == UInt64(mine.st_ino) && there.device == UInt64(mine.st_dev)
  }

  /// The lines that were added since the last call, by this or another process, without their newlines.
  ///
  /// What stands after the last newline was torn by a kill: it is set aside in a file beside the log. Only the holder
  /// of the log may call this.
  public func newLines() throws(Problem) -> [Data] {
    let bytes = try file.read(from: end, limit: .max, of: path)
    let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    if whole < bytes.count { try setAside(bytes[whole...], at: end + whole) }
    end += whole
    return bytes[..<whole].split(separator: UInt8(ascii: "\n")).map { Data($0) }
  }

  /// Adds one line and makes it durable before it returns.
  ///
  /// Lines that others added since `newLines()` are skipped over, not lost: call `newLines()` first where they matter.
  public func append(_ line: Data) throws(Problem) {
    let start = Int(try systemCall("look at \(path)") { lseek(file.number, 0, SEEK_END) })
    do {
      try file.write(line + Data("\n".utf8), to: path)
      try file.syncContents(path)
    } catch {
      // Half a line would swallow the next one.
      _ = ftruncate(file.number, off_t(start))
      throw error
    }
    end = start + line.count + 1
    CrashPoint.passed("append to \(path.name): \(String(decoding: line.prefix(100), as: UTF8.self))")
  }

  /// Holds the log against other processes while `body` reads, decides and appends. Waits for the lock.
  public func exclusively<Result>(_ body: () throws -> Result) throws -> Result {
    try systemCall("lock \(path)") { flock(file.number, LOCK_EX) }
    defer { _ = flock(file.number, LOCK_UN) }
    return try body()
  }

  private func setAside(_ tail: ArraySlice<UInt8>, at offset: Int) throws(Problem) {
    let name = "\(path.name.display).torn-\(ULID(at: WallClock.system.now()))"
    try DurableFile.create(path.parent / name, with: Data(tail))
    try systemCall("shorten \(path)") { ftruncate(file.number, off_t(offset)) }
    try file.sync(path)
  }
}
