import DurableFiles
public import Execution
public import FolderContract
public import Media
public import Terms

/// Leads every sequence of one project from its grid over the pick to its takes.
///
/// It owns the workflow state and composes `StepRunner`'s steps; what makes a grid good, what is tried again and which
/// prompts go into a call is decided here. Carrying out a command again under the same request goes on where it was.
public actor ClientSequenceRunner {
  let layout: ProjectLayout
  let store: SequenceStore
  let steps: StepRunner
  let shots: any ExecutionStore
  let account: CallAccount
  let media: MediaTools
  let software: String
  let clock: WallClock

  /// - Parameters:
  ///   - shots: read only; `steps` writes it.
  ///   - software: what pictures name as their maker, such as `Starsend 0.1.0`.
  public init(
    layout: ProjectLayout, store: SequenceStore, steps: StepRunner, shots: any ExecutionStore, account: CallAccount,
    media: MediaTools, software: String, clock: WallClock = .system
  ) {
    self.layout = layout
    self.store = store
    self.steps = steps
    self.shots = shots
    self.account = account
    self.media = media
    self.software = software
    self.clock = clock
  }

  /// Carries out a command, or goes on with it, and returns what it made.
  ///
  /// - Parameter progress: called with what is done so far, from 0 to 1.
  /// - Throws: `Problem`; the sequence is then in the state before, with the problem. `CancellationError` when the agent
  ///   ends: the command goes on when it is carried out again.
  public func carryOut(
    _ command: Command, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws -> Outcome {
    switch command.work {
    case .explore(let exploration): try await explore(exploration, command, progress)
    case .pick(let choice): try await pick(choice, command, progress)
    case .generate: try await generate(command, progress)
    }
  }

  /// What a person has to answer before the command may run, or nil.
  public func question(about command: Command) async throws -> Problem? {
    guard case .pick(let choice) = command.work, !command.isConfirmed else { return nil }
    let record = try await store.record(of: command.sequence)
    guard !record.startFrames.contains(where: { $0.request == command.request }) else { return nil }
    let running = record.operation.map { $0.request != command.request && record.state == .generating } ?? false
    guard running || (record.state == .review && !isAnswered(choice, record)) else { return nil }
    let video = record.takes.last?.id ?? "its first take"
    return Problem(
      .pickAfterVideo,
      "\(command.sequence) already has a video (\(video)); this pick would make another from a new start frame.",
      hint: "Drop a file named \(command.sequence).confirm into picks/ to do that.")
  }

  /// Where every sequence stands.
  public func records() async throws -> [SequenceID: SequenceRecord] { try await store.all() }

  /// What was spent and set aside, for the project or one sequence.
  public func balance(of sequence: SequenceID? = nil) async throws -> Balance {
    try await account.balance(of: sequence?.text)
  }
}

// MARK: - Operations

extension ClientSequenceRunner {
  /// The operation of a command: the one that stands from before a kill, or a new one with its step chosen.
  func begin(
    _ event: WorkflowEvent, _ command: Command, step: @escaping @Sendable (SequenceRecord) throws -> StepKey
  ) async throws -> SequenceRecord.Operation {
    let sequence = command.sequence
    return try await store.update(sequence) { record in
      if let standing = record.operation, standing.request == command.request { return standing }
      let next = try record.state.after(event, of: sequence)
      let key = try step(record)
      if event == .explore { record.gridsBegun = key.attempt } else { record.takesBegun = key.attempt }
      let operation = SequenceRecord.Operation(
        request: command.request, step: key, number: key.attempt, before: record.state,
        startFrame: event == .explore ? nil : record.startFrame?.path, aspectRatio: command.brief.aspectRatio)
      record.operation = operation
      record.state = next
      return operation
    }
  }

  /// Runs `work` for an operation; where it fails, the sequence goes back to where it was, with the problem.
  func attempt<Result: Sendable>(
    _ operation: SequenceRecord.Operation, of sequence: SequenceID, lost: WorkflowEvent,
    _ work: () async throws -> Result
  ) async throws -> Result {
    do { return try await work() } catch let problem as Problem {
      // An outcome that is not known keeps its operation until a person decides.
      if problem.code == .outcomeUnknown {
        try await store.update(sequence) { $0.problem = problem }
      } else {
        try await store.update(sequence) { record in
          guard record.operation == operation else { return }
          record.state = try record.state.after(lost, of: sequence)
          record.operation = nil
          record.problem = problem
        }
      }
      throw problem
    }
  }
}

extension Problem.Code {
  /// A pick for a sequence that has a video already.
  public static let pickAfterVideo = Self(rawValue: "pick_after_video")
  /// A pick from a grid or cell that does not exist.
  public static let noSuchOption = Self(rawValue: "no_such_option")
  /// The picture that came back is not a grid of the layout that was asked for.
  public static let notAGrid = Self(rawValue: "not_a_grid")
}
