import CLinux
import Glibc
import Terms

/// An open file descriptor with one owner, closed when the owner lets go.
struct Descriptor: ~Copyable {
  let raw: CInt

  deinit { _ = close(raw) }
}

/// The pipe that a child writes into.
struct OutputPipe: ~Copyable {
  let reading: CInt
  private(set) var writing: CInt

  init() throws(Problem) {
    var ends: (reading: CInt, writing: CInt) = (-1, -1)
    guard starsend_pipe(&ends.reading, &ends.writing) == 0 else { throw .system("make a pipe") }
    (reading, writing) = ends
  }

  /// Lets go of the child's end, without which the reading end would never reach its own.
  mutating func closeWriting() {
    if writing >= 0 { _ = close(writing) }
    writing = -1
  }

  deinit {
    _ = close(reading)
    if writing >= 0 { _ = close(writing) }
  }
}

/// How cancellation reaches the thread that waits for a child: a descriptor that it polls.
///
/// Both sides hold it, so that the descriptor's number cannot have been given to another file when `fire` writes.
final class CancelSignal: Sendable {
  let descriptor: Descriptor

  init() throws(Problem) {
    let raw = starsend_eventfd()
    guard raw >= 0 else { throw .system("make an eventfd") }
    descriptor = Descriptor(raw: raw)
  }

  func fire() {
    var one: UInt64 = 1
    _ = write(descriptor.raw, &one, MemoryLayout<UInt64>.size)
  }
}
