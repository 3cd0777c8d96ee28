import Terms

extension ActionForm {
  /// The final cut, of all approved sequences where none is named.
  static let finalize = ActionForm(
    name: "finalize", ownFields: [], sequences: .optional,
    example: [("action", .string("finalize"))]
  ) { _, _ throws(Problem) in .finalize }
}
