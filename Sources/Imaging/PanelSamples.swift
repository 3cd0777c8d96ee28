import Terms

/// What is kept of a picture to look for panels in it: some rows and some columns, gathered in one pass over its rows.
struct PanelSamples {
  let size: PixelSize
  /// Rows: they cross the seams between columns.
  private(set) var across: AxisSamples
  /// Columns: they cross the seams between rows.
  private(set) var down: AxisSamples
  /// Rows that wait to be kept together: one by one they would touch all of the memory each time.
  private var waiting: [UInt8]
  private var waitingRows = 0
  private var keptRows = 0

  private static let most = 16

  init(_ size: PixelSize) {
    self.size = size
    across = AxisSamples(length: size.width, across: size.height)
    down = AxisSamples(length: size.height, across: size.width)
    waiting = [UInt8](repeating: 0, count: Self.most * size.width * 3)
  }

  /// Takes the next row, `channels` bytes for each pixel: red, green, blue and perhaps alpha. What is transparent is
  /// seen on black.
  mutating func take(_ row: UnsafeRawBufferPointer, _ y: Int, channels: Int) {
    let places = down.places
    let base = y * 3 * places.count
    down.withMutableValues { values in
      places.withUnsafeBufferPointer { places in
        for line in places.indices {
          Self.convert(row, places[line] * channels, channels, values, base + line, step: places.count)
        }
      }
    }
    let next = keptRows + waitingRows
    guard next < across.places.count, across.places[next] == y else { return }
    let start = waitingRows * size.width * 3
    waiting.withUnsafeMutableBufferPointer { waiting in
      for x in 0..<size.width {
        Self.convert(row, x * channels, channels, waiting, start + x, step: size.width)
      }
    }
    waitingRows += 1
    if waitingRows == Self.most || keptRows + waitingRows == across.places.count { keep() }
  }

  private mutating func keep() {
    let (first, rows, side, count) = (keptRows, waitingRows, size.width * 3, across.places.count)
    across.withMutableValues { values in
      waiting.withUnsafeBufferPointer { waiting in
        for plane in 0..<3 {
          for x in 0..<(side / 3) {
            let (from, to) = (plane * side / 3 + x, (x * 3 + plane) * count + first)
            for row in 0..<rows { values[to + row] = waiting[from + row * side] }
          }
        }
      }
    }
    keptRows += rows
    waitingRows = 0
  }

  /// JPEG's YCbCr (ITU-T T.871), in 1/256.
  @inline(__always)
  private static func convert(
    _ row: UnsafeRawBufferPointer, _ from: Int, _ channels: Int, _ out: UnsafeMutableBufferPointer<UInt8>, _ to: Int,
    step: Int
  ) {
    var (r, g, b) = (Int(row[from]), Int(row[from + 1]), Int(row[from + 2]))
    if channels == 4 {
      let alpha = Int(row[from + 3])
      (r, g, b) = (r * alpha / 255, g * alpha / 255, b * alpha / 255)
    }
    out[to] = UInt8(truncatingIfNeeded: (77 * r + 150 * g + 29 * b) >> 8)
    out[to + step] = UInt8(truncatingIfNeeded: (-43 * r - 85 * g + 128 * b) / 256 + 128)
    out[to + 2 * step] = UInt8(truncatingIfNeeded: (128 * r - 107 * g - 21 * b) / 256 + 128)
  }
}
