import Foundation
import Glibc
import Synchronization
import Terms

/// Where a command prints: results on standard output, everything else on standard error.
struct Terminal: Sendable {
  let isJSON: Bool

  /// A line of the result; left out where a program reads.
  func say(_ line: String) { if !isJSON { Self.write(line, to: .standardOutput) } }

  /// A line of the result with changes of words in it, in colours where there are some.
  func tell(_ line: String) { say(hasColours ? ChangeColours.painted(line) : line) }

  /// The result as JSON, where a program reads.
  func show(_ value: some Encodable) throws {
    guard isJSON else { return }
    Self.write(String(decoding: try PlainJSON.file(value).dropLast(), as: UTF8.self), to: .standardOutput)
  }

  /// Prints what is JSON already, whoever reads.
  func print(_ json: String) {
    Self.write(json.hasSuffix("\n") ? String(json.dropLast()) : json, to: .standardOutput)
  }

  /// A remark beside the result; above what is live.
  func note(_ line: String) { Self.screen.scroll(line) }

  func report(_ problem: Problem) {
    if isJSON, let json = try? PlainJSON.line(["error": problem]) {
      Self.write(String(decoding: json, as: UTF8.self), to: .standardOutput)
    } else {
      note("starsend: \(problem)")
    }
  }

  /// Says what went wrong, and which exit code that is.
  func end(with error: any Error) -> ExitCode {
    let problem =
      switch error {
      case let problem as Problem: problem
      case is CancellationError: Problem(.stopped, "It was stopped before its end.", hint: "Give the command again.")
      default: Problem(.system, "Something failed that should not: \(error)", hint: "Please report it.")
      }
    report(problem)
    return ExitCode(problem)
  }

  private static let screen = Screen()

  /// Shows what runs, a line for each, in the place of what was shown before; on a terminal only.
  func live(_ rows: [LiveLines.Row]) {
    if isLive { Self.screen.show(rows) }
  }

  /// Takes the live lines away.
  func endLive() { live([]) }

  /// Shows how far one thing is.
  func progress(_ name: String, _ action: String, _ fraction: Double) {
    live([LiveLines.Row(name: name, action: action, fraction: fraction, secondsLeft: nil)])
  }

  /// Whether a person sees lines change in place.
  var isLive: Bool { !isJSON && isatty(STDERR_FILENO) == 1 && Self.type != "dumb" }

  /// Whether a person can be asked.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Whether results are shown in colours.
  var hasColours: Bool {
    !isJSON && isatty(STDOUT_FILENO) == 1 && Self.type != "dumb" && Self.environment["NO_COLOR", default: ""].isEmpty
  }

  private static let environment = ProcessInfo.processInfo.environment
  private static var type: String { environment["TERM"] ?? "dumb" }

  /// A reader that went away (`| head`) is no error of ours.
  private static func write(_ text: String, to handle: FileHandle) {
    try? handle.write(contentsOf: Data((text + "\n").utf8))
  }
}

/// Standard error, with live lines at its end.
private final class Screen: Sendable {
  private let lines = Mutex(LiveLines())

  func show(_ rows: [LiveLines.Row]) { lines.withLock { Self.send($0.show(rows, width: Self.width)) } }

  func scroll(_ line: String) { lines.withLock { Self.send($0.scroll(line)) } }

  private static func send(_ text: String) {
    if !text.isEmpty { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
  }

  private static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}

extension Problem.Code {
  /// A person stopped the command before its end.
  static let stopped = Self(rawValue: "stopped")
}
