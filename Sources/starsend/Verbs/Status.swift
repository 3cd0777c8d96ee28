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
      Reads what the agent wrote into status/. With a sequence, everything that is known of it.

        starsend status .
        starsend status . SEQ05 --json
      """
  ) { arguments, terminal in
    let layout = ProjectLayout(root: FilePath(operand: arguments[0]))
    if arguments.positional.count == 2 {
      let id = try SequenceID(arguments[1])
      let status = try read(SequenceStatus.self, layout.status(of: try spelling(id, layout)), layout)
      try terminal.show(status)
      for line in lines(status) { terminal.say(line) }
    } else {
      let status = try read(ProjectStatus.self, layout.projectStatus, layout)
      try terminal.show(status)
      for line in lines(status) { terminal.say(line) }
    }
    return .done
  }

  private static func read<Status: Decodable>(
    _ type: Status.Type, _ file: FilePath, _ layout: ProjectLayout
  ) throws -> Status {
    guard FileStatus.of(file) != nil else {
      throw Problem(
        .notFound, "No agent has written \(layout.relative(file) ?? file.display) yet.",
        hint: "Start one with `starsend watch \(layout.root)`.")
    }
    return try PlainJSON.decode(type, from: try DurableFile.read(file))
  }

  /// The sequence's id as the plan spells it, which its file is named by.
  private static func spelling(_ id: SequenceID, _ layout: ProjectLayout) throws -> SequenceID {
    try Plan.read(try DurableFile.read(layout.plan, limit: 8 << 20)).sequence(id).id
  }

  private static func lines(_ status: ProjectStatus) -> [String] {
    let agent =
      status.agent.pid.map { "agent \(status.agent.version) on \(status.agent.host), process \($0)" } ?? "no agent runs"
    var lines = [
      "\(status.title ?? "Project"): \(agent), last seen \(status.agent.seenAt)",
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
