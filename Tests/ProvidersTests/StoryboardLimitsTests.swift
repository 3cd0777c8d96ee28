import Execution
import Foundation
import Media
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("Storyboard stands in for a model")
struct StoryboardLimitsTests {
  private let tools: MediaTools
  private let folder: TemporaryFolder

  init() throws {
    tools = try MediaTools.find()
    folder = try TemporaryFolder()
  }

  private func order(_ durations: [Double], elements: [String] = []) throws -> VideoOrder {
    VideoOrder(
      shotPrompts: durations.enumerated().map { ShotPrompt(index: $0 + 1, prompt: "A street", duration: $1) },
      startFrame: nil, frameRate: .film, size: PixelSize(width: 640, height: 360), audio: nil,
      elements: try elements.map { Element(id: try ElementID($0), frontal: folder.path / "\($0).png") })
  }

  @Test("What the model would not take in one call is refused; with other limits it is filmed")
  func limits() throws {
    let storyboard = Storyboard(tools: tools)
    #expect(try storyboard.quote(.video(try order([5, 5, 5]))) == .zero)
    for durations in [[5, 5, 5.5], [8, 8], [1, 1]] {
      let problem = #expect(throws: Problem.self) { try storyboard.quote(.video(try order(durations))) }
      #expect(problem?.code == .overLimits)
      #expect(try Storyboard(tools: tools, limits: .unlimited).quote(.video(try order(durations))) == .zero)
    }
  }

  @Test("A grid goes by the limits of the picture model, a video by those of the video model")
  func pictures() throws {
    let storyboard = Storyboard(tools: tools)
    #expect(storyboard.limits(for: .keyframe) == .geminiProImage)
    #expect(storyboard.limits(for: .video) == .klingO3 && storyboard.limits(for: .multiShot) == .klingO3)
    let long = String(repeating: "rain ", count: 200)
    let picture = KeyframeOrder(prompt: long, layout: .quadrants, size: PixelSize(width: 640, height: 360))
    #expect(try storyboard.quote(.keyframe(picture)) == .zero)
  }

  @Test("The elements are named above the caption, as far as there is room")
  func elements() throws {
    let strip = { (names: [String], width: Int) in
      CaptionStrip(prompts: ["A street"], elements: names, size: PixelSize(width: width, height: 360)).svg()
    }
    #expect(strip(["driver", "car"], 640).contains("driver, car"))
    #expect(!strip([], 640).contains("…"))
    let many = (1...20).map { "character_\($0)" }
    #expect(strip(many, 640).contains("character_1") && strip(many, 640).contains("…"))
    #expect(strip(many, 64).contains("SHOT 1/1"))
  }

  @Test("An animatic with elements is filmed to its last frame")
  func filmed() async throws {
    let order = try order([2, 1], elements: ["driver", "car", "radio"])
    let file = folder.path / "take.mp4"
    let key = StepKey(.multiShot, shot: try ShotID("SEQ05"), attempt: 1)
    let call = Call(order: .video(order), key: key, answer: AnswerFile(folder.path / "answer.json"))
    _ = try await Storyboard(tools: tools).collect(Data(), call, to: file) { _ in }
    #expect(try await tools.probe(file).frames == order.frames)
  }
}
