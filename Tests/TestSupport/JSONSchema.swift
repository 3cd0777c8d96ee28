public import Foundation

/// A validator for the part of JSON Schema (draft 2020-12) that this project's schemas use.
///
/// A keyword that it does not know is an error, not a pass: no rule is ever skipped in silence.
public struct JSONSchema {
  public struct Misuse: Error, CustomStringConvertible {
    public let description: String
  }

  private let root: [String: Any]

  public init(_ data: Data) throws {
    guard let root = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw Misuse(description: "a schema is an object")
    }
    self.root = root
    try check(root, at: "#")
  }

  /// The schema's own examples, as JSON.
  public var examples: [Data] {
    get throws {
      try (root["examples"] as? [Any] ?? []).map {
        try JSONSerialization.data(withJSONObject: $0, options: .fragmentsAllowed)
      }
    }
  }

  /// What is wrong with the document, one line each; empty where it is valid.
  public func faults(in document: Data) throws -> [String] {
    let value = try JSONSerialization.jsonObject(with: document, options: .fragmentsAllowed)
    return try faults(value, root, "$")
  }
}

// MARK: - The schema itself

extension JSONSchema {
  private static let annotations: Set<String> = ["$schema", "title", "description", "examples", "format", "default"]
  private static let rules: Set<String> = [
    "type", "properties", "required", "additionalProperties", "propertyNames", "minProperties", "enum", "const",
    "pattern", "items", "minItems",
    "maxItems", "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "oneOf", "anyOf", "allOf", "if",
    "then", "$ref", "$defs",
  ]

  /// Walks through every schema inside the schema, also those that no document reaches.
  private func check(_ schema: Any, at place: String) throws {
    if schema is Bool { return }
    guard let schema = schema as? [String: Any] else { throw Misuse(description: "\(place) is no schema") }
    for (key, value) in schema {
      let inner = "\(place)/\(key)"
      guard Self.annotations.contains(key) || Self.rules.contains(key) else {
        throw Misuse(description: "unknown keyword at \(inner)")
      }
      switch key {
      case "properties", "$defs":
        for (name, part) in try dictionary(value, inner) { try check(part, at: "\(inner)/\(name)") }
      case "oneOf", "anyOf", "allOf":
        for (index, part) in try list(value, inner).enumerated() { try check(part, at: "\(inner)/\(index)") }
      case "items", "additionalProperties", "propertyNames", "if", "then": try check(value, at: inner)
      case "$ref": _ = try target(of: value)
      case "pattern": _ = try regex(value)
      default: break
      }
    }
    guard schema["then"] == nil || schema["if"] != nil else { throw Misuse(description: "then without if at \(place)") }
  }

  private func dictionary(_ value: Any, _ place: String) throws -> [String: Any] {
    guard let value = value as? [String: Any] else { throw Misuse(description: "no object at \(place)") }
    return value
  }

  private func list(_ value: Any, _ place: String) throws -> [Any] {
    guard let value = value as? [Any] else { throw Misuse(description: "no list at \(place)") }
    return value
  }

  private func target(of reference: Any) throws -> Any {
    guard let text = reference as? String, text.hasPrefix("#/$defs/"), let defs = root["$defs"] as? [String: Any],
      let target = defs[String(text.dropFirst("#/$defs/".count))]
    else { throw Misuse(description: "nothing lies at \(reference)") }
    return target
  }

  private func regex(_ pattern: Any) throws -> NSRegularExpression {
    guard let text = pattern as? String else { throw Misuse(description: "no pattern: \(pattern)") }
    // In a schema `$` is the very end; here it would match before a last new line as well.
    return try NSRegularExpression(
      pattern: text.replacingOccurrences(of: "(?<!\\\\)\\$", with: "\\\\z", options: .regularExpression))
  }
}

// MARK: - A document

extension JSONSchema {
  private func faults(_ value: Any, _ schema: Any, _ place: String) throws -> [String] {
    if let flag = schema as? Bool { return flag ? [] : ["\(place): nothing is allowed here"] }
    let schema = try dictionary(schema, place)
    var faults: [String] = []
    for (rule, wanted) in schema where Self.rules.contains(rule) {
      faults += try self.faults(value, breaking: rule, wanted, of: schema, place)
    }
    return faults
  }

  private func faults(
    _ value: Any, breaking rule: String, _ wanted: Any, of schema: [String: Any], _ place: String
  ) throws -> [String] {
    switch rule {
    case "$ref": return try faults(value, target(of: wanted), place)
    case "allOf": return try list(wanted, place).flatMap { try faults(value, $0, place) }
    case "anyOf":
      let all = try list(wanted, place).map { try faults(value, $0, place) }
      return all.contains(where: \.isEmpty) ? [] : ["\(place): none of anyOf: \(all)"]
    case "oneOf":
      let all = try list(wanted, place).map { try faults(value, $0, place) }
      let fitting = all.count(where: \.isEmpty)
      return fitting == 1 ? [] : ["\(place): \(fitting) of oneOf fit: \(all)"]
    case "if":
      guard let then = schema["then"], try faults(value, wanted, place).isEmpty else { return [] }
      return try faults(value, then, place)
    case "type", "enum", "const": return isKept(rule, wanted, by: value) ? [] : ["\(place): breaks \(rule) \(wanted)"]
    default: break
    }
    if let text = value as? String { return try faults(text: text, breaking: rule, wanted, place) }
    if let items = value as? [Any] { return try faults(items: items, breaking: rule, wanted, place) }
    if let fields = value as? [String: Any] { return try faults(fields: fields, breaking: rule, wanted, schema, place) }
    if let number = number(value) { return faults(number: number, breaking: rule, wanted, place) }
    return []
  }

  private func isKept(_ rule: String, _ wanted: Any, by value: Any) -> Bool {
    switch rule {
    case "const": same(value, wanted)
    case "enum": (wanted as? [Any] ?? []).contains { same(value, $0) }
    default: (wanted as? [String] ?? [wanted as? String ?? ""]).contains { isOf(type: $0, value) }
    }
  }

  private func isOf(type: String, _ value: Any) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": isBool(value)
    case "number": number(value) != nil
    case "integer": number(value).map { $0.rounded() == $0 } ?? false
    default: false
    }
  }

  private func isBool(_ value: Any) -> Bool {
    // JSONSerialization gives numbers for both; only true and false are kept as a C character.
    (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
  }

  private func number(_ value: Any) -> Double? { isBool(value) ? nil : (value as? NSNumber)?.doubleValue }

  private func same(_ left: Any, _ right: Any) -> Bool {
    if let left = left as? String, let right = right as? String { return left == right }
    if let left = number(left), let right = number(right) { return left == right }
    if isBool(left), isBool(right) { return (left as? Bool) == (right as? Bool) }
    return left is NSNull && right is NSNull
  }

  private func faults(text: String, breaking rule: String, _ wanted: Any, _ place: String) throws -> [String] {
    let kept =
      switch rule {
      case "minLength": text.unicodeScalars.count >= (wanted as? Int ?? .max)
      case "maxLength": text.unicodeScalars.count <= (wanted as? Int ?? -1)
      case "pattern":
        try regex(wanted).firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
      default: true
      }
    return kept ? [] : ["\(place): breaks \(rule) \(wanted)"]
  }

  private func faults(items: [Any], breaking rule: String, _ wanted: Any, _ place: String) throws -> [String] {
    switch rule {
    case "items": return try items.enumerated().flatMap { try faults($1, wanted, "\(place)[\($0)]") }
    case "minItems": return items.count >= (wanted as? Int ?? .max) ? [] : ["\(place): too few"]
    case "maxItems": return items.count <= (wanted as? Int ?? -1) ? [] : ["\(place): too many"]
    default: return []
    }
  }

  private func faults(number: Double, breaking rule: String, _ wanted: Any, _ place: String) -> [String] {
    let bound = self.number(wanted) ?? .nan
    let kept =
      switch rule {
      case "minimum": number >= bound
      case "maximum": number <= bound
      case "exclusiveMinimum": number > bound
      default: true
      }
    return kept ? [] : ["\(place): breaks \(rule) \(wanted)"]
  }

  private func faults(
    fields: [String: Any], breaking rule: String, _ wanted: Any, _ schema: [String: Any], _ place: String
  ) throws -> [String] {
    let properties = schema["properties"] as? [String: Any] ?? [:]
    switch rule {
    case "properties":
      return try properties.flatMap { name, part in
        try fields[name].map { try faults($0, part, "\(place).\(name)") } ?? []
      }
    case "required":
      return (wanted as? [String] ?? [""]).filter { fields[$0] == nil }.map { "\(place): \($0) is missing" }
    case "propertyNames": return try fields.keys.flatMap { try faults($0, wanted, "\(place).\($0)") }
    case "minProperties": return fields.count >= (wanted as? Int ?? .max) ? [] : ["\(place): too few"]
    case "additionalProperties":
      return try fields.filter { properties[$0.key] == nil }.flatMap { try faults($1, wanted, "\(place).\($0)") }
    default: return []
    }
  }
}
