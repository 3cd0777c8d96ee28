public import Terms

/// What a field of a file may hold: how it is called in a sentence, an example of it, and how it is read.
public struct FieldKind<Value>: Sendable {
  /// `a whole number from 1 to 6`.
  let expected: String
  /// As JSON: `2`.
  let example: String
  /// Nil where the node is something else.
  let read: @Sendable (JSONNode) -> Value?

  public init(_ expected: String, example: String, read: @escaping @Sendable (JSONNode) -> Value?) {
    self.expected = expected
    self.example = example
    self.read = read
  }
}

extension FieldKind where Value == String {
  /// Text of at most `limit` characters, without control characters but new lines and tabs, and not blank.
  public static func text(atMost limit: Int) -> Self {
    Self("a text of 1 to \(limit) characters without control characters", example: "\"…\"") { node in
      node.string.flatMap { PlainText.read($0, atMost: limit) }.flatMap { $0.isEmpty ? nil : $0 }
    }
  }
}

extension FieldKind where Value == String? {
  /// The same, where a blank text means none.
  public static func remark(atMost limit: Int) -> Self {
    Self("a text of at most \(limit) characters without control characters", example: "\"…\"") { node in
      node.string.flatMap { PlainText.read($0, atMost: limit) }.map { $0.isEmpty ? nil : $0 }
    }
  }
}

extension FieldKind where Value == Int {
  public static func integer(_ range: ClosedRange<Int>) -> Self {
    Self("a whole number from \(range.lowerBound) to \(range.upperBound)", example: "\(range.lowerBound)") { node in
      guard case .number(let number) = node.value, let integer = number.integer, range.contains(integer) else {
        return nil
      }
      return integer
    }
  }
}

extension FieldKind where Value == Double {
  public static func number(_ range: ClosedRange<Double>) -> Self {
    Self("a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))", example: "1") { node in
      guard case .number(let number) = node.value, range.contains(number.value) else { return nil }
      return number.value
    }
  }

  /// Seconds within `range`, as a number or as a text with one in it.
  public static func seconds(_ range: ClosedRange<Double>, above: Bool = false) -> Self {
    let bounds =
      above
      ? "seconds above \(Self.plain(range.lowerBound)), at most \(Self.plain(range.upperBound))"
      : "seconds from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
    return Self("\(bounds), as a number or a text", example: "5") { node in
      let seconds: Double? =
        switch node.value {
        case .number(let number): number.value
        case .string(let text): decimal(text)
        default: nil
        }
      return seconds.flatMap { range.contains($0) && !(above && $0 == range.lowerBound) ? $0 : nil }
    }
  }

  /// Digits and at most one point: what `Double` reads beyond that, such as `0x1p3` or `inf`, no person means.
  private static func decimal(_ text: String) -> Double? {
    let isPlain = text.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard isPlain, 1...20 ~= text.count, text.first != ".", text.last != "." else { return nil }
    return Double(text)
  }

  private static func plain(_ value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}

extension FieldKind where Value == Bool {
  public static var flag: Self {
    Self("true or false", example: "true") { node in
      if case .bool(let flag) = node.value { flag } else { nil }
    }
  }
}

extension FieldKind where Value == Money {
  /// Dollars, from nothing up.
  public static var dollars: Self {
    Self("an amount of dollars from 0 to 1000000", example: "10") { node in
      guard case .number(let number) = node.value, 0...1_000_000 ~= number.value else { return nil }
      return Money(usd: number.value)
    }
  }
}

extension FieldKind where Value: ContractID {
  /// An id by the rules of `ContractID`.
  public static var id: Self {
    Self(
      "the id of \("aeiou".contains(Value.noun.first ?? " ") ? "an" : "a") \(Value.noun): 1 to \(Value.longest) letters, digits, '.', '_' or '-', no dot at either end",
      example: Value.noun == SequenceID.noun ? "\"SEQ05\"" : "\"\(Value.noun)-1\""
    ) { node in node.string.flatMap { try? Value($0) } }
  }
}

extension FieldKind where Value == GridCell {
  public static var cell: Self {
    Self("a cell, such as \"top_left\" or \"r2c3\"", example: "\"top_left\"") { $0.string.flatMap { GridCell($0) } }
  }
}

extension FieldKind where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
  /// One of the words of an enumeration, exactly as it is spelled there.
  public static var choice: Self {
    let words = Value.allCases.map { "\"\($0.rawValue)\"" }
    return Self(words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))", example: words.first ?? "") {
      $0.string.flatMap { Value(rawValue: $0) }
    }
  }
}
