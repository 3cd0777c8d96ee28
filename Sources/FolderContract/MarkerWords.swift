import Foundation
import Terms

/// A name as the words that it is joined of, in lower case.
struct MarkerWords: Hashable {
  /// As it was written, for refusals.
  let written: String
  let words: [String]

  private init(written: String, words: [String]) {
    self.written = written
    self.words = words
  }

  /// Starts with the folder that the name lies in; nil where the folder's name is no text.
  init?(folder: FileName?) {
    guard let folder else {
      self.init(written: "", words: [])
      return
    }
    guard let text = folder.text else { return nil }
    self.init(written: text, words: Self.split(text))
  }

  /// A picture dragged into its sequence's folder says the sequence itself: then the folder adds nothing.
  func adding(_ stem: String) -> MarkerWords {
    let own = Self.split(stem)
    let whole = written.isEmpty ? stem : "\(written)/\(stem)"
    return own.starts(with: words) && own.count > words.count
      ? MarkerWords(written: whole, words: own) : MarkerWords(written: whole, words: words + own)
  }

  var joined: String { words.joined(separator: "_") }

  static func split(_ text: String) -> [String] {
    text.precomposedStringWithCanonicalMapping.lowercased().split(whereSeparator: isJoint).map(String.init)
  }

  private static func isJoint(_ character: Character) -> Bool {
    character.isWhitespace || "._-/\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}".contains(character)
  }
}

/// A sequence's id, ready to be found at the beginning of a name.
struct MarkerSequence {
  let id: SequenceID
  private let words: [String]

  init(_ id: SequenceID) {
    self.id = id
    words = MarkerWords.split(id.text)
  }

  struct Match {
    let id: SequenceID
    let rest: [String]
    /// How much of the name the id covers, and whether it is spelled as in the plan.
    let rank: Rank
  }

  struct Rank: Comparable {
    let words: Int
    let exact: Int
    static func < (left: Rank, right: Rank) -> Bool { (left.words, left.exact) < (right.words, right.exact) }
  }

  /// The ids that the name begins with, the longest first, exactly spelled ones before others.
  static func matches(_ name: MarkerWords, among ids: [MarkerSequence]) -> [Match] {
    ids.compactMap { $0.match(name) }.sorted { $0.rank > $1.rank }
  }

  private func match(_ name: MarkerWords) -> Match? {
    guard !words.isEmpty, name.words.starts(with: words) else { return nil }
    let exact = name.written.lowercased().hasPrefix(id.text.lowercased()) ? id.text.utf8.count : 0
    return Match(id: id, rest: Array(name.words.dropFirst(words.count)), rank: Rank(words: words.count, exact: exact))
  }
}
