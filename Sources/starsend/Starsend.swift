import Foundation
import Glibc
import Terms

/// `starsend`: finds the verb, reads its words, runs it, and ends with its exit code.
@main
struct Starsend {
  static let verbs: [Verb] = [
    .initialise, .watch, .grid, .pick, .generate, .confirm, .status, .log,
  ]

  static func main() async {
    // A reader that goes away must not end the agent, and what it writes belongs to the folder's group too.
    signal(SIGPIPE, SIG_IGN)
    umask(0o002)
    exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  private static func run(_ words: [String]) async -> ExitCode {
    let terminal = Terminal(isJSON: words.contains("--json"))
    guard let name = words.first, !["--help", "-h", "help"].contains(name) else {
      terminal.print(overview)
      return words.isEmpty ? .usage : .done
    }
    if name == "--version" {
      terminal.print(Wiring.software)
      return .done
    }
    guard let verb = verbs.first(where: { $0.name == name }) else {
      terminal.report(
        Problem(.usage, "There is no command \(name).", hint: "`starsend --help` lists those that exist."))
      return .usage
    }
    if words.contains("--help") {
      terminal.print(verb.manual)
      return .done
    }
    return await run(verb, Array(words.dropFirst()), terminal)
  }

  private static func run(_ verb: Verb, _ words: [String], _ terminal: Terminal) async -> ExitCode {
    do {
      return try await verb.run(try Arguments(words, for: verb), terminal)
    } catch let problem as Problem {
      terminal.report(problem)
      return ExitCode(problem)
    } catch is CancellationError {
      return .failed
    } catch {
      terminal.report(Problem(.system, "Something failed that should not: \(error)", hint: "Please report it."))
      return .failed
    }
  }

  private static var overview: String {
    let width = (verbs.map { $0.name.count + $0.operands.count }.max() ?? 0) + 3
    let lines = verbs.map { verb in
      let usage = "\(verb.name) \(verb.operands)"
      return "  " + usage + String(repeating: " ", count: width - usage.count) + verb.summary
    }
    return """
      Starsend turns what you drop into a project's folder into music video: a request in inbox/ makes a grid of
      start frames, the option that you drag into picks/ becomes the video.

        starsend init my-video && starsend watch my-video

      Commands:
      \(lines.joined(separator: "\n"))

      `starsend COMMAND --help` explains one. With --json, every command prints what a program can read.
      """
  }
}
