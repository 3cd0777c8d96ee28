import Terms

extension ActionForm {
  /// The answer to the question in a receipt. The request says which, so that the sequence may be left out.
  static let confirm = ActionForm(
    name: "confirm", ownFields: ["request"], sequences: .optional,
    example: [("action", .string("confirm")), ("request", .string("rain-3"))]
  ) { fields, _ throws(Problem) in .confirm(request: try fields.required("request", FieldKind<RequestID>.id)) }
}
