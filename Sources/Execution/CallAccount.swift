import DurableFiles
public import Terms

/// One project's side of the ledger: its reservations and settlements, and the copy that people read.
public struct CallAccount: Sendable {
  private let ledger: SpendLedger
  let project: ULID
  private let caps: SpendCaps
  private let copy: FilePath
  private let holds: [FilePath]
  private let home: ProjectHome?

  /// - Parameters:
  ///   - copy: where the lines of this project are written for people.
  ///   - holds: while a file of one of these names lies there, nothing is spent.
  ///   - home: where the project lies; with it, a project that was restored or copied spends nothing before a person
  ///     decided.
  public init(
    ledger: SpendLedger, project: ULID, caps: SpendCaps, copy: FilePath, holds: [FilePath] = [],
    home: ProjectHome? = nil
  ) {
    self.ledger = ledger
    self.project = project
    self.caps = caps
    self.copy = copy
    self.holds = holds
    self.home = home
  }

  /// What the project, or one account of it, spent and has set aside.
  public func balance(of account: String? = nil) async throws -> Balance {
    try await ledger.balance(project: project, account: account)
  }

  /// What each step spent and has set aside.
  public func calls() async throws -> [StepKey: Balance] { try await ledger.calls(of: project) }

  /// What the calls spent so far that drew from an allotment.
  public func spent(on allotment: String) async throws -> Money {
    try await ledger.spent(on: allotment, of: project)
  }

  /// What one step spent so far.
  public func spent(by step: StepKey) async throws -> Money { try await calls()[step]?.spent ?? .zero }

  /// Sets aside what a whole request may cost at its worst, on all of its accounts or on none.
  ///
  /// Calls that name the allotment draw from it and pass every cap as far as it reaches. The same again changes nothing;
  /// one that was released is set aside again, less what its calls count for. Throws `on_hold`, `cap_reached`,
  /// `project_restored` and `project_copied`.
  public func allot(_ allotments: [Allotment]) async throws {
    let amount = allotments.reduce(.zero) { $0 + $1.amount }
    try checkHold(amount, "this request")
    guard allotments.allSatisfy({ $0.project == project }) else {
      throw Problem(
        .badValue, "An allotment of another project cannot be set aside here.", hint: "Ask that project's account.")
    }
    try await ledger.allot(allotments, caps: caps, home: home)
    await copyLines()
  }

  public func allot(_ allotment: Allotment) async throws { try await allot([allotment]) }

  /// Throws `cap_reached` where so much could not be set aside now.
  public func check(_ allotments: [Allotment]) async throws {
    try await ledger.allot(allotments, caps: caps, home: home, isTrial: true)
  }

  /// An allotment of this project.
  public func allotment(_ id: String, on account: String, _ amount: Money) -> Allotment {
    Allotment(id: id, project: project, account: account, amount: amount)
  }

  /// Gives back what is left of an allotment; nothing happens where it was released already.
  public func release(_ id: String) async throws {
    try await ledger.release(id, of: project, home: home)
    await copyLines()
  }

  /// How the project's folder stands to the ledger: where it is neither fine nor moved, nothing that costs is made.
  public func presence() async throws -> Presence {
    guard let home else { return .fine }
    return try await ledger.presence(of: project, in: home)
  }

  /// A person's word that a project that was restored is to go on as it is.
  ///
  /// Throws `project_copied` where it is present twice: one of the two needs an identity of its own.
  public func accept() async throws {
    if let home { try await ledger.accept(project, in: home) }
  }

  /// Ends the reservations that nothing will end any more, and returns their steps: those that no take stands behind
  /// are given back, those of takes that are over are booked by what the take says. Allotments that nothing will draw
  /// from any more are released.
  ///
  /// - Parameters:
  ///   - expected: steps that will be carried out again: they find their money still set aside.
  ///   - isOpen: by its id, whether the request of an allotment will be carried out again.
  public func reconcile(
    expecting expected: Set<StepKey> = [], allotments isOpen: (String) -> Bool = { _ in false },
    _ take: (StepKey) async throws -> TakeRecord?
  ) async throws -> [StepKey] {
    var ended: [StepKey] = []
    for reserve in try await ledger.openReservations(of: project) {
      guard let key = reserve.step, !expected.contains(key) else { continue }
      let take = try await take(key)
      guard take?.phase.isFinal ?? true else { continue }
      if let cost = take?.cost {
        try await ledger.settle(charge(key, reserve), cost: cost, home: home)
      } else {
        try await ledger.void(charge(key, reserve), home: home)
      }
      ended.append(key)
    }
    let over = Set(try await ledger.openAllotments(of: project).map(\.id).filter { !isOpen($0) })
    for id in over.sorted() { try await ledger.release(id, of: project, home: home) }
    if !ended.isEmpty || !over.isEmpty { await copyLines() }
    return ended
  }

  /// Throws `on_hold`, `cap_reached`, `project_restored` or `project_copied` where the call may not be made.
  func reserve(_ take: TakeRecord) async throws {
    try checkHold(take.estimate, "this call")
    try await ledger.reserve(charge(take), caps: caps, home: home)
    await copyLines()
  }

  /// Writes down what the provider knows the call by.
  func note(_ take: TakeRecord) async throws {
    guard let request = take.requestID else { return }
    try await ledger.note(request, of: charge(take), home: home)
    await copyLines()
  }

  /// The provider's id of a step's call that was submitted and not ended, as the ledger knows it.
  func request(of take: TakeRecord) async throws -> String? { try await ledger.request(of: charge(take)) }

  /// The provider's ids of the calls that belong to other takes, of all projects.
  func requests(besides take: TakeRecord) async throws -> Set<String> {
    try await ledger.requests(to: take.provider).subtracting([take.requestID].compactMap { $0 })
  }

  func settle(_ take: TakeRecord, cost: Money) async throws {
    try await ledger.settle(charge(take), cost: cost, home: home)
    await copyLines()
  }

  func void(_ take: TakeRecord) async throws {
    try await ledger.void(charge(take), home: home)
    await copyLines()
  }

  private func checkHold(_ amount: Money, _ what: String) throws(Problem) {
    guard amount > .zero, let hold = holds.first(where: { FileStatus.of($0) != nil }) else { return }
    throw Problem(
      .onHold, "\(hold.name) lies in the project, so nothing is spent: \(what) may cost \(amount).",
      hint: "Take \(hold.name) away: what was dropped goes on by itself then.")
  }

  /// The copy is for people and is whole again with the next line: a share that is full holds no money up.
  private func copyLines() async { try? await ledger.copyLines(of: project, to: copy) }

  private func charge(_ take: TakeRecord) -> Charge {
    Charge(
      project: project, key: take.key, account: take.account, provider: take.provider, model: take.model,
      amount: take.estimate, allotment: take.allotment)
  }

  private func charge(_ key: StepKey, _ reserve: LedgerEntry) -> Charge {
    Charge(
      project: project, key: key, account: reserve.account, provider: reserve.provider ?? "",
      model: reserve.model ?? "", amount: reserve.amount, allotment: reserve.allotment)
  }
}

extension Problem.Code {
  /// A person holds the project's money.
  public static let onHold = Self(rawValue: "on_hold")
}
