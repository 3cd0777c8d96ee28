import CLinux
import Glibc
public import Terms

/// Folders: making, listing, and moving names between them.
public enum Folder {
  /// Makes `path` and what is missing above it; each new name is durable when this returns.
  ///
  /// - Parameter levels: how many folders it may make at most; throws `not_found` where more are missing. It keeps a
  ///   project that was moved away from coming back in part under its old name.
  /// - Parameter durability: of its own name; `derived` where the caller syncs the folder above it later.
  public static func make(
    _ path: FilePath, levels: Int = .max, _ durability: DurableFile.Durability = .synced
  ) throws(Problem) {
    if FileStatus.of(path)?.kind == .folder { return }
    let parent = path.parent
    if levels > 1, parent != path, FileStatus.of(parent) == nil { try make(parent, levels: levels - 1) }
    let result = path.withCString { mkdir($0, 0o2775) }
    if result != 0 {
      let number = errno
      // A link to a folder is the owner's choice, and another writer may have been quicker.
      var info = stat()
      guard number == EEXIST, path.withCString({ stat($0, &info) }) == 0, info.st_mode & S_IFMT == S_IFDIR else {
        throw Problem(errno: number, "make the folder \(path)")
      }
      return
    }
    if durability == .synced { try sync(parent) }
  }

  /// Every name in `path` but `.` and `..`, in no order. Names are bytes: they need not be UTF-8.
  public static func names(in path: FilePath) throws(Problem) -> [FileName] {
    guard let stream = path.withCString({ opendir($0) }) else { throw Problem(errno: errno, "list \(path)") }
    defer { closedir(stream) }
    var names: [FileName] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { FileName(bytes: $0.prefix { $0 != 0 }) }
      if name.bytes != [UInt8(ascii: ".")] && name.bytes != Array("..".utf8) { names.append(name) }
    }
    return names
  }

  /// Renames, replacing nothing: throws `already_exists` where `new` is taken. Both folders are durable after it.
  ///
  /// - Parameter synced: the folders that are made durable, in that order; the new one and the old one if left out.
  public static func move(_ old: FilePath, to new: FilePath, synced: [FilePath]? = nil) throws(Problem) {
    let result = old.withCString { from in new.withCString { to in starsend_rename_noreplace(from, to) } }
    if result != 0 {
      let number = errno
      // File systems that do not know the flag (some network and FUSE ones) say EINVAL.
      guard number == EINVAL || number == ENOSYS else { throw Problem(errno: number, "move \(old) to \(new)") }
      guard FileStatus.of(new) == nil else { throw Problem(errno: EEXIST, "move \(old) to \(new)") }
      try systemCall("move \(old) to \(new)") { old.withCString { from in new.withCString { rename(from, $0) } } }
    }
    for folder in synced ?? (new.parent == old.parent ? [new.parent] : [new.parent, old.parent]) { try sync(folder) }
    CrashPoint.passed("move \(old.name) to \(new.parent.name)")
  }

  /// Like `move`, but says false where `new` is taken.
  public static func move(_ old: FilePath, ifFree new: FilePath) throws(Problem) -> Bool {
    do {
      try move(old, to: new)
      return true
    } catch  where error.code == .alreadyExists { return false }
  }

  /// Moves into `folder` under the first free name of `name`, `name-2`, `name-3` …, and returns where it went.
  public static func file(_ old: FilePath, into folder: FilePath, as name: FileName) throws(Problem) -> FilePath {
    for number in 1...100_000 {
      let target = folder / name.numbered(number)
      if try move(old, ifFree: target) { return target }
    }
    throw Problem(
      .alreadyExists, "\(folder) already has 100,000 files named like \(name).", hint: "Clear out that folder.")
  }

  /// Makes the names in `path` durable.
  public static func sync(_ path: FilePath) throws(Problem) {
    let folder = try Descriptor(opening: path, flags: O_RDONLY | O_DIRECTORY)
    try folder.sync(path)
  }

  /// Removes an empty folder; one that is not empty, or not there, is left as it is.
  public static func removeIfEmpty(_ path: FilePath) { _ = path.withCString { rmdir($0) } }
}

extension FileName {
  /// `report-2.json` for the second of `report.json`; the first keeps its name.
  public func numbered(_ number: Int) -> FileName {
    guard number > 1 else { return self }
    let dot = bytes.dropFirst().lastIndex(of: UInt8(ascii: ".")) ?? bytes.endIndex
    let ending = bytes[dot...]
    let suffix = Array("-\(number)".utf8)
    let room = max(1, 255 - suffix.count - ending.count)
    return FileName(bytes: bytes[..<dot].prefix(room) + suffix + ending)
  }
}
