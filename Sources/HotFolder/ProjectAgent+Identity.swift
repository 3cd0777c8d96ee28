import Execution
import FolderContract
import Sequences
import Terms

/// A project that was restored, or is there twice: nothing is spent before a person says that it is to go on.
extension ProjectAgent {
  /// Asks whether the project is to go on, or lets it where a person said so.
  func askWhich(_ command: Command, _ problem: Problem) async {
    guard let sequence = command.sequence else { return note(.ended, command, .failed, problem) }
    let topic = Question.Topic(problem.code, problem.message)
    guard command.answered.contains(topic) else {
      return ask(command, Question(asking: [topic], of: sequence))
    }
    do {
      if problem.code == .projectCopied {
        guard try renewIdentity() else { return hold(command, problem) }
      }
      try await runner.acceptProject()
    } catch { return note(.ended, command, .failed, error as? Problem ?? problem) }
    environment.log.warning("the project goes on\(command.decider.name.map { ", said \($0)" } ?? "")")
    await goOn(with: command.request, command.sequence)
    for waiting in tickets.values.flatMap(\.questions) where isAboutProject(waiting) {
      var line = entry(.asked, waiting)
      line?.topics = []
      line?.message = "Nothing is asked any more: the project goes on."
      await goOn(with: waiting.request, waiting.sequence, line)
    }
  }

  private func isAboutProject(_ command: Command) -> Bool {
    tickets[command.request]?.question(of: command.sequence)?.isAboutProject ?? false
  }

  /// Makes this copy a project of its own; false while something runs that was begun as the other.
  private func renewIdentity() throws -> Bool {
    guard underway.isEmpty else { return false }
    let id = ULID(at: now())
    let runner = try environment.makeRunner(layout, id, papers.settings)
    try ProjectIdentityFile.renew(as: id, in: layout, clock: environment.clock)
    self.runner = runner
    settingsInForce = papers.settings
    return true
  }
}

extension Question {
  /// Whether it is about nothing but the project as a whole.
  var isAboutProject: Bool { topics.allSatisfy { [.projectRestored, .projectCopied].contains($0.code) } }
}
