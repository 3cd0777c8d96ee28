import DurableFiles
import Execution
import FolderContract
import Foundation
import Sequences
import Terms

/// `status/`: where everything stands, for people's scripts.
extension ProjectAgent {
  /// Writes the status of every sequence and of the project.
  func writeAllStatus() async {
    let known = (try? await knownSequences()) ?? sequences
    for sequence in known { await writeStatus(of: sequence, withProject: false) }
    removeStatus(ofAllBut: known)
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
    forgetMissing()
    do {
      let board = StatusBoard(plan: papers.plan, settings: papers.settings, runner: runner)
      var status = try await board.project(
        agent: environment.sign(since: startedAt, isAlive: isAlive),
        caps: environment.configuration.caps, news: news, at: now())
      status.problems = papers.problems
      status.pending = pending
      status.hold = isHeld
      status.holds = environment.desk.holds.map(HoldStatus.init)
      try DurableFile.replace(layout.projectStatus, with: try PlainJSON.file(status), .derived)
    } catch { environment.log.error("status/project.json cannot be written: \(error)") }
  }

  private func status(of sequence: SequenceID) async throws -> SequenceStatus {
    let board = StatusBoard(plan: papers.plan, settings: papers.settings, runner: runner)
    var status = try await board.status(of: sequence, news[sequence] ?? StatusBoard.News(), at: now())
    if papers.plan != nil, !sequences.contains(sequence) {
      status.waitsFor = nil
      status.problem = Problem(
        .leftPlan, "plan.json no longer has \(sequence).", hint: "Put it back into the plan to work on it again.")
    }
    return status
  }

  /// Takes away what was written of sequences that left the plan before anything happened to them.
  private func removeStatus(ofAllBut known: [SequenceID]) {
    guard let names = try? Folder.names(in: layout.status) else { return }
    let kept = Set(known.map { layout.status(of: $0).name } + [layout.projectStatus.name])
    for name in names where !kept.contains(name) && isOwnStatus(name) { DurableFile.remove(layout.status / name) }
  }

  private func isOwnStatus(_ name: FileName) -> Bool {
    guard name.display.hasSuffix(".json"), let data = try? DurableFile.read(layout.status / name, limit: 1 << 20)
    else { return false }
    return (try? PlainJSON.decode(SequenceStatus.self, from: data)) != nil
  }

  /// Whether a person holds the project's money.
  var isHeld: Bool { layout.holds.contains { FileStatus.of($0) != nil } }

  /// What the tickets say about sequences.
  private var news: [SequenceID: StatusBoard.News] {
    var news: [SequenceID: StatusBoard.News] = [:]
    for ticket in tickets.values {
      for command in ticket.open {
        guard let sequence = command.sequence else { continue }
        if let question = ticket.question(of: sequence) {
          news[sequence, default: .init()].question = question.problem
          news[sequence, default: .init()].askedAt = ticket.askedAt(sequence)
        }
        if let wait = ticket.wait(of: sequence) { news[sequence, default: .init()].wait = wait }
      }
    }
    for (sequence, progress) in progress {
      guard let sequence else { continue }
      news[sequence, default: .init()].progress = progress.fraction
      news[sequence, default: .init()].secondsLeft = progress.secondsLeft
    }
    return news
  }
}

extension HoldStatus {
  fileprivate init(_ hold: ProviderHold) {
    self.init(
      provider: hold.provider, model: hold.model, code: hold.code.rawValue, message: hold.message, hint: hold.hint,
      since: hold.since, until: hold.until)
  }
}

extension Problem.Code {
  /// A sequence that has work but is not in the plan any more.
  static let leftPlan = Self(rawValue: "left_plan")
}
