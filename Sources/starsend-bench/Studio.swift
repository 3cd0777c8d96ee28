import FolderContract
import Foundation
import Glibc
import Terms

/// A project with an agent on it: ours, or the plain one in C.
final class Studio {
  enum Agent: String, CaseIterable {
    case starsend = "starsend watch"
    case plain = "plain C"
  }

  let child: Child
  let dropping: Dropping
  let project: String
  private let folder: String
  private let workshop: Workshop
  private static let accepted = "accepted "

  /// Lays the project out, starts the agent, and waits until it has accepted a first request.
  ///
  /// The agent runs as it is, with the configuration that it has without a file. Only its ffmpeg is one that never
  /// answers, like a picture service that is slow: the first request is carried out for ever, and all others wait in
  /// its line. So nothing but accepting is measured.
  init(on place: Workshop.Place, _ agent: Agent, _ workshop: Workshop) throws {
    self.workshop = workshop
    folder = try workshop.folder(on: place)
    project = "\(folder)/project"
    dropping = Dropping(stage: "\(folder)/stage", target: "\(project)/inbox", letter: "d")
    try Self.makeFolder(dropping.stage)
    try Self.layOut(project)
    let program =
      switch agent {
      case .starsend: try Self.agent([project], in: folder)
      case .plain: Program.own(.accept, [project])
      }
    child = try Child(program, listening: .errors, errors: workshop.log)
    do { try awaitFirst(agent) } catch {
      end()
      throw error
    }
  }

  private func awaitFirst(_ agent: Agent) throws {
    let probes = Dropping(stage: dropping.stage, target: dropping.target, letter: "p")
    let collector = try Collector(child, letter: "p", capacity: 40, word: Self.accepted)
    try probes.make(0..<40)
    for number in 0..<40 {
      _ = try probes.drop(number..<number + 1)
      guard collector.wait(for: 1, patience: 0.5) > 0 else { continue }
      // What came before it watched is found as well, except by the plain one, which never looks.
      if agent == .starsend { collector.wait(for: number + 1, patience: 10) }
      // What follows the first acceptance, such as the status of the project, is over by then.
      collector.wait(for: 40, patience: 0.5)
      return
    }
    throw child.isSilent
  }

  /// Stamps what the agent says to have accepted: the line is printed when the journal has it durably.
  func collector(_ count: Int) throws -> Collector {
    try Collector(child, letter: "d", capacity: count, word: Self.accepted)
  }

  func end() {
    child.end()
    workshop.discard(folder)
  }

  /// How many different files the journal has accepted, and how many lines say that of one a second time.
  func journal() throws -> (files: Int, repeats: Int) {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(project)/state/journal.jsonl"))
    var (files, repeats) = (Set<String>(), 0)
    for line in data.split(separator: UInt8(ascii: "\n")) {
      let entry = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      guard entry?["event"] as? String == "accepted", let file = entry?["file"] as? String, file.hasPrefix("d") else {
        continue
      }
      if !files.insert(file).inserted { repeats += 1 }
    }
    return (files.count, repeats)
  }
}

extension Studio {
  /// The agent that lies beside this executable, with a state of its own in `folder`.
  static func agent(_ projects: [String], in folder: String) throws -> Program {
    guard access(Program.agent, X_OK) == 0 else {
      throw Problem(
        .notStarted, "There is no \(Program.agent).", hint: "Build it: swift build -c release --product starsend.")
    }
    let tools = "\(folder)/tools"
    try makeFolder(tools)
    let script = "#!/bin/sh\nexec '\(Program.own.path)' child \(ChildRole.hold.rawValue)\n"
    for name in ["ffmpeg", "ffprobe"] {
      try script.write(toFile: "\(tools)/\(name)", atomically: false, encoding: .utf8)
      chmod("\(tools)/\(name)", 0o755)
    }
    return Program(
      executable: Program.agent, arguments: ["watch"] + projects,
      environment: ["PATH": "\(tools):/usr/bin:/bin", "XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder])
  }

  static func layOut(_ project: String) throws {
    let layout = ProjectLayout(root: FilePath(project))
    for path in [layout.root, layout.state] + layout.folders + [layout.intake] { try makeFolder(path.display) }
    let plan = """
      {"project": "bench", "sequences": [{"id": "SEQ01", "grid_prompt": "A car on a desert road at night", \
      "shots": [{"prompt": "The car comes nearer", "duration": 4}]}]}
      """
    try plan.write(toFile: layout.plan.display, atomically: false, encoding: .utf8)
  }

  private static func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
}
