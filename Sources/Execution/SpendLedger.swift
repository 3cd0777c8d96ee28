import DurableFiles
import Foundation
public import Terms

/// The money: every call's reservation and settlement, over all projects of one agent.
///
/// It lies in the agent's own state folder. Several processes may share it (the agent, and a command that is the agent
/// for a moment): each reads what the others added, checks and appends under the log's lock.
public actor SpendLedger {
  private let path: FilePath
  private let clock: WallClock
  private var log: AppendLog?
  private var lines: [LedgerEntry] = []
  private var calls: [String: Call] = [:]
  private nonisolated let executor = FileExecutor("ledger")

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// What the ledger knows of one call.
  private struct Call {
    /// Its reservation; where that was lost, its settlement.
    var reserve: LedgerEntry
    var end: LedgerEntry?

    var isVoid: Bool { end?.kind == .void }
    var isSettled: Bool { end?.kind == .settle }
    /// What it counts for: what was spent, or what is set aside.
    var amount: Money { end?.amount ?? reserve.amount }
  }

  /// - Parameter path: the file of the ledger; it is made with the first reservation.
  public init(_ path: FilePath, clock: WallClock = .system) {
    self.path = path
    self.clock = clock
  }

  /// Sets the charge aside, or throws `cap_reached` with the figures where it would pass a cap.
  ///
  /// A call that is set aside already stays so and is not counted twice.
  public func reserve(_ charge: Charge, caps: SpendCaps) throws {
    try current { log in
      if let known = calls[charge.call], !known.isVoid { return }
      try check(charge, caps)
      try add(entry(.reserve, charge, charge.amount, account: charge.account), to: log)
    }
  }

  /// Books what a call really cost. The first settlement of a call counts; later ones change nothing.
  ///
  /// What was spent is booked even where the reservation is gone or void: those are intentions, this is a fact.
  public func settle(_ charge: Charge, cost: Money) throws {
    try current { log in
      let known = calls[charge.call]
      guard known?.isSettled != true else { return }
      try add(entry(.settle, charge, cost, account: known?.reserve.account ?? charge.account), to: log)
    }
  }

  /// Gives a reservation back, because its call was never made.
  public func void(_ charge: Charge) throws {
    try current { log in
      guard let known = calls[charge.call], known.end == nil else { return }
      try add(entry(.void, charge, .zero, account: known.reserve.account), to: log)
    }
  }

  /// What a project, or one account of it, spent and has set aside.
  public func balance(project: ULID, account: String? = nil) throws -> Balance {
    try current { _ in
      balance { $0.project == project && (account == nil || $0.account == account) }
    }
  }

  /// Writes every line of a project to `file`, oldest first: the copy for people.
  public func copyLines(of project: ULID, to file: FilePath) throws {
    let copy = try current { _ in
      try lines.filter { $0.project == project }.reduce(into: Data()) { $0 += try PlainJSON.line($1) + Data("\n".utf8) }
    }
    try Folder.make(file.parent, levels: 2)
    try DurableFile.replace(file, with: copy, .derived)
  }

  /// The reservations of a project that are neither settled nor void.
  public func openReservations(of project: ULID) throws -> [LedgerEntry] {
    try current { _ in
      calls.values.filter { $0.end == nil && $0.reserve.project == project }.map(\.reserve).sorted { $0.call < $1.call }
    }
  }

  private func check(_ charge: Charge, _ caps: SpendCaps) throws {
    let today = clock.now().day
    let limits: [(String, Money, Balance)] = [
      ("the project's", caps.project, balance { $0.project == charge.project }),
      ("\(charge.account)'s", caps.account, balance { $0.project == charge.project && $0.account == charge.account }),
      ("today's", caps.day, balance { $0.at.day == today }),
    ]
    for (whose, cap, balance) in limits where charge.amount > .zero && balance.committed + charge.amount > cap {
      throw Problem(
        .capReached,
        "This call may cost \(charge.amount), but \(whose) cap is \(cap): \(balance.spent) is spent and "
          + "\(balance.reserved) set aside.",
        hint: "Raise the cap in starsend.json or project.json, or wait; then drop the request again.")
    }
  }

  private func balance(where matches: (LedgerEntry) -> Bool) -> Balance {
    calls.values.reduce(into: Balance()) { sum, call in
      guard matches(call.reserve) else { return }
      if call.end == nil { sum.reserved += call.amount } else { sum.spent += call.amount }
    }
  }

  private func entry(
    _ kind: LedgerEntry.Kind, _ charge: Charge, _ amount: Money, account: String
  ) -> LedgerEntry {
    LedgerEntry(
      at: clock.now(), kind: kind, call: charge.call, project: charge.project, account: account,
      provider: charge.provider, model: charge.model, amount: amount)
  }

  private func add(_ entry: LedgerEntry, to log: AppendLog) throws {
    try log.append(try PlainJSON.line(entry))
    take(entry)
  }

  private func take(_ entry: LedgerEntry) {
    lines.append(entry)
    let known = calls[entry.call]
    switch entry.kind {
    case .reserve where known == nil || known?.isVoid == true: calls[entry.call] = Call(reserve: entry)
    case .settle where known?.isSettled != true:
      calls[entry.call] = Call(reserve: known?.reserve ?? entry, end: entry)
    case .void where known?.end == nil: calls[entry.call]?.end = entry
    default: break
    }
  }

  /// Runs `body` under the log's lock, with every line read that another process added.
  private func current<Result>(_ body: (AppendLog) throws -> Result) throws -> Result {
    let log = try opened()
    return try log.exclusively {
      do { try log.newLines().map(read).forEach(take) } catch {
        // What was read so far is not the whole: the next call has to stop at the same line.
        forget()
        throw error
      }
      return try body(log)
    }
  }

  /// The log, opened anew where another file has its name now.
  private func opened() throws -> AppendLog {
    if let log, log.isInPlace { return log }
    guard lines.isEmpty || FileStatus.of(path) != nil else {
      throw Problem(
        .damagedState, "The spend ledger \(path) was removed while it was in use, so nothing is spent.",
        hint: "Put the ledger back from a backup; its lines are also in the projects' state/starsend/spend.jsonl.")
    }
    forget()
    let log = try AppendLog(path)
    self.log = log
    return log
  }

  private func forget() {
    log = nil
    lines = []
    calls = [:]
  }

  private func read(_ line: Data) throws -> LedgerEntry {
    do { return try PlainJSON.decode(LedgerEntry.self, from: line) } catch {
      throw Problem(
        .damagedState, "A line of the spend ledger \(path) cannot be read, so nothing is spent.",
        hint: "Mend that line by hand, or put the ledger back from a backup.", cause: "\(error)")
    }
  }
}

extension Problem.Code {
  /// A call would pass a cap.
  public static let capReached = Self(rawValue: "cap_reached")
}
