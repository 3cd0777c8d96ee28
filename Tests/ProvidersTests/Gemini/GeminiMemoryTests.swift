import Execution
import Foundation
import TestSupport
import Terms
import Testing

@testable import Providers

/// In processes of their own: other tests need memory too.
@Suite("A picture of 45 MB")
struct GeminiMemoryTests {
  @Test("comes out of its answer of 60 MB without a tenth of it being in memory at once")
  func answer() async {
    await #expect(processExitsWith: .success) {
      let bench = try GeminiBench()
      let (gemini, call) = (try bench.gemini(), try bench.call())
      try await call.answer.begin()
      try Self.write(pieces: 60, to: call.answer.path)
      let growth = try await Self.growth {
        let answer = try await gemini.outcome(of: CallHandle(id: "x"), call) { _ in }
        _ = try await gemini.collect(answer, call, to: bench.destination) { _ in }
      }
      let size = try FileManager.default.attributesOfItem(atPath: bench.destination.display)[.size] as? Int
      #expect(size == 60 * 750_000)
      #expect(growth < 24 << 20, "\(growth >> 20) MB")
    }
  }

  @Test("goes into a request that is held once")
  func request() async {
    await #expect(processExitsWith: .success) {
      let bench = try GeminiBench()
      let car = try bench.element("car")
      try FileHandle(forWritingTo: URL(fileURLWithPath: car.frontal.display)).truncate(atOffset: 45_000_000)
      let (gemini, call) = (try bench.gemini(), try bench.call(bench.order(elements: [car])))
      let growth = try await Self.growth {
        let body = try await gemini.prepare(call)
        #expect(body.count > 60_000_000)
      }
      #expect(growth < 100 << 20, "\(growth >> 20) MB")
    }
  }

  /// An answer with so many million digits of base64 in it.
  private static func write(pieces: Int, to file: FilePath) throws {
    try Data().write(to: URL(fileURLWithPath: file.display))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file.display))
    try handle.write(
      contentsOf: Data(#"{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":""#.utf8))
    let start = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    try handle.write(contentsOf: (start + Data(count: 750_000 - start.count)).base64EncodedData())
    let piece = Data(repeating: 7, count: 750_000).base64EncodedData()
    for _ in 1..<pieces { try handle.write(contentsOf: piece) }
    try handle.write(contentsOf: Data(#""}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5}}"#.utf8))
    try handle.close()
  }

  /// By how much the memory of this process grew at most (proc(5): VmHWM, and clear_refs, which sets it back), in bytes.
  private static func growth(during work: () async throws -> Void) async throws -> Int {
    try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    let before = try memory("VmRSS:")
    try await work()
    return try memory("VmHWM:") - before
  }

  private static func memory(_ figure: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(figure) })
    return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }) << 10
  }
}
