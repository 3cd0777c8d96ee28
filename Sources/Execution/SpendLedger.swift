import DurableFiles
import Foundation
public import Terms

/// The money: every call's reservation and settlement, over all projects of one agent.
///
/// It lies in the agent's own state folder. Several processes may share it (the agent, and a command that is the agent
/// for a moment): each reads what the others added, checks and appends under the log's lock.
public actor SpendLedger {
  private let path: FilePath
  let clock: WallClock
  private var log: AppendLog?
  private(set) var book = LedgerBook()
  private nonisolated let executor = FileExecutor("ledger")

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// - Parameter path: the file of the ledger; it is made with the first reservation.
  public init(_ path: FilePath, clock: WallClock = .system) {
    self.path = path
    self.clock = clock
  }

  /// Where the agent keeps which project lies where.
  var register: FilePath { path.parent / "projects.json" }

  /// Sets the charge aside, or throws `cap_reached` with the figures where it would pass a cap.
  ///
  /// A call that is set aside already stays so and is not counted twice. What its allotment covers passes every cap. A
  /// call that was settled is another one of the same name, made after a project's state was restored, and counts anew.
  /// - Parameter home: where the project lies; where it is not what the ledger knows, nothing that costs is set aside.
  public func reserve(_ charge: Charge, caps: SpendCaps, home: ProjectHome? = nil) throws {
    try current { log in
      if charge.amount > .zero { try admit(home, charge.project) }
      if let known = book.calls[charge.call], known.covers(charge.amount) || (known.isSettled && charge.amount == .zero)
      {
        return
      }
      let more = charge.amount - book.rest(for: charge)
      let isCovered = charge.allotment != nil && more < charge.amount
      try book.check(
        [charge.account: more], of: charge.project, caps, today: clock.now(),
        isCovered ? "Beyond what is set aside for its request, this call may cost" : "This call may cost")
      let entry = LedgerEntry(.reserve, charge, charge.amount, account: charge.account, at: clock.now())
      try add([entry], in: home, to: log, isPaid: charge.amount > .zero)
    }
  }

  /// Writes down what the provider knows a call by; the same again changes nothing.
  public func note(_ request: String, of charge: Charge, home: ProjectHome? = nil) throws {
    try current { log in
      guard !book.requests(to: charge.provider).contains(request) else { return }
      var entry = LedgerEntry(.submit, charge, .zero, account: charge.account, at: clock.now())
      entry.requestID = request
      try add([entry], in: home, to: log)
    }
  }

  /// The provider's id of a call that was submitted and not ended; nil where it was not.
  func request(of charge: Charge) throws -> String? {
    try current { _ in book.calls[charge.call].flatMap { $0.isOpen ? $0.requestID : nil } }
  }

  /// The ids of all calls that were submitted to a provider, by whichever project.
  public func requests(to provider: String) throws -> Set<String> {
    try current { _ in book.requests(to: provider) }
  }

  /// Books what a call really cost. The first settlement of a call counts; later ones change nothing.
  ///
  /// What was spent is booked even where the reservation is gone or void: those are intentions, this is a fact.
  public func settle(_ charge: Charge, cost: Money, home: ProjectHome? = nil) throws {
    try current { log in
      let known = book.calls[charge.call]
      guard known?.isSettled != true else { return }
      let account = known?.reserve.account ?? charge.account
      try add([LedgerEntry(.settle, charge, cost, account: account, at: clock.now())], in: home, to: log)
    }
  }

  /// Gives a reservation back, because its call was never made. A copy of a project gives nothing back: what is set
  /// aside may be the original's.
  public func void(_ charge: Charge, home: ProjectHome? = nil) throws {
    try current { log in
      guard let known = book.calls[charge.call], known.isOpen, !isCopy(charge.project, home) else { return }
      let entry = LedgerEntry(.void, charge, .zero, account: known.reserve.account, at: clock.now())
      try add([entry], in: home, to: log)
    }
  }

  /// Sets all of the allotments of a project aside, or throws `cap_reached` and sets none aside.
  ///
  /// One that is open already stays as it is; of one that was released, only what its calls do not count for yet is
  /// set aside again.
  /// - Parameter isTrial: whether it is only asked: then nothing is set aside.
  public func allot(
    _ allotments: [Allotment], caps: SpendCaps, home: ProjectHome? = nil, isTrial: Bool = false
  ) throws {
    guard let project = allotments.first?.project else { return }
    try current { log in
      let new = allotments.compactMap { one in book.missing(of: one).map { (one, $0) } }
      let amounts = Dictionary(new.map { ($0.0.account, $0.1) }, uniquingKeysWith: +)
      let isPaid = allotments.contains { $0.amount > .zero }
      if isPaid { try admit(home, project) }
      guard !new.isEmpty else { return }
      try book.check(amounts, of: project, caps, today: clock.now(), "This request may cost")
      if isTrial { return }
      let now = clock.now()
      try add(new.map { LedgerEntry(.allot, $0.0, $0.0.amount, at: now) }, in: home, to: log, isPaid: isPaid)
    }
  }

  /// Gives back what is left of the allotments of `id`; a copy of a project gives nothing back.
  public func release(_ id: String, of project: ULID, home: ProjectHome? = nil) throws {
    try current { log in
      let open = book.openAllotments(of: project).filter { $0.id == id }
      guard !open.isEmpty, !isCopy(project, home) else { return }
      let now = clock.now()
      try add(open.map { LedgerEntry(.release, $0, .zero, at: now) }, in: home, to: log)
    }
  }

  /// What a project, or one account of it, spent and has set aside.
  public func balance(project: ULID, account: String? = nil) throws -> Balance {
    try current { _ in book.balance(account.map { .account(project, $0) } ?? .project(project)) }
  }

  /// What each step of a project spent and has set aside.
  public func calls(of project: ULID) throws -> [StepKey: Balance] {
    try current { _ in
      book.calls.values.reduce(into: [:]) { sums, call in
        guard call.reserve.project == project, let step = call.reserve.step else { return }
        sums[step] = call.balance
      }
    }
  }

  /// What the calls spent that drew from an allotment.
  func spent(on allotment: String, of project: ULID) throws -> Money {
    try current { _ in
      book.calls.values.reduce(.zero) { sum, call in
        let draws = call.reserve.project == project && call.reserve.allotment == allotment
        return draws ? sum + call.balance.spent : sum
      }
    }
  }

  /// Every line of a project, oldest first.
  public func entries(of project: ULID) throws -> [LedgerEntry] {
    try current { _ in book.lines.filter { $0.project == project } }
  }

  /// Writes every line of a project to `file`, oldest first: the copy for people.
  public func copyLines(of project: ULID, to file: FilePath) throws {
    let copy = try entries(of: project).reduce(into: Data()) { $0 += try PlainJSON.line($1) + Data("\n".utf8) }
    try Folder.make(file.parent, levels: 2)
    try DurableFile.replace(file, with: copy, .derived)
  }

  /// The reservations of a project that are neither settled nor void.
  public func openReservations(of project: ULID) throws -> [LedgerEntry] {
    try current { _ in
      book.calls.values.filter { $0.isOpen && $0.reserve.project == project }.map(\.reserve).sorted {
        $0.call < $1.call
      }
    }
  }

  /// The allotments of a project that were not released.
  public func openAllotments(of project: ULID) throws -> [Allotment] {
    try current { _ in book.openAllotments(of: project) }
  }

  /// Adds lines in one go, so that no kill leaves a part of them. The project's own count is written first.
  ///
  /// - Parameter isPaid: whether they set money aside: then the project has to be able to keep its count.
  private func add(_ entries: [LedgerEntry], in home: ProjectHome?, to log: AppendLog, isPaid: Bool = false) throws {
    let isMarked = try mark(entries, in: home, isPaid: isPaid)
    let entries = entries.map { entry in
      var entry = entry
      entry.marked = isMarked ? true : nil
      return entry
    }
    try log.append(Data(try entries.map { try PlainJSON.line($0) }.joined(separator: Data("\n".utf8))))
    for entry in entries { book.take(entry) }
  }

  /// Runs `body` under the log's lock, with every line read that another process added.
  func current<Result>(_ body: (AppendLog) throws -> Result) throws -> Result {
    let log = try opened()
    return try log.exclusively {
      do { for entry in try log.newLines().map(read) { book.take(entry) } } catch {
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
    guard book.lines.isEmpty || FileStatus.of(path) != nil else {
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
    book = LedgerBook()
  }

  private func read(_ line: Data) throws -> LedgerEntry {
    do { return try PlainJSON.decode(LedgerEntry.self, from: line) } catch {
      throw Problem(
        .damagedState, "A line of the spend ledger \(path) cannot be read, so nothing is spent.",
        hint: "Mend that line by hand, or put the ledger back from a backup.", cause: "\(error)")
    }
  }
}
