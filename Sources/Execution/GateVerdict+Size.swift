import Terms

extension GateVerdict {
  /// The size of what a service made: it has sizes of its own, so the shape counts, and that there are pixels enough.
  ///
  /// - Parameter otherShape: what another shape means; two per cent are what models round by.
  static func size(_ size: PixelSize, ordered: PixelSize, otherShape: Verdict) -> GateVerdict {
    let stretch = Double(size.width * ordered.height) / Double(max(size.height * ordered.width, 1))
    let isLarge = min(size.width, size.height) >= min(ordered.width, ordered.height)
    let verdict: Verdict = abs(stretch - 1) > 0.02 ? otherShape : isLarge ? .pass : .warn
    return GateVerdict(
      "size", verdict, figure: Double(size.height), "\(size) pixels; ordered are \(ordered), or larger of that shape.")
  }
}
