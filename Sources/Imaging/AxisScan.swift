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

  /// The same, but with seams of about `width` in place of those that are much wider: at each of their ends.
  func narrowed(to width: Int) -> AxisScan? {
    let isWide = { (seam: Seam) in
      seam.isGutter && seam.start - seam.end >= max(3 * width + 8, content.count / 25)
    }
    guard seams.contains(where: isWide) else { return nil }
    let narrow = seams.flatMap { seam in
      !isWide(seam)
        ? [seam]
        : [(seam.end, seam.end + width), (seam.start - width, seam.start)].map {
          Seam(end: $0.0, start: $0.1, evidence: seam.evidence, isGutter: true, change: seam.change)
        }
    }
    return AxisScan(content: content, seams: narrow, length: length)
  }

  /// The same, but with those of its gutters put first that are about as wide as the ones that cross them.
  func matched(to width: Int) -> AxisScan {
    AxisScan(content: content, seams: seams.map { $0.matched(to: width) }, length: length)
  }

  private init(content: Range<Int>, seams: [Seam], length: Int) {
    (self.content, self.seams, self.length) = (content, seams, length)
  }

  init(_ frame: AxisFrame) {
    content = frame.content
    length = frame.samples.length
    let runs = [frame.strict, frame.loose]
    let composed = Self.withoutOverlaps(
      runs.flatMap { Self.gutters(Self.symmetric($0), frame) }
        + runs.flatMap { Self.gutters(Self.shaded($0), frame) })
    let others =
      runs.flatMap { Self.gutters(Self.single($0), frame) } + runs.flatMap { Self.gutters(Self.striped($0), frame) }
    let gutters = Self.withoutOverlaps(others, besides: composed)
    let steps = Self.steps(frame, besides: gutters)
    let chosen = gutters.map { $0.backed(by: steps, length: frame.samples.length) }
    let bands = Self.bands(steps, frame)
    seams =
      frame.isBlank
      ? [] : (chosen + (bands.isEmpty ? steps : Self.withoutOverlaps(bands + steps))).sorted { $0.middle < $1.middle }
  }

  /// Most gutters are one run. A sliver beside a wider run is its shadow or the like.
  private static func single(_ runs: [PlainRun]) -> [(PlainRun, PlainRun)] {
    runs.indices.compactMap { index in
      let run = runs[index]
      let beside = [index - 1, index + 1].filter(runs.indices.contains).map { runs[$0] }
      let isSliver = beside.contains {
        run.count <= 3 && ($0.count > run.count || $0.count == run.count && $0.start > run.start)
          && $0.count <= 64 && max($0.start - run.end, run.start - $0.end) <= 1
      }
      return isSliver ? nil : (run, run)
    }
  }

  /// A gutter may have a line drawn along it: two runs that lie closely side by side.
  private static func striped(_ runs: [PlainRun]) -> [(PlainRun, PlainRun)] {
    zip(runs, runs.dropFirst()).filter { $1.start - $0.end <= 4 && $1.end - $0.start <= 48 }
  }

  /// A gutter with the same on both sides of it: lines around the panels, or the bars of letterboxed ones.
  private static func symmetric(_ runs: [PlainRun]) -> [(PlainRun, PlainRun)] {
    zip(runs, zip(runs.dropFirst(), runs.dropFirst(2))).compactMap { before, rest in
      let (gutter, behind) = rest
      let isTight = gutter.start - before.end <= 4 && behind.start - gutter.end <= 4
      let isSame = before.color.apart(from: behind.color) <= 16 && abs(before.count - behind.count) <= 2
      return isTight && isSame ? (before, behind) : nil
    }
  }

  /// A gutter with the shadow of a panel in it: narrow runs, one beside another, and a wider one.
  private static func shaded(_ runs: [PlainRun]) -> [(PlainRun, PlainRun)] {
    var chains: [[PlainRun]] = []
    for run in runs {
      if let last = chains.last?.last, run.start - last.end <= 1 {
        chains[chains.count - 1].append(run)
      } else {
        chains.append([run])
      }
    }
    return chains.compactMap { chain in
      guard chain.count > 1, let first = chain.first, let last = chain.last else { return nil }
      let widest = chain.map(\.count).max() ?? 0
      return last.end - first.start - widest <= min(16, widest) ? (first, last) : nil
    }
  }

  /// A gutter takes no more than a fifth of the side, with bars a quarter.
  private static func gutters(_ runs: [(PlainRun, PlainRun)], _ frame: AxisFrame) -> [Seam] {
    let content = frame.content
    return runs.compactMap { first, last in
      guard first.start > content.lowerBound, last.end < content.upperBound,
        last.end - first.start <= content.count / (first.end < last.start ? 4 : 5), let before = frame.edge(first, -1),
        let behind = frame.edge(last, 1), before.cut < behind.cut
      else { return nil }
      let evidence = min(before.evidence, behind.evidence)
      return evidence < 0.15 ? nil : Seam(end: before.cut, start: behind.cut, evidence: evidence, isGutter: true)
    }
  }

  /// Of seams that overlap the one with more evidence; of about equal ones the first, which was looked for more
  /// strictly, or one that has the first within it, as a gutter has the shadow at its side. What lies within one of
  /// `firm`, as a letterboxed panel's bar beside a gutter does, is a part of that.
  private static func withoutOverlaps(_ seams: [Seam], besides firm: [Seam] = []) -> [Seam] {
    var kept = firm
    for seam in seams {
      if let index = kept.firstIndex(where: { $0.end <= seam.start && seam.end <= $0.start }) {
        let old = kept[index]
        // Both saw the edge that they share, perhaps a pixel or two apart.
        let isWider =
          seam.end <= old.end + 2 && seam.start >= old.start - 2 && seam.start - seam.end > old.start - old.end
          && seam.evidence >= 0.9 * old.evidence
        let isPart = index < firm.count && seam.end >= old.end - 2 && seam.start <= old.start + 2 && old.evidence >= 0.4
        if isWider || !isPart && seam.evidence > old.evidence * 1.5 { kept[index] = seam }
      } else {
        kept.append(seam)
      }
    }
    return kept
  }

  /// Gutters that change along their length are not plain, but in each line their two edges have one colour between.
  private static func bands(_ steps: [Seam], _ frame: AxisFrame) -> [Seam] {
    let sorted = steps.filter { $0.evidence >= 0.6 }.sorted { $0.middle < $1.middle }
    return zip(sorted, sorted.dropFirst()).compactMap { first, last in
      let (left, right) = (first.start + 1, last.end - 2)
      guard right - left >= 1, right - left <= frame.samples.length / 20 else { return nil }
      let even = frame.samples.withLook { look in
        frame.lines.count { line in
          [right, (left + right) / 2].allSatisfy { look.apart(line, left, $0) <= 12 + 3 * frame.noise }
        }
      }
      guard even * 10 >= frame.lines.count * 9 else { return nil }
      return Seam(
        end: first.end, start: last.start, evidence: min(first.evidence, last.evidence), isGutter: false,
        change: min(first.change, last.change), isThrough: first.isThrough && last.isThrough)
    }
  }

  private static func steps(_ frame: AxisFrame, besides gutters: [Seam]) -> [Seam] {
    let content = frame.content
    let profile = StepProfile(frame.samples, lines: frame.lines, noise: 10 + 2 * frame.noise)
    let margin = content.count / 12
    let inner = (content.lowerBound + margin)..<max(content.lowerBound + margin, content.upperBound - margin)
    // The edge of a wide plain strip is one side of a gutter at best.
    let edges = (frame.strict + frame.loose).filter { $0.count >= 12 }.flatMap { [$0.start, $0.end] }
    let free = inner.filter { position in
      profile.share[position] >= 0.45 && !edges.contains { abs($0 - position) <= 3 }
        && !gutters.contains { $0.evidence > 0.4 && ($0.end - 12)...($0.start + 12) ~= position }
    }
    var taken: [Seam] = []
    for position in free.sorted(by: { profile.share[$0] > profile.share[$1] }) {
      guard taken.count < 16 else { break }
      guard !taken.contains(where: { abs($0.middle - Double(position)) < 14 }) else { continue }
      let step = StepSeam(frame, near: position, in: profile)
      if step.evidence > 0.15 { taken.append(step.seam) }
    }
    return taken
  }
}
