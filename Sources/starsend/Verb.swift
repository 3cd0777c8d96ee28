import FolderContract
import Terms

/// One command of the command line: what it is called, what it takes, how it explains itself, and what it does.
struct Verb: Sendable {
  /// One word, or two where several belong together: `picture crop`.
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

    /// For commands that work with the agent's configuration.
    static let configuration = Option(
      "--config", "FILE", "the agent's configuration (default: starsend.json where it is looked for)")
  }

  /// Those that every verb knows.
  static let common = [
    Option("--json", nil, "print what a program can read"), Option("--help", nil, "explain this command"),
  ]

  var allOptions: [Option] { options + Self.common }

  var usage: String { operands.isEmpty ? name : "\(name) \(operands)" }

  /// `picture` of `picture crop`; nil for a verb of one word.
  var group: String? {
    let words = name.split(separator: " ")
    return words.count == 2 ? String(words[0]) : nil
  }

  var lastWord: String { name.split(separator: " ").last.map(String.init) ?? name }

  func option(_ name: String) throws(Problem) -> Option {
    if let option = allOptions.first(where: { $0.name == name }) { return option }
    let nearest = Spelling.nearest(to: name, among: allOptions.map(\.name))
    throw usage(
      "`starsend \(self.name)` has no option \(name).", hint: nearest.map { "Did you mean \($0)? " } ?? "")
  }

  func checkCount(_ given: [String]) throws(Problem) {
    guard !count.contains(given.count) else { return }
    let shown = given.map(\.debugDescription).joined(separator: ", ")
    let had = given.isEmpty ? "nothing was given" : "given were \(shown)"
    throw usage(
      "`starsend \(name)` takes \(operands.isEmpty ? "nothing behind it" : operands); \(had).")
  }

  func usage(_ sentence: String, hint: String = "") -> Problem {
    Problem(
      .usage, sentence, hint: "\(hint)Usage: starsend \(usage); `starsend \(name) --help` explains it.")
  }

  /// What `--help` prints.
  var manual: String {
    let width = (allOptions.map(\.usage.count).max() ?? 0) + 2
    let lines = allOptions.map { option in
      "  " + option.usage + String(repeating: " ", count: width - option.usage.count) + option.summary
    }
    return """
      starsend \(usage)

      \(help)

      Options:
      \(lines.joined(separator: "\n"))
      """
  }
}

extension Problem.Code {
  static let usage = Self(rawValue: "usage")
}
