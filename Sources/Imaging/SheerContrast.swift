/// Whether colours jump at a plain gutter and hardly change close to it.
///
/// `SeamContrast` looks within the sides as far as it looks across the seam. Panels with edges that near, or with
/// gradients that run alike, then seem to be one scene. Here only the next few pixels are looked at, and so much more
/// is asked of the jump that a bar before a photograph does not pass for a gutter. A scene of flat patches can, where
/// the bar hides just the line along which they meet: nothing that can be seen tells it from panels.
struct SheerContrast {
  /// Whether every stretch could be looked at.
  private var isWhole = true
  /// Sums of the differences across the seam, of those close by within the sides, and of those between places of both
  /// sides that do not face each other: where a scene goes on these are more than those across.
  private var (across, beside, elsewhere) = (0.0, 0.0, 0.0)
  /// Places along the seam where across is more than both beside, and all places.
  private var (wins, places) = (0.0, 0.0)
  private var fine = Likeness(step: 1)
  private var coarse = Likeness(step: 5)

  init() {}

  /// From 0, not to be said, to 1, two pictures meet.
  var parting: Double {
    guard isWhole, places > 0 else { return 0 }
    let jump = SeamContrast.part((across + places) / (beside + places), from: 10, to: 15)
    let everywhere = SeamContrast.part(wins / places, from: 0.92, to: 0.98)
    let unfitting = SeamContrast.part((across + places) / (elsewhere + places), from: 0.5, to: 0.75)
    let goesOn = max(
      SeamContrast.part(fine.sure, from: 0.08, to: 0.18), SeamContrast.part(coarse.sure, from: 0.15, to: 0.30))
    return min(jump * everywhere * unfitting, 1 - goesOn)
  }

  init(_ seam: Seam, _ samples: AxisSamples, lines: Range<Int>) {
    let (depth, margin, distance) = (4, 2, 5)
    let left = seam.end - margin - depth
    let right = seam.start + margin
    let blocks = min(48, lines.count / 3)
    isWhole =
      seam.isGutter && seam.start - seam.end >= 4 && blocks >= 12 && left - distance >= 0
      && right + distance + depth <= samples.length
    guard isWhole else { return }
    samples.withLook { look in
      let means = { (position: Int) in
        (0..<blocks).map { block in
          let first = lines.lowerBound + block * lines.count / blocks
          let end = lines.lowerBound + (block + 1) * lines.count / blocks
          return SeamContrast.mean(look, first..<end, position..<(position + depth))
        }
      }
      add(means(left), means(right), means(left - distance), means(right + distance))
      fine.add(look, lines, seam.end - 2, seam.start + 1)
      coarse.add(look, lines, seam.end - 2, seam.start + 1)
    }
  }

  private mutating func add(
    _ left: [SampleColor], _ right: [SampleColor], _ farLeft: [SampleColor], _ farRight: [SampleColor]
  ) {
    let gap = { (a: SampleColor, b: SampleColor) in Double(min(64, a.apart(from: b))) }
    for place in left.indices {
      let here = gap(left[place], right[place])
      let (one, other) = (gap(left[place], farLeft[place]), gap(right[place], farRight[place]))
      across += here
      beside += (one + other) / 2
      wins += here > max(one, other) ? 1 : 0
      let others = right.indices.reduce(0.0) { $1 == place ? $0 : $0 + gap(left[place], right[$1]) }
      elsewhere += others / Double(max(1, right.count - 1))
    }
    places += Double(left.count)
  }

  static func + (a: SheerContrast, b: SheerContrast) -> SheerContrast {
    var sum = a
    sum.isWhole = a.isWhole && b.isWhole
    sum.across += b.across
    sum.beside += b.beside
    sum.elsewhere += b.elsewhere
    sum.wins += b.wins
    sum.places += b.places
    sum.fine += b.fine
    sum.coarse += b.coarse
    return sum
  }
}
