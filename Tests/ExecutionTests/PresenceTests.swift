import DurableFiles
import Execution
import Foundation
import Terms
import TestSupport
import Testing

@Suite("A project that was deleted, restored or copied, or is present twice")
struct PresenceTests {
  let folder: TemporaryFolder
  let project = ULID(at: Timestamp(milliseconds: 1_000))
  private var ledger: SpendLedger { SpendLedger(folder.path / "agent/spend.jsonl") }
  private static let mark = "state/starsend/ledger.json"

  init() throws {
    folder = try TemporaryFolder()
    try identify("one", project)
  }

  private func identify(_ name: String, _ id: ULID) throws {
    try folder.write(
      "{\"id\":\"\(id)\",\"created_at\":\"2026-11-20T13:04:05.678Z\"}", to: "\(name)/state/identity.json")
  }

  private func account(_ name: String = "one", _ id: ULID? = nil) -> CallAccount {
    let root = folder.path / name
    return CallAccount(
      ledger: ledger, project: id ?? project, caps: Bench.caps, copy: root / "state/starsend/spend.jsonl",
      home: ProjectHome(root))
  }

  private func spend(_ request: String, in name: String = "one", _ id: ULID? = nil, dollars: Int64 = 1) async throws {
    let account = account(name, id)
    try await account.allot(
      Allotment(
        id: request, project: id ?? project, account: "SEQ05", amount: Money(microUSD: dollars * 1_000_000)))
    try await account.release(request)
  }

  private func refusal(_ request: String, in name: String = "one", _ id: ULID? = nil) async -> Problem? {
    await #expect(throws: Problem.self) { try await spend(request, in: name, id) }
  }

  private func copy(_ name: String, to other: String) throws {
    try FileManager.default.copyItem(atPath: (folder.path / name).display, toPath: (folder.path / other).display)
  }

  private func move(_ name: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: (folder.path / name).display, toPath: (folder.path / other).display)
  }

  @Test("What costs nothing is never stopped, and leaves no count behind before anything is spent")
  func atNoCost() async throws {
    try await spend("r1", dollars: 0)
    #expect(!folder.exists("one/\(Self.mark)") && !folder.exists("agent/projects.json"))
    try await spend("r2")
    let backup = try folder.read("one/\(Self.mark)")
    try await spend("r3")
    try folder.write(backup, to: "one/\(Self.mark)")
    try await spend("r4", dollars: 0)
    #expect(await refusal("r5")?.code == .projectRestored)
    try copy("one", to: "two")
    try await spend("r6", in: "two", dollars: 0)
    #expect(await refusal("r7", in: "two")?.code == .projectCopied)
    #expect(try folder.read("one/\(Self.mark)") == backup)
  }

  @Test("One that was restored from a backup spends nothing before a person says so")
  func restored() async throws {
    try await spend("r1")
    try copy("one", to: "backup")
    try await spend("r2")
    try FileManager.default.removeItem(atPath: (folder.path / "one").display)
    try move("backup", to: "one")
    #expect(try await account().presence() == .restored)
    let problem = await refusal("r3")
    #expect(problem?.code == .projectRestored && problem?.message.contains("one") == true)
    try await account().accept()
    #expect(try await account().presence() == .fine)
    try await spend("r3")
  }

  @Test("A backup with as many lines, but others, is one too")
  func diverged() async throws {
    try await spend("r1")
    let mark = try folder.read("one/\(Self.mark)")
    var other = String(decoding: mark, as: UTF8.self)
    other = other.replacingOccurrences(of: "allotment/r1", with: "allotment/r9")
    try folder.write(other, to: "one/\(Self.mark)")
    #expect(await refusal("r2")?.code == .projectRestored)
    try folder.write(mark, to: "one/\(Self.mark)")
    try await spend("r2")
  }

  @Test("One whose state was deleted, in part or whole, is found out, also under a new identity")
  func deleted() async throws {
    try await spend("r1")
    try FileManager.default.removeItem(atPath: (folder.path / "one/\(Self.mark)").display)
    #expect(await refusal("r2")?.code == .projectRestored)
    try FileManager.default.removeItem(atPath: (folder.path / "one").display)
    let new = ULID(at: Timestamp(milliseconds: 2_000))
    try identify("one", new)
    #expect(await refusal("r3", in: "one", new)?.code == .projectRestored)
    try await account("one", new).accept()
    try await spend("r3", in: "one", new)
  }

  @Test("One that comes from another agent's ledger is asked about once")
  func otherLedger() async throws {
    for request in ["r1", "r2"] { try await spend(request) }
    try FileManager.default.removeItem(atPath: (folder.path / "agent").display)
    #expect(await refusal("r3")?.code == .projectRestored)
    try await account().accept()
    try await spend("r3")
  }

  @Test("One that was moved goes on; its old place is forgotten")
  func moved() async throws {
    try await spend("r1")
    try move("one", to: "two")
    #expect(try await account("two").presence() == .moved)
    try await spend("r2", in: "two")
    #expect(try await account("two").presence() == .fine)
    let new = ULID(at: Timestamp(milliseconds: 2_000))
    try identify("one", new)
    try await spend("r1", in: "one", new)
    // Another name for the same folder is no other place.
    try FileManager.default.createSymbolicLink(
      atPath: (folder.path / "link").display, withDestinationPath: (folder.path / "two").display)
    try await spend("r3", in: "link")
    try await spend("r4", in: "two")
  }

  @Test("A copy spends nothing before it has an identity of its own; the original goes on")
  func copied() async throws {
    try await spend("r1")
    try copy("one", to: "two")
    guard case .copied(let other) = try await account("two").presence() else {
      Issue.record("The copy was not found out.")
      return
    }
    #expect(other.name == FileName("one"))
    let problem = await refusal("r2", in: "two")
    #expect(problem?.code == .projectCopied && problem?.message.contains(other.display) == true)
    await #expect(throws: Problem.self) { try await account("two").accept() }
    try await spend("r2")
    let new = ULID(at: Timestamp(milliseconds: 2_000))
    try identify("two", new)
    try await spend("r2", in: "two", new)
    try await spend("r3")
  }

  @Test("A copy gives nothing back of what the original has set aside")
  func copyReconciles() async throws {
    try await account().allot(Allotment(id: "r1", project: project, account: "SEQ05", amount: Bench.price))
    try await life[3](ledger)
    try copy("one", to: "two")
    _ = try await account("two").reconcile { _ in nil }
    try await account("two").release("r1")
    #expect(try await account().balance().reserved == Money(microUSD: 3_000_000))
    _ = try await account().reconcile { _ in nil }
    #expect(try await account().balance().reserved == .zero)
  }

  @Test("Figures in the project's count that nobody could have written are no count", arguments: [Int.min, .max, -1])
  func strange(figure: Int) async throws {
    try await spend("r1")
    for field in ["lines", "new"] {
      let mark = try folder.read("one/\(Self.mark)")
      let text = String(decoding: mark, as: UTF8.self)
      let line = try #require(text.split(separator: "\n").first { $0.contains("\"\(field)\"") })
      try folder.write(text.replacing(line, with: "  \"\(field)\" : \(figure),"), to: "one/\(Self.mark)")
      #expect(await refusal("r2")?.code == .projectRestored)
      try folder.write(mark, to: "one/\(Self.mark)")
    }
  }

  @Test(
    "Of an allotment over two sequences that a power cut tore, the half is set aside, no restore is seen, and the rest follows"
  )
  func torn() async throws {
    try await spend("r0")
    let request = ["SEQ05", "SEQ06"].map {
      Allotment(id: "r1", project: project, account: $0, amount: Money(microUSD: 5_000_000))
    }
    try await account().allot(request)
    let whole = try folder.read("agent/spend.jsonl")
    try folder.write(whole.dropLast(20), to: "agent/spend.jsonl")
    #expect(try await account().presence() == .fine)
    #expect(try await account().balance().reserved == Money(microUSD: 5_000_000))
    try await account().allot(request)
    #expect(try await account().balance().reserved == Money(microUSD: 10_000_000))
    #expect(try await account().presence() == .fine)
  }

  @Test("A share that cannot be written holds no settlement up, and that is no question later")
  func fullShare() async throws {
    let account = account()
    let allotment = Allotment(id: "r1", project: project, account: "SEQ05", amount: Bench.price)
    try await account.allot(allotment)
    let mark = try folder.read("one/\(Self.mark)")
    try move("one", to: "away")
    try folder.write("in the way", to: "one")
    try await account.release("r1")
    #expect(try await account.balance().reserved == .zero)
    await #expect(throws: Problem.self) { try await account.allot(allotment) }
    try FileManager.default.removeItem(atPath: (folder.path / "one").display)
    try move("away", to: "one")
    #expect(try folder.read("one/\(Self.mark)") == mark)
    try await spend("r2")
  }

  @Test("A damaged count is one that was restored; a damaged register stops what costs, with its name")
  func damaged() async throws {
    try await spend("r1")
    try folder.write("{", to: "one/\(Self.mark)")
    #expect(await refusal("r2")?.code == .projectRestored)
    try await account().accept()
    try folder.write("{", to: "agent/projects.json")
    let problem = await refusal("r2")
    #expect(problem?.code == .damagedState && problem?.message.contains("projects.json") == true)
    try await spend("r3", dollars: 0)
  }

  /// What a line of the ledger changes, in the order in which it is made durable.
  private static let files = ["agent/projects.json", "one/\(mark)", "agent/spend.jsonl"]

  private func files() -> [String: Data] {
    Dictionary(uniqueKeysWithValues: Self.files.compactMap { file in (try? folder.read(file)).map { (file, $0) } })
  }

  private func put(_ files: [String: Data]) throws {
    for file in Self.files {
      DurableFile.remove(folder.path / file)
      if let contents = files[file] { try folder.write(contents, to: file) }
    }
  }

  /// The life of a request over two sequences: one call that is made, one that is not.
  private var life: [(SpendLedger) async throws -> Void] {
    let (home, project, caps) = (ProjectHome(folder.path / "one"), project, Bench.caps)
    let dollars = { (amount: Int64) in Money(microUSD: amount * 1_000_000) }
    let call = { (attempt: Int) in
      Charge(
        project: project, key: StepKey(.video, shot: try ShotID("SEQ05"), attempt: attempt), account: "SEQ05",
        provider: "scripted", model: "script-1", amount: dollars(3), allotment: "r1")
    }
    return [
      {
        try await $0.allot(
          ["SEQ05", "SEQ06"].map { Allotment(id: "r1", project: project, account: $0, amount: dollars(6)) }, caps: caps,
          home: home)
      },
      { try await $0.reserve(try call(1), caps: caps, home: home) },
      { try await $0.settle(try call(1), cost: dollars(2), home: home) },
      { try await $0.reserve(try call(2), caps: caps, home: home) },
      { try await $0.void(try call(2), home: home) },
      { try await $0.release("r1", of: project, home: home) },
    ]
  }

  @Test("Killed after any durable file of any line, nothing looks restored, and what is done again adds up")
  func kills() async throws {
    var before = files()
    for (number, step) in life.enumerated() {
      try put(before)
      try await step(ledger)
      let after = files()
      for durable in 0...Self.files.count {
        let new = Set(Self.files.prefix(durable))
        let wreck = after.filter { new.contains($0.key) }.merging(before.filter { !new.contains($0.key) }) { $1 }
        try put(wreck)
        #expect(try await account().presence() == .fine, "\(number), \(durable)")
        for step in life[number...] { try await step(ledger) }
        let balance = try await account().balance()
        #expect(balance.spent == Money(microUSD: 2_000_000) && balance.reserved == .zero, "\(number), \(durable)")
        #expect(try await account().presence() == .fine, "\(number), \(durable)")
        // Where nothing is done again, what was set aside is given back.
        try put(wreck)
        _ = try await account().reconcile { _ in nil }
        #expect(try await account().balance().reserved == .zero, "\(number), \(durable)")
        #expect(try await account().presence() == .fine, "\(number), \(durable)")
        try await spend("r9")
        // The project of before any line is a backup from then on.
        try put(files().merging(before.filter { $0.key == Self.files[1] }) { $1 })
        if before[Self.files[1]] != nil {
          #expect(try await account().presence() == .restored, "\(number), \(durable)")
        }
      }
      before = after
    }
  }
}
