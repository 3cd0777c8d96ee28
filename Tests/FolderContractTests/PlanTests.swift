import FolderContract
import Foundation
import Terms
import Testing

@Suite("The client plan")
struct PlanTests {
  static let text = """
    {
      "project": "driver-beware", "title": "Driver, Beware", "ours": {"deep": [1]},
      "song": {"file": "song/a.wav", "bpm": 96.5, "sections": [{"id": 1, "name": "Verse", "start": "0", "end": 20.5}]},
      "sequences": [
        {"id": "SEQ01", "title": null, "section": "verse", "start": 0, "end": "10.25", "grid_prompt": "rain", "grid": false,
         "elements": ["driver", "car"], "mood": "dark",
         "shots": [{"id": 7, "prompt": "a", "duration": 5}, {"prompt": "b", "duration": "2.5", "start_frame": "frames/x.png"}]},
        {"id": "SEQ02", "shots": [{"prompt": "c", "duration": 600}]}
      ]
    }
    """

  @Test("is read as it is, with what is ours left alone")
  func reads() throws {
    let plan = try Plan.read(Self.text.data)
    #expect(plan.title == "Driver, Beware" && plan.song?.file?.text == "song/a.wav" && plan.song?.bpm == 96.5)
    #expect(plan.song?.sections == [SongSection(id: "1", name: "Verse", start: 0, end: 20.5)])
    #expect(plan.sequenceIDs == (try ids("SEQ01", "SEQ02")))
    let first = plan.sequences[0]
    #expect(first.title == nil && first.start == 0 && first.end == 10.25 && !first.needsGrid)
    #expect(first.elements.map(\.text) == ["driver", "car"] && first.duration == 7.5)
    #expect(
      first.shotPrompts == [
        ShotPrompt(index: 1, prompt: "a", duration: 5), ShotPrompt(index: 2, prompt: "b", duration: 2.5),
      ])
    #expect(first.shots[0].id == "7" && first.shots[1].startFrame?.text == "frames/x.png")
    #expect(plan.sequences[1].needsGrid)
  }

  @Test("describes elements for all sequences and for one, which has the last word there")
  func descriptions() throws {
    let plan = try Plan.read(
      """
      {"elements": [{"id": "driver", "description": "old"}, "car"],
       "sequences": [
         {"id": "A", "elements": ["driver", {"id": "Car", "description": "yellow"}, {"id": "hat"}], \(Self.shot)},
         {"id": "B", "elements": [{"id": "driver", "description": "wet"}], \(Self.shot)}]}
      """.data)
    #expect(plan.sequences[0].elements.map(\.text) == ["driver", "Car", "hat"])
    let (driver, car) = (try ElementID("driver"), try ElementID("car"))
    #expect(plan.descriptions == [driver: "old", car: "yellow"])
    #expect(plan.descriptions(in: plan.sequences[0])[driver] == "old")
    #expect(plan.descriptions(in: plan.sequences[1]) == [driver: "wet", car: "yellow"])
  }

  @Test("knows a sequence in any case, spelled as the plan spells it, and lists them for one it has not")
  func finds() throws {
    let plan = try Plan.read(Self.text.data)
    #expect(try plan.sequence(SequenceID("seq02")).id.text == "SEQ02")
    let id = try SequenceID("SEQ_03")
    let problem = problem { () throws(Problem) in try plan.sequence(id) }
    #expect(problem.code == .unknownSequence)
    #expect(problem.message.contains("SEQ_03") && problem.hint.contains("SEQ01, SEQ02"))
  }

  static func sequence(_ fields: String) -> String { "{\"sequences\": [\n{\(fields)}]}" }
  static let shot = "\"shots\": [{\"prompt\": \"a\", \"duration\": 5}]"

  static let faults: [(text: String, code: Problem.Code, said: String)] = [
    ("{\"sequences\": [\n{\"id\": \"A\",}]}", .badJSON, "line 2, column 11"),
    ("[]", .badValue, "a plan is a JSON object"), ("{}", .missingField, "\"sequences\" is missing"),
    ("{\"sequences\": {}}", .badValue, "line 1, column 15"),
    (sequence(shot), .missingField, "\"sequences[1].id\" is missing in the object at line 2, column 1"),
    (sequence("\"id\": \"A B\", \(shot)"), .badValue, "line 2, column 8"),
    (sequence("\"id\": \"Project\", \(shot)"), .badValue, "what the status of the whole project is called"),
    (sequence("\"id\": \"A\""), .missingField, "\"sequences[1].shots\""),
    (sequence("\"id\": \"A\", \"shots\": []"), .badValue, "a list of 1 to 200, but is a list of 0"),
    (sequence("\"id\": \"A\", \"shots\": null"), .missingField, "\"sequences[1].shots\""),
    (
      "{\"sequences\": [{\"id\": \"A\", \(shot)},\n{\"id\": \"a\", \(shot)}]}", .badValue,
      "is a again, which another sequence has already (line 2, column 8)"
    ),
    (
      "{\"sequences\": [{\"id\": \"A\", \(shot)},\n{\"id\": \"a_GRID\", \(shot)}]}", .badValue,
      "is A, and another sequence is called what its grids go by, A_grid (line 1, column 23)"
    ),
    (
      "{\"sequences\": [{\"id\": \"A\", \(shot)},\n{\"id\": \"a_SHOT01\", \(shot)}]}", .badValue,
      "another sequence is called what its shots go by, A_SHOT01 (line 1, column 23)"
    ),
    (sequence("\"id\": \"A\", \"elements\": [{\"description\": \"x\"}], \(shot)"), .missingField, "elements[1].id"),
    (
      "{\"sequences\": [{\"id\": \"A\", \(shot)},\n{\"id\": \"A_shot01_grid\", \(shot)}]}", .badValue,
      "what its shots go by, A_shot01_grid"
    ),
    (
      "{\"sequences\": [{\"id\": \"A_shot01\", \(shot)},\n{\"id\": \"A_shot01_grid\", \(shot)}]}", .badValue,
      "what its grids go by, A_shot01_grid"
    ),
    (sequence("\"id\": \"A\", \"elements\": [5], \(shot)"), .badValue, "an object with \"id\""),
    ("{\"elements\": {}, \"sequences\":\n[]}", .badValue, "\"elements\" must be a list"),
    (sequence("\"id\": \"A\", \"start\": 5, \"end\": 4, \(shot)"), .badValue, "\"sequences[1].end\" lies before"),
    (sequence("\"id\": \"A\", \"start\": -1, \(shot)"), .badValue, "seconds from 0"),
    (sequence("\"id\": \"A\", \"elements\": [\"../x\"], \(shot)"), .badValue, "\"sequences[1].elements[1]\""),
    (sequence("\"id\": \"A\", \"grid\": \"yes\", \(shot)"), .badValue, "true or false"),
    ("{\"song\": {\"file\": \"../a.wav\"}, \"sequences\": []}", .badValue, "\"song.file\" must be a path inside"),
    ("{\"song\": {\"file\": \"/etc/passwd\"}, \"sequences\": []}", .badValue, "line 1, column 19"),
    ("{\"song\": {\"file\": \"song\\\\a.wav\"}, \"sequences\": []}", .badValue, "plain slashes"),
    (
      "{\"song\": {\"sections\": [{\"id\": \"a\", \"start\": 2, \"end\": 1}]}, \"sequences\": []}", .badValue,
      "song.sections[1].end"
    ),
  ]

  @Test("with a fault in it is refused with the field, the line and the column", arguments: faults)
  func refuses(text: String, code: Problem.Code, said: String) {
    let problem = problem { () throws(Problem) in try Plan.read(text.data) }
    #expect(problem.code == code && problem.message.localizedCaseInsensitiveContains(said), "\(problem)")
    #expect(problem.message.contains("line ") && !problem.hint.isEmpty)
  }

  @Test(
    "has no shot that is no time",
    arguments: [
      "0", "-1", "601", "1e9", "\"\"", "\"0\"", "\"5s\"", "\"0x5\"", "\"inf\"", "\"1.2.3\"", "\".5\"", "\"5.\"",
      "\" 5\"", "\"601\"", "true", "[]",
    ])
  func durations(duration: String) {
    let text = Self.sequence("\"id\": \"A\", \"shots\": [{\"prompt\": \"a\", \"duration\": \(duration)}]")
    let problem = problem { () throws(Problem) in try Plan.read(text.data) }
    #expect(problem.message.hasPrefix("\"sequences[1].shots[1].duration\" must be seconds above 0"), "\(problem)")
  }
}
