import DurableFiles
import FolderContract
import Foundation
import Terms

extension AgentEnvironment {
  /// What `status/project.json` says of this agent.
  func sign(since start: Timestamp, isAlive: Bool) -> AgentStatus {
    AgentStatus(
      version: version, pid: isAlive ? ProcessInfo.processInfo.processIdentifier : nil,
      host: Self.hostName, startedAt: start, seenAt: clock.now())
  }

  /// Asked once: the system looks it up in the network's names.
  private static let hostName = ProcessInfo.processInfo.hostName
}

extension Nap {
  /// Writes the agent's sign of life into the status that lies there, which else still holds. Blocks on files.
  func writeSign(_ environment: AgentEnvironment, isAlive: Bool) {
    do {
      let data = try DurableFile.read(layout.projectStatus, limit: 8 << 20)
      var status = try PlainJSON.decode(ProjectStatus.self, from: data)
      status.agent = environment.sign(since: since, isAlive: isAlive)
      status.pending.removeAll { FileStatus.of(layout.root / $0.file) == nil }
      status.hold = layout.holds.contains { FileStatus.of($0) != nil }
      try DurableFile.replace(layout.projectStatus, with: try PlainJSON.file(status), .derived)
    } catch { environment.log.warning("\(layout.projectStatus) has no sign of life: \(error)") }
  }
}
