/// A prompt as words in their order. What it says not to show is left out, and so is the list of cameras to try,
/// which `wishes` holds.
struct PromptWords {
  struct Word {
    let text: String
    /// `text` itself, and where it is joined by hyphens what it is joined of, unless that is a colour.
    let parts: [String]
    /// Words between the same two commas have the same number.
    let clause: Int
    /// Whether it stands in the sentence that says what the picture is of.
    let isHead: Bool
  }

  let words: [Word]
  /// The cameras that the prompt lists, one phrase each.
  let wishes: [String]

  /// A prompt may have any length; no picture shows more than this many characters of it.
  private static let longest = 4000
  private static let asking: Set<String> = [
    "vary", "variations", "variation", "angles", "cameras", "framings", "views",
  ]
  private static let denying: Set<String> = ["no", "without", "never", "not"]

  init(_ prompt: String) {
    var wishes: [String] = []
    var content: [Substring] = []
    var listFollows = false
    for sentence in Self.sentences(prompt.prefix(Self.longest).lowercased()) {
      let asks = Self.tokens(sentence).first.map(Self.asking.contains) ?? false
      let isList = listFollows
      listFollows = asks && sentence.hasSuffix(":")
      if isList || (asks && !listFollows) {
        wishes += Self.phrases(sentence)
      } else if !asks {
        content.append(sentence)
      }
    }
    self.wishes = wishes
    words = Self.words(content)
  }

  /// Up to a full stop, a colon or their like before a space; `3 a.m.` does not end one.
  private static func sentences(_ text: String) -> [Substring] {
    var sentences: [Substring] = []
    var start = text.startIndex
    for index in text.indices where ".:;!?\n".contains(text[index]) {
      let next = text.index(after: index)
      guard next == text.endIndex || text[next].isWhitespace, !endsInLetter(text[start..<index]) else { continue }
      sentences.append(text[start..<next])
      start = next
    }
    return sentences + [text[start...]]
  }

  /// Whether the last word is a single letter after a dot, as in `a.m`.
  private static func endsInLetter(_ text: Substring) -> Bool {
    let last = text.suffix(2)
    return last.first == "." && last.last?.isLetter == true
  }

  private static func rawTokens(_ text: Substring) -> [Substring] {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "'" }
  }

  private static func tokens(_ text: Substring) -> [String] {
    rawTokens(text).map { $0.hasSuffix("'s") ? String($0.dropLast(2)) : String($0) }
  }

  private static func phrases(_ sentence: Substring) -> [String] {
    sentence.split { ",;.:".contains($0) }.flatMap { part in
      rawTokens(part).split { ["and", "or"].contains($0) }.map { words in
        words.drop { asking.contains(String($0)) || ["between", "the", "a", "an", "camera"].contains($0) }
          .joined(separator: " ")
      }
    }.filter { !$0.isEmpty }
  }

  /// A title such as `Opening frame:` is no head: the sentence after it is.
  private static func words(_ sentences: [Substring]) -> [Word] {
    var words: [Word] = []
    var clause = 0
    for (index, sentence) in sentences.enumerated() {
      let isHead = index == 0 || (index == 1 && words.count < 5)
      for part in sentence.split(whereSeparator: { ",;()".contains($0) || $0 == "\u{2014}" }) {
        clause += 1
        for token in tokens(part).prefix(while: { !denying.contains($0) }) {
          words.append(Word(text: token, parts: parts(of: token), clause: clause, isHead: isHead))
        }
      }
    }
    return words
  }

  private static func parts(of token: String) -> [String] {
    let parts = token.split(separator: "-").map(String.init)
    guard parts.count > 1, !parts.contains(where: { ColourWords.named[$0] != nil }) else { return [token] }
    return [token] + parts
  }
}

// MARK: Looking for words

extension PromptWords {
  func has(_ stems: String...) -> Bool { has(stems) }
  func has(_ stems: [String]) -> Bool { words.contains { Self.is($0, one: stems) } }

  /// Where one of `stems` stands.
  func indices(of stems: [String]) -> [Int] { words.indices.filter { Self.is(words[$0], one: stems) } }

  /// Whether one of `first` stands at most `reach` words before one of `second`, in one clause.
  func has(_ first: [String], before second: [String], reach: Int = 4) -> Bool {
    indices(of: second).contains { index in
      words[max(index - reach, 0)..<index].contains {
        $0.clause == words[index].clause && Self.is($0, one: first)
      }
    }
  }

  static func `is`(_ word: Word, one stems: [String]) -> Bool {
    stems.contains { stem in word.parts.contains { isForm($0, of: stem) } }
  }

  /// Whether `word` is `stem` or an inflection of it: `runs` and `running` of `run`, never `roadside` of `road`.
  static func isForm(_ word: String, of stem: String) -> Bool {
    guard word.utf8.first == stem.utf8.first else { return false }
    if word == stem { return true }
    let isSilent = stem.hasSuffix("e")
    let root = isSilent || stem.hasSuffix("y") ? String(stem.dropLast()) : stem
    guard word.hasPrefix(root), let last = stem.last else { return false }
    let ending = String(word.dropFirst(root.count))
    if stem.hasSuffix("y") { return ["ys", "ies", "ied", "ying"].contains(ending) }
    if isSilent { return ["es", "ed", "ing"].contains(ending) }
    return ["s", "es", "ed", "ing", "\(last)ing", "\(last)ed"].contains(ending)
  }
}

// MARK: Colours

extension PromptWords {
  /// What ends the reach of a colour word: the blue in `a blue car with a door` is not the door's.
  private static let bounds: Set<String> = ["and", "with", "of", "in", "by", "on", "at", "from", "against", "under"]
  private static let links: Set<String> = [
    "is", "are", "in", "painted", "pulsing", "glowing", "shining", "flickering", "burning", "strobing", "turning",
  ]

  /// The colour that the prompt gives to one of `nouns`: petrol-blue in `a petrol-blue 1960s coupe`, pink in `a light
  /// pulsing pink`.
  func colour(of nouns: [String]) -> Colour? { indices(of: nouns).lazy.compactMap(colour(at:)).first }

  func colour(at noun: Int) -> Colour? { colour(before: noun) ?? colour(after: noun) }

  private func colour(before noun: Int) -> Colour? {
    for index in words.indices[max(noun - 4, 0)..<noun].reversed() {
      guard words[index].clause == words[noun].clause, !Self.bounds.contains(words[index].text) else { return nil }
      if let colour = namedColour(at: index) { return colour }
      if Self.is(words[index], one: ColourWords.bearers) { return nil }
    }
    return nil
  }

  private func colour(after noun: Int) -> Colour? {
    guard words.indices.contains(noun + 1), Self.links.contains(words[noun + 1].text) else { return nil }
    return (noun + 2...noun + 3).lazy
      .filter { words.indices.contains($0) && words[$0].clause == words[noun].clause }.compactMap(namedColour).first
  }

  /// Two words may name one colour: neon pink, petrol blue.
  private func namedColour(at index: Int) -> Colour? {
    let word = words[index].text
    let before = index > 0 && words[index - 1].clause == words[index].clause ? words[index - 1].text : ""
    return ColourWords.colour(word, after: before)
  }

  /// The first colour that is named among the words of `range`.
  func firstColour(in range: ClosedRange<Int>) -> Colour? {
    range.clamped(to: 0...max(words.count - 1, 0)).lazy.filter(words.indices.contains).compactMap(namedColour).first
  }
}
