import Glibc
public import Terms

/// Calls `body` until it is not interrupted, and throws what errno says where it returns -1.
///
/// - Parameter doing: what was tried, as the middle of a sentence: "cannot \(doing)".
@discardableResult
func systemCall<Result: SignedInteger>(_ doing: @autoclosure () -> String, _ body: () -> Result) throws(Problem)
  -> Result
{
  while true {
    let result = body()
    if result != -1 { return result }
    let number = errno
    if number == EINTR { continue }
    throw Problem(errno: number, doing())
  }
}

extension Problem {
  /// A failed system call as a sentence, with the hint that fits the commonest reasons.
  init(errno number: Int32, _ doing: String) {
    let reason = String(cString: strerror(number))
    switch number {
    case ENOSPC, EDQUOT:
      self.init(
        .diskFull, "The disk is full: cannot \(doing).", hint: "Free some space; the agent goes on by itself.",
        cause: reason)
    case EACCES, EPERM, EROFS:
      self.init(
        .notPermitted, "Not permitted to \(doing): \(reason).",
        hint: "Give the agent's user and the folder's group the right to read and write there.", cause: reason)
    case ENOENT:
      self.init(.notFound, "Cannot \(doing): it is not there.", hint: "Check the path.", cause: reason)
    case EEXIST:
      self.init(.alreadyExists, "Cannot \(doing): the name is taken.", hint: "Use another name.", cause: reason)
    default:
      self.init(.system, "Cannot \(doing): \(reason).", hint: "See the log, and try again.", cause: reason)
    }
  }
}

extension Problem.Code {
  public static let notPermitted = Self(rawValue: "not_permitted")
  public static let notFound = Self(rawValue: "not_found")
  public static let alreadyExists = Self(rawValue: "already_exists")
  /// A file that the agent itself wrote cannot be read any more.
  public static let damagedState = Self(rawValue: "damaged_state")
}
