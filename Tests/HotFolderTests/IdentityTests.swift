import DurableFiles
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import HotFolder

extension HotFolderSuite {
  /// Projects that were restored from a backup, or lie there twice.
  @Suite struct IdentityTests {}
}

extension HotFolderSuite.IdentityTests {
  private func identity(_ bench: Bench) throws -> String {
    String(decoding: try bench.folder.read("state/identity.json"), as: UTF8.self)
  }

  /// A take was paid for, and then the state of before was put back.
  private func restored() async throws -> Bench {
    let bench = try Bench()
    bench.studio.charge(.dollars(1))
    try await bench.running { desk in try await desk.grid("SEQ05") }
    let aside = bench.shelf.path / "backup"
    try FileManager.default.copyItem(atPath: bench.folder.path.display, toPath: aside.display)
    try await bench.running { desk in
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.receipt("SEQ05.tl", .done)
    }
    try FileManager.default.removeItem(atPath: bench.folder.path.display)
    try Folder.move(aside, to: bench.folder.path)
    return bench
  }

  @Test(
    "A project that was restored spends nothing before somebody says that it goes on, and then all that waited does")
  func restoredProject() async throws {
    let bench = try await restored()
    try await bench.running { desk in
      try bench.drop("", as: "picks/SEQ05.tr")
      #expect(try await desk.receipt("SEQ05.tr", .waitingForConfirmation).problem?.code.rawValue == "project_restored")
      try await desk.grid("SEQ01", as: "one")
      try bench.drop("", as: "picks/SEQ01.tl")
      try await desk.receipt("SEQ01.tl", .waitingForConfirmation)
      #expect(bench.videos.count == 1)
    }
    // It is asked again after a restart, while it is still so.
    try await bench.running { desk in
      try await desk.receipt("SEQ05.tr", .waitingForConfirmation)
      try await desk.receipt("SEQ01.tl", .waitingForConfirmation)
      try bench.drop("", as: "picks/SEQ05.confirm")
      try await desk.receipt("SEQ05.tr", .done)
      try await desk.receipt("SEQ01.tl", .done)
      // Nobody is asked any more.
      try bench.drop("", as: "picks/SEQ01.take")
      try await desk.receipt("SEQ01.take", .done)
      try await desk.until { bench.status()?.spent == .dollars(4) }
    }
    #expect(bench.videos.count == 4)
  }

  @Test("A yes that a kill came after is kept: the project goes on at the next start")
  func keptYes() async throws {
    let bench = try await restored()
    try await bench.running { desk in
      try bench.drop("", as: "picks/SEQ05.tr")
      try await desk.receipt("SEQ05.tr", .waitingForConfirmation)
    }
    let asked = try #require(try Journal(bench.layout.journal).open.first?.accepted.claim)
    try bench.drop("", as: "picks/SEQ05.confirm")
    let drop = try bench.claim("picks/SEQ05.confirm")
    var yes = try bench.accepted(drop, "SEQ05.confirm", [])
    yes.confirms = JournalEntry.Confirmation(claim: asked, sequences: [try SequenceID("SEQ05")])
    try bench.journal(yes)
    _ = try await bench.running { desk in try await desk.receipt("SEQ05.tr", .done) }
    #expect(bench.videos.count == 2)
  }

  @Test("A copy spends nothing before somebody says so; then it is a project of its own, and the original goes on")
  func copiedProject() async throws {
    let bench = try Bench()
    bench.studio.charge(.dollars(1))
    try await bench.running { desk in try await desk.take("SEQ05") }
    let twin = try Bench(copyOf: bench)
    let before = try identity(bench)
    try await twin.running { desk in
      try twin.drop("", as: "picks/SEQ05.take")
      #expect(try await desk.receipt("SEQ05.take", .waitingForConfirmation).problem?.code.rawValue == "project_copied")
      #expect(bench.videos.count == 1)
      try twin.drop("", as: "picks/SEQ05.confirm")
      try await desk.receipt("SEQ05.take", .done)
      try await desk.until { twin.status()?.spent == .dollars(1) }
    }
    #expect(try identity(bench) == before)
    #expect(try identity(twin) != before)
    try await twin.running { desk in
      try twin.drop("", as: "picks/SEQ05.take")
      try await desk.receipt("SEQ05.take-2", .done)
      try await desk.until { twin.status()?.spent == .dollars(2) }
    }
    try await bench.running { desk in
      try bench.drop("", as: "picks/SEQ05.take")
      try await desk.receipt("SEQ05.take", .done)
      try await desk.until { bench.status()?.spent == .dollars(2) }
    }
  }
}
