import Terms

/// One search for panels, over samples that are complete.
struct PanelSearch {
  /// Rows and columns without those that have one colour from end to end.
  private let across: AxisSamples
  private let down: AxisSamples
  let columns: AxisScan
  let rows: AxisScan
  let noise: Int

  init(_ samples: PanelSamples) {
    noise = Self.noise(samples.across)
    // Captions lie above and below panels, so rows come first, and columns are looked for between them.
    let first = AxisFrame(samples.down, lines: samples.down.places.indices, noise: noise)
    across = samples.across.without(first.plain)
    let second = AxisFrame(across, lines: across.lines(in: first.content), noise: noise)
    columns = AxisScan(second)
    down = samples.down.without(second.plain)
    let inside = down.lines(in: second.content)
    rows = AxisScan(inside == first.lines ? first : AxisFrame(down, lines: inside, noise: noise))
  }

  /// A low estimate of how much pixels of one colour differ: the lower quarter of the second differences of luma.
  private static func noise(_ samples: AxisSamples) -> Int {
    var counts = [Int](repeating: 0, count: 1024)
    var total = 0
    samples.withLook { look in
      for line in stride(from: 0, to: samples.places.count, by: 4) {
        for position in stride(from: 1, to: samples.length - 1, by: 3) {
          let bend = 2 * look.luma(line, position) - look.luma(line, position - 1) - look.luma(line, position + 1)
          counts[abs(bend)] += 1
          total += 1
        }
      }
    }
    var seen = 0
    let quarter = counts.firstIndex { count in
      seen += count
      return seen * 4 >= total
    }
    // Of normal noise a quarter of the second differences is below 0.78 of its deviation.
    return min(6, Int((Double(quarter ?? 0) / 0.78).rounded()))
  }

  func verdict(expecting layout: GridLayout?) -> PanelVerdict {
    if let layout, let grid = grid(layout), grid.confidence >= 0.5 { return grid }
    let expected = layout.flatMap { grid($0)?.confidence } ?? 0
    let seen = seen
    guard let free = seen, free.confidence >= 0.5 else {
      return PanelVerdict(
        rows: 1, columns: 1, confidence: layout == nil ? seen?.confidence ?? 0 : expected, isGrid: false, cells: [])
    }
    guard let layout, free.layout != layout else { return free }
    return PanelVerdict(
      rows: free.rows, columns: free.columns, confidence: expected, isGrid: false, cells: free.cells)
  }

  /// What each axis shows by itself.
  private var seen: PanelVerdict? {
    let count = { (fit: AxisFit?) in fit.map { $0.evidence >= 0.5 && $0.isThrough ? $0.count : 1 } ?? 1 }
    return GridLayout(rows: count(AxisFit.best(rows)), columns: count(AxisFit.best(columns)))
      .flatMap { $0.rows * $0.columns > 1 ? grid($0) : nil }
  }

  private func grid(_ layout: GridLayout) -> PanelVerdict? {
    guard let (across, down) = fits(layout) else { return nil }
    let confidence = min(across.evidence, down.evidence) * PanelParting(across, self.across, down, self.down).value
    let cells = layout.cells.compactMap { cell -> PanelVerdict.Cell? in
      let (x, y) = (across.panels[cell.column - 1], down.panels[cell.row - 1])
      guard !x.isEmpty, !y.isEmpty else { return nil }
      return PanelVerdict.Cell(
        name: layout.name(of: cell),
        rect: PixelRect(x: x.lowerBound, y: y.lowerBound, width: x.count, height: y.count))
    }
    guard cells.count == layout.cells.count else { return nil }
    return PanelVerdict(
      rows: layout.rows, columns: layout.columns, confidence: confidence, isGrid: confidence >= 0.5, cells: cells)
  }

  /// Both axes, each by itself and then in the light of the other: gutters of one grid are about equally wide.
  private func fits(_ layout: GridLayout) -> (across: AxisFit, down: AxisFit)? {
    let across = layout.columns == 1 ? AxisFit(single: columns.content) : AxisFit(columns, count: layout.columns)
    let down = layout.rows == 1 ? AxisFit(single: rows.content) : AxisFit(rows, count: layout.rows)
    guard let across = across ?? down.flatMap({ AxisFit(columns, count: layout.columns, narrowedTo: $0.gutter) }),
      let down = down ?? AxisFit(rows, count: layout.rows, narrowedTo: across.gutter)
    else { return nil }
    guard layout.columns > 1, layout.rows > 1 else { return (across, down) }
    // The clearer one first.
    if across.evidence >= down.evidence {
      let down = down.fitted(rows, to: across)
      return (across.fitted(columns, to: down), down)
    }
    let across2 = across.fitted(columns, to: down)
    return (across2, down.fitted(rows, to: across2))
  }
}
