import Execution
import Foundation
import Imaging
import Media
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("What a drawn picture says of itself")
struct ProvenanceTests {
  @Test(
    "Prompt, maker and step are in the picture, and no trained model is claimed", arguments: ["A car", "夜 🚗 \"ü\""])
  func provenance(prompt: String) async throws {
    let folder = try TemporaryFolder()
    let order = Order.keyframe(
      KeyframeOrder(prompt: prompt, layout: .quadrants, size: PixelSize(width: 640, height: 360)))
    let key = StepKey(.keyframe, shot: try ShotID("SEQ05_grid"), attempt: 3)
    let picture = folder.path / "grid.png"
    _ = try await Storyboard(tools: try MediaTools.find()).collect(
      Data(), Call(order: order, key: key, answer: AnswerFile(folder.path / "answer.json")), to: picture,
      progress: { _ in })
    let provenance = try #require(try Provenance.read(from: picture))
    #expect(provenance.id == "keyframe/SEQ05_grid/3")
    #expect(provenance.description == prompt)
    #expect(provenance.isFromModel == false)
    #expect(try folder.names() == ["grid.png"])
  }
}
