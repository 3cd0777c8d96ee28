#if DEBUG
  import Foundation
  import Glibc
  import Synchronization

  /// Where a test kills the agent: after any of its durable steps. Release builds do not contain it.
  ///
  /// `STARSEND_CRASH_AFTER=n` kills the process after its n-th durable step; `STARSEND_CRASH_LOG=file` writes down
  /// what each step was, so that a test can go through all of them.
  enum CrashPoint {
    private static let count = Atomic<Int>(0)
    private static let limit = ProcessInfo.processInfo.environment["STARSEND_CRASH_AFTER"].flatMap { Int($0) }
    private static let log = ProcessInfo.processInfo.environment["STARSEND_CRASH_LOG"]

    static func passed(_ step: @autoclosure () -> String) {
      guard limit != nil || log != nil else { return }
      let number = count.add(1, ordering: .sequentiallyConsistent).newValue
      if let log {
        let file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        let line = Array("\(number) \(step())\n".utf8)
        _ = write(file, line, line.count)
        close(file)
      }
      if number == limit { kill(getpid(), SIGKILL) }
    }
  }
#else
  enum CrashPoint {
    @inline(__always) static func passed(_ step: @autoclosure () -> String) {}
  }
#endif
