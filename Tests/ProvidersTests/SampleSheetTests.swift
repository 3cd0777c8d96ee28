import Execution
import Foundation
import Imaging
import Media
import TestSupport
import Terms
import Testing

@testable import Providers

/// The sheets of the sample project, as the agent orders them.
@Suite struct SampleSheetTests {
  private struct Plan: Decodable {
    struct Sequence: Decodable {
      let id: String
      let gridPrompt: String

      private enum CodingKeys: String, CodingKey {
        case id
        case gridPrompt = "grid_prompt"
      }
    }

    let sequences: [Sequence]
  }

  @Test("The panels of every sheet of the sample project are found")
  func panels() async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    let data = try Data(contentsOf: root.appendingPathComponent("sample-project/plan.json"))
    let plan = try JSONDecoder().decode(Plan.self, from: data)
    #expect(plan.sequences.count == 12)
    let storyboard = Storyboard(tools: try MediaTools.find())
    let folder = try TemporaryFolder()
    for sequence in plan.sequences {
      let file = folder.path / "\(sequence.id).png"
      let order = KeyframeOrder(
        prompt: sequence.gridPrompt, layout: .quadrants, size: PixelSize(width: 1280, height: 720))
      let key = StepKey(.keyframe, shot: try ShotID("\(sequence.id)_grid"), attempt: 1)
      let call = Call(order: .keyframe(order), key: key, answer: AnswerFile(folder.path / "answer.json"))
      _ = try await storyboard.collect(Data(), call, to: file) { _ in }
      let verdict = try PanelFinder.find(in: file, expecting: .quadrants)
      #expect(verdict.isGrid, "\(sequence.id)")
      #expect(verdict.confidence >= 0.6, "\(sequence.id)")
    }
  }
}
