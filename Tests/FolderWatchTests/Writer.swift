import Glibc
import Terms
import Testing

/// One way in which programs put files into a folder.
struct Writer: Sendable, CustomTestStringConvertible {
  let name: String
  /// What arrives, each file with the content of `Pattern`.
  var files = [FileName("drop.bin")]
  /// Bytes of each.
  var size = 100_000
  /// Whether only the last bytes of it were written.
  var isSparse = false
  /// Puts the files into the first folder; the second one lies elsewhere and holds `drop.bin` already.
  let write: @Sendable (_ inbox: FilePath, _ outside: FilePath) throws -> Void

  var testDescription: String { name }

  var tail: Int { isSparse ? 4096 : size }
}

/// Bytes that show when a part of them is missing.
enum Pattern {
  /// Made once: a writer that has to compute first would seem to pause.
  private static let beginning = make(0..<100_000)

  static func bytes(_ range: Range<Int>) -> [UInt8] {
    range.upperBound <= beginning.count ? Array(beginning[range]) : make(range)
  }

  private static func make(_ range: Range<Int>) -> [UInt8] { range.map { UInt8(($0 &* 31 &+ $0 / 251) & 0xFF) } }
}

/// Files that are written step by step.
extension Disk {
  /// Opens with these flags, for writing and without truncating unless they say so.
  static func open(_ path: FilePath, _ flags: CInt) throws -> CInt {
    try check("open", path.withCString { Glibc.open($0, O_WRONLY | O_CLOEXEC | flags, 0o644) })
  }

  /// Writes the pattern's bytes at their place, at most `piece` at a time with a pause after each.
  static func fill(
    _ file: CInt, _ range: Range<Int>, piece: Int = .max, pause: Duration = .zero
  ) throws {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + min(piece, range.count), range.upperBound)
      let bytes = Pattern.bytes(start..<end)
      guard pwrite(file, bytes, bytes.count, off_t(start)) == bytes.count else {
        throw Failure(call: "pwrite", error: errno)
      }
      start = end
      if pause > .zero, start < range.upperBound { rest(pause) }
    }
  }

  /// Of the writer's own thread, as a program does that computes or waits for the network.
  static func rest(_ time: Duration) { usleep(UInt32(time / .microseconds(1))) }

  static func setTimes(_ file: CInt, secondsSince1970: Int) throws {
    let time = timespec(tv_sec: secondsSince1970, tv_nsec: 0)
    _ = try check("futimens", futimens(file, [time, time]))
  }

  /// The last bytes of a file, and its size.
  static func tail(_ path: FilePath, _ count: Int) throws -> (size: Int, bytes: [UInt8]) {
    let file = try check("open", path.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC) })
    defer { close(file) }
    let size = Int(lseek(file, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: min(count, size))
    let read = pread(file, &bytes, bytes.count, off_t(size - bytes.count))
    return (size, Array(bytes.prefix(max(read, 0))))
  }
}
