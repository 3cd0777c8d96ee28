import Glibc
public import Terms

extension Problem.Code {
  /// A limit of the system keeps folders from being watched by events.
  public static let watchLimit = Self(rawValue: "watch_limit")
  /// A folder cannot be watched by events, or not be read, for another reason.
  public static let unwatchable = Self(rawValue: "unwatchable")
}

extension Problem {
  /// Why `folder` raises no events, and what a person can do about it.
  init(watching folder: FilePath, _ error: SystemError) {
    let (reason, hint) = Self.reason(error)
    self.init(.unwatchable, "\(folder) \(reason)", hint: hint, cause: error.sentence)
  }

  private static func reason(_ error: SystemError) -> (String, String) {
    switch error.number {
    case EACCES, EPERM:
      (
        "cannot be watched: the agent may not read it.",
        "Give the agent's user the right to read, write and enter it."
      )
    case ENOTDIR, ELOOP:
      (
        "cannot be watched: it is a link or a file.",
        "Put a real folder there, or name the folder that the link leads to."
      )
    case ENOTCONN, ESTALE, ENODEV:
      (
        "cannot be reached: the file system that it lies on has gone away.",
        "Unmount it and mount it again."
      )
    default:
      (
        "raises no events; it is looked through every few seconds.",
        "See the log for what the system says."
      )
    }
  }
}
