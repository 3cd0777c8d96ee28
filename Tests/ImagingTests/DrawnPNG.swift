import Foundation
import Terms

@testable import Imaging

/// A PNG file as bytes, made without libpng: pixels stored and not deflated, and rows unfiltered unless asked otherwise.
/// Every sample comes from a function, so that a test knows what must be where.
struct DrawnPNG {
  var size = PixelSize(width: 23, height: 17)
  var bitDepth = 8
  var color = PictureInfo.ColorKind.rgb
  var isInterlaced = false
  /// Chunks before the pixels, in order, then those behind them.
  var before: [(String, [UInt8])] = []
  var after: [(String, [UInt8])] = []
  var seed: UInt64 = 1
  /// The filters of the rows of each pass, over and over.
  var filters: [UInt8] = [0]
  /// How many bytes go into each IDAT, over and over.
  var chunkSizes = [4000]
  /// What is done to the packed pixels before they are cut into chunks.
  var damage: @Sendable ([UInt8]) -> [UInt8] = { $0 }

  /// The value of a sample, within the bit depth.
  func sample(x: Int, y: Int, channel: Int) -> Int {
    var random = SeededRandom(seed: seed &+ UInt64(x) << 40 &+ UInt64(y) << 20 &+ UInt64(channel))
    return Int(random.next() >> 32) & ((1 << bitDepth) - 1)
  }

  var bytes: Data {
    var bytes = Data(PNGHeader.signature)
    let sides = UInt32(size.width).bigEndianBytes + UInt32(size.height).bigEndianBytes
    bytes += Self.chunk("IHDR", sides + [UInt8(bitDepth), color.rawValue, 0, 0, isInterlaced ? 1 : 0])
    for (type, data) in before { bytes += Self.chunk(type, data) }
    let stream = damage(Self.stored(isInterlaced ? interlacedRows : rows(x: 0, y: 0, stepX: 1, stepY: 1)))
    var (done, turn) = (0, 0)
    while done < stream.count {
      let end = min(done + chunkSizes[turn % chunkSizes.count], stream.count)
      bytes += Self.chunk("IDAT", Array(stream[done..<end]))
      (done, turn) = (end, turn + 1)
    }
    for (type, data) in after { bytes += Self.chunk(type, data) }
    return bytes + Self.chunk("IEND", [])
  }

  /// The seven passes (PNG specification, 8.2).
  private var interlacedRows: [UInt8] {
    [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
      .flatMap { rows(x: $0.0, y: $0.1, stepX: $0.2, stepY: $0.3) }
  }

  private func rows(x: Int, y: Int, stepX: Int, stepY: Int) -> [UInt8] {
    guard x < size.width else { return [] }
    let pixel = max(1, bitDepth * color.channels / 8)
    var prior: [UInt8] = []
    return stride(from: y, to: size.height, by: stepY).enumerated().flatMap { index, y in
      let row = packed(
        stride(from: x, to: size.width, by: stepX).flatMap { x in
          (0..<color.channels).map { sample(x: x, y: y, channel: $0) }
        })
      defer { prior = row }
      let filter = filters[index % filters.count]
      return [filter] + filtered(row, prior.isEmpty ? row.map { _ in 0 } : prior, filter, pixel)
    }
  }

  /// The five filters, as the specification says them (section 9.2). Others leave the row as it is.
  private func filtered(_ row: [UInt8], _ prior: [UInt8], _ filter: UInt8, _ pixel: Int) -> [UInt8] {
    row.indices.map { index in
      let (left, corner) = index < pixel ? (0, 0) : (Int(row[index - pixel]), Int(prior[index - pixel]))
      let above = Int(prior[index])
      let guess =
        switch filter {
        case 1: left
        case 2: above
        case 3: (left + above) / 2
        case 4: [left, above, corner].min { abs(left + above - corner - $0) < abs(left + above - corner - $1) } ?? 0
        default: 0
        }
      return row[index] &- UInt8(guess)
    }
  }

  private func packed(_ samples: [Int]) -> [UInt8] {
    if bitDepth == 16 { return samples.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    let perByte = 8 / bitDepth
    return stride(from: 0, to: samples.count, by: perByte).map { start in
      (0..<perByte).reduce(UInt8(0)) { byte, index in
        let sample = start + index < samples.count ? samples[start + index] : 0
        return byte | UInt8(sample) << (8 - bitDepth * (index + 1))
      }
    }
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return UInt32(data.count).bigEndianBytes + body + checksum(body).bigEndianBytes
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes { sum = sum >> 8 ^ sums[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    return ~sum
  }

  private static let sums: [UInt32] = (0..<256).map { start in
    var value = UInt32(start)
    for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    return value
  }

  /// A zlib stream of stored blocks (RFC 1950 and 1951).
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: max(1, bytes.count), by: 65535) {
      let part = bytes[start..<min(start + 65535, bytes.count)]
      let count = UInt16(part.count)
      let isLast: UInt8 = start + 65535 >= bytes.count ? 1 : 0
      stream += [isLast, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)] + part
    }
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return stream + (b << 16 | a).bigEndianBytes
  }
}

/// Random numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// The samples of a PNG file, row by row.
func samples(of path: FilePath) throws -> [[Int]] {
  let structure = try PNGStructure(PictureFile(path), limits: .standard)
  let reader = try RowReader(structure, as: .stored, limits: .standard)
  var rows: [[Int]] = []
  while let row = try reader.next() {
    rows.append(
      structure.header.bitDepth == 16
        ? stride(from: 0, to: row.count, by: 2).map { Int(row[$0]) << 8 | Int(row[$0 + 1]) } : row.map { Int($0) })
  }
  return rows
}

/// The problem that `body` throws, or nil.
func problem(_ body: () throws -> Void) -> Problem? {
  do {
    try body()
    return nil
  } catch {
    return error as? Problem
  }
}
