import Terms

/// What one check of `doctor` found.
struct Finding: Encodable, Sendable {
  enum State: String, Encodable, Sendable {
    case ok, warning, problem
  }

  /// A stable name for programs, such as `plan`.
  let check: String
  let state: State
  /// One sentence.
  let message: String
  /// What to do; empty where all is well.
  let hint: String
  /// What a problem ends the command with.
  let code: ExitCode

  private enum CodingKeys: String, CodingKey { case check, state, message, hint }

  static func ok(_ check: String, _ message: String) -> Finding {
    Finding(check: check, state: .ok, message: message, hint: "", code: .done)
  }

  static func warning(_ check: String, _ message: String, hint: String) -> Finding {
    Finding(check: check, state: .warning, message: message, hint: hint, code: .done)
  }

  static func problem(_ check: String, _ message: String, hint: String, code: ExitCode) -> Finding {
    Finding(check: check, state: .problem, message: message, hint: hint, code: code)
  }

  /// A problem as it was thrown; `code` where its own says nothing to a script.
  static func problem(_ check: String, _ error: any Error, else code: ExitCode) -> Finding {
    guard let problem = error as? Problem else {
      return self.problem(check, "This could not be checked: \(error)", hint: "Please report it.", code: code)
    }
    let own = ExitCode(problem)
    return self.problem(check, problem.message, hint: problem.hint, code: own == .failed ? code : own)
  }

  var lines: [String] {
    let mark =
      switch state {
      case .ok: "ok      "
      case .warning: "warning "
      case .problem: "PROBLEM "
      }
    return ["\(mark) \(check): \(message)"] + (hint.isEmpty ? [] : ["         \(hint)"])
  }

  /// A missing program weighs more than a folder that cannot be written, and that more than bad input.
  static func exitCode(_ findings: [Finding]) -> ExitCode {
    let codes = findings.filter { $0.state == .problem }.map(\.code)
    return [.unavailable, .cannotWrite, .badInput].first { codes.contains($0) } ?? codes.first ?? .done
  }
}
