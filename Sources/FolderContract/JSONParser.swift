import Terms

/// Walks over the characters of one JSON text.
struct JSONParser {
  let scalars: [Unicode.Scalar]
  let depthLimit: Int
  var index = 0
  private var line = 1
  private var lineStart = 0

  init(_ scalars: [Unicode.Scalar], depthLimit: Int) {
    self.scalars = scalars
    self.depthLimit = depthLimit
  }

  mutating func document() throws(Problem) -> JSONNode {
    skipBlanks()
    guard current != nil else {
      throw failure(expected: "an object that begins with '{'", hint: "write a JSON object, such as {}")
    }
    let node = try value(depth: 1)
    skipBlanks()
    guard current == nil else {
      throw failure(expected: "the end of the text", hint: "remove everything after the value")
    }
    return node
  }

  var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  var position: TextPosition { TextPosition(line: line, column: index - lineStart + 1) }

  /// The next line begins behind what `index` stands on; a return and a newline together are one end of line.
  private mutating func skipBlanks() {
    while let scalar = current {
      switch scalar {
      case " ", "\t": index += 1
      case "\n", "\r":
        index += scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n" ? 2 : 1
        line += 1
        lineStart = index
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(Problem) -> JSONNode {
    let start = position
    switch current {
    case "{": return JSONNode(.object(try members(depth: depth)), at: start)
    case "[": return JSONNode(.array(try items(depth: depth)), at: start)
    case "\"": return JSONNode(.string(try string()), at: start)
    case .some("-"), .some("0"..."9"): return JSONNode(.number(try number()), at: start)
    default: return JSONNode(try literal(), at: start)
    }
  }

  private mutating func literal() throws(Problem) -> JSONNode.Value {
    for (word, value) in [("true", JSONNode.Value.bool(true)), ("false", .bool(false)), ("null", .null)]
    where self.word() == word {
      index += word.unicodeScalars.count
      return value
    }
    throw failure(expected: "a value", hint: literalHint(self.word()))
  }

  private func literalHint(_ word: String) -> String {
    switch word.lowercased() {
    case "true", "false", "null": "write \(word.lowercased()) in lower case"
    case "none", "undefined": "write null"
    case "nan", "infinity": "write a number"
    case "": "write a value: a text in double quotes, a number, true, false, a list or an object"
    default: "put double quotes around the text"
    }
  }
}

// MARK: - Objects and lists

extension JSONParser {
  private mutating func members(depth: Int) throws(Problem) -> [JSONMember] {
    try enter(depth)
    var members: [JSONMember] = []
    var names: Set<String> = []
    while try next(in: "}", isFirst: members.isEmpty) {
      let start = position
      guard current == "\"" else {
        throw failure(expected: "a name in double quotes", hint: "put double quotes around the name")
      }
      let name = try string()
      guard names.insert(name).inserted else {
        throw Problem(
          .badJSON, "The name \(name.prefix(60).debugDescription) stands twice in one object, again at \(start).",
          hint: "Go to \(start) and remove one of the two.")
      }
      skipBlanks()
      guard current == ":" else {
        throw failure(expected: "a colon", hint: "put a colon between the name and the value")
      }
      index += 1
      skipBlanks()
      members.append(JSONMember(name, at: start, try value(depth: depth + 1)))
    }
    return members
  }

  private mutating func items(depth: Int) throws(Problem) -> [JSONNode] {
    try enter(depth)
    var items: [JSONNode] = []
    while try next(in: "]", isFirst: items.isEmpty) { items.append(try value(depth: depth + 1)) }
    return items
  }

  private mutating func enter(_ depth: Int) throws(Problem) {
    guard depth <= depthLimit else {
      throw Problem(
        .badJSON, "Objects and lists lie more than \(depthLimit) deep in each other at \(position).",
        hint: "Go to \(position) and write it flatter.")
    }
    index += 1
  }

  /// Whether another entry follows; steps over the comma before it, or over `end`.
  private mutating func next(in end: Unicode.Scalar, isFirst: Bool) throws(Problem) -> Bool {
    skipBlanks()
    if current == end {
      index += 1
      return false
    }
    if isFirst {
      guard current != nil else { throw failure(expected: "'\(end)'", hint: "close what was opened with '\(end)'") }
      return true
    }
    let comma = position
    guard current == "," else {
      throw failure(
        expected: "a comma or '\(end)'",
        hint: current == nil ? "close what was opened with '\(end)'" : "put a comma before it, or '\(end)' at the end")
    }
    index += 1
    skipBlanks()
    guard current != end else {
      throw Problem(
        .badJSON, "The JSON cannot be read at \(comma): there is a comma with nothing but '\(end)' after it.",
        hint: "Go to \(comma) and remove the comma.")
    }
    return true
  }
}

// MARK: - Refusals

extension JSONParser {
  /// A refusal of what stands at `index`; `hint` goes on after the position.
  func failure(expected: String, hint: String) -> Problem {
    Problem(
      .badJSON, "The JSON cannot be read at \(position): expected \(expected), but there is \(found).",
      hint: "Go to \(position) and \(commonHint ?? hint).")
  }

  /// What people write who know other notations, or whose editor improves their quotes.
  private var commonHint: String? {
    switch current {
    case "'", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{201E}", "\u{AB}", "\u{BB}":
      "use straight double quotes (\")"
    case "/", "#": "remove the comment; JSON has none"
    default: nil
    }
  }

  private var found: String {
    guard let scalar = current else { return "the end of the text" }
    let word = word()
    if !word.isEmpty { return "\"\(word)\"" }
    guard !scalar.properties.generalCategory.isInvisible else {
      return "the invisible character U+\(String(scalar.value, radix: 16, uppercase: true))"
    }
    return "'\(scalar)'"
  }

  /// The letters and digits from `index` on, as far as a sentence needs them.
  private func word() -> String {
    var text = ""
    for scalar in scalars[min(index, scalars.count)...].prefix(20) {
      guard scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" else { break }
      text.unicodeScalars.append(scalar)
    }
    return text
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isInvisible: Bool {
    switch self {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      true
    default: false
    }
  }
}
