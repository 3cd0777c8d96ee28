public import Terms

/// How bright a picture is and how much that varies, to tell blank pictures from others.
public struct PictureStatistics: Hashable, Sendable, Codable {
  /// From 0, black, to 255, white (Rec. 709 luma of the stored values).
  public let meanLuma: Double
  /// In the same units; 0 where all pixels are alike.
  public let standardDeviation: Double

  public init(meanLuma: Double, standardDeviation: Double) {
    self.meanLuma = meanLuma
    self.standardDeviation = standardDeviation
  }
}

extension Picture {
  /// Measures `rect`, or the whole picture. What is transparent counts as black. Throws as `verify`, and
  /// `rect_outside_picture`.
  public static func statistics(
    _ path: FilePath, in rect: PixelRect? = nil, limits: PictureLimits = .standard
  ) throws(Problem) -> PictureStatistics {
    let structure = try PNGStructure(PictureFile(path), limits: limits)
    let rect = rect ?? PixelRect(structure.header.size)
    guard rect.lies(in: structure.header.size) else { throw .outside(rect, structure.header.size, path) }
    var sum: UInt64 = 0
    var squares: UInt64 = 0
    let rows = try RowReader(structure, as: .rgb8, rows: rect.y..<(rect.y + rect.height), limits: limits)
    while let row = try rows.next() {
      for x in rect.x..<(rect.x + rect.width) {
        let luma = UInt64(Luma.of(row, pixel: x, channels: rows.channels))
        sum += luma
        squares += luma * luma
      }
    }
    let count = Double(rect.width * rect.height)
    let mean = Double(sum) / count
    return PictureStatistics(
      meanLuma: mean, standardDeviation: max(0, Double(squares) / count - mean * mean).squareRoot())
  }

  /// How much two pictures differ to the eye that squints: the mean absolute difference of luma, from 0 to 1, of both
  /// scaled down to 64x36 (less where one of them is smaller). Their sizes may differ. Throws as `verify`.
  public static func difference(
    _ a: FilePath, _ b: FilePath, limits: PictureLimits = .standard
  ) throws(Problem) -> Double {
    let structures = (
      try PNGStructure(PictureFile(a), limits: limits), try PNGStructure(PictureFile(b), limits: limits)
    )
    let (one, other) = (structures.0.header.size, structures.1.header.size)
    let raster = PixelSize(width: min(64, one.width, other.width), height: min(36, one.height, other.height))
    let first = try Luma.shrunk(structures.0, to: raster, limits: limits)
    let second = try Luma.shrunk(structures.1, to: raster, limits: limits)
    return zip(first, second).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(first.count) / 255
  }
}

/// Brightness of pixels in rows of the form `rgb8`.
enum Luma {
  /// Rec. 709 weights in 1/256; transparent pixels are seen on black.
  static func of(_ row: UnsafeRawBufferPointer, pixel: Int, channels: Int) -> Int {
    let at = pixel * channels
    let luma = (54 * Int(row[at]) + 183 * Int(row[at + 1]) + 19 * Int(row[at + 2])) >> 8
    return channels == 4 ? luma * Int(row[at + 3]) / 255 : luma
  }

  /// Means over the boxes of `raster`, which is no larger than the picture.
  static func shrunk(_ structure: PNGStructure, to raster: PixelSize, limits: PictureLimits) throws(Problem) -> [Double]
  {
    let size = structure.header.size
    var sums = [Int](repeating: 0, count: raster.width * raster.height)
    var counts = sums
    let columns = (0..<size.width).map { $0 * raster.width / size.width }
    let rows = try RowReader(structure, as: .rgb8, limits: limits)
    var y = 0
    while let row = try rows.next() {
      let base = y * raster.height / size.height * raster.width
      for x in 0..<size.width {
        sums[base + columns[x]] += of(row, pixel: x, channels: rows.channels)
        counts[base + columns[x]] += 1
      }
      y += 1
    }
    return zip(sums, counts).map { Double($0) / Double(max(1, $1)) }
  }
}
