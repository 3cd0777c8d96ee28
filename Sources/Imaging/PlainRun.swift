/// A stretch of an axis in which every line has the same colour: a gutter, a border, or the empty part of a drawing.
struct PlainRun: Hashable {
  /// The first position, and the one behind the last.
  var start: Int
  var end: Int
  var color: SampleColor

  var count: Int { end - start }

  /// Which share of the lines has the colour of the run, at each of its positions.
  static let leastShare = 0.93

  /// All runs along an axis, from its start to its end, in which colours differ by `tolerance` at most, for each of
  /// the tolerances.
  static func all(_ samples: AxisSamples, lines: Range<Int>, tolerances: [Int]) -> [[PlainRun]] {
    let profile = PlainProfile(samples, lines: lines, tolerances: tolerances)
    return zip(profile.shares, tolerances).map { shares, tolerance in
      let runs = all(profile.colors, shares, drift: tolerance)
      return joinedOverText(runs, samples, lines: lines, tolerance: tolerance)
    }
  }

  /// Whether it is plain in each part of its length. Borders are; the dark side of a picture often is but for one thing
  /// that crosses it.
  func isBare(_ samples: AxisSamples, _ lines: Range<Int>, tolerance: Int) -> Bool {
    let parts = (0..<24).map { part in
      (lines.lowerBound + part * lines.count / 24)..<(lines.lowerBound + (part + 1) * lines.count / 24)
    }
    return samples.withLook { look in
      stride(from: start, to: end, by: max(1, count / 8)).allSatisfy { position in
        let near = { (lines: Range<Int>) in Int(look.near(color, lines, position, tolerance)) }
        // A line of text was joined to the run.
        guard Double(near(lines)) >= Self.leastShare * Double(lines.count) else { return true }
        return parts.allSatisfy { near($0) * 2 >= $0.count }
      }
    }
  }

  private static func all(_ colors: [SampleColor], _ shares: [Double], drift: Int) -> [PlainRun] {
    var runs: [PlainRun] = []
    var current: PlainRun?
    for (position, color) in colors.enumerated() {
      let isPlain = shares[position] >= leastShare
      if isPlain, let run = current, run.color.apart(from: color) <= drift {
        current?.end = position + 1
      } else {
        if let run = current { runs.append(run) }
        current = isPlain ? PlainRun(start: position, end: position + 1, color: color) : nil
      }
    }
    if let run = current { runs.append(run) }
    return runs
  }

  /// Joins runs of one colour that only a line of text parts: narrow, and for the most part of that colour too.
  private static func joinedOverText(
    _ runs: [PlainRun], _ samples: AxisSamples, lines: Range<Int>, tolerance: Int
  ) -> [PlainRun] {
    var joined: [PlainRun] = []
    for run in runs {
      if let last = joined.last, last.color.apart(from: run.color) <= 16,
        isText(last.end..<run.start, on: run.color, samples, lines, tolerance)
      {
        let color = run.count > last.count ? run.color : last.color
        joined[joined.count - 1] = PlainRun(start: last.start, end: run.end, color: color)
      } else {
        joined.append(run)
      }
    }
    return joined
  }

  private static func isText(
    _ strip: Range<Int>, on color: SampleColor, _ samples: AxisSamples, _ lines: Range<Int>, _ tolerance: Int
  ) -> Bool {
    guard strip.count <= samples.length / 8, !lines.isEmpty else { return false }
    return samples.withLook { look in
      // Each row of letters leaves most of the paper bare; a panel leaves none.
      strip.allSatisfy { position in
        let bare = lines.reduce(0) { $0 + (look.apart($1, position, from: color) <= tolerance + 16 ? 1 : 0) }
        return bare * 2 >= lines.count
      }
    }
  }
}
