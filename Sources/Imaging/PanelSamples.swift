import Terms

/// What is kept of a picture to look for panels in it: some rows and some columns, gathered in one pass over its rows.
struct PanelSamples {
  let size: PixelSize
  /// Rows: they cross the seams between columns.
  private(set) var across: AxisSamples
  /// Columns: they cross the seams between rows.
  private(set) var down: AxisSamples
  private var nextRow = 0

  init(_ size: PixelSize) {
    self.size = size
    across = AxisSamples(length: size.width, across: size.height)
    down = AxisSamples(length: size.height, across: size.width)
  }

  /// Takes the next row, `channels` bytes for each pixel: red, green, blue and perhaps alpha. What is transparent is
  /// seen on black.
  mutating func take(_ row: UnsafeRawBufferPointer, _ y: Int, channels: Int) {
    if nextRow < across.places.count, across.places[nextRow] == y {
      let start = nextRow * size.width * 3
      across.withMutableValues { values in
        for x in 0..<size.width { Self.convert(row, x * channels, channels, values, start + x * 3) }
      }
      nextRow += 1
    }
    let (places, height) = (down.places, size.height)
    down.withMutableValues { values in
      for line in places.indices {
        Self.convert(row, places[line] * channels, channels, values, (line * height + y) * 3)
      }
    }
  }

  /// JPEG's YCbCr (ITU-T T.871), in 1/256.
  @inline(__always)
  private static func convert(
    _ row: UnsafeRawBufferPointer, _ from: Int, _ channels: Int, _ out: UnsafeMutableBufferPointer<UInt8>, _ to: Int
  ) {
    var (r, g, b) = (Int(row[from]), Int(row[from + 1]), Int(row[from + 2]))
    if channels == 4 {
      let alpha = Int(row[from + 3])
      (r, g, b) = (r * alpha / 255, g * alpha / 255, b * alpha / 255)
    }
    out[to] = UInt8(truncatingIfNeeded: (77 * r + 150 * g + 29 * b) >> 8)
    out[to + 1] = UInt8(truncatingIfNeeded: (-43 * r - 85 * g + 128 * b) / 256 + 128)
    out[to + 2] = UInt8(truncatingIfNeeded: (128 * r - 107 * g - 21 * b) / 256 + 128)
  }
}
