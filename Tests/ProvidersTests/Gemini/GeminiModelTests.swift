import Execution
import Terms
import Testing

@testable import Providers

@Suite("Gemini's models are data")
struct GeminiModelTests {
  /// The price list as Google publishes it, in dollars.
  static let rows: [(String, GeminiModel.Status, [(String, Double)], Int)] = [
    ("gemini-2.5-flash-image", .shutDown, [("1K", 0.039)], 3),
    ("gemini-3-pro-image", .current, [("1K", 0.134), ("2K", 0.134), ("4K", 0.24)], 14),
    ("gemini-3-pro-image-preview", .shutDown, [("1K", 0.134), ("2K", 0.134), ("4K", 0.24)], 14),
    ("gemini-3.1-flash-image", .deprecated, [("512", 0.045), ("1K", 0.067), ("2K", 0.101), ("4K", 0.151)], 14),
    ("gemini-3.1-flash-image-preview", .shutDown, [("512", 0.045), ("1K", 0.067), ("2K", 0.101), ("4K", 0.151)], 14),
    ("gemini-3.1-flash-lite-image", .current, [("1K", 0.0336)], 14),
    ("gemini-nano-banana-2.1", .current, [("1K", 0.0336), ("2K", 0.0504), ("4K", 0.113)], 14),
  ]

  @Test("Each model has the sizes, prices and references of the price list", arguments: rows)
  func row(id: String, status: GeminiModel.Status, sizes: [(String, Double)], references: Int) throws {
    let model = try #require(GeminiModel.named(id.uppercased()))
    #expect(model.id == id && model.status == status && model.references == references)
    #expect(model.sizes.map(\.name) == sizes.map(\.0))
    #expect(model.sizes.map(\.price.usd) == sizes.map(\.1))
    #expect(model.dated == "2026-11-20" && !model.source.isEmpty && !model.note.isEmpty)
  }

  @Test("The list has no other models, and three of them are current")
  func whole() {
    #expect(Set(GeminiModel.known.map(\.id)) == Set(Self.rows.map(\.0)))
    #expect(
      Set(GeminiModel.currentIDs) == [
        "gemini-3-pro-image", "gemini-nano-banana-2.1", "gemini-3.1-flash-lite-image",
      ])
  }

  @Test("The families 3.1 and 2.1 make panoramas, the others do not")
  func shapes() throws {
    for model in GeminiModel.known {
      let isWide = model.id.contains("3.1") || model.id.contains("2.1")
      #expect(model.ratios.count == (isWide ? 14 : 10))
      #expect(model.ratios.contains { "\($0)" == "8:1" } == isWide)
      #expect(model.ratios.contains { "\($0)" == "21:9" })
    }
  }

  @Test(
    "The shape is the one nearest to the ordered size",
    arguments: [
      (3840, 2160, "16:9"), (1920, 1080, "16:9"), (1080, 1920, "9:16"), (1000, 1000, "1:1"), (2048, 858, "21:9"),
      (1440, 1080, "4:3"), (1080, 1350, "4:5"), (4096, 512, "21:9"), (512, 4096, "9:16"), (0, 0, "1:1"),
    ])
  func nearest(width: Int, height: Int, ratio: String) throws {
    let pro = try #require(GeminiModel.named("gemini-3-pro-image"))
    #expect("\(pro.ratio(nearest: PixelSize(width: width, height: height)))" == ratio)
  }

  @Test("A panorama goes to a model that makes them")
  func panorama() throws {
    let model = try #require(GeminiModel.named("gemini-nano-banana-2.1"))
    #expect("\(model.ratio(nearest: PixelSize(width: 4096, height: 512)))" == "8:1")
  }

  @Test("A size that the model does not make is refused with those that it makes")
  func sizes() throws {
    let pro = try #require(GeminiModel.named("gemini-3-pro-image"))
    #expect(try pro.size("2k").name == "2K")
    let problem = #expect(throws: Problem.self) { try pro.size("512") }
    #expect(problem?.code == .badValue)
    #expect(problem?.hint.contains("1K, 2K, 4K") == true)
    #expect(try #require(GeminiModel.named("gemini-3.1-flash-image")).size("512").price.usd == 0.045)
  }

  @Test("What the runner holds orders against is the same as Storyboard rehearses with")
  func limits() throws {
    let limits = try #require(GeminiModel.named("gemini-3-pro-image")).limits
    #expect(limits.model == ModelLimits.geminiProImage.model)
    #expect(limits.elementsWithoutStartFrame == ModelLimits.geminiProImage.elementsWithoutStartFrame)
    #expect(limits.promptCharacters == ModelLimits.geminiProImage.promptCharacters)
  }
}
