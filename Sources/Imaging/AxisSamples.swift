/// Lines through a picture along one axis: rows, to find where columns of panels meet, or columns, to find where rows
/// of panels meet. A few hundred of them say as much about seams as all would.
///
/// Colours are kept as luma and two colour differences, because JPEG blurs those two and leaves luma sharp. All that
/// lies at one position of the axis is kept side by side, because seams are found by comparing positions.
struct AxisSamples {
  /// Pixels in each line.
  let length: Int
  /// Where on the other axis each line lies, rising.
  let places: [Int]
  /// Position by position: the luma of all lines, then each of the colour differences of all lines.
  private var values: [UInt8]

  /// The most lines that are kept.
  static let most = 384

  init(length: Int, across: Int) {
    self.length = length
    let count = min(across, Self.most)
    places = (0..<count).map { (2 * $0 + 1) * across / (2 * count) }
    values = [UInt8](repeating: 0, count: length * count * 3)
  }

  /// Without the lines that lie within `ranges` of the other axis, where enough are left.
  func without(_ ranges: [Range<Int>]) -> AxisSamples {
    let kept = places.indices.filter { line in !ranges.contains { $0.contains(places[line]) } }
    guard kept.count < places.count, kept.count * 3 >= places.count, kept.count >= 24 else { return self }
    return AxisSamples(self, lines: kept)
  }

  private init(_ other: AxisSamples, lines: [Int]) {
    length = other.length
    places = lines.map { other.places[$0] }
    let (count, stride) = (lines.count, other.places.count)
    let rows = length * 3
    values = other.values.withUnsafeBufferPointer { from in
      [UInt8](unsafeUninitializedCapacity: rows * count) { to, filled in
        for row in 0..<rows {
          for (index, line) in lines.enumerated() { to[row * count + index] = from[row * stride + line] }
        }
        filled = rows * count
      }
    }
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
      body(Look(values: buffer, length: length, count: places.count))
    }
  }

  /// Quick access to the values, for the loops that visit millions of them.
  struct Look {
    let values: UnsafeBufferPointer<UInt8>
    let length: Int
    /// Lines at each position.
    let count: Int

    /// The three values at one place.
    @inline(__always)
    func color(_ line: Int, _ position: Int) -> SampleColor {
      let p = position * 3 * count + line
      return SampleColor(y: Int(values[p]), u: Int(values[p + count]), v: Int(values[p + 2 * count]))
    }

    /// How far apart two pixels of one line are in colour: a step of luma by one counts one.
    @inline(__always)
    func apart(_ line: Int, _ a: Int, _ b: Int) -> Int { color(line, a).apart(from: color(line, b)) }

    /// How far a pixel is from a colour.
    @inline(__always)
    func apart(_ line: Int, _ position: Int, from other: SampleColor) -> Int {
      color(line, position).apart(from: other)
    }

    @inline(__always)
    func luma(_ line: Int, _ position: Int) -> Int { Int(values[position * 3 * count + line]) }

    /// The luma of all lines at a position, or one of their colour differences (1 and 2).
    @inline(__always)
    func plane(_ plane: Int, _ position: Int) -> UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(rebasing: values[((position * 3 + plane) * count)..<((position * 3 + plane + 1) * count)])
    }
  }
}
