/// A value of a JSON text, with the place where it begins.
public struct JSONNode: Sendable {
  public let value: Value
  public let position: TextPosition

  public init(_ value: Value, at position: TextPosition) {
    self.value = value
    self.position = position
  }

  public indirect enum Value: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONNode])
    /// In the order in which they were written; no name twice.
    case object([JSONMember])
  }
}

/// A number as it was written, and what it comes to; always finite.
public struct JSONNumber: Hashable, Sendable {
  public let text: String
  public let value: Double

  /// The number where it is a whole one that a double holds exactly: `5` and `5.0`, but neither `5.1` nor `1e300`.
  public var integer: Int? {
    guard abs(value) <= 9_007_199_254_740_992, value.rounded() == value else { return nil }
    return Int(value)
  }
}

/// One named value of an object, with the place of its name.
public struct JSONMember: Sendable {
  public let name: String
  public let position: TextPosition
  public let node: JSONNode

  public init(_ name: String, at position: TextPosition, _ node: JSONNode) {
    self.name = name
    self.position = position
    self.node = node
  }
}

extension JSONNode {
  /// The node under `name`, or nil where this is no object or has no such name.
  public subscript(name: String) -> JSONNode? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.name == name }?.node
  }

  public var string: String? { if case .string(let text) = value { text } else { nil } }

  /// What it is, for a sentence: `the number 5`, `the text "two"`, `a list`.
  public var described: String {
    switch value {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let number): "the number \(number.text.prefix(40))"
    case .string(""): "an empty text"
    case .string(let text) where text.unicodeScalars.count > 60:
      "a text of \(text.unicodeScalars.count) characters"
    case .string(let text): "the text \(text.debugDescription)"
    case .array(let items): items.isEmpty ? "an empty list" : "a list"
    case .object: "an object"
    }
  }
}
