/// Where two neighbouring panels may meet along an axis.
struct Seam: Hashable {
  /// Behind the last pixel of the panel before it.
  let end: Int
  /// The first pixel of the panel behind it.
  let start: Int
  /// From 0 to 1.
  let evidence: Double
  let isGutter: Bool
  /// How much colours change across it, of lines that meet without a gutter.
  var change = 0.0

  var middle: Double { Double(end + start) / 2 }

  /// A narrow gutter with as much evidence as a step at one of its edges: dark panels show little of the other edge.
  func backed(by steps: [Seam], length: Int) -> Seam {
    guard isGutter, (start - end) * 33 <= max(length, 33 * 8) else { return self }
    let beside = steps.filter { abs($0.start - end) <= 2 || abs($0.end - start) <= 2 }
    let most = max(evidence, beside.map(\.evidence).max() ?? 0)
    return Seam(end: end, start: start, evidence: most, isGutter: true, change: change)
  }
}
