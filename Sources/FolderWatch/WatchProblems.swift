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
        .watchLimit, "is looked through every few seconds: the user has no inotify watch left.",
        "Raise fs.inotify.max_user_watches, for example with 'sysctl fs.inotify.max_user_watches=1048576'."
      )
    case EMFILE, ENFILE:
      (
        .watchLimit, "is looked through every few seconds: there is no inotify instance or file descriptor left.",
        "Raise fs.inotify.max_user_instances, or the limit of open files (ulimit -n, LimitNOFILE of the service)."
      )
    case EEXIST:
      (
        .unwatchable, "is looked through every few seconds: it is watched under another path already.",
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
        .unwatchable, "is looked through every few seconds: the system raises no events for it.",
        "See the log for what the system says."
      )
    }
  }
}
