import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Terms

extension Verb {
  static let status = Verb(
    name: "status", operands: "PROJECT [SEQ]", count: 1...2,
    summary: "where everything stands, what waits for whom, what was spent",
    help: """
      Prints what the agent wrote into status/. With a sequence, everything that is known of it. Where no agent ever ran,
      it says what the plan has and how to begin; in the JSON, an agent that never ran was last seen in 1970.

        starsend status .
        starsend status . SEQ05 --json
      """,
    options: [.configuration]
  ) { arguments, terminal in
    let layout = try arguments.project()
    if arguments.positional.count == 2 {
      let id = try spelling(try SequenceID(arguments[1]), layout)
      let status = try read(SequenceStatus.self, layout.status(of: id)) ?? SequenceStatus(of: id, in: layout)
      try terminal.show(status)
      for line in lines(status) { terminal.say(line) }
    } else {
      let written = try read(ProjectStatus.self, layout.projectStatus)
      let status =
        try written
        ?? ProjectStatus(beforeTheFirstAgentOf: layout, caps: Wiring.configuration(arguments.value("--config")).caps)
      try terminal.show(status)
      for line in lines(status, layout) { terminal.say(line) }
      if written == nil { for line in beginning(status, arguments[0]) { terminal.say(line) } }
    }
    return .done
  }

  /// What an agent wrote, or nil where none ever did.
  private static func read<Status: Decodable>(_ type: Status.Type, _ file: FilePath) throws -> Status? {
    guard FileStatus.of(file) != nil else { return nil }
    do { return try PlainJSON.decode(type, from: try DurableFile.read(file)) } catch let error as DecodingError {
      throw Problem(
        .damagedState, "\(file) cannot be read.", hint: "The agent writes it anew: start it, or drop something.",
        cause: "\(error)")
    }
  }

  /// The sequence's id as the plan spells it, which its file is named by.
  private static func spelling(_ id: SequenceID, _ layout: ProjectLayout) throws -> SequenceID {
    do { return try Plan.read(try DurableFile.read(layout.plan, limit: 8 << 20)).sequence(id).id } catch {
      // The agent goes on with the last good plan, and so does what it wrote.
      guard error.code != .unknownSequence, FileStatus.of(layout.status(of: id)) != nil else { throw error }
      return id
    }
  }

  private static func beginning(_ status: ProjectStatus, _ project: String) -> [String] {
    let first = status.sequences.first?.sequence.text ?? "SEQ01"
    return [
      "", "No agent has worked on this project yet. To begin:", "  starsend watch \(project)",
      "and drop {\"sequence\": \"\(first)\"} as a .json file into inbox/, or for a moment without an agent:",
      "  starsend grid \(project) \(first)",
    ]
  }

  private static func lines(_ status: ProjectStatus, _ layout: ProjectLayout) -> [String] {
    let seen = status.agent.seenAt.milliseconds > 0 ? ", last seen \(status.agent.seenAt)" : ""
    let agent =
      FileLock.holder(of: layout.lock).map { "`starsend \($0.command)` runs on \($0.host), process \($0.pid)" }
      ?? "no agent runs"
    var lines = [
      "\(status.title ?? "Project"): \(agent)\(seen)",
      "spent \(status.spent), reserved \(status.reserved), cap \(status.caps.project)", "",
    ]
    let width = (status.sequences.map { $0.sequence.text.count }.max() ?? 0) + 2
    lines += status.sequences.map { row in
      let name = row.sequence.text.padding(toLength: width, withPad: " ", startingAt: 0)
      let state = row.state.rawValue.padding(toLength: 22, withPad: " ", startingAt: 0)
      let waits = row.waitsFor.map { "waits for \($0.rawValue)  " } ?? ""
      let progress = row.progress.map { "\(Int($0 * 100)) %  " } ?? ""
      return "\(name)\(state)\(progress)\(waits)\(row.title ?? "")"
    }
    if status.hold { lines.append("HOLD lies in the project: nothing is spent.") }
    lines += status.problems.map { "! \($0)" }
    lines += status.pending.map { "… \($0.file): \($0.reason)" }
    return lines
  }

  private static func lines(_ status: SequenceStatus) -> [String] {
    var lines = ["\(status.sequence) \(status.title ?? ""): \(status.state.rawValue)"]
    if let waits = status.waitsFor { lines.append("waits for \(waits.rawValue)") }
    if let problem = status.problem { lines.append("! \(problem)") }
    if let grid = status.grid { lines.append("grid \(grid.number): \(grid.picture)") }
    if let frame = status.startFrame {
      lines.append("start frame: \(frame) (\(status.selectedCell ?? "from an older grid"))")
    }
    for take in status.takes {
      lines.append("\(take.id): \(take.decision.rawValue), \(take.mode.rawValue), \(take.cost), \(take.video)")
      lines += take.gates.map { "  \($0.verdict.rawValue) \($0.name): \($0.detail)" }
    }
    lines.append("spent \(status.spent), reserved \(status.reserved)")
    return lines
  }
}

extension ProjectStatus {
  /// What can be said of a project that no agent ever worked on: what its plan has.
  fileprivate init(beforeTheFirstAgentOf layout: ProjectLayout, caps: Caps) throws {
    let never = Timestamp(milliseconds: 0)
    var problems: [Problem] = []
    var (plan, settings) = (nil as Plan?, ProjectSettings())
    do {
      if FileStatus.of(layout.plan) != nil { plan = try Plan.read(try DurableFile.read(layout.plan, limit: 8 << 20)) }
      if FileStatus.of(layout.project) != nil {
        settings = try ProjectSettings.read(try DurableFile.read(layout.project, limit: 8 << 20))
      }
    } catch { problems.append(error) }
    self.init(
      title: settings.title ?? plan?.title,
      agent: AgentStatus(version: Wiring.version, pid: nil, host: "", startedAt: never, seenAt: never),
      hold: layout.holds.contains { FileStatus.of($0) != nil },
      sequences: (plan?.sequences ?? []).map { planned in
        var status = SequenceStatus(sequence: planned.id, updatedAt: never)
        status.title = planned.title
        return SequenceSummary(status)
      }, problems: problems, caps: caps.lowered(by: settings.caps), updatedAt: never)
  }
}

extension SequenceStatus {
  /// A sequence that no agent ever wrote about.
  fileprivate init(of id: SequenceID, in layout: ProjectLayout) throws {
    self.init(sequence: id, updatedAt: Timestamp(milliseconds: 0))
    title = try Plan.read(try DurableFile.read(layout.plan, limit: 8 << 20)).sequence(id).title
  }
}
