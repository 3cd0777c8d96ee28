public import Foundation
public import Terms

/// What a person or a program asks for with a file in `inbox/`. The smallest is `{"sequence": "SEQ05"}`.
public struct Request: Hashable, Sendable {
  /// What its writer calls it; the receipt is kept under it.
  public let id: RequestID?
  /// What it is about, as written, in the order written, none twice. Empty where the action needs none: `confirm` and
  /// `cancel` with a request, `finalize` of all, `animatic`.
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

  /// The most sequences of one request.
  public static let mostSequences = 200
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
    let sequences = try sequences(&fields, of: form)
    let work = try form.read(&fields, sequences)
    try fields.finish(advice: form.advice)
    return Request(work, sequences: sequences, id: id, requestedBy: requestedBy, note: note)
  }

  private static func refuseSequences(_ fields: inout Fields, _ form: ActionForm) throws(Problem) -> [SequenceID] {
    for name in ["sequence", "sequences"] where fields.node(name) != nil {
      throw fields.refusal(
        name, "stands in a request for \"\(form.name)\", which is about the whole song",
        hint: "Leave it out: {\"action\": \"\(form.name)\"}.")
    }
    return []
  }

  private static func sequences(_ fields: inout Fields, of form: ActionForm) throws(Problem) -> [SequenceID] {
    if form.sequences == .none { return try refuseSequences(&fields, form) }
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
      guard form.sequences == .optional else { throw fields.missing("sequence", example: "\"SEQ05\"") }
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
    if sequences.count == 1 { try container.encode(sequences[0], forKey: "sequence") }
    if sequences.count > 1 { try container.encode(sequences, forKey: "sequences") }
    try container.encodeIfPresent(requestedBy, forKey: "requested_by")
    try container.encodeIfPresent(note, forKey: "note")
    try work.encode(to: encoder)
  }
}

extension Problem.Code {
  public static let unknownAction = Self(rawValue: "unknown_action")
}
