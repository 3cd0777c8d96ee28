import Execution
import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite struct KlingModelTests {
  @Test("Every known model has a source and a day, and limits under its own name")
  func known() {
    #expect(Set(KlingModel.known.map(\.id)).count == KlingModel.known.count)
    for model in KlingModel.known {
      #expect(model.limits.model == model.id)
      #expect(model.limits.elementsWithStartFrame == 3)
      #expect(model.limits.elementsWithoutStartFrame == 4)
      #expect(model.price.map { !$0.source.isEmpty && $0.dated == "2026-11-20" } ?? true)
    }
    #expect(KlingModel.named("fal-ai/kling-video/O3/Standard")?.limits == .klingO3)
  }

  @Test(
    "A model without known price or limits is refused with those that are known, and the configuration can give them")
  func unknown() throws {
    for id in ["fal-ai/kling-video/v9/pro", "fal-ai/kling-video/v3/4k", "fal-ai/kling-video/v3/turbo/pro"] {
      let problem = #expect(throws: Problem.self) { try KlingModel.named(id, limits: nil, price: nil) }
      #expect(problem?.code == .modelUnknown)
      #expect(problem?.hint.contains("fal-ai/kling-video/o3/standard") == true)
    }
    var limits = ModelLimits.klingO3
    limits.model = "fal-ai/kling-video/v9/pro"
    let model = try KlingModel.named(limits.model, limits: limits, price: Money(microUSD: 200_000))
    #expect(model.price?.silent == Money(microUSD: 200_000))
    #expect(model.endpoints == KlingModel.named("fal-ai/kling-video/o3/pro")?.endpoints)
    let turbo = try KlingModel.named("fal-ai/kling-video/v3/turbo/pro", limits: nil, price: Money(microUSD: 5))
    #expect(turbo.limits.secondsPerCall == 3...15)
  }

  @Test("A client of an unknown model says so wherever it is asked for more than its name")
  func unknownClient() async throws {
    let bench = try FalBench()
    let fal = try bench.fal("fal-ai/kling-video/v9/pro")
    #expect(fal.limits.model == "fal-ai/kling-video/v9/pro")
    #expect(throws: Problem.self) { try fal.quote(bench.order()) }
    #expect(await fal.checkUp().map(\.code) == [.modelUnknown])
    #expect(bench.stub.received.isEmpty)
  }

  @Test("A picture is no order for Kling")
  func keyframe() throws {
    let bench = try FalBench()
    let order = Order.keyframe(KeyframeOrder(prompt: "x", layout: nil, size: PixelSize(width: 64, height: 64)))
    #expect(throws: Problem.self) { try bench.fal().quote(order) }
  }
}

@Suite struct JSONValueTests {
  private func isWithin(_ sent: String, _ seen: String) throws -> Bool {
    try #require(JSONValue(Data(sent.utf8))).isWithin(try #require(JSONValue(Data(seen.utf8))))
  }

  @Test(
    "A body is the same where all that was sent stands in it, whatever was filled in beside it",
    arguments: [
      ("{\"a\":\"5\"}", "{\"b\":1,\"a\":5}", true), ("{\"a\":5}", "{\"a\":\"5\"}", true),
      ("{\"a\":\"5\"}", "{\"a\":\"6\"}", false), ("{\"a\":false}", "{\"a\":0}", false),
      ("{\"a\":[{\"p\":\"x\"}]}", "{\"a\":[{\"p\":\"x\",\"d\":null}]}", true),
      ("{\"a\":[1]}", "{\"a\":[1,2]}", false), ("{\"a\":1}", "{}", false), ("{\"a\":1}", "[1]", false),
      ("{\"a\":\"five\"}", "{\"a\":5}", false), ("{\"a\":\"nan\"}", "{\"a\":5}", false),
    ])
  func within(sent: String, seen: String, isSame: Bool) throws { #expect(try isWithin(sent, seen) == isSame) }
}
