import FolderContract
import Foundation
import HotFolder
import Providers
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

      Keys for Gemini and fal come from GEMINI_API_KEY and FAL_KEY, or from files of those names in
      $CREDENTIALS_DIRECTORY; they are read once, at the start. Without a key the agent works all the same: it says so,
      and refuses what would need it. Asked to stop (SIGTERM, Ctrl-C), it waits for a call that Gemini is answering, which
      takes up to ten minutes: cut off, it would be paid for nothing. A service manager has to leave it that time, such
      as TimeoutStopSec=660.

        starsend watch ~/projects/driver-beware
        starsend watch /srv/projects
      """,
    options: [Option("--quiet", nil, "say only what is wrong"), .configuration]
  ) { arguments, terminal in
    let wiring = try Wiring(arguments)
    OpenFiles.allowMost()
    let isQuiet = arguments.has("--quiet")
    let write: @Sendable (AgentLog.Level, String) -> Void = { level, line in
      if !isQuiet || level != .info { terminal.note("\(Timestamp(Date())) \(level.rawValue) \(line)") }
    }
    for problem in wiring.room.missingKeys { write(.warning, "\(problem.message) \(problem.hint)") }
    let host = AgentHost(wiring.environment(log: AgentLog(write)))
    let folders = arguments.positional.map { FilePath(operand: $0) }
    let live = LiveWatch(folders: folders, terminal: terminal)
    let waits = wiring.room.keys.gemini != nil
    try await Signals.untilStopped {
      if waits {
        write(.info, "stopping; a call that Gemini is answering is waited for, which can take 10 minutes")
      }
    } _: {
      try await live.run { try await host.run(folders) }
    }
    return .done
  }
}
