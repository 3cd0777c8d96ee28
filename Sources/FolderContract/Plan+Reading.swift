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
    for (object, sequence) in zip(objects, sequences) { try refuseRivals(of: sequence.id, object, among: seen) }
    let described = try fields.described("elements", count: 0...1_000) ?? []
    return Plan(
      project: try fields.optional("project", .name), title: try fields.optional("title", .name), song: song,
      sequences: sequences, descriptions: descriptions(described))
  }

  /// What a sequence's grids and shots go by can be no other sequence's id: each has its own state.
  private static func refuseRivals(of id: SequenceID, _ object: Fields, among ids: Set<SequenceID>) throws(Problem) {
    let refusal = { (what: String, rival: SequenceID) in
      object.refusal(
        "id", "is \(id), and another sequence is called what its \(what) go by, \(rival)",
        hint: "Call one of them something else.")
    }
    let grid = SequenceID(unchecked: "\(id)_grid")
    if ids.contains(grid) { throw refusal("grids", grid) }
    if let shot = ids.filter({ $0.isShot(of: id) }).min(by: { $0.text < $1.text }) { throw refusal("shots", shot) }
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

extension SequenceID {
  /// Whether it is `SEQ05_shot01` or its grid's id, where `sequence` is `SEQ05`.
  fileprivate func isShot(of sequence: SequenceID) -> Bool {
    let prefix = "\(sequence.text.lowercased())_"
    guard text.lowercased().hasPrefix(prefix) else { return false }
    let rest = text.lowercased().dropFirst(prefix.count)
    return Product.number(after: "shot", in: String(rest.hasSuffix("_grid") ? rest.dropLast(5) : rest)) != nil
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
