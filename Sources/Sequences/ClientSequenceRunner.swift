import DurableFiles
public import Execution
public import FolderContract
public import Terms

/// Leads every sequence of one project from its grid over the pick to its takes, and to the cut of the song.
///
/// It owns the workflow state and composes `StepRunner`'s steps; what makes a grid good, what is tried again and which
/// prompts go into a call is decided here. Carrying out a command again under the same request goes on where it was.
public actor ClientSequenceRunner {
  let layout: ProjectLayout
  let store: SequenceStore
  let steps: StepRunner
  let shots: any ExecutionStore
  let account: CallAccount
  let library: ElementManager
  let cutting: any CuttingRoom
  let editing: any EditingRoom
  let rules: Rules
  let clock: WallClock
  /// The sequences, and the cut (nil), that a command is carried out for.
  private var working: Set<SequenceID?> = []
  /// The sequences whose work a person stopped: nothing more begins for them.
  private var stopped: Set<SequenceID> = []

  /// What the agent's configuration says about the work.
  public struct Rules: Sendable {
    /// A request that may cost more than this waits for a yes.
    public var confirmAbove: Money
    /// What pictures name as their maker, such as `Starsend 0.1.0`.
    public var software: String

    public init(confirmAbove: Money, software: String) {
      self.confirmAbove = confirmAbove
      self.software = software
    }
  }

  /// - Parameters:
  ///   - shots: read only; `steps` writes it.
  public init(
    layout: ProjectLayout, store: SequenceStore, steps: StepRunner, shots: any ExecutionStore, account: CallAccount,
    library: ElementManager, cutting: any CuttingRoom, editing: any EditingRoom, rules: Rules,
    clock: WallClock = .system
  ) {
    self.layout = layout
    self.store = store
    self.steps = steps
    self.shots = shots
    self.account = account
    self.library = library
    self.cutting = cutting
    self.editing = editing
    self.rules = rules
    self.clock = clock
  }

  /// Carries out a command, or goes on with it, and returns what it made.
  ///
  /// - Parameter progress: called with what is done so far, from 0 to 1.
  /// - Throws: `Question` where a person has to say yes first. `Problem`; the sequence is then in the state before, with
  ///   the problem, unless a call that was made may still come to something. `CancellationError` when the agent ends: the
  ///   command goes on when it is carried out again.
  public func carryOut(
    _ command: Command, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws -> Outcome {
    guard let brief = command.brief else { return try await working(on: nil) { try await cut(command, progress) } }
    if command.work.passesTheLine { return try await decide(command, brief) }
    return try await working(on: brief.sequence) {
      do {
        try await mendState(of: brief.sequence)
        try await finishStanding(before: command, of: brief.sequence)
        let outcome = try await booked(try await make(command, brief, progress), command, brief.sequence)
        try await release(command)
        return outcome
      } catch let question as Question {
        // Nothing is set aside while somebody thinks about it.
        try await release(command)
        throw question
      } catch {
        // What is gone on with later finds its money still set aside.
        let stands = try await store.record(of: brief.sequence).operation(of: command.request) != nil
        if !stands, !Task.isCancelled { try await release(command) }
        throw error
      }
    }
  }

  private func make(
    _ command: Command, _ brief: Brief, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    switch command.work {
    case .explore(let order): try await explore(order, brief, command, progress)
    case .pick(let order): try await pick(order, brief, command, progress)
    case .bring(let frame): try await bring(frame, brief, command, progress)
    case .generate(let order): try await generate(order, brief, command, progress)
    default: Outcome()
    }
  }

  /// Has a sequence for itself while `work` runs.
  func working<Result>(on sequence: SequenceID?, _ work: () async throws -> Result) async throws -> Result {
    guard working.insert(sequence).inserted else {
      throw Problem(
        .transitionRefused, "Something is carried out for \(sequence?.text ?? "the cut") already.",
        hint: "Wait until it has ended.")
    }
    defer {
      working.remove(sequence)
      if let sequence { stopped.remove(sequence) }
    }
    return try await work()
  }

  func isWorking(on sequence: SequenceID) -> Bool { working.contains(sequence) }

  /// Lets nothing more begin for a sequence that something runs for.
  func stop(_ sequence: SequenceID) { if working.contains(sequence) { stopped.insert(sequence) } }

  /// Throws where a person stopped the work, or the agent ends.
  func checkGoing(_ sequence: SequenceID) throws {
    try Task.checkCancellation()
    guard stopped.contains(sequence) else { return }
    throw Problem(.cancelled, "The work for \(sequence) was cancelled.", hint: "Drop a new request to begin again.")
  }

  /// Whether something of a command was made or is being made, so that it can only go on.
  public func hasBegun(_ command: Command) async throws -> Bool {
    guard let sequence = command.sequence else { return false }
    let record = try await store.record(of: sequence)
    return record.knows(command.request) || record.startFrames.contains { $0.request == command.request }
  }

  /// Whether something that a command began has not come to its end.
  public func stands(_ command: Command) async throws -> Bool {
    guard let sequence = command.sequence else { return false }
    return try await store.record(of: sequence).operation(of: command.request) != nil
  }

  /// Where every sequence stands.
  public func records() async throws -> [SequenceID: SequenceRecord] { try await store.all() }

  /// What was spent and set aside, for the project or one sequence.
  public func balance(of sequence: SequenceID? = nil) async throws -> Balance {
    try await account.balance(of: sequence?.text)
  }
}

extension Problem.Code {
  /// A pick from a grid or cell that does not exist.
  public static let noSuchOption = Self(rawValue: "no_such_option")
  /// The picture that came back is not a grid of the layout that was asked for.
  public static let notAGrid = Self(rawValue: "not_a_grid")
}
