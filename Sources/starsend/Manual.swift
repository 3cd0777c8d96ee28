import FolderContract
import Terms

/// What the command line says about itself: the list of commands, for people and for programs.
enum Manual {
  /// Commands that belong together, in the order in which a person needs them.
  struct Chapter {
    let title: String
    let verbs: [Verb]
  }

  static let chapters = [
    Chapter(title: "To begin", verbs: [.initialise, .watch, .doctor]),
    Chapter(title: "To have something made", verbs: [.grid, .pick, .generate, .animatic, .finalize]),
    Chapter(title: "To decide", verbs: [.approve, .reject, .reopen]),
    Chapter(title: "To answer, and to stop", verbs: [.confirm, .cancel, .resubmit, .abandon]),
    Chapter(title: "To see where it stands", verbs: [.status, .log, .reconcile]),
    Chapter(
      title: "Tools",
      verbs: [
        .stepKeyframe, .stepVideo, .stepMultiShot, .pictureInfo, .picturePanels, .pictureCrop, .pictureCompose, .schema,
      ]),
  ]

  /// The verb that the words begin with, and the words behind it. Throws `usage` with the nearest that exists.
  static func verb(in words: [String]) throws(Problem) -> (Verb, [String]) {
    let name = words.first ?? ""
    if let verb = Starsend.verbs.first(where: { $0.name == name }) { return (verb, Array(words.dropFirst())) }
    let group = Starsend.verbs.filter { $0.group == name }
    guard !group.isEmpty else { throw unknown(name, among: tops, before: "") }
    let second = words.dropFirst().first ?? ""
    guard let verb = group.first(where: { $0.lastWord == second }) else {
      throw unknown(second, among: group.map(\.lastWord), before: name + " ")
    }
    return (verb, Array(words.dropFirst(2)))
  }

  /// The first words of all commands, each once.
  private static var tops: [String] {
    Starsend.verbs.reduce(into: []) { tops, verb in
      let top = verb.group ?? verb.name
      if !tops.contains(top) { tops.append(top) }
    }
  }

  private static func unknown(_ name: String, among known: [String], before: String) -> Problem {
    let list = "`starsend \(before)--help` lists those that exist."
    guard !name.isEmpty else {
      return Problem(
        .usage, "`starsend \(before.dropLast())` needs one of: \(known.joined(separator: ", ")).", hint: list)
    }
    guard !name.hasPrefix("-") else {
      return Problem(
        .usage, "\(name) stands before the command.",
        hint: "Options stand behind it: starsend \(before)COMMAND \(name).")
    }
    let nearest = Spelling.nearest(to: name, among: known).map { "Did you mean `starsend \(before)\($0)`? " }
    return Problem(.usage, "There is no command `starsend \(before)\(name)`.", hint: (nearest ?? "") + list)
  }

  // MARK: for people

  static var overview: String {
    """
    Starsend turns what you drop into a project's folder into music video: a request in inbox/ makes a grid of
    start frames, the option that you drag into picks/ becomes the video.

      starsend init my-video && starsend watch my-video

    \(chapters.map { "\($0.title):\n\(list($0.verbs, width: width(of: Starsend.verbs)))" }.joined(separator: "\n\n"))

    `starsend COMMAND --help` explains one, with examples. With --json, every command prints what a program can
    read, and nothing else, on standard output; an error is {"error": {"code", "message", "hint"}}.

    Exit codes:
    \(ExitCode.table)
    """
  }

  static func overview(of group: String, _ verbs: [Verb]) -> String {
    """
    Commands:
    \(list(verbs, width: width(of: verbs)))

    `starsend \(group) COMMAND --help` explains one, with examples.
    """
  }

  private static func list(_ verbs: [Verb], width: Int) -> String {
    verbs.map { "  " + $0.usage + String(repeating: " ", count: width - $0.usage.count) + $0.summary }
      .joined(separator: "\n")
  }

  private static func width(of verbs: [Verb]) -> Int { (verbs.map { $0.usage.count }.max() ?? 0) + 3 }

  // MARK: for programs

  struct Contents: Encodable {
    let version: String
    let commands: [Entry]
  }

  /// A command, as `--help --json` prints it.
  struct Entry: Encodable {
    let name: String
    let operands: String
    let summary: String
    let help: String
    let options: [Option]

    struct Option: Encodable {
      let name: String
      let value: String?
      let summary: String
    }

    init(_ verb: Verb) {
      name = verb.name
      operands = verb.operands
      summary = verb.summary
      help = verb.help
      options = verb.allOptions.map { Option(name: $0.name, value: $0.value, summary: $0.summary) }
    }
  }

  static var contents: Contents { contents(of: Starsend.verbs) }

  static func contents(of verbs: [Verb]) -> Contents {
    Contents(version: Wiring.version, commands: verbs.map(Entry.init))
  }
}
