import FolderContract
import Terms
import TestSupport
import Testing

@testable import HotFolder

extension HotFolderSuite {
  @Suite struct BurstTests {}
}

extension HotFolderSuite.BurstTests {
  private static let count = 180

  /// Drops requests as fast as the system renames them, with and without ids of their own.
  private func burst(_ bench: Bench, _ numbers: Range<Int>) throws {
    for number in numbers {
      let id = number.isMultiple(of: 2) ? #", "id": "id-\#(number)""# : ""
      try bench.drop(
        #"{"sequence": "SEQ0\#(number % 2 + 1)", "note": "\#(number)"\#(id)}"#, as: "inbox/n\(number).json")
    }
  }

  private func accepted(_ bench: Bench) throws -> [String] {
    try bench.journal().filter { $0.summary.event == .accepted }.compactMap(\.summary.note)
  }

  @Test("Many requests at once are each accepted once, and each has its receipt")
  func atOnce() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try burst(bench, 0..<Self.count)
      try await desk.until { bench.names("results").count >= Self.count }
    }
    #expect(try accepted(bench).sorted() == (0..<Self.count).map(String.init).sorted())
    #expect(bench.names("inbox").sorted() == ["done", "rejected"])
  }

  @Test("Of requests that came before, between and after two agents, each is accepted once")
  func acrossAgents() async throws {
    let bench = try Bench()
    try burst(bench, 0..<60)
    try await bench.running { desk in
      try await desk.until { bench.names("results").count > 10 }
      try burst(bench, 60..<120)
      try await desk.until { bench.names("results").count > 80 }
    }
    try burst(bench, 120..<Self.count)
    try await bench.running { desk in
      try await desk.until { bench.names("results").count >= Self.count }
    }
    #expect(try accepted(bench).sorted() == (0..<Self.count).map(String.init).sorted())
  }
}
