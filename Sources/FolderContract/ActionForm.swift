import Terms

/// How a request for one action is written. A new action is a case of `Request.Work`, a file with its form, and an
/// entry in `all`.
struct ActionForm: Sendable {
  /// The value of `action`.
  let name: String
  /// The fields that only this action has.
  let ownFields: [String]
  /// Whether it names sequences.
  var sequences = Need.required
  /// A whole request that is accepted, as members in the order in which a person would write them.
  let example: [(name: String, value: JSONNode.Value)]
  /// Reads the action's own fields; takes may be written as ids, which are those of the sequence.
  let read: @Sendable (inout Fields, [SequenceID]) throws(Problem) -> Request.Work

  enum Need {
    case required
    case optional
    case none
  }

  /// The first is what a request without `action` means.
  static let all: [ActionForm] = [
    .grid, .pick, .generate, .approve, .reject, .reopen, .finalize, .cancel, .confirm, .resubmit, .abandon, .animatic,
  ]

  /// The form that the field `action` names.
  static func read(_ fields: inout Fields) throws(Problem) -> ActionForm {
    let text = FieldKind<String>.text(atMost: PlainText.nameLimit)
    guard let name = try fields.optional("action", text) else { return .grid }
    if let form = all.first(where: { $0.name == name }) { return form }
    let names = all.map(\.name)
    let nearest = Spelling.nearest(to: name, among: names).map { "Did you mean \"\($0)\"? " } ?? ""
    let place = fields.node("action")?.position ?? fields.position
    throw Problem(
      .unknownAction, "There is no action \(name.prefix(60).debugDescription) (\(place)).",
      hint: "\(nearest)The actions are \(names.map { "\"\($0)\"" }.joined(separator: ", ")).")
  }

  /// What to do about a field that this action does not have but another one does.
  func advice(_ field: String) -> String? {
    let owners = Self.all.filter { $0.ownFields.contains(field) }.map { "\"action\": \"\($0.name)\"" }
    guard !owners.isEmpty else { return nil }
    return "\"\(field)\" belongs to \(owners.joined(separator: " or ")), and this is \"\(name)\": "
      + "write that action, or remove the field."
  }
}
