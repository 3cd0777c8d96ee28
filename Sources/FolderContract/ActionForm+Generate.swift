import Terms

extension ActionForm {
  /// A take.
  static let generate = ActionForm(
    name: "generate", ownFields: ["mode"],
    example: [("action", .string("generate")), ("sequence", .string("SEQ05")), ("mode", .string("multi_shot"))]
  ) { fields throws(Problem) in .generate(mode: try fields.takeMode("mode")) }
}

extension Fields {
  /// A take mode that this version can make.
  mutating func takeMode(_ name: String) throws(Problem) -> TakeMode? {
    let kind = FieldKind<TakeMode>("\"multi_shot\"", example: "\"multi_shot\"") { node in
      node.string.flatMap { TakeMode(rawValue: $0) }
    }
    let mode = try optional(name, kind)
    guard mode != .individual else {
      throw refusal(
        name, "is \"individual\", but this version makes all shots of a sequence in one call only",
        hint: "Write \"\(name)\": \"multi_shot\", or leave it out.")
    }
    return mode
  }
}
