import Foundation
import Glibc
public import Terms

/// A file in the making: beside its destination under a hidden name of its own, until `commit` gives it its name.
///
/// Whatever ends before that leaves nothing at the destination. A kill leaves the hidden file; `isPartial` knows it.
public final class PartialFile: Sendable {
  /// Where to write.
  public let path: FilePath
  public let destination: FilePath

  private static let prefix = ".starsend-"
  private static let suffix = ".part"

  public init(for destination: FilePath) {
    self.destination = destination
    path = destination.parent / (Self.prefix + ULID(at: WallClock.system.now()).text + Self.suffix)
  }

  deinit { _ = path.withCString { unlink($0) } }

  /// Whether `name` is that of a file that was never finished, to be swept at start.
  public static func isPartial(_ name: FileName) -> Bool {
    guard let text = name.text, text.hasPrefix(prefix), text.hasSuffix(suffix) else { return false }
    return ULID(String(text.dropFirst(prefix.count).dropLast(suffix.count))) != nil
  }

  /// Whether anything was written.
  public var isWritten: Bool {
    var info = stat()
    return path.withCString { stat($0, &info) } == 0 && info.st_size > 0
  }

  /// Gives the file its name once its bytes are on the disk, in one step.
  public func commit() throws(Problem) {
    let file = path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
    guard file >= 0 else { throw .system("open the new \(destination.name)") }
    let synced = fsync(file)
    _ = close(file)
    guard synced == 0 else { throw .system("write \(destination.name) to the disk") }
    let renamed = path.withCString { from in destination.withCString { rename(from, $0) } }
    guard renamed == 0 else { throw .system("put \(destination.name) in its place") }
  }
}
