/// How often a line changes more at a position than on both sides of it.
///
/// In one scene a change across any place is as likely to be the largest of three neighbouring ones as each of the
/// others: one in three. Where two pictures meet it nearly always is.
struct StepProfile {
  /// For each position, that is between it and the one before, the share of lines whose change is the largest here;
  /// the best of several distances.
  private(set) var share: [Double]
  /// The distance at which it is best.
  private(set) var span: [Int]

  static let spans = [1, 3, 8]

  init(_ samples: AxisSamples, lines: Range<Int>, noise: Int) {
    share = [Double](repeating: 0, count: samples.length)
    span = [Int](repeating: 1, count: samples.length)
    // Half of the lines tell as much.
    let lines = Array(stride(from: lines.lowerBound, to: lines.upperBound, by: lines.count > 200 ? 2 : 1))
    for distance in Self.spans {
      let found = Self.shares(samples, lines, distance, noise)
      for position in share.indices where found[position] > share[position] {
        share[position] = found[position]
        span[position] = distance
      }
    }
  }

  private static func shares(_ samples: AxisSamples, _ lines: [Int], _ distance: Int, _ noise: Int) -> [Double] {
    let length = samples.length
    var wins = [Int32](repeating: 0, count: length)
    var seen = wins
    guard length > 4 * distance + 2 else { return wins.map { _ in 0 } }
    let before = (distance + 1) / 2
    var steps = [Int](repeating: 0, count: length)
    samples.withLook { look in
      for line in lines {
        for position in distance..<length { steps[position] = look.apart(line, position - distance, position) }
        for position in (2 * distance)..<(length - 2 * distance) {
          // `position` is the far end of the change across the place itself.
          let (here, left, right) = (steps[position], steps[position - distance], steps[position + distance])
          let place = position - distance + before
          let other = Swift.max(left, right)
          if Swift.max(here, other) > noise { seen[place] += 1 }
          if here > other + noise / 2 { wins[place] += 1 }
        }
      }
    }
    return zip(wins, seen).map { Int($1) * 10 >= lines.count ? Double($0) / Double($1) : 0 }
  }
}
