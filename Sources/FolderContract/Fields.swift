public import Terms

/// Reads the fields of one JSON object by hand, so that each refusal says which field, where, what was expected and
/// what stood there.
///
/// Every field that is asked for counts as known; `finish()` refuses what is left over. Codes: `missing_field`,
/// `bad_value`, `unknown_field`.
public struct Fields {
  /// Where the object begins.
  public let position: TextPosition
  /// What stands before a field's name in a sentence: `shots[2].`, counted from 1; empty for the document itself.
  public let path: String
  /// Whether unknown fields are left alone and null means absent: for files that other programs write, too.
  public let isTolerant: Bool
  private let members: [JSONMember]
  private var known: [String] = []

  /// - Parameter document: what the file is called in a sentence, such as `request`.
  public init(_ node: JSONNode, document: String, tolerant: Bool = false) throws(Problem) {
    guard case .object(let members) = node.value else {
      throw Problem(
        .badValue, "A \(document) is a JSON object, but this is \(node.described) (\(node.position)).",
        hint: "Begin it with '{' and end it with '}'.")
    }
    self.init(members, at: node.position, path: "", tolerant: tolerant)
  }

  private init(_ members: [JSONMember], at position: TextPosition, path: String, tolerant: Bool) {
    self.members = members
    self.position = position
    self.path = path
    isTolerant = tolerant
  }

  /// The node under `name`, which is known from now on.
  public mutating func node(_ name: String) -> JSONNode? {
    known.append(name)
    guard let node = members.first(where: { $0.name == name })?.node else { return nil }
    if isTolerant, case .null = node.value { return nil }
    return node
  }

  public mutating func optional<Value>(_ name: String, _ kind: FieldKind<Value>) throws(Problem) -> Value? {
    guard let node = node(name) else { return nil }
    guard let value = kind.read(node) else { throw refusal(of: node, as: name, kind) }
    return value
  }

  public mutating func required<Value>(_ name: String, _ kind: FieldKind<Value>) throws(Problem) -> Value {
    guard let value = try optional(name, kind) else { throw missing(name, example: kind.example) }
    return value
  }

  /// A list of `count` values; nil where it is absent.
  public mutating func list<Value>(
    _ name: String, of kind: FieldKind<Value>, count: ClosedRange<Int>
  ) throws(Problem) -> [Value]? {
    guard let items = try items(name, count: count) else { return nil }
    var values: [Value] = []
    for (index, item) in items.enumerated() {
      guard let value = kind.read(item) else { throw refusal(of: item, as: "\(name)[\(index + 1)]", kind) }
      values.append(value)
    }
    return values
  }

  public mutating func object(_ name: String) throws(Problem) -> Fields? {
    guard let node = node(name) else { return nil }
    return try nested(node, as: name)
  }

  /// A list of objects; nil where it is absent.
  public mutating func objects(_ name: String, count: ClosedRange<Int>) throws(Problem) -> [Fields]? {
    guard let items = try items(name, count: count) else { return nil }
    var objects: [Fields] = []
    for (index, item) in items.enumerated() { objects.append(try nested(item, as: "\(name)[\(index + 1)]")) }
    return objects
  }

  /// An object with an object under each of its names; nil where it is absent.
  mutating func objectsByName(_ name: String) throws(Problem) -> [(name: String, fields: Fields)]? {
    guard let node = node(name) else { return nil }
    let entries = try nested(node, as: name)
    var objects: [(name: String, fields: Fields)] = []
    for member in entries.members { objects.append((member.name, try entries.nested(member.node, as: member.name))) }
    return objects
  }

  /// An object whose members are named by the numbers of shots; nil where it is absent.
  mutating func byShot<Value>(_ name: String, _ kind: FieldKind<Value>) throws(Problem) -> [Int: Value]? {
    guard let node = node(name) else { return nil }
    let entries = try nested(node, as: name)
    var values: [Int: Value] = [:]
    for member in entries.members {
      guard let shot = ShotNumber.read(member.name) else { throw entries.noShot(member, example: kind.example) }
      guard let value = kind.read(member.node) else { throw entries.refusal(of: member.node, as: member.name, kind) }
      values[shot] = value
    }
    guard !values.isEmpty else {
      throw refusal(name, "names no shot", hint: "Write it like this: \"\(name)\": {\"1\": \(kind.example)}")
    }
    return values
  }

  private mutating func items(_ name: String, count: ClosedRange<Int>) throws(Problem) -> [JSONNode]? {
    guard let node = node(name) else { return nil }
    guard case .array(let items) = node.value, count.contains(items.count) else {
      let found: String = if case .array(let items) = node.value { "a list of \(items.count)" } else { node.described }
      throw refusal(
        name, expected: "a list of \(count.lowerBound) to \(count.upperBound)", found: found, at: node.position,
        hint: "Write a list in square brackets there, with \(count.lowerBound) to \(count.upperBound) entries.")
    }
    return items
  }

  func nested(_ node: JSONNode, as name: String) throws(Problem) -> Fields {
    guard case .object(let members) = node.value else {
      throw refusal(
        name, expected: "an object", found: node.described, at: node.position,
        hint: "Write the fields in curly brackets there.")
    }
    return Fields(members, at: node.position, path: "\(path)\(name).", tolerant: isTolerant)
  }
}

// MARK: - Refusals

extension Fields {
  /// Refuses a field that has the right form but cannot be accepted. `message` goes on after the field's name.
  public func refusal(_ name: String, _ message: String, hint: String) -> Problem {
    let place = members.first { $0.name == name }?.node.position ?? position
    return Problem(.badValue, "\"\(path)\(name)\" \(message) (\(place)).", hint: hint)
  }

  /// Refuses the object for want of a field; where one is there that may be meant, for that one's name.
  public func missing(_ name: String, example: String) -> Problem {
    let strangers = members.filter { !known.contains($0.name) }
    if !isTolerant, let meant = strangers.first(where: { Spelling.nearest(to: $0.name, among: [name]) != nil }) {
      return unknown(meant, hint: "Did you mean \"\(name)\"?")
    }
    return Problem(
      .missingField, "The field \"\(path)\(name)\" is missing in the object at \(position).",
      hint: "Add it: \"\(name)\": \(example)")
  }

  private func noShot(_ stranger: JSONMember, example: String) -> Problem {
    let name = (path + stranger.name.prefix(80)).debugDescription
    return Problem(
      .badValue,
      "\(name) is not the number of a shot, a whole one from 1 to \(ShotNumber.most) (\(stranger.position)).",
      hint: "Name each shot by its number, like this: {\"1\": \(example)}")
  }

  private func unknown(_ stranger: JSONMember, hint: String) -> Problem {
    let name = (path + stranger.name.prefix(80)).debugDescription
    return Problem(.unknownField, "There is no field \(name) (\(stranger.position)).", hint: hint)
  }

  private func refusal<Value>(of node: JSONNode, as name: String, _ kind: FieldKind<Value>) -> Problem {
    let written = name.prefix { $0 != "[" }
    return refusal(
      name, expected: kind.expected, found: node.described, at: node.position,
      hint: written.count == name.count
        ? "Write it like this: \"\(name)\": \(kind.example)" : "Write each entry of it like this: \(kind.example)")
  }

  private func refusal(
    _ name: String, expected: String, found: String, at place: TextPosition, hint: String
  ) -> Problem {
    Problem(.badValue, "\"\(path)\(name)\" must be \(expected), but is \(found) (\(place)).", hint: hint)
  }

  /// Refuses the first field that was never asked for, with the nearest known name as a hint.
  /// - Parameter advice: what to do about a field by this name, where its file has more to say than the spelling.
  public func finish(advice: (String) -> String? = { _ in nil }) throws(Problem) {
    guard !isTolerant, let stranger = members.first(where: { !known.contains($0.name) }) else { return }
    let names = known.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
    let nearest = Spelling.nearest(to: stranger.name, among: known).map { "Did you mean \"\($0)\"? " } ?? ""
    throw unknown(stranger, hint: advice(stranger.name) ?? "\(nearest)Known here are \(names).")
  }
}

extension Problem.Code {
  public static let unknownField = Self(rawValue: "unknown_field")
  public static let missingField = Self(rawValue: "missing_field")
}
