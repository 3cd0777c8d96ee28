import FolderContract
import Sequences
import Terms

/// What a person stops, and what waits because the project is held.
extension ProjectAgent {
  /// Ends everything that waits for a sequence; what runs is stopped by the runner.
  func withdraw(_ sequence: SequenceID, for cancel: Command) async {
    for command in tickets.values.flatMap(\.open)
    where command.sequence == sequence && command.request != cancel.request {
      if await isWaiting(command) {
        await stop(command, cancel.decider)
      } else if underway.contains(Part(command)) {
        stopping.insert(Part(command))
      }
    }
  }

  /// Stops one request: what waits of it, and what runs. Returns what may still be billed, in sentences.
  func cancel(_ claim: ULID, by decider: Decider) async -> [String] {
    var said: [String] = []
    stops += 1
    defer { stops -= 1 }
    for command in tickets[claim]?.open ?? [] {
      if await isWaiting(command) {
        await stop(command, decider)
      } else if let sequence = command.sequence, isUnknown(command) {
        said.append(
          "Nobody knows the outcome of a call for \(sequence), so it cannot be stopped: drop \(sequence).resubmit or "
            + "\(sequence).abandon into picks/.")
      } else if let brief = command.brief {
        if underway.contains(Part(command)) { stopping.insert(Part(command)) }
        let stop = Command(request: claim, subject: .sequence(brief), work: .cancel, decider: decider)
        do { said += try await runner.carryOut(stop).warnings } catch {
          said.append((error as? Problem)?.description ?? "\(error)")
        }
      }
    }
    return said
  }

  /// In its line, asked about, or held: nothing of it runs, and nothing of it may have been sent before a restart.
  private func isWaiting(_ command: Command) async -> Bool {
    guard let sequence = command.sequence, let record = (try? await runner.records())?[sequence] else {
      return isStanding(command)
    }
    let begun = ([record.operation].compactMap { $0 } + record.unresolved).map(\.request)
    return isStanding(command) && !begun.contains(command.request)
  }

  private func isUnknown(_ command: Command) -> Bool {
    tickets[command.request]?.unknown.contains { $0.sequence == command.sequence } ?? false
  }

  private func isStanding(_ command: Command) -> Bool {
    guard !underway.contains(Part(command)) else { return false }
    return isReady(command) || tickets[command.request]?.question(of: command.sequence) != nil
  }

  private func stop(_ command: Command, _ decider: Decider) async {
    _ = lines.withdraw(command)
    onHold[command.request]?.removeAll { $0.sequence == command.sequence }
    note(
      .ended, command, .cancelled,
      Problem(
        .cancelled, "It was cancelled\(decider.name.map { " by \($0)" } ?? "").",
        hint: "Drop it again to have it made."))
    try? await runner.release(command)
  }

  // MARK: - HOLD

  /// While HOLD lies in the project, what costs something waits.
  func hold(_ command: Command, _ problem: Problem) {
    onHold[command.request, default: []].append(command)
    change(command) { $0.hold(command.sequence, problem, at: now()) }
    statusIsStale.yield()
  }

  /// What was held goes on once nothing holds the project any more.
  func releaseHeld() async {
    guard !onHold.isEmpty, !isHeld else { return }
    let waiting = onHold
    onHold = [:]
    for (claim, commands) in waiting.sorted(by: { $0.key < $1.key }) {
      let ready = tickets[claim]?.ready ?? []
      await enter(ready.filter { command in commands.contains { $0.sequence == command.sequence } })
    }
  }
}
