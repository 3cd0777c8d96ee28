/// For each position of an axis: the colour that most of its lines have there, and how many agree with it. In a
/// gutter all agree, in a photograph few do.
struct PlainProfile {
  /// The median colour at each position where lines agree at all.
  private(set) var colors: [SampleColor]
  /// Which share of the lines is near that colour, for each tolerance.
  private(set) var shares: [[Double]]

  init(_ samples: AxisSamples, lines: Range<Int>, tolerances: [Int]) {
    colors = [SampleColor](repeating: SampleColor(), count: samples.length)
    shares = tolerances.map { _ in [Double](repeating: 0, count: samples.length) }
    var counts = [Int32](repeating: 0, count: 768)
    let widest = tolerances.max() ?? 0
    samples.withLook { look in
      for position in 0..<samples.length where Self.mayAgree(look, lines, position, widest) {
        let color = counts.withUnsafeMutableBufferPointer { Self.median(look, lines, position, $0) }
        colors[position] = color
        for (index, tolerance) in tolerances.enumerated() {
          shares[index][position] =
            Double(look.near(color, lines, position, tolerance)) / Double(max(1, lines.count))
        }
      }
    }
  }

  /// Where most lines are near one colour, most pairs of lines are near each other; that is quick to see. What this
  /// leaves out is less plain than any run.
  private static func mayAgree(
    _ look: AxisSamples.Look, _ lines: Range<Int>, _ position: Int, _ tolerance: Int
  ) -> Bool {
    let pairs = lines.count / 2
    let apart = 1 - 2 * (1 - PlainRun.leastShare)
    return Double(look.nearPairs(lines, position, 2 * tolerance + 2)) >= Double(pairs) * apart - 1
  }

  static func median(
    _ look: AxisSamples.Look, _ lines: Range<Int>, _ position: Int, _ counts: UnsafeMutableBufferPointer<Int32>
  ) -> SampleColor {
    counts.update(repeating: 0)
    for plane in 0..<3 {
      let values = look.plane(plane, position)
      for line in lines { counts[plane * 256 + Int(values[line])] += 1 }
    }
    let half = Int32(lines.count / 2)
    let middle = { (start: Int) in
      var seen: Int32 = 0
      for value in 0..<256 {
        seen += counts[start + value]
        if seen > half { return value }
      }
      return 255
    }
    return SampleColor(y: middle(0), u: middle(256), v: middle(512))
  }
}
