/// Whether panels show the same thing, as variations of one scene do: then they are panels, whatever lies between
/// them. Behind a window the scene goes on, and no pane repeats another.
///
/// Panels are compared as rasters of a few hundred boxes, with some shift. Of each the means of its rows and columns
/// are taken off, which panes of one window can share: a horizon, a sky that darkens.
struct Repetition {
  private static let (wide, high) = (32, 24)
  private static let (shiftX, shiftY) = (5, 4)

  /// From 0 to 1: how alike the least alike of the panels is to the first, where only one shift makes it so; what
  /// fits at any shift is a pattern.
  let value: Double

  init(_ samples: AxisSamples, across: AxisFit, down: AxisFit) {
    let panels = down.panels.flatMap { row in
      across.panels.map { Self.raster(samples, $0, samples.lines(in: row)) }
    }
    guard let first = panels.first, first != nil, panels.count > 1 else {
      value = 0
      return
    }
    value =
      panels.dropFirst().map { panel in
        guard let first, let panel else { return 0 }
        return Self.likeness(first, panel)
      }.min() ?? 0
  }

  private static func raster(_ samples: AxisSamples, _ columns: Range<Int>, _ lines: Range<Int>) -> [Double]? {
    guard columns.count >= 2 * wide, lines.count >= high else { return nil }
    var boxes: [Double] = []
    samples.withLook { look in
      for row in 0..<high {
        let band = (lines.lowerBound + row * lines.count / high)..<(lines.lowerBound + (row + 1) * lines.count / high)
        for column in 0..<wide {
          let (from, to) = (column * columns.count / wide, (column + 1) * columns.count / wide)
          let step = max(1, (to - from) / 6)
          var (sum, count) = (0, 0)
          for position in stride(from: columns.lowerBound + from, to: columns.lowerBound + to, by: step) {
            for line in band {
              sum += look.luma(line, position)
              count += 1
            }
          }
          boxes.append(Double(sum) / Double(max(1, count)))
        }
      }
    }
    return centred(boxes)
  }

  private static func centred(_ boxes: [Double]) -> [Double] {
    let rows = (0..<high).map { row in boxes[(row * wide)..<((row + 1) * wide)].reduce(0, +) / Double(wide) }
    let columns = (0..<wide).map { column in
      (0..<high).reduce(0) { $0 + boxes[$1 * wide + column] } / Double(high)
    }
    let mean = rows.reduce(0, +) / Double(high)
    return boxes.indices.map { boxes[$0] - rows[$0 / wide] - columns[$0 % wide] + mean }
  }

  private static func likeness(_ a: [Double], _ b: [Double]) -> Double {
    var found: [(x: Int, y: Int, value: Double)] = []
    for y in -shiftY...shiftY {
      for x in -shiftX...shiftX { found.append((x, y, correlation(a, b, x, y))) }
    }
    guard let best = found.max(by: { $0.value < $1.value }) else { return 0 }
    let rival = found.filter { abs($0.x - best.x) > 3 || abs($0.y - best.y) > 3 }.map(\.value).max() ?? 0
    return max(0, min(best.value, 1.6 * (best.value - max(0, rival))))
  }

  private static func correlation(_ a: [Double], _ b: [Double], _ x: Int, _ y: Int) -> Double {
    // Rasters of blank panels are alike only by chance.
    var (common, left, right) = (0.0, 400.0, 400.0)
    for row in max(0, -y)..<min(high, high - y) {
      for column in max(0, -x)..<min(wide, wide - x) {
        let (one, other) = (a[row * wide + column], b[(row + y) * wide + column + x])
        common += one * other
        left += one * one
        right += other * other
      }
    }
    return common / (left * right).squareRoot()
  }
}
