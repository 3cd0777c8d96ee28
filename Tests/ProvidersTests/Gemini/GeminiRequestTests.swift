import Execution
import Foundation
import Media
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("What is asked of Gemini")
struct GeminiRequestTests {
  private let bench: GeminiBench

  init() throws { bench = try GeminiBench() }

  @Test("The body is the documented one, byte for byte")
  func body() async throws {
    let driver = try bench.element("driver", 2, description: "a \"tired\" woman")
    let body = try await bench.gemini().prepare(try bench.call(bench.order("Rain\non glass", elements: [driver])))
    let pictures = try ([driver.frontal] + driver.views).map { try bench.bytes($0).base64EncodedString() }
    let parts = pictures.map { "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"\($0)\"}}" }
    let expected =
      #"{"contents":[{"role":"user","parts":[{"text":"Rain\non glass"},"#
      + #"{"text":"Reference pictures of driver: a \"tired\" woman"},"# + parts.joined(separator: ",")
      + #"]}],"generationConfig":{"responseModalities":["TEXT","IMAGE"],"imageConfig":{"aspectRatio":"16:9","imageSize":"2K"}}}"#
    #expect(String(decoding: body, as: UTF8.self) == expected)
  }

  @Test(
    "A model with one size is not asked for it", arguments: ["gemini-3.1-flash-lite-image", "gemini-2.5-flash-image"])
  func oneSize(model: String) async throws {
    let draft = try bench.gemini(model, size: "1K").draft(bench.order())
    #expect(draft.body.contains(#""imageConfig":{"aspectRatio":"16:9"}"#) && !draft.body.contains("imageSize"))
  }

  @Test("512 goes to the model that makes it")
  func small() throws {
    let draft = try bench.gemini("gemini-3.1-flash-image", size: "512").draft(bench.order())
    #expect(draft.body.contains(#""imageSize":"512""#) && draft.estimate.usd == 0.045)
    #expect(draft.notes.contains { $0.contains("deprecated on 6 October 2026") })
  }

  @Test("A size that the model does not make is refused before anything is sent", arguments: ["8K", "512", "", "big"])
  func sizes(size: String) async throws {
    let gemini = try bench.gemini(size: size)
    let problem = #expect(throws: Problem.self) { try gemini.quote(bench.order()) }
    #expect(problem?.code == .badValue && problem?.hint.contains("1K, 2K, 4K") == true)
    await #expect(throws: Problem.self) { try await gemini.prepare(try bench.call()) }
    #expect(bench.stub.posts == 0)
  }

  @Test("The size is what its pieces add up to", arguments: [0, 1, 2, 3])
  func counted(extra: Int) throws {
    let file = try bench.folder.write(
      PlainPNG.data(PixelSize(width: 5, height: 5)) { _, _ in (1, 2, 3) } + Data(count: extra), to: "refs/a.png")
    let element = Element(id: try ElementID("car"), frontal: file)
    guard case .keyframe(let order) = bench.order(elements: [element]) else { return }
    let request = try GeminiRequest(order, model: try bench.gemini().knownModel(), size: "2K")
    #expect(try request.body().count == request.byteCount)
  }

  @Test("A picture is declared as what its bytes are, whatever its name")
  func magic() async throws {
    let jpeg = GeminiStub.realPicture(.jpeg)
    let webp = GeminiStub.realPicture(.webp)
    let elements = try [("a", jpeg), ("b", webp)].map { id, bytes in
      Element(id: try ElementID(id), frontal: try bench.folder.write(bytes, to: "refs/props/\(id)/front.png"))
    }
    _ = try await bench.make(try bench.gemini(), try bench.call(bench.order(elements: elements)))
    #expect(bench.stub.asked.first?.references == [jpeg, webp])
  }

  @Test("More references than the model takes are refused with both numbers, before anything is sent")
  func references() throws {
    let six = try (1...5).map { try bench.element("element\($0)", 3) }
    let problem = #expect(throws: Problem.self) { try bench.gemini().quote(bench.order(elements: six)) }
    #expect(problem?.code == .overLimits)
    #expect(problem?.message.contains("15 reference pictures") == true && problem?.message.contains("takes 14") == true)
    let four = [try bench.element("crowd", 4)]
    let few = #expect(throws: Problem.self) {
      try bench.gemini("gemini-2.5-flash-image", size: "1K").quote(bench.order(elements: four))
    }
    #expect(few?.message.contains("takes 3") == true)
    _ = try bench.gemini().quote(bench.order(elements: Array(six.prefix(4))))
  }

  @Test("A request over the inline limit is refused, though each picture is small enough")
  func inlineLimit() throws {
    let elements = try (1...3).map { number in
      let element = try bench.element("large\(number)")
      // Sparse: 26 MB of zeros behind a picture.
      try FileHandle(forWritingTo: URL(fileURLWithPath: element.frontal.display)).truncate(atOffset: 26_000_000)
      return element
    }
    let problem = #expect(throws: Problem.self) { try bench.gemini().quote(bench.order(elements: elements)) }
    #expect(problem?.code == .overLimits && problem?.message.contains("takes 100000000") == true)
    _ = try bench.gemini().quote(bench.order(elements: Array(elements.prefix(2))))
  }

  @Test("A reference that is no picture any more is refused with its element")
  func damaged() throws {
    for contents in ["", "not a picture", "GIF89a"] {
      let file = try bench.folder.write(contents, to: "refs/props/car/front.png")
      let element = Element(id: try ElementID("car"), frontal: file)
      let problem = #expect(throws: Problem.self) { try bench.gemini().quote(bench.order(elements: [element])) }
      #expect(problem?.code == .elementUnreadable && problem?.message.contains("element car") == true)
    }
    let gone = Element(id: try ElementID("car"), frontal: bench.folder.path / "none.png")
    #expect(throws: Problem.self) { try bench.gemini().quote(bench.order(elements: [gone])) }
  }

  @Test("A video, a long prompt and an unknown model are refused")
  func others() throws {
    let video = Order.video(
      VideoOrder(
        shotPrompts: [ShotPrompt(index: 1, prompt: "A street", duration: 5)], startFrame: nil, frameRate: .film,
        size: PixelSize(width: 640, height: 360), audio: nil))
    #expect(throws: Problem.self) { try bench.gemini().quote(video) }
    let long = #expect(throws: Problem.self) {
      try bench.gemini().quote(bench.order(String(repeating: "rain ", count: 30_000)))
    }
    #expect(long?.code == .overLimits)
    let unknown = #expect(throws: Problem.self) { try bench.gemini("gemini-9-image").quote(bench.order()) }
    #expect(unknown?.code == .modelUnknown && unknown?.hint.contains("gemini-3-pro-image") == true)
  }

  @Test("A model that only the configuration knows is used with its limits and price")
  func configured() throws {
    var limits = ModelLimits.geminiProImage
    limits.elementsWithoutStartFrame = 1
    let gemini = Gemini(
      model: "gemini-9-image", key: nil, tools: try .find(), limits: limits, price: Money(microUSD: 500_000))
    #expect(try gemini.quote(bench.order()).usd == 0.5)
    let two = try ["a", "b"].map { try bench.element($0) }
    #expect(throws: Problem.self) { try gemini.quote(bench.order(elements: two)) }
    let priced = Gemini(
      model: "gemini-nano-banana-2.1", key: nil, tools: try .find(), price: Money(microUSD: 70_000))
    #expect(try priced.quote(bench.order()).usd == 0.07)
  }

  @Test("A draft shows the exact request, with pictures named and the key hidden")
  func draft() throws {
    let car = try bench.element("car", 2)
    let draft = try bench.gemini().draft(bench.order("Rain", elements: [car]))
    #expect(draft.method == "POST")
    #expect(draft.url == "\(bench.stub.url)/v1beta/models/gemini-3-pro-image:generateContent")
    #expect(draft.headers == ["Content-Type": "application/json", "x-goog-api-key": "(hidden)"])
    let bytes = try bench.bytes(car.frontal).count
    #expect(draft.body.contains("\"data\":\"(base64 of refs/characters/car/0-view.png, \(bytes) bytes)\""))
    #expect(draft.body.contains("refs/characters/car/1-view.png"))
    #expect(try draft.estimate == bench.gemini().quote(bench.order("Rain", elements: [car])))
    #expect(!"\(draft)".contains(bench.stub.key))
    _ = try JSONSerialization.jsonObject(with: Data(draft.body.utf8))
  }

  @Test("Large pictures are counted in thousands in a draft, and a draft needs no key")
  func withoutKey() throws {
    let car = try bench.element("car")
    try FileHandle(forWritingTo: URL(fileURLWithPath: car.frontal.display)).truncate(atOffset: 1_234_567)
    let gemini = Gemini(model: "gemini-3-pro-image", key: nil, tools: try .find())
    let draft = try gemini.draft(bench.order(elements: [car]))
    #expect(draft.body.contains("1,234,567 bytes"))
    #expect(draft.notes.contains { $0.contains("no key") })
  }
}
