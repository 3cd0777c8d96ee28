import Foundation
import Glibc
import Terms

/// `starsend`: finds the verb, reads its words, runs it, and ends with its exit code.
@main
struct Starsend {
  static let verbs: [Verb] = Manual.chapters.flatMap(\.verbs)

  static func main() async {
    // Before anything else: no thread and no program ever sees a key in the environment.
    _ = HeldKeys.found
    // A reader that goes away must not end the agent, and what it writes belongs to the folder's group too.
    signal(SIGPIPE, SIG_IGN)
    umask(0o002)
    exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  private static func run(_ words: [String]) async -> ExitCode {
    let flags = words.prefix { $0 != "--" }
    let terminal = Terminal(isJSON: flags.contains("--json"))
    let asksHelp = flags.contains { ["--help", "-h"].contains($0) } || flags.first == "help"
    // These two may stand anywhere; every other option belongs to a command.
    let plain = flags.filter { !["--json", "--help", "-h"].contains($0) } + words.dropFirst(flags.count)
    do {
      if asksHelp { return try help(plain.filter { $0 != "help" }, terminal) }
      guard let first = plain.first else { return try overview(terminal, .usage) }
      if first == "--version" { return try version(terminal) }
      let (verb, rest) = try Manual.verb(in: Array(plain))
      return try await verb.run(try Arguments(rest, for: verb), terminal)
    } catch {
      return terminal.end(with: error)
    }
  }

  private static func overview(_ terminal: Terminal, _ code: ExitCode) throws -> ExitCode {
    terminal.say(Manual.overview)
    try terminal.show(Manual.contents)
    return code
  }

  private static func version(_ terminal: Terminal) throws -> ExitCode {
    terminal.say(Wiring.software)
    try terminal.show(["version": Wiring.version])
    return .done
  }

  /// Explains the command that the words begin with, several that belong together, or all.
  private static func help(_ words: [String], _ terminal: Terminal) throws -> ExitCode {
    guard let name = words.first else { return try overview(terminal, .done) }
    let group = verbs.filter { $0.group == name }
    if !group.isEmpty, words.count == 1 || words[1].hasPrefix("-") {
      terminal.say(Manual.overview(of: name, group))
      try terminal.show(Manual.contents(of: group))
    } else {
      let (verb, _) = try Manual.verb(in: words)
      terminal.say(verb.manual)
      try terminal.show(Manual.Entry(verb))
    }
    return .done
  }
}
