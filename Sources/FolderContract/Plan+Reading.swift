public import Foundation
public import Terms

extension Plan {
  /// What a plan may be at most: a whole album fits.
  static let limits = JSONText.Limits(bytes: 8 << 20)

  /// Reads a plan; fields it does not know are left alone, and null means absent. Throws `bad_json`, `missing_field` or
  /// `bad_value`, each with line and column.
  public static func read(_ data: Data) throws(Problem) -> Plan {
    var fields = try Fields(JSONText.read(data, limits: limits), document: "plan", tolerant: true)
    let song = try fields.object("song").map(Song.init(reading:))
    guard let objects = try fields.objects("sequences", count: 0...1_000) else {
      throw fields.missing(
        "sequences", example: "[{\"id\": \"SEQ01\", \"shots\": [{\"prompt\": \"…\", \"duration\": 5}]}]")
    }
    var sequences: [PlannedSequence] = []
    var seen: Set<SequenceID> = []
    for object in objects {
      let sequence = try PlannedSequence(reading: object)
      guard sequence.id != ProjectLayout.projectName else {
        throw object.refusal(
          "id", "is \(sequence.id), which is what the status of the whole project is called",
          hint: "Call the sequence something else.")
      }
      guard seen.insert(sequence.id).inserted else {
        throw object.refusal(
          "id", "is \(sequence.id) again, which another sequence has already",
          hint: "Give every sequence an id of its own; upper and lower case are the same.")
      }
      sequences.append(sequence)
    }
    for (object, sequence) in zip(objects, sequences) where seen.contains(SequenceID(unchecked: "\(sequence.id)_grid"))
    {
      throw object.refusal(
        "id", "is \(sequence.id), and another sequence is called what its grids go by, \(sequence.id)_grid",
        hint: "Call one of them something else.")
    }
    return Plan(
      project: try fields.optional("project", .name), title: try fields.optional("title", .name), song: song,
      sequences: sequences)
  }
}

extension Song {
  fileprivate init(reading fields: Fields) throws(Problem) {
    var fields = fields
    file = try fields.optional("file", .path)
    bpm = try fields.optional("bpm", .number(1...1_000))
    var sections: [SongSection] = []
    for section in try fields.objects("sections", count: 0...1_000) ?? [] {
      sections.append(try SongSection(reading: section))
    }
    self.sections = sections
  }
}

extension SongSection {
  fileprivate init(reading fields: Fields) throws(Problem) {
    var fields = fields
    id = try fields.required("id", .label)
    name = try fields.optional("name", .name)
    start = try fields.required("start", .seconds(0...86_400))
    end = try fields.required("end", .seconds(0...86_400))
    try fields.order(start, end)
  }
}

extension PlannedSequence {
  fileprivate init(reading fields: Fields) throws(Problem) {
    var fields = fields
    id = try fields.required("id", .id)
    title = try fields.optional("title", .name)
    section = try fields.optional("section", .label)
    start = try fields.optional("start", .seconds(0...86_400))
    end = try fields.optional("end", .seconds(0...86_400))
    if let start, let end { try fields.order(start, end) }
    gridPrompt = try fields.optional("grid_prompt", .text(atMost: PlainText.promptLimit))
    needsGrid = try fields.optional("grid", .flag) ?? true
    elements = try fields.list("elements", of: FieldKind<ElementID>.id, count: 0...100) ?? []
    guard let objects = try fields.objects("shots", count: 1...200) else {
      throw fields.missing("shots", example: "[{\"prompt\": \"…\", \"duration\": 5}]")
    }
    var shots: [PlannedShot] = []
    for object in objects { shots.append(try PlannedShot(reading: object)) }
    self.shots = shots
  }
}

extension PlannedShot {
  fileprivate init(reading fields: Fields) throws(Problem) {
    var fields = fields
    id = try fields.optional("id", .label)
    prompt = try fields.required("prompt", .text(atMost: PlainText.promptLimit))
    duration = try fields.required("duration", .seconds(0...600, above: true))
    startFrame = try fields.optional("start_frame", .path)
  }
}

extension Fields {
  fileprivate func order(_ start: Double, _ end: Double) throws(Problem) {
    guard end < start else { return }
    throw refusal("end", "lies before \"start\"", hint: "Give both in seconds from the beginning of the song.")
  }
}

extension FieldKind where Value == String {
  /// A title or the like.
  static var name: Self { .text(atMost: PlainText.nameLimit) }

  /// What a plan calls a section or a shot, where a number does as well as a text.
  static var label: Self {
    Self("a short text or a whole number", example: "\"chorus_1\"") { node in
      switch node.value {
      case .string(let text): PlainText.read(text, atMost: PlainText.nameLimit).flatMap { $0.isEmpty ? nil : $0 }
      case .number(let number): number.integer.map(String.init)
      default: nil
      }
    }
  }
}
