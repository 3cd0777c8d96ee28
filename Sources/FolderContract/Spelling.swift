/// How far one spelling is from another.
public enum Spelling {
  /// The candidate that `word` was probably meant to be, or nil where none is near.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    let folded = fold(word)
    guard 1...64 ~= folded.count else { return nil }
    let ranked = candidates.map { (name: $0, distance: distance(folded, fold($0))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, folded.count / 3) ? best.name : nil
  }

  /// Case and joints do not count: `requestedBy` is `requested_by`.
  private static func fold(_ word: String) -> [Character] {
    word.lowercased().filter { !"_- .".contains($0) }
  }

  /// How many letters have to be added, removed, replaced or swapped with their neighbour.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var older: [Int] = []
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var best = min(previous[column + 1] + 1, current[column] + 1, previous[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          best = min(best, older[column - 1] + 1)
        }
        current.append(best)
      }
      older = previous
      previous = current
    }
    return previous[right.count]
  }
}
