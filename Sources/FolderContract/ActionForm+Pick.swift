import Terms

extension ActionForm {
  /// The cell of a grid that becomes the start frame.
  static let pick = ActionForm(
    name: "pick", ownFields: ["cell", "grid"],
    example: [("action", .string("pick")), ("sequence", .string("SEQ05")), ("cell", .string("top_left"))]
  ) { fields throws(Problem) in
    let cell = try fields.required("cell", .cell)
    return .pick(cell: cell, grid: try fields.optional("grid", .integer(1...999_999)))
  }
}
