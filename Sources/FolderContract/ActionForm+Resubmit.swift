import Terms

extension ActionForm {
  /// A person's word on a call whose outcome is unknown: pay again.
  static let resubmit = ActionForm(
    name: "resubmit", ownFields: ["take"],
    example: [("action", .string("resubmit")), ("sequence", .string("SEQ05"))]
  ) { fields, sequences throws(Problem) in .resubmit(take: try fields.takeOfOne("take", sequences)) }
}
