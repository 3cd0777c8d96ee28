/// How the prompt of one shot differs from that of the take before, word by word.
public struct PromptChange: Hashable, Sendable, Codable {
  /// Counted from 1.
  public var shot: Int
  /// The new prompt, with what is gone as `[-gone-]` and what is new as `{+new+}`.
  public var text: String

  public init(shot: Int, text: String) {
    self.shot = shot
    self.text = text
  }

  /// Nil where the words are the same, however they are spaced.
  public init?(shot: Int, from old: String, to new: String) {
    let oldWords = old.split(whereSeparator: \.isWhitespace)
    let newWords = new.split(whereSeparator: \.isWhitespace)
    guard oldWords != newWords else { return nil }
    self.init(shot: shot, text: Self.marked(oldWords, newWords))
  }

  private static func marked(_ old: [Substring], _ new: [Substring]) -> String {
    let difference = new.difference(from: old)
    var gone: Set<Int> = []
    var added: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): gone.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var pieces: [String] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      let removed = run(old, from: &left, in: gone)
      let inserted = run(new, from: &right, in: added)
      if !removed.isEmpty { pieces.append("[-\(removed)-]") }
      if !inserted.isEmpty { pieces.append("{+\(inserted)+}") }
      guard removed.isEmpty, inserted.isEmpty else { continue }
      guard right < new.count else { break }
      pieces.append(String(new[right]))
      left += 1
      right += 1
    }
    return pieces.joined(separator: " ")
  }

  /// The words from `index` on that are among `offsets`, without a gap.
  private static func run(_ words: [Substring], from index: inout Int, in offsets: Set<Int>) -> String {
    let start = index
    while index < words.count, offsets.contains(index) { index += 1 }
    return words[start..<index].joined(separator: " ")
  }
}
