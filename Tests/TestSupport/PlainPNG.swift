public import Foundation
public import Terms

/// Small pictures for tests, as PNG files of plain, uncompressed rows.
public enum PlainPNG {
  /// - Parameter pixel: red, green and blue of the pixel at x and y, counted from the top left.
  public static func data(_ size: PixelSize, pixel: (Int, Int) -> (UInt8, UInt8, UInt8)) -> Data {
    var rows: [UInt8] = []
    for y in 0..<size.height {
      rows.append(0)
      for x in 0..<size.width {
        let (red, green, blue) = pixel(x, y)
        rows += [red, green, blue]
      }
    }
    let header = bigEndian(UInt32(size.width)) + bigEndian(UInt32(size.height)) + [8, 2, 0, 0, 0]
    return Data(
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", stored(rows))
        + chunk("IEND", []))
  }

  /// A grid of textured panels, each of its own brightness, with white gutters between them.
  public static func grid(_ size: PixelSize, _ layout: GridLayout) -> Data {
    let gutter = max(4, size.height / 40)
    return data(size) { x, y in
      let (column, row) = (x * layout.columns / size.width, y * layout.rows / size.height)
      let left = column * size.width / layout.columns
      let top = row * size.height / layout.rows
      if (column > 0 && x - left < gutter) || (row > 0 && y - top < gutter) { return (255, 255, 255) }
      let shade = 30 + 40 * (row * layout.columns + column) % 160
      let texture = ((x - left) * 7 + (y - top) * 13) % 61
      return (UInt8(shade + texture / 2), UInt8(shade), UInt8(min(255, shade + texture)))
    }
  }

  private static func chunk(_ type: String, _ body: [UInt8]) -> [UInt8] {
    let content = Array(type.utf8) + body
    return bigEndian(UInt32(body.count)) + content + bigEndian(crc(content))
  }

  /// A zlib stream of stored blocks.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let end = min(start + 65_535, bytes.count)
      let (count, isLast) = (UInt16(end - start), end == bytes.count)
      stream += [isLast ? 1 : 0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
      stream += bytes[start..<end]
      start = end
    } while start < bytes.count
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return stream + bigEndian(b << 16 | a)
  }

  private static let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crcTable[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
}
