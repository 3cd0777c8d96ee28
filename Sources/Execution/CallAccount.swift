import DurableFiles
public import Terms

/// One project's side of the ledger: its reservations and settlements, and the copy that people read.
public struct CallAccount: Sendable {
  private let ledger: SpendLedger
  private let project: ULID
  private let caps: SpendCaps
  private let copy: FilePath
  private let holds: [FilePath]

  /// - Parameters:
  ///   - copy: where the lines of this project are written for people.
  ///   - holds: while a file of one of these names lies there, nothing is spent.
  public init(ledger: SpendLedger, project: ULID, caps: SpendCaps, copy: FilePath, holds: [FilePath] = []) {
    self.ledger = ledger
    self.project = project
    self.caps = caps
    self.copy = copy
    self.holds = holds
  }

  /// What the project, or one account of it, spent and has set aside.
  public func balance(of account: String? = nil) async throws -> Balance {
    try await ledger.balance(project: project, account: account)
  }

  /// Ends the reservations that nothing will end any more, and returns their steps: those that no take stands behind
  /// are given back, those of takes that are over are booked by what the take says.
  ///
  /// - Parameter expected: steps that will be carried out again: they find their money still set aside.
  public func reconcile(
    expecting expected: Set<StepKey> = [], _ take: (StepKey) async throws -> TakeRecord?
  ) async throws -> [StepKey] {
    var ended: [StepKey] = []
    for reserve in try await ledger.openReservations(of: project) {
      guard let key = reserve.step, !expected.contains(key) else { continue }
      let take = try await take(key)
      guard take?.phase.isFinal ?? true else { continue }
      if let cost = take?.cost {
        try await ledger.settle(charge(key, reserve), cost: cost)
      } else {
        try await ledger.void(charge(key, reserve))
      }
      ended.append(key)
    }
    if !ended.isEmpty { await copyLines() }
    return ended
  }

  /// Throws `on_hold` or `cap_reached` where the call may not be made.
  func reserve(_ take: TakeRecord) async throws {
    if take.estimate > .zero, let hold = holds.first(where: { FileStatus.of($0) != nil }) {
      throw Problem(
        .onHold, "\(hold.name) lies in the project, so nothing is spent: this call may cost \(take.estimate).",
        hint: "Take \(hold.name) away, then drop the request again.")
    }
    try await ledger.reserve(charge(take), caps: caps)
    await copyLines()
  }

  func settle(_ take: TakeRecord, cost: Money) async throws {
    try await ledger.settle(charge(take), cost: cost)
    await copyLines()
  }

  func void(_ take: TakeRecord) async throws {
    try await ledger.void(charge(take))
    await copyLines()
  }

  /// The copy is for people and is whole again with the next line: a share that is full holds no money up.
  private func copyLines() async { try? await ledger.copyLines(of: project, to: copy) }

  private func charge(_ take: TakeRecord) -> Charge {
    Charge(
      project: project, key: take.key, account: take.account, provider: take.provider, model: take.model,
      amount: take.estimate)
  }

  private func charge(_ key: StepKey, _ reserve: LedgerEntry) -> Charge {
    Charge(
      project: project, key: key, account: reserve.account, provider: reserve.provider, model: reserve.model,
      amount: reserve.amount)
  }
}

extension Problem.Code {
  /// A person holds the project's money.
  public static let onHold = Self(rawValue: "on_hold")
}
