/// How far apart colours are, for all lines at once: in bytes and without branches, so that the compiler can take many
/// lines in one instruction. What is more than 255 is 255; sums have 16 bits, enough for `AxisSamples.most` lines.
extension AxisSamples.Look {
  /// As `SampleColor.apart`.
  @inline(__always)
  private static func gap(_ y: UInt8, _ y2: UInt8, _ u: UInt8, _ u2: UInt8, _ v: UInt8, _ v2: UInt8) -> UInt8 {
    let luma = max(y, y2) &- min(y, y2)
    let (blue, red) = (max(u, u2) &- min(u, u2), max(v, v2) &- min(v, v2))
    let half = (blue & red) &+ ((blue ^ red) >> 1)
    return min(luma, ~half) &+ half
  }

  /// Between two positions, for each of `lines`, into `out`.
  func gaps(_ lines: Range<Int>, _ a: Int, _ b: Int, _ out: UnsafeMutableBufferPointer<UInt8>) {
    let (p, q) = (a * 3 * count + lines.lowerBound, b * 3 * count + lines.lowerBound)
    for line in 0..<lines.count {
      out[line] = Self.gap(
        values[p + line], values[q + line], values[p + count + line], values[q + count + line],
        values[p + 2 * count + line], values[q + 2 * count + line])
    }
  }

  /// How many of `lines` are within `tolerance` of `color`.
  func near(_ color: SampleColor, _ lines: Range<Int>, _ position: Int, _ tolerance: Int) -> Int {
    let p = position * 3 * count + lines.lowerBound
    let (y, u, v) = (UInt8(clamping: color.y), UInt8(clamping: color.u), UInt8(clamping: color.v))
    let most = UInt8(clamping: tolerance)
    var sum: UInt16 = 0
    for line in 0..<lines.count {
      let gap = Self.gap(values[p + line], y, values[p + count + line], u, values[p + 2 * count + line], v)
      sum &+= gap <= most ? 1 : 0
    }
    return Int(sum)
  }

  /// How many of the pairs of a line of the first half and one of the second are within `tolerance` of each other.
  func nearPairs(_ lines: Range<Int>, _ position: Int, _ tolerance: Int) -> Int {
    let half = lines.count / 2
    let p = position * 3 * count + lines.lowerBound
    let most = UInt8(clamping: tolerance)
    var sum: UInt16 = 0
    for line in p..<(p + half) {
      let gap = Self.gap(
        values[line], values[line + half], values[line + count], values[line + count + half], values[line + 2 * count],
        values[line + 2 * count + half])
      sum &+= gap <= most ? 1 : 0
    }
    return Int(sum)
  }
}
