import Foundation
import Terms

/// Any JSON: the bodies that fal is sent, and its answers, of which only a part is known.
indirect enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Nil where the bytes are no JSON.
  init?(_ data: Data) {
    guard let value = try? PlainJSON.decode(JSONValue.self, from: data) else { return nil }
    self = value
  }

  /// The value under a key of an object.
  subscript(key: String) -> JSONValue? {
    guard case .object(let fields) = self, let value = fields[key], value != .null else { return nil }
    return value
  }

  var text: String? { if case .string(let text) = self { text } else { nil } }

  var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }

  /// A finite number, also where it is written as a string.
  var figure: Double? {
    switch self {
    case .number(let number): number.isFinite ? number : nil
    case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    default: nil
    }
  }

  /// Whether everything that is here stands in `other` as well, which may hold more: what a service filled in by itself.
  /// `"5"` and `5` are the same.
  func isWithin(_ other: JSONValue) -> Bool {
    switch (self, other) {
    case (.object(let fields), .object(let others)):
      fields.allSatisfy { key, value in others[key].map { value.isWithin($0) } ?? false }
    case (.array(let items), .array(let others)):
      items.count == others.count && zip(items, others).allSatisfy { $0.isWithin($1) }
    case (.number, .string), (.string, .number): figure != nil && figure == other.figure
    default: self == other
    }
  }
}

extension JSONValue: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
  init(stringLiteral value: String) { self = .string(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
}
