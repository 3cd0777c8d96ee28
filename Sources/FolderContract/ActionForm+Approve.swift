import Terms

extension ActionForm {
  /// The take that is used, or the shots of several takes.
  static let approve = ActionForm(
    name: "approve", ownFields: ["take", "shots"],
    example: [("action", .string("approve")), ("sequence", .string("SEQ05"))]
  ) { fields, sequences throws(Problem) in
    let take = try fields.takeOfOne("take", sequences)
    if sequences.count > 1, fields.node("shots") != nil { throw fields.needsOneSequence("shots") }
    let shots = try fields.byShot("shots", .take(of: sequences)) ?? [:]
    return .approve(Approval(take: take, shots: shots))
  }
}
