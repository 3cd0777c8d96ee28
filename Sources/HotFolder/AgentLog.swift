/// Where the agent says what it does: one line of text each, for a terminal or journald.
public struct AgentLog: Sendable {
  public enum Level: String, Sendable { case info, warning, error }

  private let write: @Sendable (Level, String) -> Void

  public init(_ write: @escaping @Sendable (Level, String) -> Void) { self.write = write }

  public static let silent = AgentLog { _, _ in }

  func info(_ line: String) { write(.info, line) }
  func warning(_ line: String) { write(.warning, line) }
  func error(_ line: String) { write(.error, line) }
}
