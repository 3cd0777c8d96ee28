import Terms

extension ActionForm {
  /// A person's word on a call whose outcome is unknown: give it up.
  static let abandon = ActionForm(
    name: "abandon", ownFields: ["take"],
    example: [("action", .string("abandon")), ("sequence", .string("SEQ05"))]
  ) { fields, sequences throws(Problem) in .abandon(take: try fields.takeOfOne("take", sequences)) }
}
