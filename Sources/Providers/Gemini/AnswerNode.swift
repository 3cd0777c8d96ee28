/// JSON out of a file of any size: short texts are held, and of each text where it lies in the file.
indirect enum AnswerNode {
  case object([String: AnswerNode])
  case list([AnswerNode])
  /// `text` is nil where it is too long to be held.
  case string(AnswerStretch, text: String?)
  case number(Double)
  case flag(Bool)
  case null

  /// The member of that name; nil where this is no object or has none.
  subscript(_ name: String) -> AnswerNode? { if case .object(let members) = self { members[name] } else { nil } }

  /// The parts of a list; none where this is no list.
  var parts: [AnswerNode] { if case .list(let parts) = self { parts } else { [] } }

  var text: String? { if case .string(_, let text) = self { text } else { nil } }

  var stretch: AnswerStretch? { if case .string(let stretch, _) = self { stretch } else { nil } }

  var isTrue: Bool { if case .flag(true) = self { true } else { false } }

  /// A count as it may be believed: never negative, never so large that arithmetic could overflow.
  var count: Int? {
    guard case .number(let number) = self, number.isFinite else { return nil }
    return Int(min(max(number, 0), 1e9))
  }
}

/// Where the characters of a JSON text lie in a file, without its quotes; in bytes.
struct AnswerStretch: Hashable, Codable {
  let start: Int
  let count: Int
}
