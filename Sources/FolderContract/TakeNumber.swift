import Terms

/// How a take is written: as its number, or as its id, `SEQ08_take002`.
enum TakeNumber {
  static let most = 999_999

  /// The id of a take, and the stem of its files.
  static func id(_ take: Int, of sequence: SequenceID) -> String {
    "\(sequence)_take\(ProductNumber.padded(take, 3))"
  }

  /// The number in an id of `sequence`, in any case; nil where it is something else.
  static func read(_ text: String, of sequence: SequenceID) -> Int? {
    let prefix = sequence.text.lowercased() + "_"
    let lowered = text.lowercased()
    return lowered.hasPrefix(prefix) ? Product.number(after: "take", in: String(lowered.dropFirst(prefix.count))) : nil
  }
}

/// Shots are counted from 1.
enum ShotNumber {
  static let most = 999

  /// The number that names a member of an object: `3`, but neither `03` nor `shot3`.
  static func read(_ text: String) -> Int? {
    guard let number = Int(text), 1...most ~= number, String(number) == text else { return nil }
    return number
  }
}

extension FieldKind where Value == Int {
  static var shot: Self { .integer(1...ShotNumber.most) }

  /// A take, by its number or its id. An id needs the one sequence that it belongs to.
  static func take(of sequences: [SequenceID]) -> Self {
    let number = FieldKind.integer(1...TakeNumber.most)
    guard sequences.count == 1, let sequence = sequences.first else {
      return Self(
        "the number of a take, from 1 (its id only where the request names one sequence)", example: "1",
        read: number.read)
    }
    return Self("a take of \(sequence): its number from 1, or its id", example: "\"\(TakeNumber.id(1, of: sequence))\"")
    { node in
      number.read(node) ?? node.string.flatMap { TakeNumber.read($0, of: sequence) }
    }
  }
}

extension Fields {
  /// A take that only a request about one sequence can name: the same number in another sequence is another video.
  mutating func takeOfOne(_ name: String, _ sequences: [SequenceID]) throws(Problem) -> Int? {
    if sequences.count > 1, node(name) != nil { throw needsOneSequence(name) }
    return try optional(name, .take(of: sequences))
  }

  func needsOneSequence(_ name: String) -> Problem {
    refusal(
      name, "stands in a request about several sequences",
      hint: "Write a request of its own for each sequence, or leave out \"\(name)\".")
  }
}
