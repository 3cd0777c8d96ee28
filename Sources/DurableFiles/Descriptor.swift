import Glibc
import Terms

/// An open file, closed when its owner lets go of it.
struct Descriptor: ~Copyable {
  let number: Int32

  /// - Parameter flags: as open(2); close-on-exec is added.
  init(opening path: FilePath, flags: Int32, mode: mode_t = 0o664) throws(Problem) {
    number = try systemCall("open \(path)") { path.withCString { open($0, flags | O_CLOEXEC, mode) } }
  }

  private init(number: Int32) { self.number = number }

  deinit { close(number) }

  /// The same file under a number that select(2) cannot use, where the system allows it.
  ///
  /// What stays open for long, and may be there thousands of times, leaves the low numbers to those who need one.
  consuming func outOfTheWay() -> Descriptor {
    let high = fcntl(number, F_DUPFD_CLOEXEC, Int32(FD_SETSIZE))
    return high >= 0 ? Descriptor(number: high) : self
  }

  func write(_ bytes: some Sequence<UInt8>, to path: FilePath) throws(Problem) {
    let buffer = Array(bytes)
    var written = 0
    while written < buffer.count {
      written += try systemCall("write \(path)") {
        buffer.withUnsafeBytes { raw in Glibc.write(number, raw.baseAddress?.advanced(by: written), raw.count - written)
        }
      }
    }
  }

  /// Reads from `offset` to the end, at most `limit` bytes.
  func read(from offset: Int = 0, limit: Int, of path: FilePath) throws(Problem) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(limit, 1 << 16))
    while bytes.count < limit {
      let wanted = min(chunk.count, limit - bytes.count)
      let count = try systemCall("read \(path)") { pread(number, &chunk, wanted, off_t(offset + bytes.count)) }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// Makes the contents durable, and of what the file system knows of them only what it takes to read them.
  func syncContents(_ path: FilePath) throws(Problem) { try systemCall("sync \(path)") { fdatasync(number) } }

  func sync(_ path: FilePath) throws(Problem) { try systemCall("sync \(path)") { fsync(number) } }
}
