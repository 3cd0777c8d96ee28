public import Terms

/// One line of the spend ledger.
///
/// A call is reserved before it is made, and settled once, by what it cost, or voided where it was never made.
public struct LedgerEntry: Hashable, Sendable {
  public enum Kind: String, Codable, Sendable { case reserve, settle, void }

  public let at: Timestamp
  public let kind: Kind
  /// The project and the step: `01J…/multi_shot/SEQ05/1`.
  public let call: String
  public let project: ULID
  /// What the money is counted for within the project, such as a sequence.
  public let account: String
  public let provider: String
  public let model: String
  /// The amount that is reserved, or that was spent; zero for `void`.
  public let amount: Money
}

extension LedgerEntry {
  /// The step that `call` names.
  var step: StepKey? { StepKey(String(call.dropFirst(project.text.count + 1))) }
}

extension LedgerEntry: Codable {
  private enum CodingKeys: String, CodingKey {
    case at, kind, call, project, account, provider, model
    case amount = "usd"
  }
}

/// What one call may cost, and whom it is counted for.
public struct Charge: Hashable, Sendable {
  public let project: ULID
  public let key: StepKey
  public let account: String
  public let provider: String
  public let model: String
  public let amount: Money

  public init(project: ULID, key: StepKey, account: String, provider: String, model: String, amount: Money) {
    self.project = project
    self.key = key
    self.account = account
    self.provider = provider
    self.model = model
    self.amount = amount
  }

  var call: String { "\(project)/\(key)" }
}

/// The most that may be spent: in a project, on one account of it, and in a UTC day over all of the agent's projects.
public struct SpendCaps: Hashable, Sendable {
  public let project: Money
  public let account: Money
  public let day: Money

  public init(project: Money, account: Money, day: Money) {
    self.project = project
    self.account = account
    self.day = day
  }
}

/// What was spent and what is set aside.
public struct Balance: Hashable, Sendable {
  public var spent: Money = .zero
  public var reserved: Money = .zero

  public init() {}

  /// Both together: what counts against a cap.
  public var committed: Money { spent + reserved }
}
