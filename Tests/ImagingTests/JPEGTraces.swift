import Foundation

/// What JPEG does to a picture, without writing one: colour differences at half size, blocks of eight by eight turned
/// into frequencies, those rounded by the tables of ITU-T T.81 annex K, and turned back.
extension Raster {
  mutating func leaveJPEGTraces(quality: Int) {
    let scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
    let table = { (base: [Int]) in base.map { Float(max(1, min(255, ($0 * scale + 50) / 100))) } }
    var (luma, blue, red) = planes()
    luma.quantise(table(Self.lumaTable))
    for plane in [\(blue: Plane, red: Plane).blue, \.red] {
      var pair = (blue: blue, red: red)
      pair[keyPath: plane] = pair[keyPath: plane].halved()
      pair[keyPath: plane].quantise(table(Self.colorTable))
      (blue, red) = pair
    }
    merge(luma, blue, red)
  }

  private func planes() -> (Plane, Plane, Plane) {
    var (luma, blue, red) = (Plane(width, height), Plane(width, height), Plane(width, height))
    bytes.withUnsafeBufferPointer { bytes in
      for at in 0..<(width * height) {
        let (r, g, b) = (Float(bytes[at * 3]), Float(bytes[at * 3 + 1]), Float(bytes[at * 3 + 2]))
        luma.values[at] = 0.299 * r + 0.587 * g + 0.114 * b - 128
        blue.values[at] = -0.1687 * r - 0.3313 * g + 0.5 * b
        red.values[at] = 0.5 * r - 0.4187 * g - 0.0813 * b
      }
    }
    return (luma, blue, red)
  }

  private mutating func merge(_ luma: Plane, _ blue: Plane, _ red: Plane) {
    let byte = { (value: Float) in UInt8(min(255, max(0, value.rounded()))) }
    bytes.withUnsafeMutableBufferPointer { bytes in
      for y in 0..<height {
        for x in 0..<width {
          let l = luma.values[y * width + x] + 128
          let half = (y / 2) * blue.width + x / 2
          let (b, r) = (blue.values[half], red.values[half])
          let at = (y * width + x) * 3
          bytes[at] = byte(l + 1.402 * r)
          bytes[at + 1] = byte(l - 0.34414 * b - 0.71414 * r)
          bytes[at + 2] = byte(l + 1.772 * b)
        }
      }
    }
  }

  private static let lumaTable = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
  ]
  private static let colorTable =
    [17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66]
    + [Int](repeating: 99, count: 38)
}

private struct Plane {
  let width: Int
  let height: Int
  var values: [Float]

  init(_ width: Int, _ height: Int) {
    self.width = width
    self.height = height
    values = [Float](repeating: 0, count: width * height)
  }

  func halved() -> Plane {
    var half = Plane((width + 1) / 2, (height + 1) / 2)
    for y in 0..<half.height {
      for x in 0..<half.width {
        let (right, below) = (min(width - 1, 2 * x + 1), min(height - 1, 2 * y + 1))
        half.values[y * half.width + x] =
          (values[2 * y * width + 2 * x] + values[2 * y * width + right] + values[below * width + 2 * x]
            + values[below * width + right]) / 4
      }
    }
    return half
  }

  mutating func quantise(_ table: [Float]) {
    let waves = (0..<64).map { index -> Float in
      let (u, x) = (index / 8, index % 8)
      return cos(Float(2 * x + 1) * Float(u) * .pi / 16) * (u == 0 ? Float(0.125).squareRoot() : 0.5)
    }
    var block = [Float](repeating: 0, count: 64)
    var other = block
    for top in stride(from: 0, to: height, by: 8) {
      for left in stride(from: 0, to: width, by: 8) {
        for y in 0..<8 {
          for x in 0..<8 {
            block[y * 8 + x] = values[min(height - 1, top + y) * width + min(width - 1, left + x)]
          }
        }
        Self.turn(&block, &other, waves, isBack: false)
        for index in 0..<64 { block[index] = (block[index] / table[index]).rounded() * table[index] }
        Self.turn(&block, &other, waves, isBack: true)
        for y in 0..<min(8, height - top) {
          for x in 0..<min(8, width - left) { values[(top + y) * width + left + x] = block[y * 8 + x] }
        }
      }
    }
  }

  /// The discrete cosine transform of a block, or its inverse: rows, then columns.
  private static func turn(_ block: inout [Float], _ other: inout [Float], _ waves: [Float], isBack: Bool) {
    block.withUnsafeMutableBufferPointer { block in
      other.withUnsafeMutableBufferPointer { other in
        waves.withUnsafeBufferPointer { waves in
          for (from, to) in [(block, other), (other, block)] {
            for line in 0..<8 {
              for place in 0..<8 {
                var sum: Float = 0
                for k in 0..<8 { sum += from[line * 8 + k] * waves[isBack ? k * 8 + place : place * 8 + k] }
                to[place * 8 + line] = sum
              }
            }
          }
        }
      }
    }
  }
}
