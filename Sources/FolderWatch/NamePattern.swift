import Terms

/// A shape of names. Only ASCII is compared, so that names in any encoding can be asked.
struct NamePattern: Sendable {
  private let matches: @Sendable (_ name: String) -> Bool
  private let ignoresCase: Bool

  static func exactly(_ text: String) -> Self { Self { $0 == text } }
  static func prefix(_ text: String) -> Self { Self { $0.utf8.starts(with: text.utf8) } }
  static func suffix(_ text: String) -> Self { Self { $0.utf8.reversed().starts(with: text.utf8.reversed()) } }
  static func containing(_ text: String) -> Self { Self { !$0.tails(after: text).isEmpty } }

  static func between(_ start: String, _ end: String) -> Self {
    Self { name in
      name.utf8.count >= start.utf8.count + end.utf8.count && prefix(start).matches(name) && suffix(end).matches(name)
    }
  }

  /// `text` somewhere in the name, and behind it something that `tail` knows.
  static func containing(_ text: String, then tail: @escaping @Sendable (Substring) -> Bool) -> Self {
    Self { name in name.tails(after: text).contains(where: tail) }
  }

  /// For makers whose systems do not tell upper case from lower: `name` has to be given in lower case.
  static func anyCase(_ pattern: Self) -> Self { Self(ignoresCase: true, pattern.matches) }

  private init(ignoresCase: Bool = false, _ matches: @escaping @Sendable (String) -> Bool) {
    self.ignoresCase = ignoresCase
    self.matches = matches
  }

  func contains(_ name: String, lowercased: String) -> Bool { matches(ignoresCase ? lowercased : name) }
}

extension Sequence<NamePattern> {
  func contain(_ name: FileName) -> Bool {
    let text = name.display
    let lowercased = text.lowercased()
    return contains { $0.contains(text, lowercased: lowercased) }
  }
}

extension String {
  /// What follows each place where `text` stands.
  fileprivate func tails(after text: String) -> [Substring] {
    var tails: [Substring] = []
    var rest = self[...]
    while let start = rest.utf8.firstRange(of: text.utf8) {
      rest = rest[start.upperBound...]
      tails.append(rest)
    }
    return tails
  }
}
