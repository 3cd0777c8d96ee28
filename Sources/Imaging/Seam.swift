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

  /// Whether it goes on to both of its ends, as far as anything is to be seen there.
  var isThrough = true
  /// Whether it is a gutter as wide as those that cross it.
  var isMatched = false

  var width: Int { start - end }
  var middle: Double { Double(end + start) / 2 }

  /// A narrow gutter with as much evidence as a step at one of its edges: dark panels show little of the other edge.
  func backed(by steps: [Seam], length: Int) -> Seam {
    guard isGutter, (start - end) * 33 <= max(length, 33 * 8) else { return self }
    let beside = steps.filter { abs($0.start - end) <= 2 || abs($0.end - start) <= 2 }
    let most = max(evidence, beside.map(\.evidence).max() ?? 0)
    return Seam(end: end, start: start, evidence: most, isGutter: true, change: change)
  }

  /// With more evidence if it is about as wide as the gutters that cross it: so is none that a dark or plain part of a
  /// picture makes up, and dark panels leave little of it to be seen.
  func matched(to crossing: Int) -> Seam {
    guard isGutter, abs(width - crossing) <= max(2, crossing / 8) else { return self }
    var seam = Seam(end: end, start: start, evidence: min(1, 1.6 * evidence), isGutter: true, change: change)
    seam.isMatched = true
    return seam
  }
}
