import FolderContract
import Foundation
import TestSupport
import Terms
import Testing

@testable import Sequences

/// The form of `state/client/sequences.json`, which outlives every version of the agent.
@Suite("The state file of the sequences")
struct GoldenTests {
  /// A sequence with every field that there is, and one that only began.
  static let golden = """
    {
      "sequences" : {
        "SEQ05" : {
          "grid_history" : [
            {
              "cost_usd" : 0.134,
              "created_at" : "2026-11-20T13:04:05.678Z",
              "from_model" : false,
              "layout" : {
                "columns" : 2,
                "rows" : 2
              },
              "number" : 1,
              "options" : [
                {
                  "height" : 324,
                  "name" : "top_left",
                  "path" : "grids/SEQ05/SEQ05_g01_top_left.png",
                  "width" : 576,
                  "x" : 59,
                  "y" : 31
                }
              ],
              "path" : "grids/SEQ05/SEQ05_g01.png",
              "prompt" : "The taxi in the rain",
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6D"
            }
          ],
          "grid_path" : "grids/SEQ05/SEQ05_g01.png",
          "grid_state" : "ready",
          "grids_begun" : 2,
          "operation" : {
            "aspect_ratio" : "16:9",
            "before" : "start_frame_approved",
            "number" : 2,
            "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6E",
            "start_frame" : "frames/SEQ05/SEQ05_start01.png",
            "step" : "multi_shot/SEQ05/2"
          },
          "problem" : {
            "code" : "media_failed",
            "hint" : "Try again.",
            "message" : "It could not be made."
          },
          "selected_cell" : "top_left",
          "start_frames" : [
            {
              "cell" : "top_left",
              "grid" : 1,
              "path" : "frames/SEQ05/SEQ05_start01.png",
              "picked_at" : "2026-11-20T13:04:05.678Z",
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6F"
            }
          ],
          "state" : "generating",
          "takes" : [
            {
              "cost_usd" : 1.26,
              "created_at" : "2026-11-20T13:04:05.678Z",
              "decision" : "undecided",
              "gates" : [
                {
                  "detail" : "Nothing moves in 70 % of the frames; at most 60 % is usual.",
                  "figure" : 0.7,
                  "name" : "frozen",
                  "verdict" : "warn"
                }
              ],
              "id" : "SEQ05_take001",
              "mode" : "multi_shot",
              "number" : 1,
              "poster" : "takes/SEQ05/SEQ05_take001.jpg",
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6G",
              "start_frame" : "frames/SEQ05/SEQ05_start01.png",
              "video" : "takes/SEQ05/SEQ05_take001.mp4"
            }
          ],
          "takes_begun" : 2,
          "unresolved" : [
            {
              "aspect_ratio" : "16:9",
              "before" : "grid_review",
              "number" : 2,
              "request" : "01KAGBTR5E3V7Q9ZMX4N8B2C6H",
              "step" : "keyframe/SEQ05_grid/2"
            }
          ]
        },
        "SEQ06" : {
          "grid_history" : [

          ],
          "grid_state" : "none",
          "grids_begun" : 0,
          "start_frames" : [

          ],
          "state" : "not_started",
          "takes" : [

          ],
          "takes_begun" : 0
        }
      },
      "version" : 1
    }

    """

  private let folder: TemporaryFolder
  private let store: SequenceStore

  init() throws {
    folder = try TemporaryFolder()
    store = SequenceStore(folder.path / "sequences.json")
  }

  static func schema() throws -> JSONSchema { try JSONSchema(try #require(Schemas.named("sequences"))) }

  @Test("is read, and written again as it was but for what changed")
  func form() async throws {
    try folder.write(Self.golden, to: "sequences.json")
    try await store.update(SequenceID("seq06")) { $0.gridsBegun = 7 }
    let written = String(decoding: try folder.read("sequences.json"), as: UTF8.self)
    #expect(
      written == Self.golden.replacingOccurrences(of: "\"grids_begun\" : 0", with: "\"grids_begun\" : 7"))
    #expect(try Self.schema().faults(in: Data(written.utf8)) == [])
  }

  @Test("has states and decisions that the schema knows, all of them")
  func states() throws {
    let schema = try Self.schema()
    for state in WorkflowState.allCases {
      let text = Self.golden.replacingOccurrences(of: "not_started", with: state.rawValue)
      #expect(try schema.faults(in: Data(text.utf8)) == [], "\(state)")
    }
    for decision in TakeDecision.allCases {
      let text = Self.golden.replacingOccurrences(of: "undecided", with: decision.rawValue)
      #expect(try schema.faults(in: Data(text.utf8)) == [], "\(decision)")
    }
    for mode in TakeMode.allCases {
      let text = Self.golden.replacingOccurrences(of: "\"multi_shot\"", with: "\"\(mode.rawValue)\"")
      #expect(try schema.faults(in: Data(text.utf8)) == [], "\(mode)")
    }
  }

  @Test(
    "is refused by its schema where something is missing or strange",
    arguments: [
      ("\"grids_begun\" : 2,", ""), ("\"grid_state\" : \"ready\"", "\"grid_state\" : \"done\""),
      ("multi_shot/SEQ05/2", "multi/SEQ05/2"), ("01KAGBTR5E3V7Q9ZMX4N8B2C6F", "request-1"),
      ("\"top_left\"", "\"middle\""), ("\"version\" : 1", "\"version\" : 2"), ("\"poster\"", "\"postre\""),
      ("\"16:9\"", "\"wide\""),
    ])
  func refused(part: String, other: String) throws {
    #expect(Self.golden.contains(part))
    let text = Self.golden.replacingOccurrences(of: part, with: other)
    #expect(try !Self.schema().faults(in: Data(text.utf8)).isEmpty)
  }

  @Test("has examples in its schema that the agent reads")
  func examples() async throws {
    for example in try Self.schema().examples {
      try folder.write(example, to: "sequences.json")
      #expect(try await !SequenceStore(folder.path / "sequences.json").all().isEmpty)
    }
  }
}
