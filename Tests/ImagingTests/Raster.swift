import Foundation
import Terms

@testable import Imaging

/// Red, green and blue.
typealias PixelColor = (UInt8, UInt8, UInt8)

/// A picture in memory, 8 bits each of red, green and blue, to draw test pictures with.
struct Raster: Sendable {
  let width: Int
  let height: Int
  var bytes: [UInt8]

  init(width: Int, height: Int, _ color: PixelColor = (0, 0, 0)) {
    self.width = width
    self.height = height
    bytes = [UInt8](repeating: 0, count: width * height * 3)
    fill(PixelRect(x: 0, y: 0, width: width, height: height), color)
  }

  /// Reads a PNG file.
  init(_ path: FilePath) throws {
    let structure = try PNGStructure(PictureFile(path), limits: .standard)
    let rows = try RowReader(structure, as: .rgb8, limits: .standard)
    width = structure.header.size.width
    height = structure.header.size.height
    bytes = []
    bytes.reserveCapacity(width * height * 3)
    while let row = try rows.next() {
      if rows.channels == 3 {
        bytes.append(contentsOf: row)
      } else {
        for x in 0..<width { bytes.append(contentsOf: row[(x * 4)..<(x * 4 + 3)]) }
      }
    }
  }

  mutating func fill(_ rect: PixelRect, _ color: PixelColor) {
    bytes.withUnsafeMutableBufferPointer { bytes in
      for y in max(0, rect.y)..<min(height, rect.y + rect.height) {
        for x in max(0, rect.x)..<min(width, rect.x + rect.width) {
          let at = (y * width + x) * 3
          (bytes[at], bytes[at + 1], bytes[at + 2]) = color
        }
      }
    }
  }

  /// Draws `part` of another picture, scaled to fill `rect`, as the mean of the pixels that fall on each.
  mutating func draw(_ other: Raster, part: PixelRect, in rect: PixelRect, mirrored: Bool = false) {
    let columns = (0...rect.width).map { part.x + $0 * part.width / rect.width }
    bytes.withUnsafeMutableBufferPointer { bytes in
      other.bytes.withUnsafeBufferPointer { source in
        for y in 0..<rect.height {
          let top = part.y + y * part.height / rect.height
          let bottom = max(top + 1, part.y + (y + 1) * part.height / rect.height)
          for x in 0..<rect.width {
            let left = columns[x]
            let right = max(left + 1, columns[x + 1])
            var (r, g, b, n) = (0, 0, 0, 0)
            for v in top..<bottom {
              for u in left..<right {
                let at = (v * other.width + u) * 3
                r += Int(source[at])
                g += Int(source[at + 1])
                b += Int(source[at + 2])
                n += 1
              }
            }
            let to = ((rect.y + y) * width + rect.x + (mirrored ? rect.width - 1 - x : x)) * 3
            (bytes[to], bytes[to + 1], bytes[to + 2]) = (UInt8(r / n), UInt8(g / n), UInt8(b / n))
          }
        }
      }
    }
  }

  /// Blurs with a kernel of odd length whose weights add up to 256, in both directions.
  mutating func blur(_ kernel: [Int]) {
    for isAcross in [true, false] {
      let old = bytes
      let (step, length, lines, jump) = isAcross ? (3, width, height, width * 3) : (width * 3, height, width, 3)
      bytes.withUnsafeMutableBufferPointer { bytes in
        old.withUnsafeBufferPointer { old in
          for line in 0..<lines {
            for place in 0..<length {
              for channel in 0..<3 {
                var sum = 128
                for (index, weight) in kernel.enumerated() {
                  let from = min(length - 1, max(0, place + index - kernel.count / 2))
                  sum += weight * Int(old[line * jump + from * step + channel])
                }
                bytes[line * jump + place * step + channel] = UInt8(sum >> 8)
              }
            }
          }
        }
      }
    }
  }

  /// Adds the same normal noise to all channels in part and its own to each in part.
  mutating func addNoise(_ deviation: Double, _ random: inout SeededRandom) {
    // A table is quick, and as normal as a test needs: the sum of twelve uniform numbers.
    let table = (0..<4096).map { _ in
      Int(((0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) } * deviation).rounded())
    }
    bytes.withUnsafeMutableBufferPointer { bytes in
      for at in bytes.indices {
        bytes[at] = UInt8(min(255, max(0, Int(bytes[at]) + table[Int(random.next() & 4095)])))
      }
    }
  }

  /// Writes it as PNG.
  func write(to path: FilePath) throws {
    let file = try NewFile(path)
    let front = RowWriter.Front(
      size: PixelSize(width: width, height: height), bitDepth: 8, color: .rgb, text: [])
    let writer = try RowWriter(file, front)
    for y in 0..<height {
      try bytes.withUnsafeBytes {
        try writer.write(row: UnsafeRawBufferPointer(rebasing: $0[(y * width * 3)..<((y + 1) * width * 3)]))
      }
    }
    try writer.finish()
  }

  /// What the panel finder keeps of it, without the way through a file.
  var samples: PanelSamples {
    var samples = PanelSamples(PixelSize(width: width, height: height))
    bytes.withUnsafeBytes { bytes in
      for y in 0..<height {
        samples.take(UnsafeRawBufferPointer(rebasing: bytes[(y * width * 3)..<((y + 1) * width * 3)]), y, channels: 3)
      }
    }
    return samples
  }
}
