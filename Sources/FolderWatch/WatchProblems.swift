import Glibc
public import Terms

extension Problem.Code {
  /// A limit of the system keeps a folder from being watched by events.
  public static let watchLimit = Self(rawValue: "watch_limit")
  /// A folder cannot be watched by events, or not be read, for another reason.
  public static let unwatchable = Self(rawValue: "unwatchable")
}

extension Problem {
  /// Why `folder` raises no events, and what a person can do about it.
  init(watching folder: FilePath, _ error: SystemError) {
    let (code, reason, hint) = Self.reason(error)
    self.init(code, "\(folder) \(reason)", hint: hint, cause: error.sentence)
  }

  private static func reason(_ error: SystemError) -> (Code, String, String) {
    switch error.number {
    case ENOSPC:
      (
        .watchLimit,
        "raises no events, since the user has no inotify watch left; it is looked through every few seconds.",
        "Raise fs.inotify.max_user_watches, for example with 'sysctl fs.inotify.max_user_watches=1048576'."
      )
    case EMFILE, ENFILE:
      (
        .watchLimit,
        "raises no events, since no inotify instance or descriptor is left; it is looked through every few seconds.",
        "Raise fs.inotify.max_user_instances, or the limit of open files (ulimit -n, LimitNOFILE of the service)."
      )
    case EEXIST:
      (
        .unwatchable,
        "raises no events, since it is watched under another path; it is looked through every few seconds.",
        "Name each folder once, and not a second time by way of a bind mount."
      )
    case EACCES, EPERM:
      (
        .unwatchable, "cannot be watched: the agent may not read it.",
        "Give the agent's user the right to read, write and enter it."
      )
    case ENOTDIR, ELOOP:
      (
        .unwatchable, "cannot be watched: it is a link or a file.",
        "Put a real folder there, or name the folder that the link leads to."
      )
    default:
      (
        .unwatchable, "raises no events; it is looked through every few seconds.",
        "See the log for what the system says."
      )
    }
  }
}
