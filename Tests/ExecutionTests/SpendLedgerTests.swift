import DurableFiles
import Execution
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@Suite("The spend ledger")
struct SpendLedgerTests {
  let folder: TemporaryFolder
  let project = ULID(at: Timestamp(milliseconds: 1_000))
  private var path: FilePath { folder.path / "agent/spend.jsonl" }

  init() throws { folder = try TemporaryFolder() }

  private static func dollars(_ amount: Int) -> Money { Money(microUSD: Int64(amount) * 1_000_000) }

  private func charge(
    _ attempt: Int, _ amount: Int = 10, account: String = "SEQ05", project: ULID? = nil
  ) throws -> Charge {
    Charge(
      project: project ?? self.project, key: StepKey(.multiShot, shot: try ShotID(account), attempt: attempt),
      account: account, provider: "scripted", model: "script-1", amount: Self.dollars(amount))
  }

  private func caps(project: Int = 1000, account: Int = 1000, day: Int = 1000) -> SpendCaps {
    SpendCaps(project: Self.dollars(project), account: Self.dollars(account), day: Self.dollars(day))
  }

  @Test(
    "What would pass a cap is refused with the figures, before anything is set aside",
    arguments: [("project", 25, 1000, 1000), ("SEQ05's", 1000, 25, 1000), ("today's", 1000, 1000, 25)])
  func caps(whose: String, project: Int, account: Int, day: Int) async throws {
    let ledger = SpendLedger(path)
    let caps = caps(project: project, account: account, day: day)
    try await ledger.reserve(try charge(1), caps: caps)
    try await ledger.settle(try charge(1), cost: Self.dollars(9))
    try await ledger.reserve(try charge(2), caps: caps)
    let problem = await #expect(throws: Problem.self) { try await ledger.reserve(try charge(3), caps: caps) }
    #expect(problem?.code == .capReached)
    for figure in [whose, "$10.00", "$25.00", "$9.00"] { #expect(problem?.message.contains(figure) == true) }
    let balance = try await ledger.balance(project: self.project)
    #expect(balance.spent == Self.dollars(9) && balance.reserved == Self.dollars(10))
  }

  @Test("A cap may be reached exactly, and what costs nothing passes every cap")
  func exactly() async throws {
    let ledger = SpendLedger(path)
    try await ledger.reserve(try charge(1, 25), caps: caps(project: 25))
    await #expect(throws: Problem.self) { try await ledger.reserve(try charge(2, 1), caps: caps(project: 25)) }
    try await ledger.reserve(try charge(3, 0), caps: caps(project: 0, account: 0, day: 0))
  }

  @Test("Caps of a sequence and of a project do not count what others spent; the day's cap does")
  func whatCounts() async throws {
    let ledger = SpendLedger(path)
    let other = ULID(at: Timestamp(milliseconds: 2_000))
    try await ledger.reserve(try charge(1, account: "SEQ06"), caps: caps())
    try await ledger.reserve(try charge(1, project: other), caps: caps())
    try await ledger.reserve(try charge(1), caps: caps(project: 20, account: 10, day: 30))
    await #expect(throws: Problem.self) { try await ledger.reserve(try charge(2, 1), caps: caps(day: 30)) }
  }

  @Test("Calls that are reserved at once cannot pass a cap between them, in one process or in two")
  func concurrent() async throws {
    let ledgers = [SpendLedger(path), SpendLedger(path)]
    let caps = caps(project: 35)
    let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 1...20 {
        let charge = try charge(number)
        group.addTask {
          do {
            try await ledgers[number % 2].reserve(charge, caps: caps)
            return true
          } catch let problem as Problem where problem.code == .capReached { return false }
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(taken == 3)
    for ledger in ledgers {
      #expect(try await ledger.balance(project: project).reserved == Self.dollars(30))
    }
  }

  @Test("A call is set aside once and settled once: the first settlement counts")
  func once() async throws {
    let ledger = SpendLedger(path)
    for _ in 1...2 { try await ledger.reserve(try charge(1), caps: caps(project: 15)) }
    try await ledger.settle(try charge(1), cost: Self.dollars(8))
    try await ledger.settle(try charge(1), cost: Self.dollars(9))
    try await ledger.void(try charge(1))
    try await SpendLedger(path).settle(try charge(1), cost: Self.dollars(9))
    let balance = try await ledger.balance(project: project)
    #expect(balance.spent == Self.dollars(8) && balance.reserved == .zero)
    #expect(try folder.read("agent/spend.jsonl").split(separator: UInt8(ascii: "\n")).count == 2)
  }

  @Test("A name that was settled before, as in a project that was restored, is another call and counts again")
  func again() async throws {
    let ledger = SpendLedger(path)
    try await ledger.reserve(try charge(1), caps: caps())
    try await ledger.settle(try charge(1), cost: Self.dollars(8))
    await #expect(throws: Problem.self) { try await ledger.reserve(try charge(1), caps: caps(project: 17)) }
    try await ledger.reserve(try charge(1), caps: caps(project: 18))
    var balance = try await ledger.balance(project: project)
    #expect(balance.spent == Self.dollars(8) && balance.reserved == Self.dollars(10))
    try await ledger.settle(try charge(1), cost: Self.dollars(7))
    balance = try await SpendLedger(path).balance(project: project)
    #expect(balance.spent == Self.dollars(15) && balance.reserved == .zero)
    #expect(try await ledger.calls(of: project)[try charge(1).key]?.spent == Self.dollars(15))
  }

  @Test("A call that is set aside for less than it may cost now is set aside for that")
  func more() async throws {
    let ledger = SpendLedger(path)
    try await ledger.reserve(try charge(1, 0), caps: caps())
    try await ledger.reserve(try charge(1), caps: caps())
    for ledger in [ledger, SpendLedger(path)] {
      #expect(try await ledger.balance(project: project).reserved == Self.dollars(10))
    }
  }

  @Test("A void reservation is given back, and may be made again")
  func void() async throws {
    let ledger = SpendLedger(path)
    try await ledger.reserve(try charge(1), caps: caps(project: 15))
    try await ledger.void(try charge(1))
    #expect(try await ledger.balance(project: project) == Balance())
    try await ledger.reserve(try charge(1), caps: caps(project: 15))
    #expect(try await ledger.balance(project: project).reserved == Self.dollars(10))
  }

  @Test("What was spent is counted, even where its reservation is void or gone")
  func spentAnyway() async throws {
    let ledger = SpendLedger(path)
    try await ledger.reserve(try charge(1), caps: caps())
    try await ledger.void(try charge(1))
    try await ledger.settle(try charge(1), cost: Self.dollars(7))
    try await ledger.settle(try charge(2), cost: Self.dollars(5))
    for ledger in [ledger, SpendLedger(path)] {
      let balance = try await ledger.balance(project: project, account: "SEQ05")
      #expect(balance.spent == Self.dollars(12) && balance.reserved == .zero)
    }
  }

  @Test("At midnight UTC the day's cap begins anew")
  func dayChange() async throws {
    let time = Mutex(Timestamp(milliseconds: 1_763_596_799_999))
    let clock = WallClock { time.withLock { $0 } }
    let ledger = SpendLedger(path, clock: clock)
    try await ledger.reserve(try charge(1), caps: caps(day: 10))
    await #expect(throws: Problem.self) { try await ledger.reserve(try charge(2), caps: caps(day: 10)) }
    time.withLock { $0 = Timestamp(milliseconds: 1_763_596_800_000) }
    try await ledger.reserve(try charge(2), caps: caps(day: 10))
    await #expect(throws: Problem.self) { try await ledger.reserve(try charge(3), caps: caps(project: 20)) }
  }

  @Test("A line that a kill tore is set aside, and the money before it stays")
  func tornTail() async throws {
    let ledger = SpendLedger(path)
    try await ledger.reserve(try charge(1), caps: caps())
    let whole = try folder.read("agent/spend.jsonl")
    try folder.write(whole + Data("{\"at\":\"2026-".utf8), to: "agent/spend.jsonl")
    let again = SpendLedger(path)
    #expect(try await again.balance(project: project).reserved == Self.dollars(10))
    try await again.settle(try charge(1), cost: Self.dollars(10))
    #expect(try await SpendLedger(path).balance(project: project).spent == Self.dollars(10))
    #expect(try folder.names(in: "agent").contains { $0.contains(".torn-") })
  }

  @Test("A bad line in the middle stops every call, each time, and is not written over")
  func badMiddle() async throws {
    let first = SpendLedger(path)
    for number in 1...2 { try await first.reserve(try charge(number), caps: caps()) }
    var lines = try folder.read("agent/spend.jsonl").split(separator: UInt8(ascii: "\n")).map { Data($0) }
    lines.insert(Data("{\"at\": nonsense}".utf8), at: 1)
    let damaged = Data(lines.joined(separator: Data("\n".utf8))) + Data("\n".utf8)
    try folder.write(damaged, to: "agent/spend.jsonl")
    for ledger in [SpendLedger(path), SpendLedger(path)] {
      for _ in 1...2 {
        let problem = await #expect(throws: Problem.self) { try await ledger.reserve(try charge(3), caps: caps()) }
        #expect(problem?.code == .damagedState)
        await #expect(throws: Problem.self) { try await ledger.balance(project: project) }
      }
    }
    #expect(try folder.read("agent/spend.jsonl") == damaged)
  }

  @Test("A ledger that is removed while it is in use stops the spending; put back, it goes on")
  func removed() async throws {
    let ledger = SpendLedger(path)
    try await ledger.reserve(try charge(1), caps: caps())
    let backup = try folder.read("agent/spend.jsonl")
    DurableFile.remove(path)
    let problem = await #expect(throws: Problem.self) { try await ledger.reserve(try charge(2), caps: caps()) }
    #expect(problem?.code == .damagedState)
    try folder.write(backup, to: "agent/spend.jsonl")
    try await ledger.reserve(try charge(2), caps: caps())
    #expect(try await SpendLedger(path).balance(project: project).reserved == Self.dollars(20))
  }

  @Test("A share that cannot be written does not hold the money up")
  func copyFails() async throws {
    try folder.write("in the way", to: "project/state")
    let account = CallAccount(
      ledger: SpendLedger(path), project: project, caps: caps(), copy: folder.path / "project/state/spend.jsonl")
    let ledger = SpendLedger(path)
    try await ledger.reserve(try charge(1), caps: caps())
    #expect(try await account.reconcile { _ in nil }.count == 1)
    #expect(try await account.balance() == Balance())
  }
}
