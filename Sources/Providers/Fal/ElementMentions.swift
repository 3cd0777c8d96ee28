import Execution
import Terms

/// Prompts in the words that Kling knows elements by: `@Element1` for the first of them.
struct ElementMentions {
  private let names: [(text: [Character], mention: String)]

  /// - Parameter elements: in the order in which they are sent.
  init(_ elements: [Element]) {
    names = elements.enumerated()
      .map { (Array($1.id.text.lowercased()), "@Element\($0 + 1)") }
      .sorted { $0.0.count > $1.0.count }
  }

  /// The prompts with every whole word that is an element's id replaced. What is named in none of them is added to the
  /// first, so that no picture is sent in vain.
  func apply(to prompts: [String]) -> [String] {
    var prompts = prompts.map { replacing($0) }
    let all = prompts.joined(separator: "\n")
    let missing = names.map(\.mention).sorted().filter { !Self.names($0, in: all) }
    guard !missing.isEmpty, let first = prompts.first else { return prompts }
    prompts[0] = "\(first)\(first.isEmpty ? "" : " ")With \(missing.joined(separator: ", "))."
    return prompts
  }

  private func replacing(_ prompt: String) -> String {
    let text = Array(prompt)
    var result = ""
    var index = 0
    while index < text.count {
      let isMention = text[index] == "@"
      let start = isMention ? index + 1 : index
      let isWordStart = index == 0 || !Self.isWord(text[index - 1])
      if isWordStart, let name = name(in: text, at: start) {
        result += name.mention
        index = start + name.text.count
      } else {
        let end = Self.endOfWord(in: text, at: start)
        result += String(text[index..<max(end, index + 1)])
        index = max(end, index + 1)
      }
    }
    return result
  }

  private func name(in text: [Character], at start: Int) -> (text: [Character], mention: String)? {
    names.first { name in
      let end = start + name.text.count
      guard end <= text.count, end == text.count || Self.ends(text, at: end) else { return false }
      return zip(text[start..<end], name.text).allSatisfy { $0.lowercased() == String($1) }
    }
  }

  /// A dot ends a word unless a word goes on behind it: `car.` names the car, `car.png` does not.
  private static func ends(_ text: [Character], at end: Int) -> Bool {
    guard text[end] == "." else { return !isWord(text[end]) }
    return end + 1 == text.count || !isWord(text[end + 1])
  }

  private static func endOfWord(in text: [Character], at start: Int) -> Int {
    text[min(start, text.count)...].firstIndex { !isWord($0) } ?? text.count
  }

  /// What may stand in an id; `front-car` does not name the `car`.
  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
  }

  /// `@Element1` is not named by `@Element12`.
  private static func names(_ mention: String, in text: String) -> Bool {
    text.ranges(of: mention).contains { range in
      range.upperBound == text.endIndex || !text[range.upperBound].isNumber
    }
  }
}
