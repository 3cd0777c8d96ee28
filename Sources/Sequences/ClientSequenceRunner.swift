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
  /// The sequences that a command is carried out for.
  private var working: Set<SequenceID> = []

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
  /// - Throws: `Problem`; the sequence is then in the state before, with the problem, unless a call that was made may
  ///   still come to something. `CancellationError` when the agent ends: the command goes on when it is carried out
  ///   again.
  public func carryOut(
    _ command: Command, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws -> Outcome {
    guard working.insert(command.sequence).inserted else {
      throw Problem(
        .transitionRefused, "Something is carried out for \(command.sequence) already.",
        hint: "Wait until it has ended.")
    }
    defer { working.remove(command.sequence) }
    try await finishStanding(before: command)
    return switch command.work {
    case .explore(let exploration): try await explore(exploration, command, progress)
    case .pick(let choice): try await pick(choice, command, progress)
    case .generate: try await generate(command, progress)
    }
  }

  /// Throws `no_such_option` where a pick names a grid or a cell that does not exist.
  public func check(_ command: Command) async throws {
    guard case .pick(let choice) = command.work else { return }
    _ = try await store.record(of: command.sequence).grid(choice).option(choice)
  }

  /// Whether something of a command was made or is being made, so that it can only go on.
  public func hasBegun(_ command: Command) async throws -> Bool {
    let record = try await store.record(of: command.sequence)
    return record.operation?.request == command.request
      || record.startFrames.contains { $0.request == command.request }
  }

  /// Where every sequence stands.
  public func records() async throws -> [SequenceID: SequenceRecord] { try await store.all() }

  /// What was spent and set aside, for the project or one sequence.
  public func balance(of sequence: SequenceID? = nil) async throws -> Balance {
    try await account.balance(of: sequence?.text)
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
