import DurableFiles
import Execution
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@Suite("What is set aside for a whole request")
struct AllotmentTests {
  let folder: TemporaryFolder
  let project = ULID(at: Timestamp(milliseconds: 1_000))
  private var path: FilePath { folder.path / "agent/spend.jsonl" }

  init() throws { folder = try TemporaryFolder() }

  private static func dollars(_ amount: Int) -> Money { Money(microUSD: Int64(amount) * 1_000_000) }

  private func charge(_ attempt: Int, _ amount: Int = 10, account: String = "SEQ05", from: String? = "r1") throws
    -> Charge
  {
    Charge(
      project: project, key: StepKey(.multiShot, shot: try ShotID(account), attempt: attempt), account: account,
      provider: "scripted", model: "script-1", amount: Self.dollars(amount), allotment: from)
  }

  private func caps(project: Int = 1000, account: Int = 1000, day: Int = 1000) -> SpendCaps {
    SpendCaps(project: Self.dollars(project), account: Self.dollars(account), day: Self.dollars(day))
  }

  private func allotment(
    _ amount: Int = 30, _ id: String = "r1", account: String = "SEQ05", project: ULID? = nil
  ) -> Allotment {
    Allotment(id: id, project: project ?? self.project, account: account, amount: Self.dollars(amount))
  }

  private func expect(_ ledger: SpendLedger, spent: Int, reserved: Int, _ comment: Comment? = nil) async throws {
    for ledger in [ledger, SpendLedger(path)] {
      let balance = try await ledger.balance(project: project)
      #expect(balance.spent == Self.dollars(spent) && balance.reserved == Self.dollars(reserved), comment)
    }
  }

  @Test("Its calls draw from it: together they count for no more, until the rest is given back")
  func draws() async throws {
    let (ledger, none) = (SpendLedger(path), caps(project: 30, account: 30, day: 30))
    for _ in 1...2 { try await ledger.allot([allotment()], caps: none) }
    try await expect(ledger, spent: 0, reserved: 30)
    try await ledger.reserve(try charge(1), caps: none)
    try await expect(ledger, spent: 0, reserved: 30)
    try await ledger.settle(try charge(1), cost: Self.dollars(8))
    try await expect(ledger, spent: 8, reserved: 22)
    try await ledger.reserve(try charge(2), caps: none)
    try await ledger.void(try charge(2))
    try await expect(ledger, spent: 8, reserved: 22)
    for _ in 1...2 { try await ledger.release("r1", of: project) }
    try await expect(ledger, spent: 8, reserved: 0)
    #expect(try folder.read("agent/spend.jsonl").split(separator: UInt8(ascii: "\n")).count == 6)
  }

  @Test("A call within it passes caps that were lowered since; what goes beyond it does not, and says so")
  func beyond() async throws {
    let ledger = SpendLedger(path)
    try await ledger.allot([allotment(15)], caps: caps())
    try await ledger.reserve(try charge(1), caps: caps(project: 1, account: 1, day: 1))
    let problem = await #expect(throws: Problem.self) {
      try await ledger.reserve(try charge(2), caps: caps(project: 19))
    }
    #expect(problem?.code == .capReached)
    for figure in ["Beyond", "$5.00", "the project's cap is $19.00", "$15.00 set aside"] {
      #expect(problem?.message.contains(figure) == true, "\(problem?.message ?? "-")")
    }
    try await ledger.reserve(try charge(2), caps: caps(project: 20))
    try await expect(ledger, spent: 0, reserved: 20)
    // Of another request, or of none, nothing is drawn.
    await #expect(throws: Problem.self) { try await ledger.reserve(try charge(3, from: nil), caps: caps(project: 20)) }
    await #expect(throws: Problem.self) { try await ledger.reserve(try charge(3, from: "r2"), caps: caps(project: 20)) }
  }

  @Test(
    "A request over several sequences is set aside whole or not at all, and says whose cap it is",
    arguments: [("the project's", 59, 1000, 1000), ("SEQ06's", 1000, 39, 1000), ("today's", 1000, 1000, 59)])
  func whole(whose: String, project: Int, account: Int, day: Int) async throws {
    let ledger = SpendLedger(path)
    let caps = caps(project: project, account: account, day: day)
    let request = [allotment(20), allotment(40, account: "SEQ06")]
    let problem = await #expect(throws: Problem.self) { try await ledger.allot(request, caps: caps) }
    #expect(problem?.code == .capReached && problem?.message.contains(whose) == true)
    try await expect(ledger, spent: 0, reserved: 0)
    try await ledger.allot(request, caps: self.caps(project: 60, account: 40, day: 60))
    try await expect(ledger, spent: 0, reserved: 60)
    try await ledger.reserve(try charge(1, 40, account: "SEQ06"), caps: self.caps(project: 0, account: 0, day: 0))
    #expect(try await ledger.balance(project: self.project, account: "SEQ05").reserved == Self.dollars(20))
    try await ledger.release("r1", of: self.project)
    try await expect(ledger, spent: 0, reserved: 40)
  }

  @Test("One that was released is set aside again less what its calls count for")
  func again() async throws {
    let ledger = SpendLedger(path)
    try await ledger.allot([allotment()], caps: caps())
    try await ledger.reserve(try charge(1), caps: caps())
    try await ledger.settle(try charge(1), cost: Self.dollars(10))
    try await ledger.release("r1", of: project)
    await #expect(throws: Problem.self) { try await ledger.allot([allotment()], caps: caps(project: 29)) }
    try await ledger.allot([allotment()], caps: caps(project: 30))
    try await expect(ledger, spent: 10, reserved: 20)
  }

  @Test("What is left over midnight counts against the new day too, since it may be spent then")
  func midnight() async throws {
    let time = Mutex(Timestamp(milliseconds: 1_763_596_799_999))
    let ledger = SpendLedger(path, clock: WallClock { time.withLock { $0 } })
    try await ledger.allot([allotment(30)], caps: caps(day: 30))
    try await ledger.reserve(try charge(1), caps: caps(day: 30))
    time.withLock { $0 = Timestamp(milliseconds: 1_763_596_800_000) }
    await #expect(throws: Problem.self) { try await ledger.allot([allotment(11, "r2")], caps: caps(day: 30)) }
    try await ledger.allot([allotment(10, "r2")], caps: caps(day: 30))
  }

  @Test("A ledger without allotments, as it was written before, is read on")
  func oldLines() async throws {
    let call = "\(project)/multi_shot/SEQ05/1"
    try folder.write(
      """
      {"account":"SEQ05","at":"2026-11-20T13:04:05.678Z","call":"\(call)","kind":"reserve","model":"m","project":"\(project)","provider":"p","usd":10}
      {"account":"SEQ05","at":"2026-11-20T13:04:05.679Z","call":"\(call)","kind":"settle","model":"m","project":"\(project)","provider":"p","usd":8}

      """, to: "agent/spend.jsonl")
    try await expect(SpendLedger(path), spent: 8, reserved: 0)
  }

  /// One request in the run of many: it is set aside, makes three calls and gives the rest back.
  @concurrent
  private func request(_ number: Int, of project: ULID, _ ledger: SpendLedger, _ caps: SpendCaps) async throws -> Bool {
    let (id, account) = ("r\(number)", "SEQ\(number)")
    do {
      try await ledger.allot([allotment(30, id, account: account, project: project)], caps: caps)
    } catch let problem as Problem where problem.code == .capReached { return false }
    for attempt in 1...3 {
      let charge = Charge(
        project: project, key: StepKey(.video, shot: try ShotID(account), attempt: attempt), account: account,
        provider: "scripted", model: "script-1", amount: Self.dollars(10), allotment: id)
      // Throws where a call within its allotment would meet a cap.
      try await ledger.reserve(charge, caps: caps)
      let balance = try await ledger.balance(project: project)
      #expect(balance.committed <= caps.project)
      if attempt < 3 { try await ledger.settle(charge, cost: Self.dollars(10)) } else { try await ledger.void(charge) }
    }
    return true
  }

  @Test("Many requests at once, in several processes, never pass a cap and are never refused falsely")
  func concurrent() async throws {
    let ledgers = [SpendLedger(path), SpendLedger(path), SpendLedger(path)]
    let other = ULID(at: Timestamp(milliseconds: 2_000))
    // Room for 7 of 24 requests in a day, over two projects; nothing is released meanwhile.
    let caps = caps(project: 1000, account: 30, day: 215)
    let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 1...24 {
        let project = number % 2 == 0 ? project : other
        group.addTask { try await self.request(number, of: project, ledgers[number % 3], caps) }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(taken == 7)
    for ledger in ledgers {
      let (mine, its) = (try await ledger.balance(project: project), try await ledger.balance(project: other))
      #expect(mine.spent + its.spent == Self.dollars(7 * 20))
      #expect(mine.reserved + its.reserved == Self.dollars(7 * 10))
    }
    for number in 1...24 { try await ledgers[0].release("r\(number)", of: number % 2 == 0 ? project : other) }
    #expect(try await ledgers[1].balance(project: project).reserved == .zero)
    #expect(try await request(25, of: project, ledgers[2], caps))
  }

  @Test("While the project is on hold nothing that costs is set aside; reconciling gives back what no request needs")
  func account() async throws {
    let bench = try Bench()
    let account = bench.account()
    let allotment = { (id: String, amount: Int) in
      Allotment(id: id, project: bench.project, account: "SEQ05", amount: Self.dollars(amount))
    }
    try bench.folder.write("", to: "HOLD")
    let problem = await #expect(throws: Problem.self) { try await account.allot(allotment("r1", 5)) }
    #expect(problem?.code == .onHold)
    try await account.allot(allotment("r0", 0))
    try FileManager.default.removeItem(atPath: (bench.folder.path / "HOLD").display)
    for id in ["r1", "r2"] { try await account.allot(allotment(id, 5)) }
    _ = try await account.reconcile(allotments: { $0 == "r2" }) { _ in nil }
    #expect(try await account.balance().reserved == Self.dollars(5))
    await #expect(throws: Problem.self) { try await account.allot(self.allotment(5)) }
  }

  @Test("A step draws from its request; killed anywhere and run again, the ledger adds up")
  func steps() async throws {
    for number in 1... {
      let bench = try Bench()
      let request = { @Sendable (kill: KillSwitch) in
        let account = bench.account()
        try await account.allot(
          Allotment(id: "r1", project: bench.project, account: "SEQ05", amount: Self.dollars(2)))
        await kill.point("after allot")
        let take = try await bench.runner(bench.provider(kill), kill: kill).executeMultiShot(
          try Bench.step(allotment: "r1"))
        await kill.point("before release")
        try await account.release("r1")
        await kill.point("after release")
        return take
      }
      let kill = KillSwitch(at: number)
      _ = await kill.run { try await request(kill) }
      let isUnknown = try await bench.take()?.phase == .submitting
      if kill.killedAt != nil {
        let isReleased = kill.killedAt == "after release"
        #expect(try await bench.balance().committed == (isReleased ? Bench.price : Self.dollars(2)))
      }
      if !isUnknown {
        #expect(try await request(KillSwitch()).allotment == "r1")
        let balance = try await bench.balance()
        #expect(balance.spent == Bench.price && balance.reserved == .zero, "\(kill.killedAt ?? "-")")
        #expect(try await bench.account().spent(by: try Bench.step().key) == Bench.price)
      }
      if kill.killedAt == nil { return #expect(number > 15) }
    }
  }
}
