import Terms

extension ActionForm {
  /// A word on a take: it is not used.
  static let reject = ActionForm(
    name: "reject", ownFields: ["take"],
    example: [("action", .string("reject")), ("sequence", .string("SEQ05"))]
  ) { fields, sequences throws(Problem) in .reject(take: try fields.takeOfOne("take", sequences)) }
}
