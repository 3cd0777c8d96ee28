import Sequences
import Terms

/// The lines in which work waits: in order within a sequence, side by side across sequences, as many at a time as the
/// machine carries.
///
/// Pure: what happens goes in, what is to be done comes out.
struct WorkLines: Sendable {
  enum Action: Hashable, Sendable {
    case start(Command)
    /// A later pick took its place before it began.
    case supersede(Command)
  }

  /// How many sequences have something carried out at a time.
  private let capacity: Int
  /// In the order in which it was accepted.
  private var waiting: [Command] = []
  /// Nil is the line of the cut.
  private var running: Set<SequenceID?> = []
  private var isOpen = false

  init(capacity: Int) { self.capacity = capacity }

  /// Work that was accepted; nothing starts before the lines are open.
  mutating func add(_ command: Command) -> [Action] {
    let replaced = waiting.filter { $0.isReplaced(by: command) }
    waiting.removeAll { $0.isReplaced(by: command) }
    waiting.append(command)
    return replaced.map { .supersede($0) } + start()
  }

  /// Opens the lines: what gathered while the agent was down is in them by now.
  mutating func open() -> [Action] {
    isOpen = true
    return start()
  }

  /// What ran for a sequence has ended; the next may begin.
  mutating func ended(_ sequence: SequenceID?) -> [Action] {
    running.remove(sequence)
    return start()
  }

  /// What waits behind the work of a sequence that runs.
  func waiting(for sequence: SequenceID?) -> [Command] {
    running.contains(sequence) ? waiting.filter { $0.sequence == sequence } : []
  }

  /// Takes a command out of its line; false where it has begun.
  mutating func withdraw(_ command: Command) -> Bool {
    let index = waiting.firstIndex { $0.request == command.request && $0.sequence == command.sequence }
    guard let index else { return false }
    waiting.remove(at: index)
    return true
  }

  private mutating func start() -> [Action] {
    var actions: [Action] = []
    while isOpen, running.count < capacity, let next = next() {
      let command = waiting.remove(at: next)
      running.insert(command.sequence)
      actions.append(.start(command))
    }
    return actions
  }

  /// A pick, whose person waits for the video, before what was asked for in bulk; else what came first. Within a
  /// sequence nothing overtakes.
  private func next() -> Int? {
    var seen = running
    let free = waiting.indices.filter { seen.insert(waiting[$0].sequence).inserted }
    return free.first { waiting[$0].work.isPick } ?? free.first
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
