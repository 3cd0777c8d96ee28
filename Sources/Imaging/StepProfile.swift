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
  /// For each distance and position the mean change of all lines, in each 64 at most.
  private var changes: [Int: [Double]] = [:]

  static let spans = [1, 3, 8]

  init(_ samples: AxisSamples, lines: Range<Int>, noise: Int) {
    share = [Double](repeating: 0, count: samples.length)
    span = [Int](repeating: 1, count: samples.length)
    for distance in Self.spans where samples.length > 4 * distance + 2 {
      let (found, changes) = Self.shares(samples, lines, distance, UInt8(clamping: noise))
      self.changes[distance] = changes
      for position in share.indices where found[position] > share[position] {
        share[position] = found[position]
        span[position] = distance
      }
    }
  }

  /// The mean change across `position`, from before it to `span` further.
  func change(_ position: Int, span: Int) -> Double {
    let end = position - (span + 1) / 2 + span
    guard let changes = changes[span], changes.indices.contains(end) else { return 0 }
    return changes[end]
  }

  private static func shares(
    _ samples: AxisSamples, _ lines: Range<Int>, _ distance: Int, _ noise: UInt8
  ) -> (shares: [Double], changes: [Double]) {
    let (length, count) = (samples.length, lines.count)
    var shares = [Double](repeating: 0, count: length)
    var changes = shares
    // At each position the changes of all lines from `distance` before it.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, length * count)) { memory in
      guard let first = memory.baseAddress else { return }
      samples.withLook { look in
        for position in distance..<length {
          look.gaps(lines, position - distance, position, first + position * count)
          changes[position] = Double(sum(first + position * count, count)) / Double(max(1, count))
        }
      }
      for position in (2 * distance)..<(length - 2 * distance) {
        // `position` is the far end of the change across the place itself.
        let here = first + position * count
        let (wins, seen) = Self.wins(here, here - distance * count, here + distance * count, count, noise)
        let place = position - distance + (distance + 1) / 2
        shares[place] = seen * 10 >= count ? Double(wins) / Double(seen) : 0
      }
    }
    return (shares, changes)
  }

  private static func sum(_ changes: UnsafePointer<UInt8>, _ count: Int) -> UInt16 {
    var sum: UInt16 = 0
    for line in 0..<count { sum &+= UInt16(min(64, changes[line])) }
    return sum
  }

  /// In how many lines the change here is clearly more than those on both sides, and in how many any of them is more
  /// than noise.
  private static func wins(
    _ here: UnsafePointer<UInt8>, _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int,
    _ noise: UInt8
  ) -> (wins: Int, seen: Int) {
    var (wins, seen): (UInt16, UInt16) = (0, 0)
    let (half, most) = (noise / 2, 255 - noise / 2)
    // One for each that is more, said without a comparison: those keep the compiler from taking many lines at once.
    for line in 0..<count {
      let other = max(left[line], right[line])
      let limit = min(other, most) &+ half
      seen &+= UInt16(min(1, max(here[line], other, noise) &- noise))
      wins &+= UInt16(min(1, max(here[line], limit) &- limit))
    }
    return (Int(wins), Int(seen))
  }
}
