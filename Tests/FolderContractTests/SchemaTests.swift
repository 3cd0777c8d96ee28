import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@Suite("The JSON Schemas")
struct SchemaTests {
  static func schema(_ name: String) throws -> JSONSchema { try JSONSchema(try #require(Schemas.named(name))) }

  @Test("hold no rule that is skipped, and accept their own examples", arguments: Schemas.all.map(\.name))
  func examples(name: String) throws {
    let schema = try Self.schema(name)
    let examples = try schema.examples
    #expect(!examples.isEmpty)
    for example in examples {
      #expect(try schema.faults(in: example) == [])
      switch name {
      case "request": _ = try Request.read(example)
      case "plan": _ = try Plan.read(example)
      case "project": _ = try ProjectSettings.read(example)
      case "configuration": _ = try Configuration.read(example)
      case "receipt": _ = try PlainJSON.decode(Receipt.self, from: example)
      case "status": _ = try PlainJSON.decode(SequenceStatus.self, from: example)
      case "project-status": _ = try PlainJSON.decode(ProjectStatus.self, from: example)
      // Their readers are in other rooms, and so are their golden files.
      case "sequences", "shot", "sidecar": break
      default: Issue.record("no reader for \(name)")
      }
    }
  }

  @Test("accept what the agent writes")
  func written() throws {
    #expect(try Self.schema("receipt").faults(in: PlainJSON.file(StatusTests.receipt())) == [])
    #expect(try Self.schema("status").faults(in: PlainJSON.file(StatusTests.sequence())) == [])
    let empty = SequenceStatus(sequence: try SequenceID("A"), updatedAt: StatusTests.time)
    #expect(try Self.schema("status").faults(in: PlainJSON.file(empty)) == [])
    #expect(try Self.schema("project-status").faults(in: PlainJSON.file(StatusTests.project())) == [])
    for (_, request) in try RequestTests.readings() + OrderTests.readings() {
      #expect(try Self.schema("request").faults(in: PlainJSON.file(request)) == [], "\(request)")
    }
    for action in Request.actions {
      #expect(try Self.schema("request").faults(in: Request.example(for: action).data) == [])
    }
  }

  @Test("refuse requests as the agent does", arguments: RequestTests.refusals.map(\.text))
  func requests(text: String) throws {
    // That ids differ in more than their case is the one rule that a schema cannot say.
    let readerOnly = text.contains("[\"S\", \"s\"]")
    #expect(try Self.schema("request").faults(in: text.data).isEmpty == readerOnly, "\(text)")
  }

  @Test(
    "say the same as the agent about an id",
    arguments: [
      "A", "a.b", "-", "_x", ".a", "a.", "", "a b", "é", "con", "CON.x", "com1", "com10", "console", "lpt9.txt", "a\n",
      String(repeating: "x", count: 64), String(repeating: "x", count: 65),
    ])
  func ids(id: String) throws {
    let text = try PlainJSON.line(["sequence": id])
    #expect(try Self.schema("request").faults(in: text).isEmpty == ((try? Request.read(text)) != nil), "\(id)")
  }

  @Test(
    "say the same as the agent about a cell",
    arguments: [
      "top_left", "TOP left", " tl ", "br", "r1c1", "R6C6", "r7c1", "r0c1", "r01c1", "topleft", "top", "", "t_l",
      "middle",
    ])
  func cells(cell: String) throws {
    let text = try PlainJSON.line(["action": "pick", "sequence": "A", "cell": cell])
    #expect(try Self.schema("request").faults(in: text).isEmpty == ((try? Request.read(text)) != nil), "\(cell)")
  }

  @Test(
    "say the same as the agent about a text",
    arguments: [
      "a", " ", "", "a\nb\t", "a\r\nb", "a\u{0}", "a\u{7F}", "a\u{85}", "a\u{1B}[0m", "🚗",
      String(repeating: "é", count: 4_000), String(repeating: "é", count: 4_001),
    ])
  func texts(prompt: String) throws {
    let text = try PlainJSON.line(["sequence": "A", "prompt": prompt, "note": String(prompt.prefix(10))])
    #expect(
      try Self.schema("request").faults(in: text).isEmpty == ((try? Request.read(text)) != nil), "\(prompt.prefix(20))")
  }

  @Test("refuse plans as the agent does", arguments: PlanTests.faults.map(\.text))
  func plans(text: String) throws {
    guard (try? JSONText.read(text.data)) != nil else { return }
    let readerOnly =
      text.contains("\"id\": \"a\", \"shots\"") || text.contains("\"end\": 4") || text.contains("\"end\": 1")
      || text.contains("\"Project\"") || text.contains("a_GRID") || text.contains("a_SHOT01")
      || text.contains("A_shot01_grid")
    #expect(try Self.schema("plan").faults(in: text.data).isEmpty == readerOnly, "\(text)")
  }

  @Test(
    "say the same as the agent about a duration",
    arguments: [
      "5", "0", "0.001", "600", "600.1", "-1", "null", "\"5\"", "\"0\"", "\"0.0\"", "\"0.5\"", "\"007\"", "\"600\"",
      "\"600.0\"", "\"600.5\"", "\"601\"", "\"1e2\"", "\"5s\"", "\".5\"", "\"5.\"", "\"\"", "\" 5\"", "[]",
    ])
  func durations(duration: String) throws {
    let text = PlanTests.sequence("\"id\": \"A\", \"shots\": [{\"prompt\": \"a\", \"duration\": \(duration)}]").data
    #expect(try Self.schema("plan").faults(in: text).isEmpty == ((try? Plan.read(text)) != nil))
  }

  @Test(
    "say the same as the agent about a time in the song",
    arguments: [
      "0", "86400", "86401", "-1", "null", "\"0\"", "\"86400\"", "\"86400.0\"", "\"86400.5\"", "\"86399.9\"",
      "\"086400\"", "\"99999\"", "\"80000\"", "true",
    ])
  func times(time: String) throws {
    let text = PlanTests.sequence("\"id\": \"A\", \"end\": \(time), \(PlanTests.shot)").data
    #expect(try Self.schema("plan").faults(in: text).isEmpty == ((try? Plan.read(text)) != nil))
  }

  @Test(
    "say the same as the agent about a path",
    arguments: [
      "a.wav", "song/a.wav", "song/ä b.wav", "../a", "a/../b", "a/..", ".", "./a", "a/./b", "/a", "a//b", "a/", "",
      "a\\b", "..a", "a..", "...", "a\u{7}", "a\n",
    ])
  func paths(path: String) throws {
    let text = try PlainJSON.line(["song": ["file": path], "sequences": nil] as [String: [String: String]?])
    let plan = Data(
      String(decoding: text, as: UTF8.self).replacingOccurrences(of: "\"sequences\":null", with: "\"sequences\":[]")
        .utf8)
    #expect(try Self.schema("plan").faults(in: plan).isEmpty == ((try? Plan.read(plan)) != nil), "\(path)")
  }

  @Test("refuse settings as the agent does", arguments: ProjectSettingsTests.faults.map(\.text))
  func settings(text: String) throws {
    // The range of a fraction is beyond a pattern.
    let readerOnly =
      ["{\"frame_rate\": \"0\"}", "{\"frame_rate\": \"24/0\"}"].contains(text)
      || text.contains("\"warn\": 0.9") || text.contains("\"warn\": 3")
    #expect(try Self.schema("project").faults(in: text.data).isEmpty == readerOnly, "\(text)")
  }

  @Test("refuse in a project what is the agent's own", arguments: ProjectSettingsTests.strangers)
  func strangers(stranger: String) throws {
    #expect(try !Self.schema("project").faults(in: "{\(stranger)}".data).isEmpty)
  }

  @Test(
    "say the same as the agent about a model",
    arguments: [
      "storyboard", "Storyboard", "gemini-3-pro-image", "gemini-", "gemini-3/x", "gemini-..", "gemini", "Gemini-3",
      "gemini-é",
      "fal-ai/kling-video/o3/standard", "fal-ai/a", "fal-ai/", "fal-ai", "fal-ai//a", "fal-ai/a/", "fal-ai/./a",
      "fal-ai/../a", "fal-ai/.a", "fal-ai/a..b", "fal-ai/a b", "fal-ai/a%2f", "fal-ai/A", "veo-3", "", " storyboard",
      "fal-ai/" + String(repeating: "a", count: 193), "fal-ai/" + String(repeating: "a", count: 194),
    ])
  func models(model: String) throws {
    let texts = [
      "{\"image_model\": \"\(model)\"}", "{\"video_model\": \"\(model)\"}",
    ]
    for text in texts {
      let isRead = (try? ProjectSettings.read(text.data)) != nil
      #expect(try Self.schema("project").faults(in: text.data).isEmpty == isRead, "\(text)")
    }
    let allowed = "{\"allowed_models\": [\"\(model)\"]}"
    let isRead = (try? Configuration.read(allowed.data)) != nil
    #expect(try Self.schema("configuration").faults(in: allowed.data).isEmpty == isRead, "\(allowed)")
  }

  @Test("refuse configurations as the agent does", arguments: ConfigurationTests.faults.map(\.text))
  func configurations(text: String) throws {
    // That a range does not end before it begins is beyond a schema.
    let readerOnly = text.contains("[15, 3]")
    #expect(try Self.schema("configuration").faults(in: text.data).isEmpty == readerOnly, "\(text)")
  }

  @Test("refuse orders as the agent does", arguments: OrderTests.refusals)
  func orders(_ refusal: OrderTests.Refusal) throws {
    #expect(try Self.schema("request").faults(in: refusal.text.data).isEmpty == refusal.isReadersAlone)
  }

  @Test("accept every example of the documentation, one of each action at least")
  func documentation() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/examples")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    var actions: Set<String> = []
    for file in files where file.pathExtension == "json" {
      let data = try Data(contentsOf: file)
      #expect(try Self.schema("request").faults(in: data) == [], "\(file.lastPathComponent)")
      actions.insert(try Request.read(data).work.action)
    }
    #expect(actions == Set(Request.actions))
  }

  @Test("accept the configuration with its defaults written out, and the plan of these tests")
  func samples() throws {
    #expect(try Self.schema("configuration").faults(in: ConfigurationTests.sample.data) == [])
    #expect(try Self.schema("plan").faults(in: PlanTests.text.data) == [])
  }
}

@Suite("The validator of these tests")
struct JSONSchemaTests {
  static let rules: [(schema: String, good: String, bad: String)] = [
    ("{\"type\": \"integer\"}", "2.0", "2.5"), ("{\"type\": \"integer\"}", "1", "true"),
    ("{\"type\": \"boolean\"}", "false", "0"),
    ("{\"type\": [\"string\", \"null\"]}", "null", "{}"), ("{\"type\": \"array\"}", "[]", "{}"),
    ("{\"properties\": {\"a\": {\"const\": 1}}}", "{\"a\": 1}", "{\"a\": 2}"), ("{\"const\": 1}", "1", "true"),
    ("{\"required\": [\"a\"]}", "{\"a\": null}", "{}"),
    ("{\"additionalProperties\": false, \"properties\": {\"a\": {}}}", "{\"a\": 1}", "{\"b\": 1}"),
    ("{\"enum\": [\"a\", null]}", "null", "\"b\""), ("{\"pattern\": \"^a$\"}", "\"a\"", "\"a\\n\""),
    ("{\"items\": {\"type\": \"number\"}}", "[1, 2]", "[1, \"2\"]"),
    ("{\"minItems\": 1, \"maxItems\": 2}", "[1]", "[]"),
    ("{\"maxItems\": 1}", "[1]", "[1, 2]"), ("{\"minimum\": 1}", "1", "0.9"), ("{\"maximum\": 1}", "1", "1.1"),
    ("{\"exclusiveMinimum\": 1}", "1.1", "1"), ("{\"minLength\": 2}", "\"ab\"", "\"a\""),
    ("{\"maxLength\": 1}", "\"é\"", "\"ab\""),
    ("{\"oneOf\": [{\"type\": \"number\"}, {\"const\": 1}]}", "2", "1"),
    ("{\"anyOf\": [{\"const\": 1}, {\"const\": 2}]}", "2", "3"),
    ("{\"allOf\": [{\"minimum\": 1}, {\"maximum\": 2}]}", "2", "3"),
    ("{\"if\": {\"required\": [\"a\"]}, \"then\": {\"required\": [\"b\"]}}", "{}", "{\"a\": 1}"),
    ("{\"$ref\": \"#/$defs/x\", \"$defs\": {\"x\": {\"const\": 1}}}", "1", "2"), ("{\"items\": false}", "[]", "[1]"),
  ]

  @Test("enforces every rule that it knows", arguments: rules)
  func enforces(schema: String, good: String, bad: String) throws {
    let schema = try JSONSchema(schema.data)
    #expect(try schema.faults(in: good.data) == [])
    #expect(try !schema.faults(in: bad.data).isEmpty)
  }

  @Test(
    "refuses a schema with a rule that it would have to skip",
    arguments: [
      "{\"uniqueItems\": true}", "{\"properties\": {\"a\": {\"not\": {}}}}", "{\"$defs\": {\"a\": {\"else\": {}}}}",
      "{\"$ref\": \"#/$defs/no\"}", "{\"then\": {}}",
    ])
  func refuses(schema: String) { #expect(throws: JSONSchema.Misuse.self) { try JSONSchema(schema.data) } }
}
