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
      Prints what the agent wrote into status/: who has to do something, and what was spent. With a sequence, everything
      that is known of it: its grids, start frames and takes, who decided what, which gates did not pass, where each shot
      comes from, and what is asked for otherwise than in the take before: [-gone-] and {+new+}, in colours on a terminal.
      Where no agent runs, it says that it may be out of date. Where none ever ran, it says what the plan has and how to
      begin; in the JSON, an agent that never ran was last seen in 1970.

        starsend status .
        starsend status . SEQ05 --json
      """,
    options: [.configuration]
  ) { arguments, terminal in
    let layout = try arguments.project()
    let text = StatusText(holder: FileLock.holder(of: layout.lock))
    if arguments.positional.count == 2 {
      let id = try spelling(try SequenceID(arguments[1]), layout)
      let status = try read(SequenceStatus.self, layout.status(of: id)) ?? SequenceStatus(of: id, in: layout)
      try terminal.show(status)
      let project = try? read(ProjectStatus.self, layout.projectStatus)
      let waiting = project?.waiting.first { $0.sequence == id }?.what
      for line in text.lines(status, waiting: waiting) { terminal.tell(line) }
    } else {
      let written = try read(ProjectStatus.self, layout.projectStatus)
      let configuration = try Wiring.configuration(arguments.value("--config"))
      let status = try written ?? ProjectStatus(beforeTheFirstAgentOf: layout, caps: configuration.caps)
      try terminal.show(status.asSeen(by: text.holder))
      for line in text.lines(status) { terminal.tell(line) }
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
}

extension ProjectStatus {
  /// An agent that was killed could not write that it has ended; one that has ended holds no provider any more.
  fileprivate func asSeen(by holder: LockHolder?) -> ProjectStatus {
    var status = self
    if holder == nil {
      status.agent.pid = nil
      status.holds = []
    }
    return status
  }

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
