import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import HotFolder
import Terms

/// The verbs that drop a request, as a person would, and follow its receipt.
extension Verb {
  static let grid = dropping(
    "grid", operands: "PROJECT SEQ", count: 2...2, summary: "make a grid of start-frame options",
    help: """
      Asks for a grid of options for the start frame of a sequence. Pick one with `starsend pick`, or by dragging its
      picture into picks/.

        starsend grid . SEQ05 --wait
        starsend grid . SEQ05 --wish "more rain, and darker"
      """,
    options: [
      Option("--wish", "TEXT", "added to the plan's prompt"),
      Option("--prompt", "TEXT", "instead of the plan's prompt"),
      Option("--layout", "ROWSxCOLUMNS", "instead of the project's layout"),
    ]
  ) { arguments in
    .grid(prompt: arguments.value("--prompt"), wish: arguments.value("--wish"), layout: try layout(arguments))
  }

  static let pick = dropping(
    "pick", operands: "PROJECT SEQ CELL", count: 3...3,
    summary: "make an option the start frame, and the video from it",
    help: """
      Crops the option, makes it the start frame and, unless project.json says "auto_generate": false, makes the video.
      CELL is top_left, top_right, bottom_left, bottom_right, or r2c3 for row 2, column 3.

        starsend pick . SEQ05 top_left --wait
        starsend pick . SEQ05 r1c2 --grid 1
      """,
    options: [Option("--grid", "NUMBER", "pick from an older grid (default: the newest)")]
  ) { arguments in
    guard let cell = GridCell(arguments[2]) else {
      throw Problem(
        .usage, "\(arguments[2].debugDescription) is no cell of a grid.",
        hint: "Use top_left, top_right, bottom_left, bottom_right, or r2c3 for row 2, column 3.")
    }
    return .pick(cell: cell, grid: try number(arguments, "--grid"))
  }

  static let generate = dropping(
    "generate", operands: "PROJECT SEQ", count: 2...2, summary: "make a take from the start frame that stands",
    help: """
      Makes another take of a sequence from the start frame that was picked, with the prompts of the plan.

        starsend generate . SEQ05 --wait
      """
  ) { _ in .generate(mode: nil) }

  static let confirm = dropping(
    "confirm", operands: "PROJECT REQUEST", count: 2...2, summary: "answer the question in a receipt with yes",
    help: """
      A receipt in the state waiting_for_confirmation asks something; REQUEST is its id. What was asked for goes on.

        starsend confirm . SEQ05.top_right
      """
  ) { arguments in .confirm(request: try RequestID(arguments[1])) }

  private static func dropping(
    _ name: String, operands: String, count: ClosedRange<Int>, summary: String, help: String, options: [Option] = [],
    work: @escaping @Sendable (Arguments) throws -> Request.Work
  ) -> Verb {
    Verb(
      name: name, operands: operands, count: count, summary: summary,
      help: help + "\n\nWhere no agent runs on the project, this command is the agent until the request has ended.",
      options: options + [
        Option("--wait", nil, "wait for the end although another agent does the work"),
        Option("--note", "TEXT", "kept with the request"), Option("--id", "ID", "what to call the request"),
      ]
    ) { arguments, terminal in
      let work = try work(arguments)
      let sequences = if case .confirm = work { [SequenceID]() } else { [try SequenceID(arguments[1])] }
      let id =
        try arguments.value("--id").map { try RequestID($0) }
        ?? RequestID("\(name)-\(ULID(at: WallClock.system.now()))")
      let request = Request(
        work, sequences: sequences, id: id, requestedBy: ProcessInfo.processInfo.environment["USER"],
        note: arguments.value("--note"))
      return try await Delivery(request, id, arguments, terminal).run()
    }
  }

  private static func number(_ arguments: Arguments, _ option: String) throws -> Int? {
    guard let text = arguments.value(option) else { return nil }
    guard let number = Int(text), number > 0 else {
      throw Problem(.usage, "\(option) \(text) is not a number from 1.", hint: "Grids and takes are counted from 1.")
    }
    return number
  }

  private static func layout(_ arguments: Arguments) throws -> GridLayout? {
    guard let text = arguments.value("--layout") else { return nil }
    let parts = text.lowercased().split(separator: "x").map { Int($0) }
    guard parts.count == 2, let rows = parts[0], let columns = parts[1],
      let layout = GridLayout(rows: rows, columns: columns)
    else { throw Problem(.usage, "--layout \(text) is no layout.", hint: "Use 2x2 up to 6x6, rows first.") }
    return layout
  }
}

/// One request on its way from the command line to its receipt.
private struct Delivery {
  let request: Request
  let id: RequestID
  let arguments: Arguments
  let terminal: Terminal
  let layout: ProjectLayout

  init(_ request: Request, _ id: RequestID, _ arguments: Arguments, _ terminal: Terminal) throws {
    self.request = request
    self.id = id
    self.arguments = arguments
    self.terminal = terminal
    layout = ProjectLayout(root: FilePath(operand: arguments[0]))
    guard AgentHost.isProject(layout.root) else {
      throw Problem(
        .notFound, "\(layout.root) is not a project: it has no plan.json.",
        hint: "Make one with `starsend init \(arguments[0])`.")
    }
  }

  func run() async throws -> ExitCode {
    // What stands in the way of the work is said before anything is dropped.
    let wiring = try Wiring(arguments)
    try Folder.make(layout.inbox)
    try DurableFile.create(layout.inbox / "\(id).json", with: try PlainJSON.file(request))
    guard let holder = FileLock.holder(of: layout.lock) else { return try await beTheAgent(wiring) }
    guard arguments.has("--wait") else {
      terminal.say("Dropped. The agent on \(holder.host) (process \(holder.pid)) answers in results/\(id).json.")
      try terminal.show(["id": id.text, "receipt": "results/\(id).json"])
      return .done
    }
    return try await follow { try await Task.sleep(for: .seconds(1_000_000)) }
  }

  private func beTheAgent(_ wiring: Wiring) async throws -> ExitCode {
    let log = AgentLog { level, line in if level == .error { terminal.note(line) } }
    let agent = try ProjectAgent(layout.root, environment: wiring.environment(log: log), command: arguments.verb)
    return try await follow { try await agent.run(until: id) }
  }

  /// Shows the receipt as it changes until it needs nobody, while `work` runs.
  private func follow(_ work: @escaping @Sendable () async throws -> Void) async throws -> ExitCode {
    let watcher = FolderWatcher(folders: [WatchedFolder(layout.results)], options: WatchOptions(reserved: []))
    try await Signals.untilStopped {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await watcher.run() }
        group.addTask { await show(watcher) }
        group.addTask { try await work() }
        // The work ends with the receipt, and so does the show: whichever is first, both have seen it.
        try await group.next()
        group.cancelAll()
        try await group.waitForAll()
      }
    }
    terminal.endProgress()
    guard let receipt = receipt() else { return .failed }
    return try conclude(receipt)
  }

  private func show(_ watcher: FolderWatcher) async {
    for await _ in watcher {
      guard let receipt = receipt() else { continue }
      terminal.progress(receipt.sequences.map(\.text).joined(separator: " "), receipt.progress)
      if receipt.state.isFinal || receipt.state == .waitingForConfirmation || receipt.state == .outcomeUnknown {
        return
      }
    }
  }

  private func receipt() -> Receipt? {
    (try? DurableFile.read(layout.receipt(id))).flatMap { try? PlainJSON.decode(Receipt.self, from: $0) }
  }

  private func conclude(_ receipt: Receipt) throws -> ExitCode {
    try terminal.show(receipt)
    terminal.say("\(receipt.id): \(receipt.state.rawValue), \(receipt.cost)")
    for output in receipt.outputs { terminal.say("  \(output)") }
    for warning in receipt.warnings { terminal.say("  \(warning)") }
    if let problem = receipt.problem {
      if !terminal.isJSON { terminal.report(problem) }
      return receipt.state == .rejected && ExitCode(problem) == .failed ? .badInput : ExitCode(problem)
    }
    return receipt.state == .done ? .done : .tryAgainLater
  }
}
