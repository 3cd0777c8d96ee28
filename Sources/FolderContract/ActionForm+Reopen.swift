import Terms

extension ActionForm {
  /// Takes back the decision on a take, or on a sequence.
  static let reopen = ActionForm(
    name: "reopen", ownFields: ["take"],
    example: [("action", .string("reopen")), ("sequence", .string("SEQ05"))]
  ) { fields, sequences throws(Problem) in .reopen(take: try fields.takeOfOne("take", sequences)) }
}
