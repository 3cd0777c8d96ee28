import Terms

extension ActionForm {
  /// The whole song from stills and prompts.
  static let animatic = ActionForm(
    name: "animatic", ownFields: [], sequences: .none, example: [("action", .string("animatic"))]
  ) { _, _ throws(Problem) in .animatic }
}
