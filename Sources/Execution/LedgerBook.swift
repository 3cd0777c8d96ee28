public import Terms

/// What the lines of a ledger add up to: pure, lines in and figures out.
struct LedgerBook {
  private(set) var lines: [LedgerEntry] = []
  private(set) var calls: [String: Call] = [:]
  private var allotments: [AllotmentKey: Allotted] = [:]

  /// What is known of one call.
  struct Call {
    /// Its reservation; where that was lost, its settlement.
    var reserve: LedgerEntry
    var end: LedgerEntry?
    /// The provider's id of it, once that was written down.
    var requestID: String?
    /// What was spent under the same name before: a project whose state was restored gives a name twice.
    var before = Money.zero

    var isVoid: Bool { end?.kind == .void }
    var isSettled: Bool { end?.kind == .settle }
    var isOpen: Bool { end == nil }
    /// Whether so much is set aside already.
    func covers(_ amount: Money) -> Bool { isOpen && reserve.amount >= amount }
    /// What it counts for: what was spent, or what is set aside.
    var amount: Money { end?.amount ?? reserve.amount }

    var balance: Balance {
      var balance = Balance()
      balance.spent = before + (isOpen ? .zero : amount)
      balance.reserved = isOpen ? amount : .zero
      return balance
    }
  }

  private struct AllotmentKey: Hashable {
    let project: ULID
    let id: String
    let account: String

    /// Nil for a call that draws from none.
    init?(_ entry: LedgerEntry) {
      guard let allotment = entry.allotment else { return nil }
      (project, id, account) = (entry.project, allotment, entry.account)
    }

    init(_ allotment: Allotment) {
      (project, id, account) = (allotment.project, allotment.id, allotment.account)
    }
  }

  private struct Allotted {
    let entry: LedgerEntry
    var isOpen: Bool
  }

  /// What a sum is made of.
  enum Scope {
    case project(ULID)
    case account(ULID, String)
    case day(of: Timestamp)

    func holds(_ call: LedgerEntry) -> Bool {
      switch self {
      case .project(let project): call.project == project
      case .account(let project, let account): call.project == project && call.account == account
      case .day(let time): call.at.milliseconds / Self.day == time.milliseconds / Self.day
      }
    }

    /// A UTC day in milliseconds.
    private static let day: Int64 = 86_400_000

    /// What is left of an allotment may be spent today, whenever it was made.
    func holds(restOf allotment: LedgerEntry) -> Bool { if case .day = self { true } else { holds(allotment) } }
  }

  mutating func take(_ entry: LedgerEntry) {
    lines.append(entry)
    let known = calls[entry.call]
    switch entry.kind {
    case .reserve where known?.covers(entry.amount) != true:
      let before = known.map { $0.before + ($0.isSettled ? $0.amount : .zero) } ?? .zero
      // More is set aside for the same call: it is still the one that the provider knows.
      let request = known.flatMap { $0.isOpen ? $0.requestID : nil }
      calls[entry.call] = Call(reserve: entry, requestID: request, before: before)
    case .settle where known?.isSettled != true:
      calls[entry.call] = Call(reserve: known?.reserve ?? entry, end: entry, before: known?.before ?? .zero)
    case .void where known?.isOpen == true: calls[entry.call]?.end = entry
    case .allot: AllotmentKey(entry).map { allotments[$0] = Allotted(entry: entry, isOpen: true) }
    case .release: AllotmentKey(entry).map { allotments[$0]?.isOpen = false }
    case .submit where known?.isOpen == true: calls[entry.call]?.requestID = entry.requestID
    case .submit, .reserve, .settle, .void: break
    }
  }

  /// The ids of all calls that were submitted to a provider, by whichever project.
  func requests(to provider: String) -> Set<String> {
    Set(lines.lazy.filter { $0.kind == .submit && $0.provider == provider }.compactMap(\.requestID))
  }

  func balance(_ scope: Scope) -> Balance {
    var sum = Balance()
    for call in calls.values where scope.holds(call.reserve) {
      sum.spent += call.balance.spent
      sum.reserved += call.balance.reserved
    }
    for (entry, rest) in rests() where scope.holds(restOf: entry) { sum.reserved += rest }
    return sum
  }

  /// What is left of the allotment that a call draws from; zero where there is none, or it was released.
  func rest(for charge: Charge) -> Money {
    guard let id = charge.allotment else { return .zero }
    return rest(of: Allotment(id: id, project: charge.project, account: charge.account, amount: .zero)) ?? .zero
  }

  /// Nil where it is not open.
  func rest(of allotment: Allotment) -> Money? {
    let key = AllotmentKey(allotment)
    guard let known = allotments[key], known.isOpen else { return nil }
    return max(known.entry.amount - drawn(key), .zero)
  }

  /// What would be set aside for an allotment: all of it but what its calls count for already. Nil where it is open.
  func missing(of allotment: Allotment) -> Money? {
    let key = AllotmentKey(allotment)
    guard allotments[key]?.isOpen != true else { return nil }
    return max(allotment.amount - drawn(key), .zero)
  }

  /// The allotments of a project that were not released.
  func openAllotments(of project: ULID) -> [Allotment] {
    allotments.values.filter { $0.isOpen && $0.entry.project == project }.map { known in
      Allotment(
        id: known.entry.allotment ?? "", project: project, account: known.entry.account, amount: known.entry.amount)
    }.sorted { ($0.id, $0.account) < ($1.id, $1.account) }
  }

  private func drawn(_ key: AllotmentKey) -> Money {
    calls.values.reduce(.zero) { AllotmentKey($1.reserve) == key ? $0 + $1.amount : $0 }
  }

  private func rests() -> [(LedgerEntry, Money)] {
    let open = allotments.filter { $0.value.isOpen }
    guard !open.isEmpty else { return [] }
    var drawn: [AllotmentKey: Money] = [:]
    for call in calls.values { AllotmentKey(call.reserve).map { drawn[$0, default: .zero] += call.amount } }
    return open.map { ($0.value.entry, max($0.value.entry.amount - drawn[$0.key, default: .zero], .zero)) }
  }
}

extension LedgerBook {
  /// Throws `cap_reached` with the figures where `amounts`, by account, would pass a cap of a project.
  ///
  /// - Parameter subject: who asks, with what: `This call may cost`.
  func check(_ amounts: [String: Money], of project: ULID, _ caps: SpendCaps, today: Timestamp, _ subject: String)
    throws
  {
    let total = amounts.values.reduce(.zero, +)
    let accounts = amounts.sorted { $0.key < $1.key }.map { account, amount in
      ("\(account)'s", amount, caps.account, Scope.account(project, account))
    }
    let limits =
      [("the project's", total, caps.project, Scope.project(project))] + accounts
      + [("today's", total, caps.day, Scope.day(of: today))]
    for (whose, asked, cap, scope) in limits where asked > .zero {
      let balance = balance(scope)
      guard balance.committed + asked > cap else { continue }
      throw Problem(
        .capReached,
        "\(subject) \(asked), but \(whose) cap is \(cap): \(balance.spent) is spent and \(balance.reserved) set aside.",
        hint: "Raise the cap in starsend.json or project.json, or wait; then drop the request again.")
    }
  }
}

extension Problem.Code {
  /// A call would pass a cap.
  public static let capReached = Self(rawValue: "cap_reached")
}
