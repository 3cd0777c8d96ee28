import Execution
public import FolderContract
public import Terms

/// Where the sequences of a project stand, in the terms of the contract.
public struct StatusBoard: Sendable {
  private let plan: Plan?
  private let settings: ProjectSettings
  private let runner: ClientSequenceRunner

  public init(plan: Plan?, settings: ProjectSettings, runner: ClientSequenceRunner) {
    self.plan = plan
    self.settings = settings
    self.runner = runner
  }

  /// - Parameters:
  ///   - question: what a receipt of the sequence asks, if one does.
  ///   - progress: of what runs, from 0 to 1.
  public func status(
    of sequence: SequenceID, question: Problem? = nil, progress: Double? = nil, at time: Timestamp
  ) async throws -> SequenceStatus {
    let planned = try? plan?.sequence(sequence)
    let record = try await runner.records()[sequence] ?? SequenceRecord()
    let balance = try await runner.balance(of: sequence)
    return SequenceStatus(
      sequence: planned?.id ?? sequence, title: planned?.title, state: record.state,
      waitsFor: question == nil ? record.waitsFor : .confirm, problem: question ?? record.problem,
      grid: record.grids.last?.status, selectedCell: record.selectedCell,
      startFrame: record.startFrame.flatMap { ProjectPath($0.path) }, takes: record.takes.compactMap(\.status),
      spent: balance.spent, reserved: balance.reserved, progress: progress, updatedAt: time)
  }

  /// The whole project; what is pending and what is wrong is for whoever knows to fill in.
  public func project(
    agent: AgentStatus, caps: Caps, questions: [SequenceID: Problem] = [:], progress: [SequenceID: Double] = [:],
    at time: Timestamp
  ) async throws -> ProjectStatus {
    var summaries: [SequenceSummary] = []
    for sequence in plan?.sequenceIDs ?? [] {
      summaries.append(
        SequenceSummary(
          try await status(of: sequence, question: questions[sequence], progress: progress[sequence], at: time)))
    }
    let balance = try await runner.balance()
    return ProjectStatus(
      title: settings.title ?? plan?.title, agent: agent, sequences: summaries, spent: balance.spent,
      reserved: balance.reserved, caps: caps.lowered(by: settings.caps), updatedAt: time)
  }
}

extension SequenceRecord {
  var waitsFor: WaitsFor? {
    if problem?.code == .outcomeUnknown { return .person }
    return switch state {
    case .gridReview: .pick
    case .review: .review
    case .startFrameApproved where operation == nil: nil
    default: nil
    }
  }
}

extension GridRecord {
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
  fileprivate var status: TakeStatus? {
    ProjectPath(video).map { video in
      TakeStatus(
        id: id, mode: mode, decision: decision, cost: cost, gates: gates.map(\.status), video: video,
        poster: poster.flatMap { ProjectPath($0) })
    }
  }
}

extension GateVerdict {
  fileprivate var status: GateStatus {
    GateStatus(
      name: name, verdict: GateStatus.Verdict(rawValue: verdict.rawValue) ?? .fail, figure: figure, detail: detail)
  }
}
