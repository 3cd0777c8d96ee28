import DurableFiles
import FolderContract
import Terms

/// What status files say, for a terminal. Pure.
struct StatusText: Sendable {
  /// Who works on the project now, or nil.
  let holder: LockHolder?

  // MARK: a project

  func lines(_ status: ProjectStatus) -> [String] {
    var lines = ["\(status.title ?? "Project"): \(agent(status.agent))", money(status), ""]
    let width = (status.sequences.map { $0.sequence.text.count }.max() ?? 0) + 2
    let waits = Set(status.waiting.map(\.what))
    lines += status.sequences.map { row($0, width, told: waits) }
    if !status.waiting.isEmpty {
      lines += ["", "Waiting for a person:"]
      lines += status.waiting.map { "  \($0.sequence)  \($0.waitsFor.rawValue) since \($0.since): \($0.what)" }
    }
    if status.hold { lines.append("HOLD lies in the project: nothing is spent.") }
    lines += status.holds.map { "! \($0.told)" }
    lines += status.problems.map { "! \($0)" }
    lines += status.pending.map { "… \($0.file): \($0.reason)" }
    return lines + stale(asOf: status.updatedAt, status.agent)
  }

  private func agent(_ agent: AgentStatus) -> String {
    let seen = agent.seenAt.milliseconds > 0 ? ", last seen \(agent.seenAt)" : ""
    guard let holder else { return "no agent runs\(seen)" }
    return "`starsend \(holder.command)` runs on \(holder.host), process \(holder.pid)\(seen)"
  }

  private func money(_ status: ProjectStatus) -> String {
    let rate = status.costPerApprovedSecond.map { "; \($0) for each approved second" } ?? ""
    return "spent \(status.spent), reserved \(status.reserved), left \(status.left) of \(status.caps.project)\(rate)"
  }

  /// - Parameter told: the sentences that are said below.
  private func row(_ row: SequenceSummary, _ width: Int, told: Set<String>) -> String {
    let name = pad(row.sequence.text, width)
    let state = pad(row.state.rawValue, 22)
    let waits = row.waitsFor.map { "waits for \($0.rawValue)  " } ?? ""
    let progress = row.state.isIdle ? "" : row.progress.map { "\(Int(min(max($0, 0), 1) * 100)) %  " } ?? ""
    let takes = row.takes > 0 ? "\(row.takes.counted("take")), \(row.spent)  " : ""
    let problem = row.problem.map { told.contains($0.message) ? "" : "\n\(pad("", width))! \($0.message)" } ?? ""
    return "\(name)\(state)\(progress)\(waits)\(takes)\(row.title ?? "")\(problem)"
  }

  /// What was written may not hold any more where nobody writes.
  private func stale(asOf time: Timestamp, _ agent: AgentStatus? = nil) -> [String] {
    guard holder == nil, time.milliseconds > 0 else { return [] }
    let died = agent?.pid.map { " The last one (process \($0)) ended without a word." } ?? ""
    return ["", "As of \(time). No agent runs, so this may not hold any more.\(died)"]
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  // MARK: a sequence

  /// - Parameter waiting: what is waited for, in a sentence, where it is known.
  func lines(_ status: SequenceStatus, waiting: String?) -> [String] {
    var lines = ["\(status.sequence) \(status.title ?? ""): \(status.state.rawValue)\(running(status))"]
    if let waits = status.waitsFor { lines.append("waits for \(waits.rawValue)\(waiting.map { ": \($0)" } ?? "")") }
    if let problem = status.problem {
      lines.append(problem.message == waiting ? "  \(problem.hint)" : "! \(problem)")
    }
    if let grid = status.grid { lines.append(self.grid(grid)) }
    if let frame = status.startFrame {
      lines.append("start frame: \(frame)\(status.selectedCell.map { " (\($0))" } ?? "")")
    }
    for shot in status.shots { lines += self.shot(shot) }
    for (take, before) in zip(status.takes, [nil] + status.takes.map { Optional($0.id) }) {
      lines += [""] + self.take(take, after: before)
    }
    if !status.takes.isEmpty { lines.append("") }
    if let approval = status.approval { lines.append(self.approval(approval, status.approvedSeconds)) }
    lines.append("spent \(status.spent), reserved \(status.reserved)")
    return lines + stale(asOf: status.updatedAt)
  }

  private func running(_ status: SequenceStatus) -> String {
    guard !status.state.isIdle, let progress = status.progress else { return "" }
    let left = status.secondsLeft.map { ", about \(LiveLines.time($0)) left" } ?? ""
    return ", \(Int(min(max(progress, 0), 1) * 100)) %\(left)"
  }

  private func grid(_ grid: GridStatus) -> String {
    let cells = grid.options.map(\.cell).joined(separator: ", ")
    return "grid \(grid.number) (\(grid.rows)x\(grid.columns)): \(grid.picture); options \(cells)"
  }

  private func shot(_ shot: ShotStatus) -> [String] {
    var lines: [String] = []
    if let frame = shot.startFrame {
      lines.append("shot \(shot.index), start frame: \(frame)\(shot.selectedCell.map { " (\($0))" } ?? "")")
    }
    if let grid = shot.grid { lines.append("shot \(shot.index), \(self.grid(grid))") }
    return lines
  }

  private func approval(_ approval: ApprovalStatus, _ seconds: Double) -> String {
    let others = approval.shots.sorted { $0.key < $1.key }.map { ", shot \($0.key) from take \($0.value)" }
    return "approved: take \(approval.take)\(others.joined()); \(seconds.shown) s"
  }
}

// MARK: - Takes

extension StatusText {
  fileprivate func take(_ take: TakeStatus, after before: String?) -> [String] {
    let seconds = take.seconds.map { ", \($0.shown) s" } ?? ""
    let model = take.model.map { ", \($0)" } ?? ""
    var lines = ["\(take.id): \(decision(take)), \(take.mode.rawValue)\(seconds), \(take.cost)\(model)"]
    lines.append("  \(take.video)")
    if !take.elements.isEmpty { lines.append("  elements: \(take.elements.map(\.text).joined(separator: ", "))") }
    if !take.elementsDropped.isEmpty {
      lines.append("  ! left out: \(take.elementsDropped.map(\.text).joined(separator: ", "))")
    }
    lines += take.gates.filter { $0.verdict != .pass }.map { gate in
      "  \(gate.verdict == .fail ? "FAIL" : "warn") \(gate.name)\(gate.figure.map { " \($0.shown)" } ?? ""): \(gate.detail)"
    }
    lines += take.shots.map { "  \(shot($0))" }
    if let before, !take.changes.isEmpty {
      lines.append("  other than in \(before):")
      lines += take.changes.map { "    shot \($0.shot): \($0.text)" }
    }
    return lines
  }

  private func decision(_ take: TakeStatus) -> String {
    let who = take.decidedBy.map { " by \($0)" } ?? ""
    let when = take.decidedAt.map { " at \($0)" } ?? ""
    let note = take.note.map { " “\($0)”" } ?? ""
    return "\(take.decision.rawValue)\(who)\(when)\(note)"
  }

  private func shot(_ shot: TakeShotStatus) -> String {
    let origin = shot.from.map { "kept from \($0)" } ?? "prompt from \(shot.source)"
    let file = shot.missing ? "MISSING" : shot.clip?.text ?? ""
    return "shot \(shot.index)  \(shot.duration.shown) s  \(origin)  \(file)"
  }
}

/// Word-by-word changes in colours: what is gone struck and red, what is new green.
enum ChangeColours {
  static func painted(_ line: String) -> String {
    line.replacing(/\[-(.+?)-\]/) { "\u{1B}[31;9m\($0.1)\u{1B}[0m" }
      .replacing(/\{\+(.+?)\+\}/) { "\u{1B}[32m\($0.1)\u{1B}[0m" }
  }
}

extension HoldStatus {
  /// Since when, why, and how to go on.
  var told: String { "\(sentence) \(hint)" }

  /// Since when and why, and when it is tried again.
  var sentence: String {
    let whose = model.map { "\(provider)'s model \($0)" } ?? provider
    return "\(whose) is held since \(since): \(message)" + (until.map { " One call is tried at \($0)." } ?? "")
  }
}
