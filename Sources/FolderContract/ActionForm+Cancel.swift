import Terms

extension ActionForm {
  /// Stops a request, or what runs or waits for sequences.
  static let cancel = ActionForm(
    name: "cancel", ownFields: ["request"], sequences: .optional,
    example: [("action", .string("cancel")), ("sequence", .string("SEQ05"))]
  ) { fields, sequences throws(Problem) in
    let request = try fields.optional("request", FieldKind<RequestID>.id)
    guard request != nil || !sequences.isEmpty else { throw fields.missing("sequence", example: "\"SEQ05\"") }
    return .cancel(request: request)
  }
}
