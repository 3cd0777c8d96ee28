public import Foundation
public import Terms

/// What a person or a program asks for with a file in `inbox/`. The smallest is `{"sequence": "SEQ05"}`.
public struct Request: Hashable, Sendable {
  /// What its writer calls it; the receipt is kept under it.
  public let id: RequestID?
  /// What it is about, as written, in the order written, none twice. Empty only for a `confirm` that names a request.
  public let sequences: [SequenceID]
  public let work: Work
  public let requestedBy: String?
  public let note: String?

  public init(
    _ work: Work, sequences: [SequenceID], id: RequestID? = nil, requestedBy: String? = nil, note: String? = nil
  ) {
    self.work = work
    self.sequences = sequences
    self.id = id
    self.requestedBy = requestedBy
    self.note = note
  }

  /// An action and its own fields.
  public enum Work: Hashable, Sendable {
    /// A grid of options: `prompt` instead of the plan's, `wish` added to it, `layout` instead of the project's.
    case grid(prompt: String?, wish: String?, layout: GridLayout?)
    /// A cell becomes the start frame; `grid` counts from 1 and is the newest where it is nil.
    case pick(cell: GridCell, grid: Int?)
    /// A take; `mode` is the project's where it is nil.
    case generate(mode: TakeMode?)
    /// The answer to the question in that request's receipt.
    case confirm(request: RequestID)
  }

  /// The most sequences of one request.
  public static let mostSequences = 200
}

extension Request.Work {
  /// As the field `action` names it.
  public var action: String { form.name }
}

// MARK: - Reading

extension Request {
  /// Reads a request. Throws `bad_json`, `unknown_action`, `unknown_field`, `missing_field` or `bad_value`.
  public static func read(_ data: Data) throws(Problem) -> Request {
    try read(JSONText.read(data))
  }

  static func read(_ node: JSONNode) throws(Problem) -> Request {
    var fields = try Fields(node, document: "request")
    let form = try ActionForm.read(&fields)
    let id = try fields.optional("id", FieldKind<RequestID>.id)
    let requestedBy = try fields.optional("requested_by", .remark(atMost: PlainText.nameLimit)) ?? nil
    let note = try fields.optional("note", .remark(atMost: PlainText.noteLimit)) ?? nil
    let sequences = try sequences(&fields, isOptional: form.sequenceIsOptional)
    let work = try form.read(&fields)
    try fields.finish(advice: form.advice)
    return Request(work, sequences: sequences, id: id, requestedBy: requestedBy, note: note)
  }

  private static func sequences(_ fields: inout Fields, isOptional: Bool) throws(Problem) -> [SequenceID] {
    let one = try fields.optional("sequence", FieldKind<SequenceID>.id)
    let many = try fields.list("sequences", of: FieldKind<SequenceID>.id, count: 1...mostSequences)
    switch (one, many) {
    case (let one?, nil): return [one]
    case (nil, let many?):
      var seen: Set<SequenceID> = []
      for sequence in many where !seen.insert(sequence).inserted {
        throw fields.refusal("sequences", "names \(sequence) twice", hint: "Name each sequence once.")
      }
      return many
    case (nil, nil):
      guard isOptional else { throw fields.missing("sequence", example: "\"SEQ05\"") }
      return []
    case (_?, _?):
      throw fields.refusal(
        "sequences", "stands beside \"sequence\"", hint: "Keep \"sequence\" for one, or \"sequences\" for several.")
    }
  }
}

// MARK: - Writing

extension Request: Encodable {
  /// As a file in `inbox/` says it; what it writes, `read` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldName.self)
    try container.encodeIfPresent(id, forKey: "id")
    try container.encode(work.action, forKey: "action")
    if sequences.count == 1 { try container.encode(sequences[0], forKey: "sequence") }
    if sequences.count > 1 { try container.encode(sequences, forKey: "sequences") }
    try container.encodeIfPresent(requestedBy, forKey: "requested_by")
    try container.encodeIfPresent(note, forKey: "note")
    try work.encode(into: &container)
  }
}

extension Problem.Code {
  public static let unknownAction = Self(rawValue: "unknown_action")
}
