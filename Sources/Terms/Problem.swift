/// What went wrong, for everyone who has to know: a stable code for programs, a sentence for people, a hint what to
/// do next, and a cause for the log.
///
/// `cause` is never part of a receipt, a page or any other file: it is encoded nowhere.
public struct Problem: Error, Hashable, Sendable {
  public let code: Code
  /// One sentence: what was wrong, and where.
  public let message: String
  /// What to do next, as an instruction.
  public let hint: String
  /// What the system or another program said, for the log alone.
  public let cause: String?

  public init(_ code: Code, _ message: String, hint: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.cause = cause
  }

  /// A stable name for one kind of problem, in lower snake case; each room adds its own as static members.
  public struct Code: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public init(from decoder: any Decoder) throws {
      rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(rawValue)
    }
  }
}

extension Problem: CustomStringConvertible {
  /// The sentence and the hint, as a terminal shows them.
  public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }

  /// Everything, the cause included, for a log line.
  public var logLine: String {
    let reason = cause.map { " (\($0))" } ?? ""
    return "\(code.rawValue): \(description)\(reason)"
  }
}

extension Problem: Codable {
  private enum CodingKeys: String, CodingKey { case code, message, hint }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(Code.self, forKey: .code), try container.decode(String.self, forKey: .message),
      hint: try container.decodeIfPresent(String.self, forKey: .hint) ?? "")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(message, forKey: .message)
    try container.encode(hint, forKey: .hint)
  }
}

extension Problem.Code {
  /// A system call failed in a way that no caller can mend.
  public static let system = Self(rawValue: "system_error")
  /// There is no room left; what was to be written can be written later.
  public static let diskFull = Self(rawValue: "disk_full")
  /// A name, number or text that does not have the form it must have.
  public static let badValue = Self(rawValue: "bad_value")
  /// The operation was stopped by a person or by the agent's end.
  public static let cancelled = Self(rawValue: "cancelled")
}
