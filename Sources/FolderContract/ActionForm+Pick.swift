import Terms

extension ActionForm {
  /// The cell of a grid that becomes the start frame.
  static let pick = ActionForm(
    name: "pick", ownFields: ["cell", "grid", "shot"],
    example: [("action", .string("pick")), ("sequence", .string("SEQ05")), ("cell", .string("top_left"))]
  ) { fields, _ throws(Problem) in
    let cell = try fields.required("cell", .cell)
    let grid = try fields.optional("grid", .integer(1...999_999))
    return .pick(PickOrder(cell: cell, grid: grid, shot: try fields.optional("shot", .shot)))
  }
}
