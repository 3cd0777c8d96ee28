import CLinux
import Glibc

/// Wakes a thread that sleeps in poll(2): an eventfd.
final class Bell: Sendable {
  /// -1 where the system has no descriptor left.
  let descriptor: CInt

  init() { descriptor = starsend_eventfd() }

  deinit { if isUsable { close(descriptor) } }

  var isUsable: Bool { descriptor >= 0 }

  /// Ends the current wait, or the next one.
  func ring() {
    var one: UInt64 = 1
    // Fails only when the counter is full, and then it is ringing already.
    _ = write(descriptor, &one, 8)
  }

  func silence() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }
}
