public import Terms

/// What a request for a grid of options asks for.
public struct GridOrder: Hashable, Sendable {
  /// Instead of the plan's.
  public var prompt: String?
  /// Added to the prompt.
  public var wish: String?
  /// One of the allowed models, instead of the project's.
  public var model: String?
  /// Instead of the project's.
  public var layout: GridLayout?
  /// The shot, counted from 1, whose own start frame it is for; nil for that of the whole sequence.
  public var shot: Int?

  public init(
    prompt: String? = nil, wish: String? = nil, model: String? = nil, layout: GridLayout? = nil, shot: Int? = nil
  ) {
    self.prompt = prompt
    self.wish = wish
    self.model = model
    self.layout = layout
    self.shot = shot
  }
}

extension GridOrder: Codable {
  private enum CodingKeys: String, CodingKey { case prompt, wish, model, rows, columns, shot }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    prompt = try container.decodeIfPresent(String.self, forKey: .prompt)
    wish = try container.decodeIfPresent(String.self, forKey: .wish)
    model = try container.decodeIfPresent(String.self, forKey: .model)
    shot = try container.decodeIfPresent(Int.self, forKey: .shot)
    guard let rows = try container.decodeIfPresent(Int.self, forKey: .rows) else { return }
    layout = GridLayout(rows: rows, columns: try container.decode(Int.self, forKey: .columns))
  }

  /// In the fields of a request.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(prompt, forKey: .prompt)
    try container.encodeIfPresent(wish, forKey: .wish)
    try container.encodeIfPresent(model, forKey: .model)
    try container.encodeIfPresent(layout?.rows, forKey: .rows)
    try container.encodeIfPresent(layout?.columns, forKey: .columns)
    try container.encodeIfPresent(shot, forKey: .shot)
  }
}
