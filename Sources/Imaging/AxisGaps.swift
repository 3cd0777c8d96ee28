/// How far apart colours are, for all lines at once: in bytes, without branches and through bare pointers, so that the
/// compiler can take many lines in one instruction. What is more than 255 is 255; sums have 16 bits, enough for
/// `AxisSamples.most` lines.
extension AxisSamples.Look {
  /// The three values of some lines at one position.
  private struct Colors {
    let y: UnsafePointer<UInt8>
    let u: UnsafePointer<UInt8>
    let v: UnsafePointer<UInt8>

    /// As `SampleColor.apart`.
    @inline(__always)
    func gap(_ line: Int, _ y2: UInt8, _ u2: UInt8, _ v2: UInt8) -> UInt8 {
      let luma = max(y[line], y2) &- min(y[line], y2)
      let (blue, red) = (max(u[line], u2) &- min(u[line], u2), max(v[line], v2) &- min(v[line], v2))
      let half = (blue & red) &+ ((blue ^ red) >> 1)
      return min(luma, ~half) &+ half
    }
  }

  @inline(__always)
  private func colors(_ position: Int, from line: Int) -> Colors? {
    values.baseAddress.map { first in
      let y = first + (position * 3 * count + line)
      return Colors(y: y, u: y + count, v: y + 2 * count)
    }
  }

  /// Between two positions, for each of `lines`, into `out`.
  func gaps(_ lines: Range<Int>, _ a: Int, _ b: Int, _ out: UnsafeMutablePointer<UInt8>) {
    guard let a = colors(a, from: lines.lowerBound), let b = colors(b, from: lines.lowerBound) else { return }
    for line in 0..<lines.count { out[line] = a.gap(line, b.y[line], b.u[line], b.v[line]) }
  }

  /// How many of `lines` are within `tolerance` of `color`.
  func near(_ color: SampleColor, _ lines: Range<Int>, _ position: Int, _ tolerance: Int) -> Int {
    guard let all = colors(position, from: lines.lowerBound) else { return 0 }
    let (y, u, v) = (UInt8(clamping: color.y), UInt8(clamping: color.u), UInt8(clamping: color.v))
    let most = UInt8(clamping: tolerance)
    var sum: UInt16 = 0
    for line in 0..<lines.count { sum &+= all.gap(line, y, u, v) <= most ? 1 : 0 }
    return Int(sum)
  }

  /// How many of the pairs of a line of the first half and one of the second are within `tolerance` of each other.
  func nearPairs(_ lines: Range<Int>, _ position: Int, _ tolerance: Int) -> Int {
    let half = lines.count / 2
    guard let first = colors(position, from: lines.lowerBound),
      let second = colors(position, from: lines.lowerBound + half)
    else { return 0 }
    let most = UInt8(clamping: tolerance)
    var sum: UInt16 = 0
    for pair in 0..<half {
      sum &+= first.gap(pair, second.y[pair], second.u[pair], second.v[pair]) <= most ? 1 : 0
    }
    return Int(sum)
  }
}
