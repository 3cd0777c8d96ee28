import Terms

extension ActionForm {
  /// A grid of start-frame options.
  static let grid = ActionForm(
    name: "grid", ownFields: ["prompt", "wish", "model", "rows", "columns", "shot"],
    example: [("sequence", .string("SEQ05")), ("wish", .string("more rain, and darker"))]
  ) { fields, _ throws(Problem) in
    let prompt = try fields.optional("prompt", .text(atMost: PlainText.promptLimit))
    let wish = try fields.optional("wish", .text(atMost: PlainText.noteLimit))
    let model = try fields.optional("model", .name)
    let shot = try fields.optional("shot", .shot)
    return .grid(GridOrder(prompt: prompt, wish: wish, model: model, layout: try fields.layout(), shot: shot))
  }
}

extension Fields {
  /// `rows` and `columns`, which belong together.
  mutating func layout() throws(Problem) -> GridLayout? {
    let rows = try optional("rows", .integer(1...6))
    let columns = try optional("columns", .integer(1...6))
    switch (rows, columns) {
    case (nil, nil): return nil
    case (nil, _?): throw missing("rows", example: "2")
    case (_?, nil): throw missing("columns", example: "2")
    case (let rows?, let columns?): return GridLayout(rows: rows, columns: columns)
    }
  }
}
