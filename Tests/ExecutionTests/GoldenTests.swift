import FolderContract
import Foundation
import TestSupport
import Terms
import Testing

@testable import Execution

/// The form of `state/starsend/shots/<SHOT>.json`, which outlives every version of the agent.
@Suite("The state file of a shot")
struct GoldenTests {
  /// A grid that failed, and a video with every field that there is.
  static let golden = """
    {
      "shot" : "EP001_SH03",
      "state" : "video_complete",
      "takes" : [
        {
          "account" : "EP001_SH03",
          "created_at" : "2026-11-20T13:04:05.678Z",
          "estimate_usd" : 0.134,
          "from_model" : true,
          "gates" : [

          ],
          "id" : "EP001_SH03_take001",
          "key" : "keyframe/EP001_SH03/1",
          "layout" : {
            "columns" : 2,
            "rows" : 2
          },
          "model" : "gemini-3-pro-image",
          "output" : "frames/EP001_SH03/EP001_SH03_take001.png",
          "phase" : "failed",
          "problem" : {
            "code" : "media_failed",
            "hint" : "Try again.",
            "message" : "It could not be made."
          },
          "prompt_summary" : "Four angles of a car",
          "provider" : "gemini",
          "shot_prompts" : [
            {
              "duration" : 0,
              "index" : 1,
              "prompt" : "Four angles of a car"
            }
          ],
          "size" : {
            "height" : 1440,
            "width" : 2560
          }
        },
        {
          "account" : "EP001_SH03",
          "allotment" : "01KAG9R5M0Q3W8Z5T1YXC2VB7N",
          "answer" : "{\\"video\\":\\"https://example.com/a.mp4\\"}",
          "audio" : {
            "file" : "song/track.wav",
            "start" : 37.5
          },
          "body_sha256" : "3b6a0e8a9d0c1f2e3b6a0e8a9d0c1f2e3b6a0e8a9d0c1f2e3b6a0e8a9d0c1f2e",
          "completed_at" : "2026-11-20T13:05:05.678Z",
          "cost_usd" : 1.26,
          "created_at" : "2026-11-20T13:04:05.678Z",
          "elements" : [
            {
              "description" : "A woman in a yellow coat",
              "frontal" : "refs/characters/driver/front.png",
              "id" : "driver",
              "views" : [
                "refs/characters/driver/left.jpg",
                "refs/characters/driver/right.webp"
              ]
            },
            {
              "frontal" : "refs/props/car/car.png",
              "id" : "car",
              "views" : [

              ]
            }
          ],
          "elements_dropped" : [
            "radio",
            "fob"
          ],
          "estimate_usd" : 1.26,
          "frame_rate" : "24000/1001",
          "from_model" : true,
          "gates" : [
            {
              "detail" : "156 frames at 24000/1001; planned are 156 at 24000/1001.",
              "figure" : 156,
              "name" : "duration",
              "verdict" : "pass"
            },
            {
              "detail" : "Nothing moves in 70 % of the frames; at most 60 % is usual.",
              "figure" : 0.7,
              "name" : "frozen",
              "verdict" : "warn"
            },
            {
              "detail" : "It could not be compared.",
              "name" : "start_frame",
              "verdict" : "fail"
            }
          ],
          "id" : "EP001_SH03_take001",
          "key" : "multi_shot/EP001_SH03/1",
          "mode" : "multi_shot",
          "model" : "kling",
          "output" : "takes/EP001_SH03/EP001_SH03_take001.mp4",
          "output_sha256" : "0f3b6a0e8a9d0c1f2e3b6a0e8a9d0c1f2e3b6a0e8a9d0c1f2e3b6a0e8a9d0c1f",
          "phase" : "complete",
          "prompt_summary" : "The car comes / Her eyes",
          "provider" : "fal",
          "request_id" : "019a-7c",
          "shot_prompts" : [
            {
              "duration" : 4,
              "index" : 1,
              "prompt" : "The car comes"
            },
            {
              "duration" : 2.5,
              "index" : 2,
              "prompt" : "Her eyes"
            }
          ],
          "size" : {
            "height" : 720,
            "width" : 1280
          },
          "start_frame" : "frames/EP001_SH03/start.png",
          "submitted_at" : "2026-11-20T13:04:05.700Z"
        }
      ],
      "updated_at" : "2026-11-20T13:04:05.678Z",
      "version" : 1
    }

    """

  private let folder: TemporaryFolder
  private let store: FolderExecutionStore
  private let shot: ShotID

  init() throws {
    folder = try TemporaryFolder()
    store = FolderExecutionStore(folder.path, clock: WallClock { Timestamp(milliseconds: 1_795_179_999_000) })
    shot = try ShotID("EP001_SH03")
  }

  static func schema() throws -> JSONSchema { try JSONSchema(try #require(Schemas.named("shot"))) }

  @Test("is read, and written again as it was but for its time")
  func form() async throws {
    try folder.write(Self.golden, to: "EP001_SH03.json")
    try await store.update(shot) { $0.takes[1].phase = .complete }
    let written = String(decoding: try folder.read("EP001_SH03.json"), as: UTF8.self)
    let later = Self.golden.replacingOccurrences(
      of: "\"updated_at\" : \"2026-11-20T13:04:05.678Z\"", with: "\"updated_at\" : \"2026-11-20T13:06:39.000Z\"")
    #expect(written == later)
    #expect(try Self.schema().faults(in: Data(written.utf8)) == [])
  }

  @Test("is in the form of its schema from the first moment on")
  func registered() async throws {
    try await store.update(shot) { try $0.move(to: .keyframePending) }
    #expect(try Self.schema().faults(in: folder.read("EP001_SH03.json")) == [])
  }

  @Test("has states and phases that the schema knows, all of them")
  func states() throws {
    let schema = try Self.schema()
    for state in ShotState.allCases {
      let text = Self.golden.replacingOccurrences(of: "video_complete", with: state.rawValue)
      #expect(try schema.faults(in: Data(text.utf8)) == [], "\(state)")
    }
    for phase in TakeRecord.Phase.allCases where phase != .complete {
      let text = Self.golden.replacingOccurrences(of: "\"failed\"", with: "\"\(phase.rawValue)\"")
      #expect(try schema.faults(in: Data(text.utf8)) == [], "\(phase)")
    }
    for operation in StepKey.Operation.allCases {
      let text = Self.golden.replacingOccurrences(of: "multi_shot/", with: "\(operation.rawValue)/")
      #expect(try schema.faults(in: Data(text.utf8)) == [], "\(operation)")
    }
  }

  @Test(
    "is refused by its schema where something is missing or strange",
    arguments: [
      ("\"account\" : \"EP001_SH03\",", ""), ("\"cost_usd\" : 1.26,", ""), ("\"pass\"", "\"unknown\""),
      ("multi_shot/EP001_SH03/1", "multi_shot/EP001_SH03/0"), ("24000/1001\",", "23.976x\","),
      ("takes/EP001_SH03/EP001", "../EP001"), ("refs/props/car/car.png", "/etc/car.png"),
      ("\"mode\" : \"multi_shot\"", "\"mode\" : \"both\""), ("\"radio\"", "\"../radio\""),
      ("\"version\" : 1", "\"version\" : 2"), ("\"size\"", "\"sise\""),
    ])
  func refused(part: String, other: String) throws {
    #expect(Self.golden.contains(part))
    let text = Self.golden.replacingOccurrences(of: part, with: other)
    #expect(try !Self.schema().faults(in: Data(text.utf8)).isEmpty)
  }

  @Test("has examples in its schema that the agent reads")
  func examples() throws {
    for example in try Self.schema().examples {
      let record = try PlainJSON.decode(ShotRecord.self, from: example)
      #expect(try PlainJSON.decode(ShotRecord.self, from: PlainJSON.file(record)) == record)
    }
  }
}
