public import Terms

/// One line of the spend ledger.
///
/// A call is reserved before it is made, submitted under the provider's id of it, and settled once, by what it cost, or
/// voided where it was never made. What a
/// whole request may cost is allotted before its first call; its calls draw from that, and the rest is released.
public struct LedgerEntry: Hashable, Sendable {
  public enum Kind: String, Codable, Sendable { case reserve, submit, settle, void, allot, release }

  public let at: Timestamp
  public let kind: Kind
  /// The project and the step: `01J…/multi_shot/SEQ05/1`; for an allotment `01J…/allotment/` and its id.
  public let call: String
  public let project: ULID
  /// What the money is counted for within the project, such as a sequence.
  public let account: String
  /// Nil for an allotment, like the model.
  public let provider: String?
  public let model: String?
  /// The amount that is reserved or allotted, or that was spent; zero for `submit`, `void` and `release`.
  public let amount: Money
  /// The id of the allotment that it is, or that the call draws from.
  public let allotment: String?
  /// The provider's id of a call that was submitted, to hold against its bill.
  public var requestID: String?
  /// True where the project's own count of lines was written before this one; see `LedgerMark`.
  public var marked: Bool?
}

extension LedgerEntry {
  /// The step that `call` names; nil for an allotment.
  public var step: StepKey? { StepKey(String(call.dropFirst(project.text.count + 1))) }

  init(_ kind: Kind, _ charge: Charge, _ amount: Money, account: String, at time: Timestamp) {
    self.init(
      at: time, kind: kind, call: charge.call, project: charge.project, account: account, provider: charge.provider,
      model: charge.model, amount: amount, allotment: charge.allotment)
  }

  init(_ kind: Kind, _ allotment: Allotment, _ amount: Money, at time: Timestamp) {
    self.init(
      at: time, kind: kind, call: "\(allotment.project)/allotment/\(allotment.id)", project: allotment.project,
      account: allotment.account, provider: nil, model: nil, amount: amount, allotment: allotment.id)
  }
}

extension LedgerEntry: Codable {
  private enum CodingKeys: String, CodingKey {
    case at, kind, call, project, account, provider, model, allotment, marked
    case amount = "usd"
    case requestID = "request_id"
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
  /// The id of what was allotted to the request that makes the call.
  public let allotment: String?

  public init(
    project: ULID, key: StepKey, account: String, provider: String, model: String, amount: Money,
    allotment: String? = nil
  ) {
    self.project = project
    self.key = key
    self.account = account
    self.provider = provider
    self.model = model
    self.amount = amount
    self.allotment = allotment
  }

  var call: String { "\(project)/\(key)" }
}

/// What a whole request may cost at its worst on one account, set aside before its first call.
///
/// Its calls draw from it: together they count for no more than the allotment while it lasts.
public struct Allotment: Hashable, Sendable {
  /// The request's own id; a request over several sequences has one allotment for each, under one id or several.
  public let id: String
  public let project: ULID
  /// What the money is counted for within the project, such as a sequence.
  public let account: String
  public let amount: Money

  public init(id: String, project: ULID, account: String, amount: Money) {
    self.id = id
    self.project = project
    self.account = account
    self.amount = amount
  }
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
