import Execution
public import FolderContract
public import Terms

/// Where the sequences of a project stand, in the terms of the contract.
public struct StatusBoard: Sendable {
  private let plan: Plan?
  private let settings: ProjectSettings
  private let runner: ClientSequenceRunner

  /// What only the agent knows of a sequence: what its receipts ask, and how far it is.
  public struct News: Hashable, Sendable {
    /// What a receipt of the sequence asks, if one does.
    public var question: Problem?
    /// Since when it is asked.
    public var askedAt: Timestamp?
    /// Why it waits, though nobody is asked: the project is held.
    public var wait: Problem?
    /// Of what runs, from 0 to 1.
    public var progress: Double?
    public var secondsLeft: Double?

    public init(
      question: Problem? = nil, askedAt: Timestamp? = nil, wait: Problem? = nil, progress: Double? = nil,
      secondsLeft: Double? = nil
    ) {
      self.question = question
      self.askedAt = askedAt
      self.wait = wait
      self.progress = progress
      self.secondsLeft = secondsLeft
    }
  }

  public init(plan: Plan?, settings: ProjectSettings, runner: ClientSequenceRunner) {
    self.plan = plan
    self.settings = settings
    self.runner = runner
  }

  public func status(of sequence: SequenceID, _ news: News = News(), at time: Timestamp) async throws
    -> SequenceStatus
  {
    let planned = try? plan?.sequence(sequence)
    let record = try await runner.records()[sequence] ?? SequenceRecord()
    let balance = try await runner.balance(of: sequence)
    var status = SequenceStatus(
      sequence: planned?.id ?? sequence, title: planned?.title, state: record.state,
      waitsFor: news.question == nil ? record.waitsFor : .confirm,
      problem: news.question ?? news.wait ?? record.problem,
      grid: record.grids(of: nil).last?.status, selectedCell: record.selectedCell(),
      startFrame: record.startFrame().flatMap { ProjectPath($0.path) }, takes: record.takeStatuses,
      spent: balance.spent, reserved: balance.reserved, progress: news.progress, updatedAt: time)
    status.secondsLeft = news.secondsLeft
    status.shots = record.shotStatuses
    status.approval = record.approval.map { ApprovalStatus(take: $0.take, shots: $0.shots) }
    status.approvedSeconds = record.approvedSeconds
    return status
  }

  /// The whole project; what is pending and what is wrong is for whoever knows to fill in.
  public func project(
    agent: AgentStatus, caps: Caps, news: [SequenceID: News] = [:], at time: Timestamp
  ) async throws -> ProjectStatus {
    var summaries: [SequenceSummary] = []
    var waiting: [WaitingSummary] = []
    var approvedSeconds = 0.0
    for sequence in plan?.sequenceIDs ?? [] {
      let status = try await status(of: sequence, news[sequence] ?? News(), at: time)
      summaries.append(SequenceSummary(status))
      approvedSeconds += status.approvedSeconds
      if let wait = try await self.waiting(status, since: news[sequence]?.askedAt) { waiting.append(wait) }
    }
    let balance = try await runner.balance()
    let caps = caps.lowered(by: settings.caps)
    var project = ProjectStatus(
      title: settings.title ?? plan?.title, agent: agent, sequences: summaries, spent: balance.spent,
      reserved: balance.reserved, left: max(caps.project - balance.committed, .zero), caps: caps, updatedAt: time)
    project.waiting = waiting.sorted { $0.since < $1.since }
    project.costPerApprovedSecond =
      approvedSeconds > 0
      ? Int64(exactly: (Double(balance.spent.microUSD) / approvedSeconds).rounded()).map { Money(microUSD: $0) } : nil
    return project
  }

  private func waiting(_ status: SequenceStatus, since asked: Timestamp?) async throws -> WaitingSummary? {
    guard let whom = status.waitsFor else { return nil }
    let record = try await runner.records()[status.sequence] ?? SequenceRecord()
    return WaitingSummary(
      sequence: status.sequence, waitsFor: whom, since: asked ?? record.waitsSince(whom) ?? status.updatedAt,
      what: record.what(whom, status))
  }
}

extension SequenceRecord {
  var waitsFor: WaitsFor? {
    if let problem, [.outcomeUnknown, .artifactMissing].contains(problem.code) { return .person }
    return switch state {
    case .gridReview: .pick
    case .review: .review
    default: nil
    }
  }

  fileprivate func waitsSince(_ whom: WaitsFor) -> Timestamp? {
    switch whom {
    case .pick: grids.last?.createdAt
    case .review: undecided.last?.createdAt
    case .confirm, .person: nil
    }
  }

  /// One sentence about what is waited for.
  fileprivate func what(_ whom: WaitsFor, _ status: SequenceStatus) -> String {
    switch whom {
    case .pick:
      "Someone has to pick an option of \(status.sequence)'s \(grids.last?.told ?? "grid"): drag one into picks/."
    case .review:
      "Someone has to approve or reject \(undecided.map(\.id).joined(separator: ", "))."
    case .confirm, .person: status.problem?.message ?? "Someone has to look at \(status.sequence)."
    }
  }

  /// The approved shots, as planned.
  public var approvedSeconds: Double {
    guard state.isDecided, let approval, let take = take(approval.take) else { return 0 }
    return take.duration
  }

  /// Shots that have something of their own.
  fileprivate var shotStatuses: [ShotStatus] {
    Set(grids.compactMap(\.shot) + startFrames.compactMap(\.shot)).sorted().map { shot in
      ShotStatus(
        index: shot, startFrame: startFrame(of: shot).flatMap { ProjectPath($0.path) },
        grid: grids(of: shot).last?.status, selectedCell: selectedCell(of: shot))
    }
  }

  fileprivate var takeStatuses: [TakeStatus] {
    zip(takes, [nil] + takes.map { Optional($0) }).compactMap { take, before in take.status(after: before) }
  }
}

extension GridRecord {
  /// `grid 2`, `grid 1 of shot 3`.
  fileprivate var told: String { "grid \(number)\(shot.map { " of shot \($0)" } ?? "")" }

  fileprivate var status: GridStatus? {
    ProjectPath(path).map { picture in
      GridStatus(
        number: number, picture: picture, layout: layout,
        options: options.compactMap { option in
          ProjectPath(option.path).map { OptionStatus(cell: option.name, picture: $0) }
        })
    }
  }
}

extension SequenceTake {
  fileprivate func status(after before: SequenceTake?) -> TakeStatus? {
    guard let video = ProjectPath(video) else { return nil }
    return TakeStatus(
      id: id, mode: mode, decision: decision, cost: cost, gates: gates.map(\.status), video: video,
      poster: poster.flatMap { ProjectPath($0) }, model: model, seconds: duration,
      shots: shots.map { $0.status(in: self) }, elements: elements, elementsDropped: droppedElements, note: note,
      decidedBy: decider?.name, decidedAt: decider?.at, changes: changes(since: before), createdAt: createdAt)
  }

  /// What other words its shots were asked with than those of `before`.
  public func changes(since before: SequenceTake?) -> [PromptChange] {
    guard let before else { return [] }
    return shots.compactMap { shot in
      before.shot(shot.index).flatMap { PromptChange(shot: shot.index, from: $0.prompt, to: shot.prompt) }
    }
  }
}

extension TakeShot {
  fileprivate func status(in take: SequenceTake) -> TakeShotStatus {
    TakeShotStatus(
      index: index, prompt: prompt, duration: duration, source: source, clip: clip.flatMap { ProjectPath($0) },
      from: keptFrom.map { "\(take.id.dropLast(take.number.padded(3).count))\($0.padded(3))" }, inSeconds: span?.start,
      outSeconds: span?.end,
      missing: clip == nil)
  }
}

extension GateVerdict {
  fileprivate var status: GateStatus {
    GateStatus(
      name: name, verdict: GateStatus.Verdict(rawValue: verdict.rawValue) ?? .fail, figure: figure, detail: detail)
  }
}
