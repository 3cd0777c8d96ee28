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

  private var waiting: [SequenceID: [Command]] = [:]
  private var running: Set<SequenceID> = []
  private var isOpen = false

  /// Work that was accepted; nothing starts before the lines are open.
  mutating func add(_ command: Command) -> [Action] {
    let line = waiting[command.sequence] ?? []
    let replaced = line.filter { $0.isReplaced(by: command) }
    waiting[command.sequence] = line.filter { !$0.isReplaced(by: command) } + [command]
    return replaced.map { .supersede($0) } + start(command.sequence)
  }

  /// Opens the lines: what gathered while the agent was down is in them by now.
  mutating func open() -> [Action] {
    isOpen = true
    return waiting.keys.sorted { $0.text < $1.text }.flatMap { start($0) }
  }

  /// What ran for a sequence has ended; the next in its line may begin.
  mutating func ended(_ sequence: SequenceID) -> [Action] {
    running.remove(sequence)
    return start(sequence)
  }

  var isIdle: Bool { running.isEmpty && waiting.values.allSatisfy(\.isEmpty) }

  private mutating func start(_ sequence: SequenceID) -> [Action] {
    guard isOpen, !running.contains(sequence), let next = waiting[sequence]?.first else { return [] }
    waiting[sequence]?.removeFirst()
    running.insert(sequence)
    return [.start(next)]
  }
}

extension Command {
  /// Until its video is submitted, a pick gives way to a later one; a pick that a person confirmed does not.
  fileprivate func isReplaced(by later: Command) -> Bool {
    guard case .pick = work, case .pick = later.work, request != later.request else { return false }
    return !isConfirmed
  }
}
