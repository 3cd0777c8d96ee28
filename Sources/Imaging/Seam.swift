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
}
