/// Where a plain run ends and panels begin, found line by line.
struct PanelEdge {
  /// The first whole pixel of the panels, going away from the run; what is blended with the run is left out.
  let cut: Int
  /// From 0 to 1: how much of the edge is one straight line, all along it.
  let evidence: Double
  /// Whether colours change within a few pixels, and not little by little.
  let isSharp: Bool

  /// Looks for the edge behind the end of `run` (`step` = 1) or before its start (`step` = -1).
  init?(
    of run: PlainRun, step: Int, _ samples: AxisSamples, lines: Range<Int>, tolerance: Int
  ) {
    let reach = max(16, samples.length / 50)
    let origin = step > 0 ? run.end - 1 : run.start
    var crossings: [Crossing?] = []
    samples.withLook { look in
      for line in lines {
        crossings.append(Crossing(look, line, from: origin, step: step, reach: reach, run.color, tolerance))
      }
    }
    guard let middle = Self.densest(crossings.compactMap { $0?.middle }) else { return nil }
    let aligned = crossings.map { $0.map { abs($0.middle - middle) <= 1.5 } ?? false }
    evidence = Self.evenness(aligned)
    let widths = zip(crossings, aligned).compactMap { $1 ? $0?.width : nil }.sorted()
    let width = widths.isEmpty ? 0 : widths[widths.count / 2]
    let feet = zip(crossings, aligned).compactMap { $1 ? $0?.foot : nil }.sorted()
    isSharp = (feet.isEmpty ? 0 : feet[feet.count / 2]) <= 3
    let inset = width <= 1.2 ? (middle + 0.5).rounded() : (middle + 0.6 * min(width, 10)).rounded(.up)
    let first = origin + step * max(0, Int(inset))
    cut = Self.behindSkirt(samples, lines, first, step: step, tolerance) + (step > 0 ? 0 : 1)
  }

  /// Behind what runs along the edge and is no picture yet: the shadow of a panel, a thin line around it. What is
  /// plain for longer is a sky or the like.
  private static func behindSkirt(
    _ samples: AxisSamples, _ lines: Range<Int>, _ first: Int, step: Int, _ tolerance: Int
  ) -> Int {
    let reach = max(8, samples.length / 80)
    var counts = [Int32](repeating: 0, count: 768)
    return samples.withLook { look in
      for offset in 0...reach {
        let position = first + step * offset
        guard position >= 0, position < look.length else { return first }
        let color = counts.withUnsafeMutableBufferPointer { PlainProfile.median(look, lines, position, $0) }
        let near = look.near(color, lines, position, 6 + 2 * tolerance)
        if Double(near) < 0.85 * Double(lines.count) { return position }
      }
      return first
    }
  }

  /// The middle of the two pixels into which most of the values fall.
  private static func densest(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    var best = (count: 0, middle: 0.0)
    var first = 0
    for last in sorted.indices {
      while sorted[last] - sorted[first] > 1.5 { first += 1 }
      if last - first + 1 > best.count { best = (last - first + 1, sorted[(first + last) / 2]) }
    }
    return best.count == 0 ? nil : best.middle
  }

  /// How evenly the aligned lines are spread: a dozen parts of the edge, each of which counts as whole from three
  /// tenths of its lines on. Dark panels beside a black gutter have no edge to see in many of their lines.
  private static func evenness(_ aligned: [Bool]) -> Double {
    let parts = 12
    guard aligned.count >= parts else { return 0 }
    let shares = (0..<parts).map { part -> Double in
      let lines = aligned[(part * aligned.count / parts)..<((part + 1) * aligned.count / parts)]
      return min(1, Double(lines.count { $0 }) / Double(lines.count) / 0.3)
    }
    return shares.reduce(0, +) / Double(parts)
  }
}

/// One line's way from the colour of a run into a panel.
private struct Crossing {
  /// Pixels from the run's last one to the middle of the step, and how wide the step is.
  let middle: Double
  let width: Double
  /// How wide its lower half is; the upper one is the picture's own affair.
  let foot: Double

  init?(
    _ look: AxisSamples.Look, _ line: Int, from origin: Int, step: Int, reach: Int, _ color: SampleColor,
    _ tolerance: Int
  ) {
    let gap = { (offset: Int) -> Int? in
      let position = origin + step * offset
      return position >= 0 && position < look.length ? look.apart(line, position, from: color) : nil
    }
    guard let start = (0..<reach).first(where: { (gap($0) ?? 0) > tolerance }) else { return nil }
    let top = (start..<(start + 8)).compactMap(gap).max() ?? 0
    let reaching = { (part: Double) -> Double in
      let level = part * Double(top)
      var offset = Swift.max(0, start - 6)
      while offset < start + 8, let value = gap(offset), Double(value) < level { offset += 1 }
      guard offset > 0, let here = gap(offset), let before = gap(offset - 1), here > before else {
        return Double(offset)
      }
      return Double(offset) - Swift.min(1, Swift.max(0, (Double(here) - level) / Double(here - before)))
    }
    middle = reaching(0.5)
    width = reaching(0.85) - reaching(0.15)
    foot = middle - reaching(0.15)
  }
}
