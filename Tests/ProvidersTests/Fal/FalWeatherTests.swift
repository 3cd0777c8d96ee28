import Execution
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Providers

/// Many calls side by side while everything goes wrong now and then.
@Suite struct FalWeatherTests {
  private let bench: FalBench

  init() throws { bench = try FalBench() }

  private struct Ending: Sendable {
    var cost: Money?
    var problem: Problem?
  }

  private static let weather: @Sendable (FalStub.Ask, Int) -> FalStub.Fault? = { ask, number in
    switch (ask, number % 7) {
    case (.submit, 1): .cutBefore
    case (.submit, 2), (.submit, 6): .cutAfter
    case (.submit, 3): .status(503, "<html>")
    case (.submit, 4): .after(.json("{}", status: 504))
    case (.submit, 5): .status(429, "", headers: [("retry-after", "1")])
    case (.status, 2), (.initiate, 3), (.list, 5): .status(503)
    case (.status, 5), (.put, 2), (.list, 2), (.download, 1): .cutBefore
    case (.result, 3): .status(502, "<html>")
    case (.result, 5): .status(400, "{\"detail\":\"Request is still in progress\"}")
    case (.download, 3): .broken(.cut(afterBytes: 4))
    case (.download, 5): .status(403)
    default: nil
    }
  }

  private func make(_ index: Int, _ fal: Fal) async throws -> Ending {
    let order = bench.order([Double(3 + index % 10)], prompts: ["call \(index)"], start: index % 3 > 0)
    let call = try bench.call(order, attempt: index + 1)
    let body = try await fal.prepare(call)
    let handle: CallHandle
    do { handle = try await fal.submit(body, call) } catch let problem as Problem {
      let lost = LostCall(body: body, submittedAt: Timestamp(Date()), known: [])
      guard let found = try await fal.find(lost, call) else { return Ending(problem: problem) }
      handle = found
    }
    let answer = try await fal.outcome(of: handle, call) { _ in }
    let file = bench.folder.path / "take\(index).mp4"
    return Ending(cost: try await fal.collect(answer, call, to: file) { _ in }.cost)
  }

  @Test("Whatever goes wrong on the way, each call that fal accepted is fetched once and costs what fal bills")
  func accounts() async throws {
    bench.stub.change { $0.weather = Self.weather }
    let fal = try bench.fal()
    let endings = try await withThrowingTaskGroup(of: Ending.self) { group in
      for index in 0..<28 { group.addTask { try await make(index, fal) } }
      return try await group.reduce(into: [Ending]()) { $0.append($1) }
    }
    let made = endings.compactMap(\.cost)
    #expect(made.count == bench.stub.accepted.count)
    #expect(made.reduce(.zero, +) == bench.stub.bill)
    #expect(made.count + endings.compactMap(\.problem).count == 28)
    #expect(made.count >= 16)
    #expect(Set(bench.stub.accepted.map(\.body)).count == made.count)
    #expect(bench.stub.violations == [])
    #expect(bench.stub.leaks == [])
    for problem in endings.compactMap(\.problem) { #expect(!"\(problem) \(problem.logLine)".contains("secret-1111")) }
    let takes = try bench.folder.names().filter { $0.hasPrefix("take") }
    #expect(takes.count == made.count)
  }

  @Test("Nothing that a call leaves behind holds the key")
  func secrets() async throws {
    let fal = try bench.fal()
    bench.stub.fault(.status, .status(500, "{\"detail\":\"Key \(bench.stub.key)\"}"))
    _ = try await bench.made(fal, bench.call())
    let files = try #require(FileManager.default.enumerator(atPath: bench.folder.path.display))
    for case let name as String in files where !name.hasSuffix(".png") {
      guard let bytes = try? bench.folder.read(name) else { continue }
      #expect(!String(decoding: bytes, as: UTF8.self).contains("secret-1111"), "\(name)")
    }
    #expect(!"\(fal)".contains("secret-1111"))
    var dumped = ""
    dump(fal, to: &dumped)
    #expect(!dumped.contains("secret-1111"))
  }
}
