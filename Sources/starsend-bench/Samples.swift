/// Measured values of one kind, in order of size.
struct Samples {
  let sorted: [Double]

  init(_ values: some Sequence<Double>) { sorted = values.sorted() }

  var isEmpty: Bool { sorted.isEmpty }

  /// The middle value, or the mean of the two in the middle; NaN where there is none.
  var median: Double {
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  var least: Double { sorted.first ?? .nan }
  var most: Double { sorted.last ?? .nan }

  /// The smallest value that `percent` of all values do not exceed; NaN where there is none.
  func percentile(_ percent: Double) -> Double {
    guard !sorted.isEmpty else { return .nan }
    let rank = (percent / 100 * Double(sorted.count)).rounded(.up)
    return sorted[min(max(Int(rank) - 1, 0), sorted.count - 1)]
  }
}

extension Sequence where Element == Double {
  var median: Double { Samples(self).median }
}

/// Who is measured in which order: each run begins with another one, so that none always follows the same.
func interleaved<Contestant>(_ contestants: [Contestant], runs: Int) -> [Contestant] {
  guard !contestants.isEmpty else { return [] }
  return (0..<runs).flatMap { run in
    contestants.indices.map { contestants[($0 + run) % contestants.count] }
  }
}
