import Execution
import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite struct KlingBodyTests {
  private let bench: FalBench

  init() throws { bench = try FalBench() }

  private func body(
    _ order: Order, _ model: String = "fal-ai/kling-video/o3/standard", withAudio: Bool = false
  ) throws -> KlingBody {
    guard case .video(let order) = order else { throw Problem(.badValue, "", hint: "") }
    return try KlingBody(order, try #require(KlingModel.named(model)), withAudio: withAudio)
  }

  private func text(_ body: KlingBody) throws -> String {
    String(decoding: try body.data { "https://x/\($0.name)" }, as: UTF8.self)
  }

  @Test("Several shots become multi_prompt with durations as strings, their sum, and keys in order")
  func severalShots() throws {
    let order = bench.order([3, 5], prompts: ["one", "two"], start: false)
    #expect(
      try text(body(order))
        == "{\"aspect_ratio\":\"16:9\",\"duration\":\"8\",\"generate_audio\":false,\"multi_prompt\":"
        + "[{\"duration\":\"3\",\"prompt\":\"one\"},{\"duration\":\"5\",\"prompt\":\"two\"}],\"shot_type\":\"customize\"}"
    )
  }

  @Test("One shot is a prompt and a duration, without multi_prompt")
  func oneShot() throws {
    let order = bench.order([5], prompts: ["one"])
    #expect(
      try text(body(order))
        == "{\"duration\":\"5\",\"generate_audio\":false,\"image_url\":\"https://x/start.png\",\"prompt\":\"one\"}")
  }

  @Test(
    "Elements go to reference-to-video with a frontal picture and one to three more, the frontal again where none is")
  func elements() throws {
    let order = bench.order(
      [5], prompts: ["The car waits"], elements: [try bench.element("car", views: 5), try bench.element("driver")])
    let body = try body(order)
    #expect(body.path == "fal-ai/kling-video/o3/standard/reference-to-video")
    #expect(
      try text(body)
        == "{\"aspect_ratio\":\"16:9\",\"duration\":\"5\",\"elements\":[{\"frontal_image_url\":\"https://x/front.png\","
        + "\"reference_image_urls\":[\"https://x/view0.png\",\"https://x/view1.png\",\"https://x/view2.png\"]},"
        + "{\"frontal_image_url\":\"https://x/front.png\",\"reference_image_urls\":[\"https://x/front.png\"]}],"
        + "\"generate_audio\":false,\"prompt\":\"The @Element1 waits With @Element2.\","
        + "\"start_image_url\":\"https://x/start.png\"}")
    #expect(body.pictures.count == 6)
  }

  @Test(
    "The endpoint follows from what the order has, by model, and a way that a model lacks is refused before anything",
    arguments: [
      ("o3/standard", true, false, "image-to-video"), ("o3/pro", true, true, "reference-to-video"),
      ("o3/4k", false, true, "reference-to-video"), ("o3/standard", false, false, "text-to-video"),
      ("v3/standard", true, false, "image-to-video"), ("v3/pro", true, true, "image-to-video"),
      ("v3/pro", false, true, nil), ("v3/standard", false, false, "text-to-video"),
      ("v3/turbo/standard", true, false, "image-to-video"), ("v3/turbo/standard", true, true, nil),
      ("o1", true, false, "image-to-video"), ("o1/standard", true, true, "reference-to-video"),
      ("o1", false, true, "reference-to-video"), ("o1", false, false, nil),
    ])
  func endpoints(model: String, start: Bool, elements: Bool, way: String?) throws {
    let order = bench.order([5], start: start, elements: elements ? [try bench.element("car")] : [])
    let id = "fal-ai/kling-video/\(model)"
    guard let way else {
      let problem = #expect(throws: Problem.self) { try body(order, id) }
      #expect(problem?.code == .overLimits)
      #expect(problem?.message.contains(id) == true)
      return
    }
    #expect(try body(order, id).path == "\(id)/\(way)")
  }

  @Test("v3 is always told whether to make sound, names its start frame otherwise than O3, and has no ratio beside it")
  func v3() throws {
    let text = try text(body(bench.order([5]), "fal-ai/kling-video/v3/standard"))
    #expect(
      text
        == "{\"duration\":\"5\",\"generate_audio\":false,\"prompt\":\"shot 1\",\"start_image_url\":\"https://x/start.png\"}"
    )
  }

  @Test("o1 is sent neither shots nor sound, and its start frame beside elements is named in the prompt")
  func o1() throws {
    let order = bench.order([5], prompts: ["The car waits."], elements: [try bench.element("car")])
    #expect(
      try text(body(order, "fal-ai/kling-video/o1", withAudio: true))
        == "{\"aspect_ratio\":\"16:9\",\"duration\":\"5\",\"elements\":[{\"frontal_image_url\":\"https://x/front.png\","
        + "\"reference_image_urls\":[\"https://x/front.png\"]}],\"image_urls\":[\"https://x/start.png\"],"
        + "\"prompt\":\"Take @Image1 as the start frame. The @Element1 waits.\"}")
    #expect(throws: Problem.self) { try body(bench.order([5, 5]), "fal-ai/kling-video/o1") }
    #expect(throws: Problem.self) { try body(bench.order([11]), "fal-ai/kling-video/o1") }
  }

  @Test(
    "The ratio is the nearest that Kling makes",
    arguments: [
      (1280, 720, "16:9"), (720, 1280, "9:16"), (1000, 1000, "1:1"), (1024, 900, "1:1"), (2560, 1080, "16:9"),
    ])
  func ratio(width: Int, height: Int, ratio: String) throws {
    let order = bench.order([5], start: false, size: PixelSize(width: width, height: height))
    #expect(try text(body(order)).contains("\"aspect_ratio\":\"\(ratio)\""))
  }

  @Test(
    "What passes a limit is refused with the figure, before anything is uploaded or paid",
    arguments: [
      ([Double](repeating: 1, count: 7), 0, true), ([8, 8], 0, true), ([2], 0, true), ([2.5, 2], 0, true),
      ([0, 4], 0, true),
      ([5], 4, true), ([5], 5, false), ([], 0, false), ([.nan], 0, true), ([.infinity], 0, true), ([-3, 8], 0, true),
    ])
  func limits(durations: [Double], elements: Int, start: Bool) throws {
    let elements = try (0..<elements).map { try bench.element("e\($0)") }
    #expect(throws: Problem.self) { try body(bench.order(durations, start: start, elements: elements)) }
  }

  @Test("A prompt may have 512 characters once its elements are named as Kling knows them, and not one more")
  func promptLength() throws {
    let car = try bench.element("car")
    let fits = "car " + String(repeating: "é", count: 512 - 10)
    #expect(try text(body(bench.order([5], prompts: [fits], elements: [car]))).contains("@Element1 é"))
    let problem = #expect(throws: Problem.self) {
      try body(bench.order([5], prompts: [fits + "é"], elements: [car]))
    }
    #expect(problem?.code == .overLimits)
    #expect(problem?.message.contains("513 characters") == true)
    #expect(throws: Problem.self) { try body(bench.order([5, 5], prompts: ["one", " \n"])) }
  }

  @Test(
    "The price is seconds times the price of one, without and with sound",
    arguments: [
      ("o3/standard", 672_000, 896_000), ("o3/pro", 896_000, 1_120_000), ("o3/4k", 3_360_000, 3_360_000),
      ("v3/standard", 672_000, 1_008_000), ("v3/pro", 896_000, 1_344_000), ("v3/turbo/standard", 896_000, 896_000),
      ("o1", 896_000, 896_000), ("o1/standard", 672_000, 672_000),
    ])
  func prices(model: String, silent: Int64, sounding: Int64) throws {
    let order = bench.order(model.hasPrefix("o1") ? [8] : [3, 5])
    #expect(try body(order, "fal-ai/kling-video/\(model)").price == Money(microUSD: silent))
    #expect(try body(order, "fal-ai/kling-video/\(model)", withAudio: true).price == Money(microUSD: sounding))
  }

  @Test("The dry run shows the exact request with its pictures named, its price and no key")
  func draft() throws {
    let order = bench.order([5], elements: [try bench.element("car")])
    let draft = try bench.fal().draft(order)
    #expect(draft.url == "\(bench.stub.queueURL)/fal-ai/kling-video/o3/standard/reference-to-video")
    #expect(draft.body.contains("\"start_image_url\":\"(upload of frames/start.png)\""))
    #expect(draft.body.contains("(upload of refs/car/front.png)"))
    #expect(draft.headers["Authorization"] == "Key (hidden)")
    #expect(draft.headers["X-Fal-No-Retry"] == "1")
    #expect(draft.estimate == Money(microUSD: 420_000))
    #expect(!"\(draft)".contains(bench.stub.key))
    #expect(bench.stub.received.isEmpty)
  }
}
