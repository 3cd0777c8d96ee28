/// Lines through a picture along one axis: rows, to find where columns of panels meet, or columns, to find where rows
/// of panels meet. A few hundred of them say as much about seams as all would.
///
/// Colours are kept as luma and two colour differences, because JPEG blurs those two and leaves luma sharp.
struct AxisSamples {
  /// Pixels in each line.
  let length: Int
  /// Where on the other axis each line lies, rising.
  let places: [Int]
  /// Line by line, pixel by pixel, three bytes each.
  private(set) var values: [UInt8]

  /// The most lines that are kept.
  static let most = 384

  init(length: Int, across: Int) {
    self.length = length
    let count = min(across, Self.most)
    places = (0..<count).map { (2 * $0 + 1) * across / (2 * count) }
    values = [UInt8](repeating: 0, count: length * count * 3)
  }

  mutating func withMutableValues(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    values.withUnsafeMutableBufferPointer { body($0) }
  }

  /// The lines that lie within `range` of the other axis.
  func lines(in range: Range<Int>) -> Range<Int> {
    let first = places.firstIndex { $0 >= range.lowerBound } ?? places.count
    let end = places.firstIndex { $0 >= range.upperBound } ?? places.count
    return first..<max(first, end)
  }

  func withLook<Result>(_ body: (Look) -> Result) -> Result {
    values.withUnsafeBufferPointer { buffer in
      body(Look(values: buffer, length: length))
    }
  }

  /// Quick access to the values, for the loops that visit millions of them.
  struct Look {
    let values: UnsafeBufferPointer<UInt8>
    let length: Int

    /// How far apart two pixels of one line are in colour: a step of luma by one counts one.
    @inline(__always)
    func apart(_ line: Int, _ a: Int, _ b: Int) -> Int {
      let p = (line * length + a) * 3
      let q = (line * length + b) * 3
      return gap(p, q)
    }

    @inline(__always)
    private func gap(_ p: Int, _ q: Int) -> Int {
      let y = Int(values[p]) - Int(values[q])
      let u = Int(values[p + 1]) - Int(values[q + 1])
      let v = Int(values[p + 2]) - Int(values[q + 2])
      return Swift.abs(y) + (Swift.abs(u) + Swift.abs(v)) / 2
    }

    /// How far a pixel is from a colour.
    @inline(__always)
    func apart(_ line: Int, _ position: Int, from color: SampleColor) -> Int {
      let p = (line * length + position) * 3
      return Swift.abs(Int(values[p]) - color.y)
        + (Swift.abs(Int(values[p + 1]) - color.u) + Swift.abs(Int(values[p + 2]) - color.v)) / 2
    }

    @inline(__always)
    func luma(_ line: Int, _ position: Int) -> Int { Int(values[(line * length + position) * 3]) }
  }
}

/// One colour as the samples keep it.
struct SampleColor: Hashable {
  var y = 0
  var u = 0
  var v = 0

  func apart(from other: SampleColor) -> Int { abs(y - other.y) + (abs(u - other.u) + abs(v - other.v)) / 2 }
}
