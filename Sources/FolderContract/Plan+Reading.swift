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
    try refuseRivals(objects, sequences)
    let described = try fields.described("elements", count: 0...1_000) ?? []
    return Plan(
      project: try fields.optional("project", .name), title: try fields.optional("title", .name), song: song,
      sequences: sequences, descriptions: descriptions(described))
  }

  /// What a sequence's grids and shots go by can be no other sequence's id: each has its own state.
  private static func refuseRivals(_ objects: [Fields], _ sequences: [PlannedSequence]) throws(Problem) {
    let rivals = Dictionary(sequences.flatMap(\.id.rivalries).map { ($0.owner, $0) }) { first, _ in first }
    for (object, sequence) in zip(objects, sequences) {
      guard let rivalry = rivals[sequence.id] else { continue }
      throw object.refusal(
        "id",
        "is \(sequence.id), and another sequence is called what its \(rivalry.what) go by, "
          + "\(sequence.id)\(rivalry.suffix)", hint: "Call one of them something else.")
    }
  }

  fileprivate static func descriptions(_ elements: [DescribedElement]) -> [ElementID: String] {
    let pairs = elements.compactMap { element in element.description.map { (element.id, $0) } }
    return Dictionary(pairs) { first, _ in first }
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
    let described = try fields.described("elements", count: 0...100) ?? []
    elements = described.map(\.id)
    descriptions = Plan.descriptions(described)
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

/// An element as a plan names it, and what it says of it.
private struct DescribedElement {
  let id: ElementID
  var description: String?
}

/// A sequence whose grids or shots go by what another one is called.
private struct Rivalry {
  let owner: SequenceID
  /// `grids` or `shots`.
  let what: String
  /// What they have behind the owner's id.
  let suffix: Substring
}

extension SequenceID {
  /// `SEQ05` for `SEQ05_grid`, `SEQ05_shot01` and `SEQ05_shot01_grid`.
  fileprivate var rivalries: [Rivalry] {
    var rivalries: [Rivalry] = []
    let stem = text.lowercased().hasSuffix("_grid") ? text.dropLast(5) : text[...]
    if stem != text {
      let owner = SequenceID(unchecked: String(stem))
      rivalries.append(Rivalry(owner: owner, what: "grids", suffix: text[stem.endIndex...]))
    }
    if let joint = stem.lastIndex(of: "_"),
      Product.number(after: "shot", in: stem[joint...].dropFirst().lowercased()) != nil
    {
      let owner = SequenceID(unchecked: String(stem[..<joint]))
      rivalries.append(Rivalry(owner: owner, what: "shots", suffix: text[joint...]))
    }
    return rivalries
  }
}

extension Fields {
  /// A list of elements, each its id or an object with `id` and `description`.
  fileprivate mutating func described(
    _ name: String, count: ClosedRange<Int>
  ) throws(Problem) -> [DescribedElement]? {
    let id = FieldKind<ElementID>.id
    let kind = FieldKind<JSONNode>(
      "\(id.expected), or an object with \"id\" and \"description\"", example: id.example
    ) { node in
      if case .object = node.value { node } else { id.read(node).map { _ in node } }
    }
    guard let nodes = try list(name, of: kind, count: count) else { return nil }
    var elements: [DescribedElement] = []
    for (index, node) in nodes.enumerated() {
      if let id = id.read(node) {
        elements.append(DescribedElement(id: id))
      } else {
        elements.append(try DescribedElement(reading: nested(node, as: "\(name)[\(index + 1)]")))
      }
    }
    return elements
  }

  fileprivate func order(_ start: Double, _ end: Double) throws(Problem) {
    guard end < start else { return }
    throw refusal("end", "lies before \"start\"", hint: "Give both in seconds from the beginning of the song.")
  }
}

extension DescribedElement {
  fileprivate init(reading fields: Fields) throws(Problem) {
    var fields = fields
    id = try fields.required("id", .id)
    description = try fields.optional("description", .remark(atMost: PlainText.noteLimit)) ?? nil
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
