import Execution
import Foundation
import Media
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("The doctor asks Gemini without spending anything")
struct GeminiCheckUpTests {
  private let bench: GeminiBench

  init() throws { bench = try GeminiBench(models: GeminiStub.currentModels.union(["gemini-3.1-flash-image"])) }

  @Test("All is well")
  func well() async throws {
    #expect(
      await (try bench.gemini()).checkUp() == [.ok("Google takes the key and has the model gemini-3-pro-image.")])
    #expect(bench.stub.posts == 0 && bench.stub.server.received.map(\.method) == ["GET"])
    #expect(bench.stub.server.received.first?.path == "/v1beta/models/gemini-3-pro-image")
  }

  @Test("A bad key, no key and a model that is gone are problems")
  func problems() async throws {
    let refused = await (try bench.gemini(key: "AIza-wrong-key-987654321")).checkUp()
    #expect(refused.first?.state == .problem && refused.first?.code == .keyRefused)
    let keyless = await Gemini(.init(url: bench.stub.url), model: "gemini-3-pro-image", key: nil, tools: try .find())
      .checkUp()
    #expect(keyless.first?.code == .keyMissing)
    let gone = await (try bench.gemini("gemini-3-pro-image-preview")).checkUp()
    #expect(gone.first?.code == .modelGone && gone.first?.state == .problem && gone.count == 2)
    #expect(gone.last?.state == .warning && gone.last?.message.contains("25 June 2026") == true)
  }

  @Test("A model that still answers but is deprecated is a warning")
  func deprecated() async throws {
    let findings = await (try bench.gemini("gemini-3.1-flash-image")).checkUp()
    #expect(findings.map(\.state) == [.ok, .warning])
    #expect(findings.last?.hint.contains("gemini-3-pro-image") == true)
  }

  @Test("A size that the model does not make, and an unknown model, are problems")
  func configuration() async throws {
    #expect(await (try bench.gemini(size: "512")).checkUp().map(\.code) == [nil, .badValue])
    #expect(await (try bench.gemini("gemini-9-image")).checkUp().map(\.code) == [.modelGone, .modelUnknown])
  }

  @Test("Prices older than ninety days are a warning, younger ones are not")
  func age() async throws {
    #expect(await (try bench.gemini(now: "2027-02-18T23:00:00.000Z")).checkUp().count == 1)
    let old = await (try bench.gemini(now: "2027-02-19T00:00:00.000Z")).checkUp()
    #expect(old.map(\.code) == [nil, .pricesOld] && old.last?.message.contains("91 days old") == true)
  }

  @Test("Nobody there is a problem; somebody else there is a warning")
  func address() async throws {
    let other = try LoopbackServer { _ in .json("<html>hello</html>") }
    let findings = await (try bench.gemini(url: other.url)).checkUp()
    #expect(findings.first?.state == .warning && findings.first?.code == .providerAnswer)
    other.stop()
    let nobody = await (try bench.gemini(url: other.url)).checkUp()
    #expect(nobody.first?.state == .problem && nobody.first?.code == .neverConnected)
    let broken = await (try bench.gemini(url: "ftp://example.invalid")).checkUp()
    #expect(broken.first?.state == .problem)
  }

  @Test(
    "Trouble that passes is a warning",
    arguments: [(429, Problem.Code.rateLimited), (503, .providerDown), (500, .providerDown)])
  func passing(status: Int, code: Problem.Code) async throws {
    let busy = try LoopbackServer { _ in .json("{}", status: status) }
    let findings = await (try bench.gemini(url: busy.url)).checkUp()
    #expect(findings.first?.state == .warning && findings.first?.code == code)
  }
}
