/// The best way to see an axis as a number of panels side by side.
struct AxisFit: Hashable {
  let seams: [Seam]
  /// From 0 to 1: the weakest seam, less for every sign that the panels are others.
  let evidence: Double
  let content: Range<Int>

  var count: Int { seams.count + 1 }

  /// From each panel's first pixel to behind its last.
  var panels: [Range<Int>] {
    let starts = [content.lowerBound] + seams.map(\.start)
    let ends = seams.map(\.end) + [content.upperBound]
    return zip(starts, ends).map { $0 < $1 ? $0..<$1 : $0..<$0 }
  }

  /// One panel for the whole axis.
  init(single content: Range<Int>) {
    self.content = content
    seams = []
    evidence = 1
  }

  /// `count` panels with their seams near where equal panels would have them, or nil.
  init?(_ scan: AxisScan, count: Int) {
    content = scan.content
    let length = Double(content.count)
    var chosen: [Seam] = []
    var evidence = 1.0
    for index in 1..<count {
      let place = Double(content.lowerBound) + length * Double(index) / Double(count)
      // Seams may be off by a twentieth of the side; a little more, because borders are part of the side.
      let near = scan.seams.filter { abs($0.middle - place) <= 0.065 * length && $0.end > (chosen.last?.start ?? 0) }
      let value = { (seam: Seam) in seam.evidence - abs(seam.middle - place) / length }
      guard let best = near.max(by: { value($0) < value($1) }) else { return nil }
      chosen.append(best)
      evidence = min(evidence, best.evidence)
    }
    seams = chosen
    // Beside gutters a step is more likely part of a picture.
    let onlyGutters = chosen.allSatisfy(\.isGutter)
    let others = scan.seams.filter {
      $0.evidence >= max(0.5, 0.8 * evidence) && !chosen.contains($0) && ($0.isGutter || !onlyGutters)
    }
    self.evidence = evidence * max(0.3, 1 - 0.15 * Double(others.count))
  }

  /// The best number of panels above one, or nil.
  static func best(_ scan: AxisScan) -> AxisFit? {
    (2...6).compactMap { AxisFit(scan, count: $0) }.max { $0.evidence < $1.evidence }
  }
}
