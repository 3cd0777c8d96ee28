import Terms

extension ActionForm {
  /// A take.
  static let generate = ActionForm(
    name: "generate",
    ownFields: [
      "mode", "shot_overrides", "prompts_from", "take", "shots", "count", "start_frame", "elements", "model",
    ],
    example: [("action", .string("generate")), ("sequence", .string("SEQ05"))]
  ) { fields, sequences throws(Problem) in
    var order = TakeOrder(mode: try fields.optional("mode", FieldKind<TakeMode>.choice))
    order.overrides = try fields.byShot("shot_overrides", .text(atMost: PlainText.promptLimit)) ?? [:]
    order.promptsFrom = try fields.promptSources(sequences)
    order.take = try fields.optional("take", .take(of: sequences))
    order.shots = try fields.shots(&order.mode)
    order.count = try fields.optional("count", .integer(1...TakeOrder.mostTakes)) ?? 1
    order.startFrame = try fields.optional("start_frame", .path(such: "frames/SEQ05/SEQ05_start01.png"))
    order.elements = try fields.elements()
    order.model = try fields.optional("model", .name)
    return .generate(order)
  }
}

extension Fields {
  /// `shots`, which only individual mode has; without a mode that one is meant.
  fileprivate mutating func shots(_ mode: inout TakeMode?) throws(Problem) -> [Int]? {
    guard let shots = try list("shots", of: .shot, count: 1...ShotNumber.most) else { return nil }
    guard mode != .multiShot else {
      throw refusal(
        "shots", "stands beside \"mode\": \"multi_shot\", which makes all shots in one call",
        hint: "Write \"mode\": \"individual\", or leave out \"shots\".")
    }
    mode = .individual
    try refuseTwice(shots, in: "shots") { "shot \($0)" }
    return shots
  }

  fileprivate mutating func promptSources(_ sequences: [SequenceID]) throws(Problem) -> [PromptSource] {
    var sources: [PromptSource] = []
    for var object in try objects("prompts_from", count: 1...ShotNumber.most) ?? [] {
      let shot = try object.required("shot", .shot)
      let take = try object.required("take", .take(of: sequences))
      try object.finish()
      sources.append(PromptSource(shot: shot, take: take))
    }
    try refuseTwice(sources.map(\.shot), in: "prompts_from") { "shot \($0)" }
    return sources
  }

  fileprivate mutating func elements() throws(Problem) -> [ElementID]? {
    let elements = try list("elements", of: FieldKind<ElementID>.id, count: 0...100)
    try refuseTwice(elements ?? [], in: "elements") { "\($0)" }
    return elements
  }

  private func refuseTwice<Value: Hashable>(
    _ values: [Value], in name: String, _ shown: (Value) -> String
  ) throws(Problem) {
    var seen: Set<Value> = []
    for value in values where !seen.insert(value).inserted {
      throw refusal(name, "names \(shown(value)) twice", hint: "Name each once.")
    }
  }
}
