import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import Terms
import TestSupport
import Testing

@testable import HotFolder

extension HotFolderSuite {
  @Suite struct SleepTests {}
}

extension HotFolderSuite.SleepTests {
  /// Lets an agent work until there is nothing to do, and returns what it keeps for its sleep.
  private func untilAsleep(_ bench: Bench) async throws -> Nap {
    let agent = try ProjectAgent(
      bench.folder.path, environment: bench.environment(patience: .milliseconds(1)), command: "watch", waking: nil)
    return try #require(try await agent.runUntilIdle([]))
  }

  @Test("An agent sleeps once its work is done, with its status written and its project still its own")
  func sleeps() async throws {
    let bench = try Bench()
    try bench.drop(#"{"id": "one", "sequence": "SEQ05"}"#, as: "inbox/one.json")
    let nap = try await untilAsleep(bench)
    #expect(bench.state("one") == .done)
    #expect(bench.status(of: "SEQ05")?.waitsFor == .pick)
    #expect(bench.status()?.agent.pid == ProcessInfo.processInfo.processIdentifier)
    #expect(FileLock.holder(of: bench.layout.lock) != nil)
    withExtendedLifetime(nap) {}
  }

  @Test("A question that waits for a person keeps no agent awake, and is known when it wakes")
  func question() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop("", as: "picks/SEQ05.top_left")
      try await desk.until { bench.status(of: "SEQ05")?.state == .review }
      try bench.drop("", as: "picks/SEQ05.top_right")
      try await desk.until { bench.status(of: "SEQ05")?.waitsFor == .confirm }
    }
    _ = try await untilAsleep(bench)
    #expect(bench.status(of: "SEQ05")?.waitsFor == .confirm)
  }

  @Test("Projects without work are not opened at the start; what is dropped wakes the one that it is for")
  func wakes() async throws {
    let bench = try Bench()
    _ = try await untilAsleep(bench)
    // It has nothing to do, and this would keep an agent from being opened.
    let journal = try bench.folder.read("state/journal.jsonl")
    try bench.folder.write("what?\nnot JSON\n", to: "state/journal.jsonl")
    try await hosting(bench) { desk in
      await bench.log.until("info: watching \(bench.folder.path)")
      #expect(!bench.log.lines.contains { $0.contains("damaged_state") })
      try bench.folder.write(journal, to: "state/journal.jsonl")
      try await desk.roundTrip("first")
      try await desk.roundTrip("second")
    }
    #expect(bench.status()?.agent.pid == nil)
  }

  @Test("What is renamed into a sleeping project is acted on at once, though it would take an hour to settle")
  func atOnce() async throws {
    let bench = try Bench()
    let nap = try await untilAsleep(bench)
    let waking = try await sleeping(bench, nap)
    let agent = try ProjectAgent(
      bench.folder.path, environment: bench.environment(patience: .milliseconds(1), settle: 3_600_000),
      command: "watch", waking: waking.nap)
    _ = try #require(try await agent.runUntilIdle(waking.dropped))
    #expect(bench.state("new") == .rejected)
  }

  @Test("A changed plan wakes a project, and what is wrong with it is said")
  func plan() async throws {
    let bench = try Bench()
    _ = try await untilAsleep(bench)
    try await hosting(bench) { desk in
      await bench.log.until("info: watching \(bench.folder.path)")
      try bench.folder.write("{", to: "plan.json")
      try await desk.until { bench.status()?.problems.isEmpty == false }
    }
  }

  @Test("What is left lying for ever wakes nobody again and again")
  func leftLying() async throws {
    let bench = try Bench()
    try bench.folder.write("{}", to: "inbox/order.sync-conflict-20261120-130405-ABCDEFG.json")
    try bench.folder.write("", to: "HOLD")
    try Folder.make(bench.folder.path / "picks/SEQ05")
    let nap = try await untilAsleep(bench)
    #expect(nap.left.count == 1)
    #expect(nap.containers.count == 1)
    // Everything that lay there was looked at before the call for what is new.
    #expect(try await sleeping(bench, nap).dropped.map(\.name) == [FileName("new.json")])
  }

  @Test("A project that is replaced while it sleeps is opened anew, with a lock of its own")
  func replaced() async throws {
    let (bench, elsewhere) = (try Bench(), try TemporaryFolder())
    _ = try await untilAsleep(bench)
    try await hosting(bench) { desk in
      await bench.log.until("info: watching \(bench.folder.path)")
      try Folder.move(bench.folder.path, to: elsewhere.path / "old")
      try Folder.make(bench.layout.inbox)
      try bench.folder.write(Bench.plan, to: "plan.json")
      try bench.folder.write(#"{"id": "one", "sequence": "SEQ77"}"#, to: "inbox/one.json")
      try await desk.until { bench.state("one") == .rejected }
      #expect(FileLock.holder(of: bench.layout.lock) != nil)
    }
  }

  @Test("A sync conflict that comes while a project sleeps wakes it, and is never carried out")
  func conflict() async throws {
    let bench = try Bench()
    let nap = try await untilAsleep(bench)
    let name = "order.sync-conflict-20261120-130405-ABCDEFG.json"
    let waking = try await sleeping(bench, nap, until: name)
    #expect(waking.dropped.isEmpty)
    try await rest(bench, waking)
    #expect(bench.exists("inbox/\(name)"))
    #expect(try bench.journal().isEmpty)
  }

  @Test("A plan that is saved by a rename while its project sleeps is read, and taken for no pick")
  func planRenamedIn() async throws {
    let bench = try Bench()
    let nap = try await untilAsleep(bench)
    try bench.folder.write(Bench.plan.replacingOccurrences(of: "a road", with: "a river"), to: "state/.plan.part")
    let waking = try await sleeping(bench, nap) {
      try FileManager.default.removeItem(atPath: bench.layout.plan.display)
      try bench.move("state/.plan.part", to: "plan.json")
    }
    #expect(waking.dropped.isEmpty)
    try await rest(bench, waking)
    #expect(bench.status()?.pending.isEmpty == true)
    #expect(bench.exists("plan.json"))
  }

  @Test("A plan that was broken while nobody served the project is read at the start")
  func brokenMeanwhile() async throws {
    let bench = try Bench()
    _ = try await untilAsleep(bench)
    #expect(try Nap.begin(at: bench.folder.path, bench.environment) != nil)
    try bench.folder.write("{", to: "plan.json")
    #expect(try Nap.begin(at: bench.folder.path, bench.environment) == nil)
  }

  @Test("A project that moves away while it wakes is not made anew at its old place")
  func movedWhileWaking() async throws {
    let (bench, elsewhere) = (try Bench(), try TemporaryFolder())
    let nap = try await untilAsleep(bench)
    try Folder.move(bench.folder.path, to: elsewhere.path / "new")
    let problem = #expect(throws: Problem.self) {
      try ProjectAgent(bench.folder.path, environment: bench.environment, command: "watch", waking: nap)
    }
    #expect(problem?.code == .projectGone)
    #expect(!bench.shelf.exists(bench.folder.path.name.display))
  }

  @Test("A file that takes the name of another just before it is claimed is not taken for it")
  func replacedBeforeClaim() async throws {
    let bench = try Bench()
    let nap = try await untilAsleep(bench)
    let waking = try await sleeping(bench, nap)
    try bench.drop(#"{"sequence": "SEQ77", "note": "another"}"#, as: "inbox/new.json")
    let item = try #require(waking.dropped.first)
    #expect(try Intake(layout: bench.layout, clock: .system).claim(item) == nil)
    #expect(bench.exists("inbox/new.json"))
    #expect(bench.names("state/intake").isEmpty)
  }

  @Test("Seats are given out in turn, and whoever is cancelled while waiting takes none")
  func seats() async throws {
    let seats = Seats(1)
    let (taken, took) = AsyncStream<Void>.makeStream()
    let (open, leave) = AsyncStream<Void>.makeStream()
    try await withThrowingTaskGroup(of: String.self) { group in
      group.addTask {
        try await seats.seated {
          took.yield()
          for await _ in open { break }
          return "first"
        }
      }
      for await _ in taken { break }
      let impatient = Task { try await seats.seated { "never" } }
      impatient.cancel()
      await #expect(throws: CancellationError.self) { try await impatient.value }
      group.addTask { try await seats.seated { "second" } }
      leave.yield()
      var answers: [String] = []
      for try await answer in group { answers.append(answer) }
      #expect(answers == ["first", "second"])
    }
  }

  /// Lets a project sleep until something new is renamed into its inbox, and returns what it wakes with.
  private func sleeping(
    _ bench: Bench, _ nap: Nap, until name: String = "new.json"
  ) async throws -> ProjectRoster.Waking {
    try await sleeping(bench, nap) { try bench.drop(#"{"sequence": "SEQ77"}"#, as: "inbox/\(name)") }
  }

  private func sleeping(_ bench: Bench, _ nap: Nap, _ until: () throws -> Void) async throws -> ProjectRoster.Waking {
    let (calls, call) = AsyncStream<FilePath>.makeStream()
    let roster = ProjectRoster(bench.environment, call: call)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await roster.run() }
      await roster.rest(bench.folder.path, nap)
      await roster.ready()
      try until()
      var iterator = calls.makeAsyncIterator()
      let project = try #require(await iterator.next())
      let waking = try #require(await roster.wake(project))
      group.cancelAll()
      return waking
    }
  }

  /// Wakes an agent, which works until there is nothing to do any more.
  private func rest(_ bench: Bench, _ waking: ProjectRoster.Waking) async throws {
    let agent = try ProjectAgent(
      bench.folder.path, environment: bench.environment(patience: .milliseconds(1)), command: "watch",
      waking: waking.nap)
    _ = try #require(try await agent.runUntilIdle(waking.dropped))
  }

  private func hosting(_ bench: Bench, _ body: (Desk) async throws -> Void) async throws {
    let host = AgentHost(bench.environment(patience: .milliseconds(100)))
    let desk = Desk(bench)
    try await desk.watching {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await host.run([bench.shelf.path]) }
        try await body(desk)
        group.cancelAll()
      }
    }
  }
}
