/// Whether the picture goes on behind a seam: a bar, a pole or a window frame lies in front of one scene, a gutter
/// parts two.
///
/// Colours on both sides of the seam are held against colours as far apart within each side. Where the scene goes on,
/// these differ as much as those; where it does not, the ones across differ more.
struct SeamContrast {
  /// Sums of the differences across the seam, and of those within the sides.
  private(set) var across = 0.0
  private(set) var within = 0.0
  /// Places along the seam where across is more than each of the two within, and all places.
  private(set) var wins = 0.0
  private(set) var places = 0.0

  /// Along the seam, from line to line and over some lines.
  private(set) var fine = Likeness(step: 1)
  private(set) var coarse = Likeness(step: 5)

  /// From 0, one scene goes on behind the seam, to 1, two pictures meet.
  func parting(acrossGutter: Bool) -> Double {
    let contrast = Self.part(winning, from: 0.40, to: 0.52) * Self.part(ratio, from: 1.05, to: 1.25)
    return min(contrast, 1 - goingOn(behindBar: acrossGutter))
  }

  /// The same, of all seams of a grid at once: more is asked of them.
  var strongParting: Double {
    let contrast = Self.part(winning, from: 0.50, to: 0.62) * Self.part(ratio, from: 1.25, to: 1.50)
    return min(contrast, 1 - goingOn(behindBar: true))
  }

  /// The same, of one axis that is to speak for the other: still more.
  var surestParting: Double {
    let contrast = Self.part(winning, from: 0.60, to: 0.70) * Self.part(ratio, from: 1.40, to: 1.80)
    return min(contrast, 1 - goingOn(behindBar: true))
  }

  /// Whether one stretch alone shows that two pictures meet.
  var clearness: Double { Self.part(winning, from: 0.40, to: 0.50) * Self.part(ratio, from: 1.10, to: 1.30) }

  /// What lies in shadow on one side of an edge goes on, however much it differs. Behind a bar no shadow ends, and
  /// much likeness beside much difference is chance: a few strong edges that fall together.
  func goingOn(behindBar: Bool) -> Double {
    let likeness = max(Self.part(fine.value, from: 0.18, to: 0.30), Self.part(coarse.value, from: 0.35, to: 0.55))
    return behindBar ? likeness * (1 - Self.part(ratio, from: 2.5, to: 4)) : likeness
  }

  static func part(_ value: Double, from low: Double, to high: Double) -> Double {
    min(1, max(0, (value - low) / (high - low)))
  }

  /// About 1 for a scene that goes on.
  var ratio: Double { (across + places + 1) / (within + places + 1) }

  /// About a third for a scene that goes on.
  var winning: Double { places == 0 ? 0 : wins / places }

  static func + (a: SeamContrast, b: SeamContrast) -> SeamContrast {
    var sum = a
    sum.across += b.across
    sum.within += b.within
    sum.wins += b.wins
    sum.places += b.places
    sum.fine += b.fine
    sum.coarse += b.coarse
    return sum
  }

  init() {}

  init(_ seam: Seam, _ samples: AxisSamples, lines: Range<Int>) {
    let (depth, margin) = (4, 2)
    let blocks = min(48, lines.count / 3)
    let left = seam.end - margin - depth
    let right = seam.start + margin
    let distance = right - left
    guard left - distance >= 0, right + distance + depth <= samples.length, blocks > 0 else { return }
    samples.withLook { look in
      for block in 0..<blocks {
        let first = lines.lowerBound + block * lines.count / blocks
        let end = lines.lowerBound + (block + 1) * lines.count / blocks
        let mean = { (position: Int) in Self.mean(look, first..<end, position..<(position + depth)) }
        let (l, r) = (mean(left), mean(right))
        let here = Double(l.apart(from: r))
        let one = Double(l.apart(from: mean(left - distance)))
        let other = Double(r.apart(from: mean(right + distance)))
        // Bars on both sides, or plain colours: nothing that could go on or end.
        guard max(here, one, other) >= 2 else { continue }
        across += min(64, here)
        within += min(64, (one + other) / 2)
        places += 1
        if here > max(one, other) { wins += 1 } else if here == max(one, other) { wins += 0.33 }
      }
      fine.add(look, lines, seam.end - 2, seam.start + 1)
      coarse.add(look, lines, seam.end - 2, seam.start + 1)
    }
  }

  static func mean(_ look: AxisSamples.Look, _ lines: Range<Int>, _ positions: Range<Int>) -> SampleColor {
    var sum = SampleColor()
    for line in lines {
      for position in positions {
        let color = look.color(line, position)
        sum.y += color.y
        sum.u += color.u
        sum.v += color.v
      }
    }
    let count = max(1, lines.count * positions.count)
    return SampleColor(y: sum.y / count, u: sum.u / count, v: sum.v / count)
  }
}
