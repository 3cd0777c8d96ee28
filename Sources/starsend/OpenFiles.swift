import Glibc

/// How many files this process may have open. Each project that it serves takes one, for its lock.
enum OpenFiles {
  /// Raises the limit as far as the system lets a process do it by itself. What is usual is meant for select(2), and
  /// nothing here hands such a number to it.
  static func allowMost() {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(resource, &limit)
  }

  /// How many it may be raised to.
  static var most: UInt {
    var limit = rlimit()
    return getrlimit(resource, &limit) == 0 ? limit.rlim_max : 0
  }

  private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
}
