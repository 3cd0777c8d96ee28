/// A place where pictures may meet without a gutter, or with one that is too thin or too blurred to be plain.
struct StepSeam {
  let seam: Seam
  var evidence: Double { seam.evidence }

  init(_ frame: AxisFrame, near position: Int, in profile: StepProfile) {
    let span = profile.span[position]
    let votes = frame.samples.withLook {
      Self.votes($0, frame.lines, position, span, 10 + 2 * frame.noise)
    }
    let clear = votes.compactMap { $0 }
    let isEnough = !clear.isEmpty && clear.count * 5 >= votes.count * 2
    let evidence = isEnough ? clear.reduce(0, +) / Double(clear.count) : 0
    let (change, prominence) = Self.prominence(profile, position, span)
    let zone = Self.zone(profile, near: position)
    seam = Seam(
      end: zone.lowerBound, start: zone.upperBound, evidence: evidence * prominence, isGutter: false, change: change,
      isThrough: [votes.first, votes.last].compactMap { $0 ?? nil }.allSatisfy { $0 > 0.1 })
  }

  /// How far the lines agree, in a dozen parts along the seam; parts in which nothing changes at all have no say.
  private static func votes(
    _ look: AxisSamples.Look, _ lines: Range<Int>, _ position: Int, _ span: Int, _ noise: Int
  ) -> [Double?] {
    let parts = 12
    let before = (span + 1) / 2
    let (left, right) = (position - before, position - before + span)
    guard left - span >= 0, right + span < look.length, lines.count >= parts else { return [] }
    return (0..<parts).map { part -> Double? in
      let first = lines.lowerBound + part * lines.count / parts
      let end = lines.lowerBound + (part + 1) * lines.count / parts
      var (wins, seen) = (0, 0)
      for line in first..<end {
        let here = look.apart(line, left, right)
        let other = max(look.apart(line, left - span, left), look.apart(line, right, right + span))
        if max(here, other) > noise { seen += 1 }
        if here > other + noise / 2 { wins += 1 }
      }
      guard seen * 5 >= end - first else { return nil }
      return min(1, max(0, (Double(wins) / Double(seen) - 0.4) / 0.3))
    }
  }

  /// The change at the seam and, from 0 to 1, how far it stands out among those at other places, which are those of
  /// the scene, of 8-bit gradients and of JPEG's blocks.
  private static func prominence(
    _ profile: StepProfile, _ position: Int, _ span: Int
  ) -> (change: Double, prominence: Double) {
    let change = { (place: Int) in profile.change(place, span: span) }
    let here = (-1...1).map { change(position + $0) }.max() ?? 0
    let others = stride(from: 16, through: 80, by: 3).flatMap { [change(position - $0), change(position + $0)] }
      .sorted()
    let standing = (here / max(1, others[others.count * 9 / 10]) - 1.1) / 0.5
    return (here, min(1, max(0, standing)) * min(1, here / 6))
  }

  /// From the end of the panel before to the start of the one behind: where changes from pixel to pixel are clearly
  /// larger than around.
  private static func zone(_ profile: StepProfile, near position: Int) -> ClosedRange<Int> {
    let around = max(1, position - 32)..<min(profile.share.count, position + 33)
    let changes = around.map { profile.change($0, span: 1) }
    let usual = changes.sorted()[changes.count / 2]
    let near = around.indices.filter { abs(around[$0] - position) <= 6 }
    guard let peak = near.max(by: { changes[$0 - around.lowerBound] < changes[$1 - around.lowerBound] }) else {
      return position...position
    }
    let high = changes[peak - around.lowerBound]
    let level = usual + (high - usual) / 5
    let isHigh = { (place: Int) in around.contains(place) && changes[place - around.lowerBound] > level }
    var (first, last) = (peak, peak)
    // A thin gutter has two steps with little between them.
    while peak - first < 8, isHigh(first - 1) || isHigh(first - 2) || isHigh(first - 3) { first -= 1 }
    while last - peak < 8, isHigh(last + 1) || isHigh(last + 2) || isHigh(last + 3) { last += 1 }
    return first...last
  }
}
