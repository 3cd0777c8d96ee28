public import Foundation
import Glibc
public import Terms

/// Whole files: read them, replace them, put a finished one in its place.
public enum DurableFile {
  /// Whether a write has to outlive a power cut, or may be written again from what does.
  public enum Durability: Sendable { case synced, derived }

  /// Replaces the whole of `path`: a reader sees the old contents or the new, never a part.
  public static func replace(
    _ path: FilePath, with contents: Data, _ durability: Durability = .synced
  ) throws(Problem) {
    let temporary = temporaryName(beside: path)
    do {
      try write(contents, to: temporary, synced: durability == .synced)
      try systemCall("replace \(path)") { temporary.withCString { from in path.withCString { rename(from, $0) } } }
    } catch {
      remove(temporary)
      throw error
    }
    guard durability == .synced else { return }
    try Folder.sync(path.parent)
    CrashPoint.passed("replace \(path.name)")
  }

  /// Writes a file that must not exist yet.
  public static func create(_ path: FilePath, with contents: Data) throws(Problem) {
    let temporary = temporaryName(beside: path)
    try write(contents, to: temporary, synced: true)
    do { try Folder.move(temporary, to: path) } catch {
      remove(temporary)
      throw error
    }
  }

  /// A name for a file that is still being written: hidden, ignored by everyone who watches the folder, and swept at
  /// the next start where a kill left it.
  public static func temporaryName(beside path: FilePath) -> FilePath {
    path.parent / ".starsend-\(ULID(at: WallClock.system.now())).part"
  }

  /// Whether `name` is one that `temporaryName` gives.
  public static func isTemporary(_ name: FileName) -> Bool {
    let text = name.display
    return text.hasPrefix(".starsend-") && text.hasSuffix(".part")
      && ULID(String(text.dropFirst(10).dropLast(5))) != nil
  }

  /// Makes a finished file durable and gives it its name; throws `already_exists` where that is taken.
  public static func publish(_ temporary: FilePath, as path: FilePath) throws(Problem) {
    try sync(temporary)
    try Folder.move(temporary, to: path)
  }

  /// Makes the contents of `path` durable.
  public static func sync(_ path: FilePath) throws(Problem) {
    let file = try Descriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW)
    try file.sync(path)
  }

  /// Reads a regular file, following no link and never waiting for a FIFO.
  ///
  /// Throws `file_too_large` where it has more than `limit` bytes, `not_a_file` where it is something else.
  public static func read(_ path: FilePath, limit: Int = 64 << 20) throws(Problem) -> Data {
    let file = try Descriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    var info = stat()
    try systemCall("look at \(path)") { fstat(file.number, &info) }
    let status = FileStatus(info)
    guard status.kind == .file else {
      throw Problem(.notAFile, "\(path.name) is not a regular file.", hint: "Drop a plain file instead.")
    }
    guard status.size <= Int64(limit) else {
      throw Problem(
        .fileTooLarge, "\(path.name) has \(status.size) bytes; at most \(limit) are read.",
        hint: "Make the file smaller.")
    }
    return Data(try file.read(limit: limit, of: path))
  }

  /// Removes a file that the agent made itself; nothing happens where it is not there.
  public static func remove(_ path: FilePath) { _ = path.withCString { unlink($0) } }

  private static func write(_ contents: Data, to path: FilePath, synced: Bool) throws(Problem) {
    let file = try Descriptor(opening: path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
    do {
      try file.write(contents, to: path)
      if synced { try file.sync(path) }
    } catch {
      remove(path)
      throw error
    }
  }
}

extension Problem.Code {
  public static let notAFile = Self(rawValue: "not_a_file")
  public static let fileTooLarge = Self(rawValue: "file_too_large")
}
