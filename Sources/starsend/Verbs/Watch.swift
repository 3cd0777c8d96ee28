import FolderContract
import Foundation
import HotFolder
import Terms

extension Verb {
  static let watch = Verb(
    name: "watch", operands: "DIR…", count: 1...1000, summary: "run the agent on projects, or on folders of projects",
    help: """
      Works until it is stopped: takes what is dropped into inbox/ and picks/ of each project and answers in files.
      A folder with a plan.json is a project. Every other folder is one of projects: those in it are served too, also
      when they appear later. Stopped or killed at any point, the agent goes on where it was when it is started again.
      A project in which nothing happens sleeps and wakes by itself, so that there may be thousands; shares are looked
      through every few seconds, and the log says which.
      What it does is told on standard error; on a terminal, what runs has a line of its own at the end, with how far it
      is and about how long it still takes. A project that another agent has is refused, with who that is.

        starsend watch ~/projects/driver-beware
        starsend watch /srv/projects
      """,
    options: [Option("--quiet", nil, "say only what is wrong"), .configuration]
  ) { arguments, terminal in
    let wiring = try Wiring(arguments)
    OpenFiles.allowMost()
    let isQuiet = arguments.has("--quiet")
    let log = AgentLog { level, line in
      if !isQuiet || level != .info { terminal.note("\(Timestamp(Date())) \(level.rawValue) \(line)") }
    }
    let host = AgentHost(wiring.environment(log: log))
    let folders = arguments.positional.map { FilePath(operand: $0) }
    let live = LiveWatch(folders: folders, terminal: terminal)
    try await Signals.untilStopped { try await live.run { try await host.run(folders) } }
    return .done
  }
}
