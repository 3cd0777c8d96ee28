import DurableFiles
import FolderContract
import Foundation
import Sequences
import Terms

/// `status/`: where everything stands, for people's scripts.
extension ProjectAgent {
  /// Writes the status of every sequence and of the project.
  func writeAllStatus() async {
    for sequence in sequences { await writeStatus(of: sequence, withProject: false) }
    await writeProjectStatus(isAlive: true)
  }

  func writeStatus(of sequence: SequenceID, withProject: Bool = true) async {
    do {
      let status = try await status(of: sequence)
      try DurableFile.replace(layout.status(of: status.sequence), with: try PlainJSON.file(status), .derived)
      if withProject { await writeProjectStatus(isAlive: true) }
    } catch { environment.log.error("status/\(sequence).json cannot be written: \(error)") }
  }

  func writeProjectStatus(isAlive: Bool) async {
    do {
      let board = StatusBoard(plan: papers.plan, settings: papers.settings, runner: runner)
      var status = try await board.project(
        agent: AgentStatus(
          version: environment.version, pid: isAlive ? ProcessInfo.processInfo.processIdentifier : nil,
          host: ProcessInfo.processInfo.hostName, startedAt: startedAt, seenAt: now()),
        caps: environment.configuration.caps, questions: questions, progress: progress, at: now())
      status.problems = papers.problems
      status.pending = waiting.values.map(\.reported).sorted { $0.file < $1.file }
      status.hold = layout.holds.contains { FileStatus.of($0) != nil }
      try DurableFile.replace(layout.projectStatus, with: try PlainJSON.file(status), .derived)
    } catch { environment.log.error("status/project.json cannot be written: \(error)") }
  }

  private func status(of sequence: SequenceID) async throws -> SequenceStatus {
    let board = StatusBoard(plan: papers.plan, settings: papers.settings, runner: runner)
    return try await board.status(
      of: sequence, question: questions[sequence], progress: progress[sequence], at: now())
  }

  private var questions: [SequenceID: Problem] {
    tickets.values.reduce(into: [:]) { questions, ticket in
      for command in ticket.questions { questions[command.sequence] = ticket.receipt.problem }
    }
  }
}
