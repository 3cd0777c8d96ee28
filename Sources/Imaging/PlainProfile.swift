/// For each position of an axis: the colour that most of its lines have there, and how many agree with it. In a
/// gutter all agree, in a photograph few do.
struct PlainProfile {
  /// The median colour at each position.
  let colors: [SampleColor]
  /// Which share of the lines is near that colour.
  let share: [Double]

  init(_ samples: AxisSamples, lines: Range<Int>, tolerance: Int) {
    var colors: [SampleColor] = []
    var share: [Double] = []
    colors.reserveCapacity(samples.length)
    share.reserveCapacity(samples.length)
    var counts = [Int32](repeating: 0, count: 768)
    samples.withLook { look in
      for position in 0..<samples.length {
        let color = counts.withUnsafeMutableBufferPointer { Self.median(look, lines, position, $0) }
        var near = 0
        for line in lines where look.apart(line, position, from: color) <= tolerance { near += 1 }
        colors.append(color)
        share.append(Double(near) / Double(max(1, lines.count)))
      }
    }
    self.colors = colors
    self.share = share
  }

  private static func median(
    _ look: AxisSamples.Look, _ lines: Range<Int>, _ position: Int, _ counts: UnsafeMutableBufferPointer<Int32>
  ) -> SampleColor {
    counts.update(repeating: 0)
    for line in lines {
      let place = (line * look.length + position) * 3
      counts[Int(look.values[place])] += 1
      counts[256 + Int(look.values[place + 1])] += 1
      counts[512 + Int(look.values[place + 2])] += 1
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
