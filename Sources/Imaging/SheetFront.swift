import CPNG
import Terms

/// How a picture that is cut from another begins: everything that says how its pixels are to be seen is kept, byte
/// for byte; what it says about its making is not, because that is no longer true of a part.
extension RowWriter.Front {
  /// Colour and resolution (PNG specification, third edition, table 5.3). They may stand before a palette.
  private static let beforePalette: Set<String> = [
    "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "pHYs", "sPLT",
  ]
  private static let afterPalette: Set<String> = ["tRNS", "bKGD", "hIST"]

  init(cutFrom structure: PNGStructure, size: PixelSize, text: [PictureText]) throws(Problem) {
    sheet = cpng_sheet(size, structure.header, isFlat: structure.isFlat)
    palette = try structure.palette()
    beforePalette = try structure.copies(of: Self.beforePalette)
    afterPalette = try structure.copies(of: Self.afterPalette)
    afterPalette += text.map { TextChunks.chunk($0) }
  }

  init(size: PixelSize, bitDepth: Int, color: PictureInfo.ColorKind, text: [PictureText]) {
    sheet = cpng_sheet(size, bitDepth: bitDepth, color: color, isFlat: false)
    afterPalette = text.map { TextChunks.chunk($0) }
  }
}

extension PNGStructure {
  /// The first chunk of each type, where it is whole and not absurdly placed.
  fileprivate func copies(of types: Set<String>) throws(Problem) -> [(type: String, data: [UInt8])] {
    var seen: Set<String> = []
    var copies: [(type: String, data: [UInt8])] = []
    for chunk in chunks where chunk.isBeforePixels && types.contains(chunk.type) && !seen.contains(chunk.type) {
      guard let data = try data(of: chunk) else { continue }
      seen.insert(chunk.type)
      copies.append((chunk.type, data))
    }
    return copies
  }

  /// Whether the pixels pack so well that they must be drawn, not photographed.
  var isFlat: Bool {
    let bits = header.size.width * header.size.height * header.bitDepth * header.color.channels
    return pixelBytes < bits / 8 / 8
  }
}

extension cpng_sheet {
  init(_ size: PixelSize, _ header: PNGHeader, isFlat: Bool) {
    self.init(size, bitDepth: header.bitDepth, color: header.color, isFlat: isFlat)
  }

  /// Photographs: level 1, average filter, run lengths; on noisy pixels as small as zlib's best and ten times faster,
  /// because there are no matches to search for. Drawings live on matches, so they get the search; palettes and low
  /// bit depths get no filter, because their numbers are names, not brightness.
  init(_ size: PixelSize, bitDepth: Int, color: PictureInfo.ColorKind, isFlat: Bool) {
    let isIndexed = color == .palette || bitDepth < 8
    let isPhotograph = !isIndexed && !isFlat
    self.init(
      width: UInt32(clamping: size.width), height: UInt32(clamping: size.height), bit_depth: UInt8(clamping: bitDepth),
      color_type: color.rawValue, level: isPhotograph ? 1 : 6, strategy: isPhotograph ? 3 : 0,
      filters: isIndexed ? 8 : isPhotograph ? 64 : 248)
  }
}
