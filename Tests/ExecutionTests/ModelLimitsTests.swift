import Execution
import Foundation
import Terms
import TestSupport
import Testing

@Suite("The limits of a model")
struct ModelLimitsTests {
  private func video(
    _ durations: [Double], elements: Int = 0, startFrame: FilePath? = nil, prompt: String = "p"
  ) throws -> Order {
    .video(
      VideoOrder(
        shotPrompts: durations.enumerated().map { ShotPrompt(index: $0 + 1, prompt: prompt, duration: $1) },
        startFrame: startFrame, frameRate: .film, size: PixelSize(width: 64, height: 36), audio: nil,
        elements: try Self.elements(elements)))
  }

  private static func elements(_ count: Int) throws -> [Element] {
    try (0..<count).map { Element(id: try ElementID("e\($0)"), frontal: FilePath("/p/refs/\($0).png")) }
  }

  @Test(
    "Kling takes whole seconds, 3 to 15 in at most 6 shots",
    arguments: [
      ([5, 5, 5], nil), ([3], nil), ([1, 1, 1], nil), ([5, 5, 5, 1], "15"), ([2], "3"), ([2.5, 3], "2.5"),
      ([0.5, 3], "0.5"), ([1, 1, 1, 1, 1, 1, 1], "7 shots"), ([.nan, 3], "nan"), ([.infinity], "inf"), ([], "0 s"),
    ] as [([Double], String?)])
  func durations(durations: [Double], figure: String?) throws {
    let order = try video(durations)
    guard let figure else { return try ModelLimits.klingO3.check(order) }
    let problem = #expect(throws: Problem.self) { try ModelLimits.klingO3.check(order) }
    #expect(problem?.code == .overLimits)
    for word in [figure, ModelLimits.klingO3.model, ModelLimits.klingO3.source, "2026-11-20"] {
      #expect(problem?.message.contains(word) == true, "\(word) in \(problem?.message ?? "-")")
    }
  }

  @Test("Fewer elements go with a start frame than without; a prompt has a length", arguments: [(3, true), (4, false)])
  func elements(most: Int, hasStartFrame: Bool) throws {
    let start = hasStartFrame ? FilePath("/p/start.png") : nil
    try ModelLimits.klingO3.check(try video([5], elements: most, startFrame: start))
    let over = try video([5], elements: most + 1, startFrame: start)
    let problem = #expect(throws: Problem.self) { try ModelLimits.klingO3.check(over) }
    #expect(problem?.message.contains("\(most + 1) elements") == true)
    try ModelLimits.klingO3.check(try video([5], prompt: String(repeating: "é", count: 512)))
    let long = try video([5], prompt: String(repeating: "é", count: 513))
    #expect(throws: Problem.self) { try ModelLimits.klingO3.check(long) }
  }

  @Test("Of a picture, only elements and prompt count")
  func pictures() throws {
    let size = PixelSize(width: 64, height: 36)
    let order = { (count: Int) in
      Order.keyframe(KeyframeOrder(prompt: "p", layout: nil, size: size, elements: try Self.elements(count)))
    }
    try ModelLimits.klingO3.check(try order(4))
    try ModelLimits.geminiProImage.check(try order(14))
    let over = try order(15)
    #expect(throws: Problem.self) { try ModelLimits.geminiProImage.check(over) }
  }

  @Test("What is over the limits is refused before anything is asked of the provider, and leaves nothing behind")
  func refused() async throws {
    let bench = try Bench()
    var provider = bench.provider()
    provider.limits = .klingO3
    provider.failures = [.quote: Problem(.system, "It was asked.", hint: "")]
    let runner = bench.runner(provider)
    let step = try Bench.step()
    let problem = await #expect(throws: Problem.self) { try await runner.executeMultiShot(step) }
    #expect(problem?.code == .overLimits)
    let quoted = #expect(throws: Problem.self) { try runner.quote(step.order) }
    #expect(quoted == problem)
    #expect(try runner.limits(for: .multiShot) == .klingO3)
    #expect(try await bench.take() == nil)
    #expect(try await bench.balance() == Balance())
  }
}
