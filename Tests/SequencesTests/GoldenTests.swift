import FolderContract
import Foundation
import TestSupport
import Terms
import Testing

@testable import Sequences

/// The form of `state/client/sequences.json`, which outlives every version of the agent.
@Suite("The state file of the sequences")
struct GoldenTests {
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
    try await store.update(SequenceID("seq06")) { $0.takesBegun = 7 }
    let written = String(decoding: try folder.read("sequences.json"), as: UTF8.self)
    #expect(
      written == Self.golden.replacingOccurrences(of: "\"takes_begun\" : 0", with: "\"takes_begun\" : 7"))
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
      ("\"takes_begun\" : 3,", ""), ("\"grid_state\" : \"ready\"", "\"grid_state\" : \"done\""),
      ("video/SEQ05_shot02/2", "film/SEQ05/2"), ("01KAGBTR5E3V7Q9ZMX4N8B2C6F", "request-1"),
      ("\"top_left\"", "\"middle\""), ("\"version\" : 1", "\"version\" : 2"), ("\"poster\"", "\"postre\""),
      ("\"16:9\"", "\"wide\""), ("\"0\" : 1", "\"zero\" : 1"), ("\"2\" : 2", "\"2\" : \"take 2\""),
      ("\"withdrawn\" : true", "\"withdrawn\" : false"), ("\"kept_from\" : 1", "\"kept_from\" : \"SEQ05_take001\""),
      ("\"24000/1001\"", "\"23.976\""), ("\"cut_confidence\" : 0.75", "\"cut_confidence\" : 75"),
      ("\"grid\" : {", "\"picture\" : {"), ("\"source\" : \"plan\"", "\"sauce\" : \"plan\""), ("\"index\" : 1,", ""),
      ("\"offset\" : 2.04,", ""),
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
