import Foundation
import Glibc
public import Terms

extension Problem.Code {
  /// A program that the agent needs is not installed.
  public static let programMissing = Self(rawValue: "program_missing")
  /// A program took longer than it may.
  public static let programTimedOut = Self(rawValue: "program_timed_out")
  /// ffmpeg could not do what was asked.
  public static let mediaFailed = Self(rawValue: "media_failed")
  /// A file is not a video, picture or sound that can be read.
  public static let mediaUnreadable = Self(rawValue: "media_unreadable")
}

extension Problem {
  static func programMissing(_ name: String) -> Problem {
    Problem(.programMissing, "The program \(name) cannot be run here.", hint: "Install it: apt install ffmpeg.")
  }

  static func system(_ attempt: String, code: CInt = errno) -> Problem {
    Problem(
      .system, "The system would not \(attempt).", hint: "Look at the machine's memory, limits and disk.",
      cause: String(cString: strerror(code)))
  }
}
