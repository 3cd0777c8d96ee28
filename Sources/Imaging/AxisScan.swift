/// All that one axis shows: where the panels begin and end as a whole, and where panels may meet between.
struct AxisScan {
  /// Without the borders.
  let content: Range<Int>
  /// Candidates, in rising order.
  let seams: [Seam]
  private let length: Int

  /// Where the panels may lie as a whole, the likeliest first: without both borders, with one of them, with both.
  var contents: [Range<Int>] {
    [content, content.lowerBound..<length, 0..<content.upperBound, 0..<length].reduce(into: []) { all, range in
      if !all.contains(range) { all.append(range) }
    }
  }

  /// Whether there is a border on both sides.
  func isBordered(_ range: Range<Int>) -> Bool { range.lowerBound > 0 && range.upperBound < length }

  init(_ samples: AxisSamples, lines: Range<Int>, noise: Int) {
    // A drawn gutter is plainer than the darkest night beside it; one that JPEG or a scanner touched is not.
    let strict = PlainRun.all(samples, lines: lines, tolerance: 3 + 2 * noise)
    let loose = PlainRun.all(samples, lines: lines, tolerance: 10 + 2 * noise)
    let edge = { (run: PlainRun, step: Int) in
      PanelEdge(of: run, step: step, samples, lines: lines, tolerance: 4 + 3 * noise)
    }
    let tight = Self.withoutBorders(strict, length: samples.length, edge: edge)
    let wide = Self.withoutBorders(loose, length: samples.length, edge: edge)
    let first = tight.lowerBound > 0 ? tight.lowerBound : wide.lowerBound
    let end = tight.upperBound < samples.length ? tight.upperBound : wide.upperBound
    let content = first < end ? first..<end : 0..<samples.length
    let gutters = Self.gutters(strict, content, edge: edge) + Self.gutters(loose, content, edge: edge)
    let chosen = Self.withoutOverlaps(gutters)
    let steps = Self.steps(samples, lines, content, noise: noise, besides: chosen)
    self.content = content
    length = samples.length
    seams = (chosen + steps).sorted { $0.middle < $1.middle }
  }

  private typealias EdgeFinder = (PlainRun, Int) -> PanelEdge?

  /// A border is plain up to a straight edge; plain sky that fades into a picture has none.
  private static func withoutBorders(_ runs: [PlainRun], length: Int, edge: EdgeFinder) -> Range<Int> {
    var (first, end) = (0, length)
    for run in runs where run.start <= first + 3 && run.count < length {
      if let edge = edge(run, 1), edge.evidence >= 0.5 { first = edge.cut }
    }
    for run in runs.reversed() where run.end >= end - 3 && run.start > first {
      if let edge = edge(run, -1), edge.evidence >= 0.5 { end = edge.cut }
    }
    return first < end ? first..<end : 0..<length
  }

  private static func gutters(_ runs: [PlainRun], _ content: Range<Int>, edge: EdgeFinder) -> [Seam] {
    let inner = runs.filter { $0.start > content.lowerBound && $0.end < content.upperBound }
    // A gutter may have a line drawn along it: its runs lie closely side by side.
    let pairs = zip(inner, inner.dropFirst()).filter { $1.start - $0.end <= 4 }
    return (inner.map { ($0, $0) } + pairs).compactMap { first, last in
      guard last.end - first.start <= content.count * 3 / 20, let before = edge(first, -1),
        let behind = edge(last, 1), before.cut < behind.cut
      else { return nil }
      let evidence = min(before.evidence, behind.evidence)
      return evidence < 0.15 ? nil : Seam(end: before.cut, start: behind.cut, evidence: evidence, isGutter: true)
    }
  }

  /// Of seams that overlap the one with more evidence; of equal ones the first, which was looked for more strictly.
  private static func withoutOverlaps(_ seams: [Seam]) -> [Seam] {
    var kept: [Seam] = []
    for seam in seams {
      if let index = kept.firstIndex(where: { $0.end <= seam.start && seam.end <= $0.start }) {
        if seam.evidence > kept[index].evidence * 1.5 { kept[index] = seam }
      } else {
        kept.append(seam)
      }
    }
    return kept
  }

  private static func steps(
    _ samples: AxisSamples, _ lines: Range<Int>, _ content: Range<Int>, noise: Int, besides gutters: [Seam]
  ) -> [Seam] {
    let profile = StepProfile(samples, lines: lines, noise: 10 + 2 * noise)
    let margin = content.count / 12
    let inner = (content.lowerBound + margin)..<max(content.lowerBound + margin, content.upperBound - margin)
    let free = inner.filter { position in
      profile.share[position] >= 0.45
        && !gutters.contains { $0.evidence > 0.4 && ($0.end - 12)...($0.start + 12) ~= position }
    }
    var taken: [Seam] = []
    for position in free.sorted(by: { profile.share[$0] > profile.share[$1] }) {
      guard taken.count < 16 else { break }
      guard !taken.contains(where: { abs($0.middle - Double(position)) < 14 }) else { continue }
      let step = StepSeam(samples, lines, near: position, span: profile.span[position], noise: noise)
      if step.evidence > 0.15 { taken.append(step.seam) }
    }
    return taken
  }
}
