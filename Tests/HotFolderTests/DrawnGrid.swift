import Foundation
import Imaging
import Terms

/// A small picture of four different panels with white gutters, as a model would send it.
enum DrawnGrid {
  static let width = 320
  static let height = 192
  private static let gutter = 8

  /// The bytes of the PNG, made once.
  static let png: Data = {
    var picture = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    picture += chunk("IHDR", number(width) + number(height) + Data([8, 2, 0, 0, 0]))
    picture += chunk("IDAT", stored(pixels()))
    picture += chunk("IEND", Data())
    return picture
  }()

  private static func pixels() -> [UInt8] {
    var bytes: [UInt8] = []
    for y in 0..<height {
      bytes.append(0)
      for x in 0..<width { bytes += color(x, y) }
    }
    return bytes
  }

  private static func color(_ x: Int, _ y: Int) -> [UInt8] {
    guard abs(x - width / 2) > gutter / 2, abs(y - height / 2) > gutter / 2 else { return [255, 255, 255] }
    switch (x > width / 2, y > height / 2) {
    case (false, false): return [180, 60, 40]
    case (true, false): return [40, 150, 70]
    case (false, true): return [50, 70, 190]
    case (true, true): return [190, 170, 40]
    }
  }

  /// The zlib stream of `bytes`, stored and not compressed.
  private static func stored(_ bytes: [UInt8]) -> Data {
    var stream = Data([0x78, 0x01])
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = rest.prefix(65_535)
      rest = rest.dropFirst(part.count)
      let count = UInt16(part.count)
      stream += Data([rest.isEmpty ? 1 : 0, UInt8(count & 255), UInt8(count >> 8)])
      stream += Data([UInt8(~count & 255), UInt8(~count >> 8)]) + part
    }
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return stream + number(Int(b << 16 | a))
  }

  private static func chunk(_ type: String, _ body: Data) -> Data {
    let named = Data(type.utf8) + body
    return number(body.count) + named + number(Int(crc(named)))
  }

  private static func crc(_ bytes: Data) -> UInt32 {
    var crc: UInt32 = ~0
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  private static func number(_ value: Int) -> Data {
    Data([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
  }
}
