import CPNG
import Terms

/// The chunks of a PNG file, walked once from its signature to its end without decoding a pixel.
///
/// Everything that is kept beside the pixels is found here, also what stands behind them, where a crop that stops
/// early would never come.
struct PNGStructure {
  let file: PictureFile
  let header: PNGHeader
  let chunks: [Chunk]
  /// Bytes of compressed pixels: what a change around them must leave alone.
  let pixelBytes: Int

  /// One chunk that is not IHDR, IDAT or IEND, or the first of a run of IDAT.
  struct Chunk {
    let type: String
    /// Where its data begins.
    let offset: Int
    let count: Int
    let isBeforePixels: Bool
  }

  /// Throws a `Problem` for what is no PNG, not whole or over the limits.
  init(_ file: PictureFile, limits: PictureLimits) throws(Problem) {
    self.file = file
    let start = try file.bytes(at: 0, count: PNGHeader.byteCount)
    try PictureKind.requirePNG(start, file)
    header = try PNGHeader(start, file.path, limits: limits)
    (chunks, pixelBytes) = try Self.walk(file, limits: limits)
  }

  private static func walk(_ file: PictureFile, limits: PictureLimits) throws(Problem) -> ([Chunk], Int) {
    var chunks: [Chunk] = []
    var pixelBytes = 0
    var pixelChunks = 0
    var offset = PNGHeader.byteCount
    while true {
      let head = try file.bytes(at: offset, count: 8)
      guard head.count == 8 else { throw .truncated(file.path) }
      let count = Int(UInt32(bigEndian: head[..<4]))
      guard count <= Int(Int32.max), head[4...].allSatisfy({ isLetter($0) }) else {
        throw .corrupt(file.path, "no chunk at byte \(offset)")
      }
      let type = String(decoding: head[4...], as: UTF8.self)
      if type != "IDAT", count > limits.chunkBytes {
        throw .tooLarge(file.path, "holds a \(type) chunk of \(count) bytes; \(limits.chunkBytes) is the most")
      }
      guard offset + 12 + count <= file.byteCount else { throw .truncated(file.path) }
      switch type {
      case "IEND":
        guard pixelChunks > 0 else { throw .corrupt(file.path, "no pixels") }
        return (chunks, pixelBytes)
      case "IDAT":
        pixelChunks += 1
        pixelBytes += count
        // An encoder writes thousands of bytes into each; a million of them in one file are there to keep us busy.
        guard pixelChunks <= 1 << 20 else { throw .tooLarge(file.path, "is cut into more than a million chunks") }
      default:
        chunks.append(Chunk(type: type, offset: offset + 8, count: count, isBeforePixels: pixelChunks == 0))
        guard chunks.count <= 10_000 else {
          throw .tooLarge(file.path, "has more than 10000 chunks besides its pixels")
        }
      }
      offset += 12 + count
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
  }

  /// The data of a chunk, or nil where its checksum does not fit: such a chunk must not be copied as if it were whole.
  func data(of chunk: Chunk) throws(Problem) -> [UInt8]? {
    let bytes = try file.bytes(at: chunk.offset - 4, count: chunk.count + 8)
    guard bytes.count == chunk.count + 8 else { throw .truncated(file.path) }
    let sum = bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { cpng_crc32(0, $0, chunk.count + 4) } ?? 0
    }
    guard sum == UInt32(bigEndian: bytes.suffix(4)) else { return nil }
    return Array(bytes[4..<(4 + chunk.count)])
  }

  /// The first chunk of `type` before the pixels.
  func first(_ type: String) -> Chunk? { chunks.first { $0.type == type && $0.isBeforePixels } }

  /// The palette, as red, green and blue of each colour; empty for a picture without one.
  func palette() throws(Problem) -> [UInt8] {
    guard header.color == .palette else { return [] }
    guard let chunk = first("PLTE"), let data = try data(of: chunk), data.count >= 3 else {
      throw .corrupt(file.path, "no palette")
    }
    return Array(data.prefix(min(data.count / 3, 1 << header.bitDepth) * 3))
  }
}

/// The first bytes of a PNG file: the signature and IHDR.
struct PNGHeader: Hashable {
  static let byteCount = 33
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  let size: PixelSize
  let bitDepth: Int
  let color: PictureInfo.ColorKind
  let isInterlaced: Bool

  init(_ bytes: [UInt8], _ path: FilePath, limits: PictureLimits) throws(Problem) {
    guard bytes.count == Self.byteCount else { throw .truncated(path) }
    guard UInt32(bigEndian: bytes[8..<12]) == 13, bytes[12..<16].elementsEqual("IHDR".utf8) else {
      throw .corrupt(path, "the first chunk is not IHDR")
    }
    size = PixelSize(width: Int(UInt32(bigEndian: bytes[16..<20])), height: Int(UInt32(bigEndian: bytes[20..<24])))
    bitDepth = Int(bytes[24])
    guard let color = PictureInfo.ColorKind(rawValue: bytes[25]), color.bitDepths.contains(bitDepth),
      size.width >= 1, size.height >= 1, bytes[26] == 0, bytes[27] == 0, bytes[28] <= 1
    else { throw .corrupt(path, "IHDR makes no sense") }
    self.color = color
    isInterlaced = bytes[28] == 1
    try check(path, limits)
  }

  private func check(_ path: FilePath, _ limits: PictureLimits) throws(Problem) {
    guard max(size.width, size.height) <= limits.longestSide else {
      throw .tooLarge(path, "claims \(size) pixels; \(limits.longestSide) is the longest side that is read")
    }
    // Both are at most 2^32 - 1, so their product fits.
    guard size.width * size.height <= limits.pixels else {
      throw .tooLarge(path, "claims \(size) pixels; \(limits.pixels) pixels in all are the most that is read")
    }
  }
}

extension UInt32 {
  /// From four bytes, the highest first.
  init(bigEndian bytes: some Sequence<UInt8>) { self = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }

  /// Four bytes, the highest first.
  var bigEndianBytes: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0) } }
}
