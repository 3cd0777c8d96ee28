import Execution
import Glibc
import Terms

/// The bytes of a file, read in pieces, so that memory does not grow with it.
///
/// A fault of the disk is thrown as `system_error`; that the file ends is none.
final class AnswerBytes {
  private let descriptor: CInt
  private let name: FileName
  private var piece: [UInt8]
  /// What of the piece holds bytes, and how many of them are taken.
  private var (filled, taken) = (0, 0)
  /// Where in the file the piece begins.
  private var start = 0

  /// - Parameter pieceBytes: how much is read at once.
  init(_ path: FilePath, from start: Int = 0, pieceBytes: Int = 1 << 18) throws(Problem) {
    name = path.name
    descriptor = path.withCString { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    piece = [UInt8](repeating: 0, count: max(pieceBytes, 1))
    self.start = start
    guard descriptor >= 0 else { throw Self.unreadable(name) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw Self.unreadable(name) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Where in the file the next byte lies.
  var position: Int { start + taken }

  /// The next byte without taking it; nil at the end.
  func peek() throws(Problem) -> UInt8? {
    if taken == filled { try refill() }
    return taken < filled ? piece[taken] : nil
  }

  func next() throws(Problem) -> UInt8? {
    guard let byte = try peek() else { return nil }
    taken += 1
    return byte
  }

  /// Takes what is at hand up to the first of `stops`, which is not taken, and at most `most` bytes; empty at the end.
  func run(upTo stops: [UInt8], most: Int = .max) throws(Problem) -> ArraySlice<UInt8> {
    guard try peek() != nil else { return [] }
    var end = min(filled, taken + min(most, filled - taken))
    piece.withUnsafeBytes { buffer in
      for stop in stops {
        guard let base = buffer.baseAddress, let hit = memchr(base + taken, CInt(stop), end - taken) else { continue }
        end = UnsafeRawPointer(hit) - base
      }
    }
    defer { taken = end }
    return piece[taken..<end]
  }

  private func refill() throws(Problem) {
    start += filled
    (filled, taken) = (0, 0)
    while true {
      let count = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(start)) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.unreadable(name) }
      filled = count
      return
    }
  }

  private static func unreadable(_ name: FileName, code: CInt = errno) -> Problem {
    Problem(
      .system, "The kept answer \(name) cannot be read.", hint: "Look at the disk; the agent goes on by itself.",
      cause: String(cString: strerror(code)))
  }
}
