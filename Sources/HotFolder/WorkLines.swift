import Sequences
import Terms

/// The lines in which work waits: in order within a sequence, side by side across sequences.
///
/// Pure: what happens goes in, what is to be done comes out.
struct WorkLines: Sendable {
  enum Action: Hashable, Sendable {
    case start(Command)
    /// A later pick took its place before it began.
    case supersede(Command)
  }

  /// By sequence; nil is the line of the cut.
  private var waiting: [SequenceID?: [Command]] = [:]
  private var running: Set<SequenceID?> = []
  private var isOpen = false

  /// Work that was accepted; nothing starts before the lines are open.
  mutating func add(_ command: Command) -> [Action] {
    let replaced = command.work.isPick ? withdrawAll(replacedBy: command) : []
    waiting[command.sequence, default: []].append(command)
    return replaced.map { .supersede($0) } + start(command.sequence)
  }

  private mutating func withdrawAll(replacedBy later: Command) -> [Command] {
    let line = waiting[later.sequence] ?? []
    let replaced = line.filter { $0.isReplaced(by: later) }
    if !replaced.isEmpty { waiting[later.sequence] = line.filter { !$0.isReplaced(by: later) } }
    return replaced
  }

  /// Opens the lines: what gathered while the agent was down is in them by now.
  mutating func open() -> [Action] {
    isOpen = true
    return waiting.keys.sorted { ($0?.text ?? "") < ($1?.text ?? "") }.flatMap { start($0) }
  }

  /// What ran for a sequence has ended; the next in its line may begin.
  mutating func ended(_ sequence: SequenceID?) -> [Action] {
    running.remove(sequence)
    return start(sequence)
  }

  /// What waits behind the work of a sequence that runs.
  func waiting(for sequence: SequenceID?) -> [Command] { running.contains(sequence) ? waiting[sequence] ?? [] : [] }

  /// Takes a command out of its line, because it has to be asked about first; false where it has begun.
  mutating func withdraw(_ command: Command) -> Bool {
    guard let index = waiting[command.sequence]?.firstIndex(where: { $0.request == command.request }) else {
      return false
    }
    waiting[command.sequence]?.remove(at: index)
    return true
  }

  /// Whether a command waits in its line.
  func holds(_ command: Command) -> Bool {
    waiting[command.sequence]?.contains { $0.request == command.request } ?? false
  }

  private mutating func start(_ sequence: SequenceID?) -> [Action] {
    guard isOpen, !running.contains(sequence), let next = waiting[sequence]?.first else { return [] }
    waiting[sequence]?.removeFirst()
    running.insert(sequence)
    return [.start(next)]
  }
}

extension Command {
  /// Until its video is submitted, a pick gives way to a later one for the same start frame; a pick that a person
  /// confirmed does not.
  func isReplaced(by later: Command) -> Bool {
    work.isPick && later.work.isPick && sequence == later.sequence && work.pickedShot == later.work.pickedShot
      && request != later.request && answered.isEmpty && !hasBegun
  }
}
