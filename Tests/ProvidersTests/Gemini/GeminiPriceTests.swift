import Execution
import Foundation
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("What a Gemini call costs")
struct GeminiPriceTests {
  private static let pro = GeminiPrice(
    picture: Money(microUSD: 134_000),
    tokens: GeminiModel.TokenPrices(input: Money(microUSD: 2_000_000), output: Money(microUSD: 12_000_000)))
  private static let plain = GeminiPrice(picture: Money(microUSD: 33_600), tokens: nil)

  private func usage(prompt: Int, candidates: Int, thoughts: Int = 0, images: Int? = nil) -> GeminiUsage {
    var usage = GeminiUsage()
    (usage.prompt, usage.candidates, usage.thoughts, usage.images) = (prompt, candidates, thoughts, images)
    return usage
  }

  @Test("A picture costs its price, $2 a million tokens in and $12 a million of words and thoughts out")
  func picture() {
    let usage = usage(prompt: 1_000, candidates: 1_220, thoughts: 50, images: 1_120)
    #expect(Self.pro.cost(usage).microUSD == 134_000 + 2_000 + 12 * 150)
    #expect(Self.plain.cost(usage).microUSD == 33_600)
  }

  @Test("Without details, what came back with a picture is the picture")
  func undetailed() {
    #expect(Self.pro.cost(usage(prompt: 10, candidates: 1_120)).microUSD == 134_020)
  }

  @Test("Without a picture only tokens cost, unless one was made and held back")
  func nothing() {
    #expect(Self.pro.costOfNothing(usage(prompt: 100, candidates: 20, thoughts: 5)).microUSD == 200 + 300)
    #expect(Self.pro.costOfNothing(usage(prompt: 100, candidates: 1_120, images: 1_120)).microUSD == 134_200)
    #expect(Self.plain.costOfNothing(usage(prompt: 100, candidates: 20)) == .zero)
  }

  @Test("Figures that nobody can believe do not stop the agent")
  func absurd() {
    let most = usage(prompt: 1_000_000_000, candidates: 1_000_000_000, thoughts: 1_000_000_000, images: 0)
    #expect(Self.pro.cost(most).usd > 2_000)
    #expect(Self.pro.cost(usage(prompt: 0, candidates: 5, images: 1_000)).microUSD == 134_000)
  }

  @Test("A quote is never under what the call then costs", arguments: [0, 3])
  func quoted(pictures: Int) async throws {
    let bench = try GeminiBench()
    bench.stub.plan(.picture(thinking(800)))
    let elements = pictures > 0 ? [try bench.element("car", pictures)] : []
    let order = bench.order(elements: elements)
    let gemini = try bench.gemini()
    let quote = try gemini.quote(order)
    let collected = try await bench.make(gemini, try bench.call(order))
    #expect(quote >= collected.cost && collected.cost > Money(microUSD: 134_000))
    #expect(bench.stub.total == collected.cost)
  }

  @Test(
    "Each model's picture is booked at the price that the service bills",
    arguments: [
      ("gemini-3-pro-image", "1K"), ("gemini-3-pro-image", "2K"), ("gemini-3-pro-image", "4K"),
      ("gemini-3.1-flash-image", "512"), ("gemini-3.1-flash-image", "1K"), ("gemini-3.1-flash-image", "2K"),
      ("gemini-3.1-flash-image", "4K"), ("gemini-3.1-flash-lite-image", "1K"), ("gemini-nano-banana-2.1", "1K"),
      ("gemini-nano-banana-2.1", "2K"), ("gemini-nano-banana-2.1", "4K"), ("gemini-2.5-flash-image", "1K"),
    ])
  func billed(model: String, size: String) async throws {
    let bench = try GeminiBench(models: [model])
    bench.stub.plan(.picture(thinking(120)))
    let collected = try await bench.make(try bench.gemini(model, size: size), try bench.call())
    #expect(collected.cost == bench.stub.total && bench.stub.bill.count == 1)
    #expect(bench.stub.asked.first?.model == model)
  }

  private func thinking(_ thoughts: Int) -> GeminiStub.Look {
    var look = GeminiStub.Look()
    look.thoughts = thoughts
    return look
  }
}
