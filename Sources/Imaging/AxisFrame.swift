/// What one axis shows at first sight: the plain runs along it, and where the panels begin and end as a whole.
struct AxisFrame {
  /// Without the borders.
  let content: Range<Int>
  /// No one leaves nearly half of a sheet blank.
  let isBlank: Bool
  /// A drawn gutter is plainer than the darkest night beside it; one that JPEG or a scanner touched is not. So runs are
  /// looked for strictly and loosely.
  let strict: [PlainRun]
  let loose: [PlainRun]
  let samples: AxisSamples
  let lines: Range<Int>
  let noise: Int

  /// Where all lines have one colour: what lies there says nothing about the other axis.
  var plain: [Range<Int>] { strict.map { $0.start..<$0.end } }

  init(_ samples: AxisSamples, lines: Range<Int>, noise: Int) {
    let runs = PlainRun.all(samples, lines: lines, tolerances: [3 + 2 * noise, 10 + 2 * noise])
    (strict, loose) = (runs[0], runs[1])
    (self.samples, self.lines, self.noise) = (samples, lines, noise)
    let edge = { PanelEdge(of: $0, step: $1, samples, lines: lines, tolerance: 4 + 3 * noise) }
    let bare = { (runs: [PlainRun]) in runs.filter { $0.isBare(samples, lines, tolerance: 10 + 2 * noise) } }
    let tight = Self.withoutBorders(bare(strict), length: samples.length, edge: edge)
    let wide = Self.withoutBorders(bare(loose), length: samples.length, edge: edge)
    let first = tight.lowerBound > 0 ? tight.lowerBound : wide.lowerBound
    let end = tight.upperBound < samples.length ? tight.upperBound : wide.upperBound
    isBlank = first < end && (end - first) * 5 < samples.length * 3
    content = Self.withLikelyBorders(first, end, length: samples.length)
  }

  /// No border takes more than a sixth of the side, unless the other one is about as wide: that is a sky, or a floor.
  private static func withLikelyBorders(_ first: Int, _ end: Int, length: Int) -> Range<Int> {
    let behind = length - end
    let isTop = first * 6 <= length || behind * 2 >= first
    let isBottom = behind * 6 <= length || first * 2 >= behind
    let (low, high) = (isTop ? first : 0, isBottom ? end : length)
    return low < high ? low..<high : 0..<length
  }

  /// The edge of the panels behind a run, or before it.
  func edge(_ run: PlainRun, _ step: Int) -> PanelEdge? {
    PanelEdge(of: run, step: step, samples, lines: lines, tolerance: 4 + 3 * noise)
  }

  /// A border is plain up to a straight edge; plain sky that fades into a picture has none. The wider the strip, the
  /// likelier it is a part of the outer panels, and the clearer its edge must be.
  private static func withoutBorders(
    _ runs: [PlainRun], length: Int, edge: (PlainRun, Int) -> PanelEdge?
  ) -> Range<Int> {
    var (first, end) = (0, length)
    let isBorder = { (run: PlainRun, edge: PanelEdge) in
      edge.isSharp && edge.evidence >= (run.count * 14 > length ? 0.9 : 0.5)
    }
    for run in runs where run.start <= first + 3 && run.count < length {
      if let edge = edge(run, 1), isBorder(run, edge) { first = edge.cut }
    }
    for run in runs.reversed() where run.end >= end - 3 && run.start > first && run.count < length {
      if let edge = edge(run, -1), isBorder(run, edge) { end = edge.cut }
    }
    return first < end ? first..<end : 0..<length
  }
}
