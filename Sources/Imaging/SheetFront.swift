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
    sheet = cpng_sheet(size, bitDepth: structure.header.bitDepth, color: structure.header.color)
    palette = try structure.palette()
    beforePalette = try structure.copies(of: Self.beforePalette)
    afterPalette = try structure.copies(of: Self.afterPalette)
    afterPalette += text.map { TextChunks.chunk($0) }
  }

  init(size: PixelSize, bitDepth: Int, color: PictureInfo.ColorKind, text: [PictureText]) {
    sheet = cpng_sheet(size, bitDepth: bitDepth, color: color)
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
}

extension cpng_sheet {
  init(_ size: PixelSize, bitDepth: Int, color: PictureInfo.ColorKind) {
    self.init(
      width: UInt32(clamping: size.width), height: UInt32(clamping: size.height), bit_depth: UInt8(clamping: bitDepth),
      color_type: color.rawValue)
  }
}
