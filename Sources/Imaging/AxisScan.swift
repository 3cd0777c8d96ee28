/// All that one axis shows: where the panels begin and end as a whole, and where panels may meet between.
struct AxisScan {
  /// Without the borders.
  let content: Range<Int>
  /// Candidates, in rising order.
  let seams: [Seam]

  init(_ samples: AxisSamples, lines: Range<Int>, noise: Int) {
    let tolerance = 10 + 2 * noise
    let profile = PlainProfile(samples, lines: lines, tolerance: tolerance)
    let runs = PlainRun.joinedOverText(PlainRun.all(profile), samples, lines: lines, tolerance: tolerance)
    let edge = { (run: PlainRun, step: Int) in
      PanelEdge(of: run, step: step, samples, lines: lines, tolerance: 4 + 3 * noise)
    }
    let content = Self.withoutBorders(runs, length: samples.length, edge: edge)
    let gutters = Self.gutters(runs, content, edge: edge)
    let steps = Self.steps(samples, lines, content, noise: noise, besides: gutters)
    self.content = content
    seams = (gutters + steps).sorted { $0.middle < $1.middle }
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
    // A gutter may have a line drawn along it: its runs lie closely side by side.
    var chains: [(first: PlainRun, last: PlainRun)] = []
    for run in runs where run.start > content.lowerBound && run.end < content.upperBound {
      if let chain = chains.last, run.start - chain.last.end <= 4 {
        chains[chains.count - 1].last = run
      } else {
        chains.append((run, run))
      }
    }
    return chains.compactMap { chain in
      guard chain.last.end - chain.first.start <= content.count * 3 / 20, let before = edge(chain.first, -1),
        let behind = edge(chain.last, 1), before.cut < behind.cut
      else { return nil }
      let evidence = min(before.evidence, behind.evidence)
      return evidence < 0.15 ? nil : Seam(end: before.cut, start: behind.cut, evidence: evidence, isGutter: true)
    }
  }

  private static func steps(
    _ samples: AxisSamples, _ lines: Range<Int>, _ content: Range<Int>, noise: Int, besides gutters: [Seam]
  ) -> [Seam] {
    let profile = StepProfile(samples, lines: lines, noise: 4 + 2 * noise)
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
