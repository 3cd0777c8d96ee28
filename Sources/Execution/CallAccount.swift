import DurableFiles
public import Terms

/// One project's side of the ledger: its reservations and settlements, and the copy that people read.
public struct CallAccount: Sendable {
  private let ledger: SpendLedger
  private let project: ULID
  private let caps: SpendCaps
  private let copy: FilePath

  /// - Parameter copy: where the lines of this project are written for people.
  public init(ledger: SpendLedger, project: ULID, caps: SpendCaps, copy: FilePath) {
    self.ledger = ledger
    self.project = project
    self.caps = caps
    self.copy = copy
  }

  /// What the project, or one account of it, spent and has set aside.
  public func balance(of account: String? = nil) async throws -> Balance {
    try await ledger.balance(project: project, account: account)
  }

  /// Gives back what was set aside for steps that no take stands behind; returns those steps.
  public func releaseOrphans(_ isKnown: (StepKey) async throws -> Bool) async throws -> [StepKey] {
    var released: [StepKey] = []
    for reserve in try await ledger.openReservations(of: project) {
      guard let key = reserve.step, try await !isKnown(key) else { continue }
      try await ledger.void(charge(key, reserve))
      released.append(key)
    }
    if !released.isEmpty { try await ledger.copyLines(of: project, to: copy) }
    return released
  }

  func reserve(_ take: TakeRecord, account: String) async throws {
    try await ledger.reserve(charge(take, account: account), caps: caps)
    try await ledger.copyLines(of: project, to: copy)
  }

  func settle(_ take: TakeRecord) async throws {
    try await ledger.settle(charge(take), cost: take.cost ?? .zero)
    try await ledger.copyLines(of: project, to: copy)
  }

  func void(_ take: TakeRecord) async throws {
    try await ledger.void(charge(take))
    try await ledger.copyLines(of: project, to: copy)
  }

  /// What the money of a step was reserved for.
  func name(of key: StepKey) async throws -> String? {
    try await ledger.openReservations(of: project).first { $0.step == key }?.account
  }

  private func charge(_ take: TakeRecord, account: String = "") -> Charge {
    Charge(
      project: project, key: take.key, account: account, provider: take.provider, model: take.model,
      amount: take.estimate)
  }

  private func charge(_ key: StepKey, _ reserve: LedgerEntry) -> Charge {
    Charge(
      project: project, key: key, account: reserve.account, provider: reserve.provider, model: reserve.model,
      amount: reserve.amount)
  }
}
