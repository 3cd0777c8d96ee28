import Terms

/// One command of the command line: what it is called, what it takes, how it explains itself, and what it does.
struct Verb: Sendable {
  let name: String
  /// What stands behind the name: `PROJECT SEQ [CELL]`.
  let operands: String
  /// How many operands there may be.
  let count: ClosedRange<Int>
  /// One line for the list of commands.
  let summary: String
  /// What `--help` adds: what it does, with examples.
  let help: String
  var options: [Option] = []
  let run: @Sendable (Arguments, Terminal) async throws -> ExitCode

  struct Option: Sendable {
    let name: String
    /// What its value is called, or nil for a flag.
    let value: String?
    let summary: String

    init(_ name: String, _ value: String? = nil, _ summary: String) {
      self.name = name
      self.value = value
      self.summary = summary
    }

    var usage: String { value.map { "\(name) \($0)" } ?? name }
  }

  /// Those that every verb knows.
  static let common = [
    Option("--json", nil, "print what a program can read"), Option("--help", nil, "explain this command"),
    Option("--config", "FILE", "the agent's configuration (default: starsend.json where it is looked for)"),
  ]

  var allOptions: [Option] { options + Self.common }

  func option(_ name: String) throws(Problem) -> Option {
    if let option = allOptions.first(where: { $0.name == name }) { return option }
    throw usage("`starsend \(self.name)` has no option \(name).")
  }

  func checkCount(_ given: Int) throws(Problem) {
    guard !count.contains(given) else { return }
    throw usage(
      given < count.lowerBound ? "Something is missing after `\(name)`." : "There is too much after `\(name)`.")
  }

  func usage(_ sentence: String) -> Problem {
    Problem(.usage, sentence, hint: "Usage: starsend \(name) \(operands); `starsend \(name) --help` explains it.")
  }

  /// What `--help` prints.
  var manual: String {
    let width = (allOptions.map(\.usage.count).max() ?? 0) + 2
    let lines = allOptions.map { option in
      "  " + option.usage + String(repeating: " ", count: width - option.usage.count) + option.summary
    }
    return """
      starsend \(name) \(operands)

      \(help)

      Options:
      \(lines.joined(separator: "\n"))
      """
  }
}

extension Problem.Code {
  static let usage = Self(rawValue: "usage")
}
