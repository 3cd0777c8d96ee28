import Foundation
import Synchronization
import Terms

/// Where a command prints: results on standard output, everything else on standard error.
struct Terminal: Sendable {
  let isJSON: Bool

  /// A line of the result; left out where a program reads.
  func say(_ line: String) { if !isJSON { Self.write(line, to: .standardOutput) } }

  /// The result as JSON, where a program reads.
  func show(_ value: some Encodable) throws {
    guard isJSON else { return }
    Self.write(String(decoding: try PlainJSON.file(value).dropLast(), as: UTF8.self), to: .standardOutput)
  }

  /// Prints what is JSON already, whoever reads.
  func print(_ json: String) {
    Self.write(json.hasSuffix("\n") ? String(json.dropLast()) : json, to: .standardOutput)
  }

  /// A remark beside the result.
  func note(_ line: String) { Self.write(line, to: .standardError) }

  func report(_ problem: Problem) {
    if isJSON, let json = try? PlainJSON.line(["error": problem]) {
      Self.write(String(decoding: json, as: UTF8.self), to: .standardOutput)
    } else {
      Self.write("starsend: \(problem)", to: .standardError)
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

  /// Shows progress in place, on a terminal only.
  func progress(_ label: String, _ fraction: Double) {
    guard !isJSON, isatty(STDERR_FILENO) == 1 else { return }
    let filled = Int((fraction * 24).rounded())
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: max(0, 24 - filled))
    try? FileHandle.standardError.write(contentsOf: Data("\r\(label) [\(bar)] \(Int(fraction * 100)) % ".utf8))
  }

  func endProgress() {
    guard !isJSON, isatty(STDERR_FILENO) == 1 else { return }
    try? FileHandle.standardError.write(contentsOf: Data("\n".utf8))
  }

  /// A reader that went away (`| head`) is no error of ours.
  private static func write(_ text: String, to handle: FileHandle) {
    try? handle.write(contentsOf: Data((text + "\n").utf8))
  }
}

extension Problem.Code {
  /// A person stopped the command before its end.
  static let stopped = Self(rawValue: "stopped")
}
