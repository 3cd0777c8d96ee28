import Synchronization

/// Where the agent says what it does: one line of text each, for a terminal or journald.
public struct AgentLog: Sendable {
  public enum Level: String, Sendable { case info, warning, error }

  private let write: @Sendable (Level, String) -> Void
  private let said = Said()

  public init(_ write: @escaping @Sendable (Level, String) -> Void) { self.write = write }

  public static let silent = AgentLog { _, _ in }

  func info(_ line: String) { write(.info, line) }
  func warning(_ line: String) { write(.warning, line) }
  func error(_ line: String) { write(.error, line) }

  /// A warning that is not repeated, however often a project wakes, until it is forgotten.
  func once(_ line: String) {
    if said.lines.withLock({ $0.insert(line).inserted }) { warning(line) }
  }

  func forget(_ line: String) { _ = said.lines.withLock { $0.remove(line) } }

  private final class Said: Sendable {
    let lines = Mutex<Set<String>>([])
  }
}
