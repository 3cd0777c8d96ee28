import CPNG
import Terms

/// Text chunks between bytes and words (PNG specification, 11.3.4).
enum TextChunks {
  static let types: Set<String> = ["tEXt", "zTXt", "iTXt"]

  /// All text of a picture, in the order of the file. A text whose bytes make no sense is left out: it is no reason
  /// to refuse the picture. Throws `picture_too_large` where a text unpacks to more than the limits.
  static func read(_ structure: PNGStructure, limits: PictureLimits) throws(Problem) -> [PictureText] {
    var all: [PictureText] = []
    var left = limits.textBytes
    for chunk in structure.chunks where types.contains(chunk.type) {
      guard let data = try structure.data(of: chunk) else { continue }
      let unpack = { (packed: ArraySlice<UInt8>) throws(Problem) -> [UInt8]? in
        try inflate(packed, most: min(left, limits.chunkBytes), structure.file.path)
      }
      guard let text = try text(chunk.type, data, unpack: unpack) else { continue }
      left -= text.text.utf8.count
      guard left >= 0 else {
        throw .tooLarge(structure.file.path, "holds more than \(limits.textBytes) bytes of text")
      }
      all.append(text)
    }
    return all
  }

  private static func text(
    _ type: String, _ data: [UInt8], unpack: (ArraySlice<UInt8>) throws(Problem) -> [UInt8]?
  ) throws(Problem) -> PictureText? {
    guard let end = data.firstIndex(of: 0), 1...79 ~= end else { return nil }
    let keyword = latin1(data[..<end])
    var rest = data[(end + 1)...]
    if type == "tEXt" { return PictureText(keyword: keyword, text: latin1(rest)) }
    let isPacked = type == "zTXt" || rest.popFirst() == 1
    guard rest.popFirst() == 0 else { return nil }
    if type == "iTXt" {
      for _ in ["language", "translated keyword"] {
        guard let end = rest.firstIndex(of: 0) else { return nil }
        rest = rest[(end + 1)...]
      }
    }
    guard let plain = isPacked ? try unpack(rest) : Array(rest) else { return nil }
    return PictureText(
      keyword: keyword, text: type == "zTXt" ? latin1(plain[...]) : String(decoding: plain, as: UTF8.self))
  }

  private static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  private static func inflate(_ packed: ArraySlice<UInt8>, most: Int, _ path: FilePath) throws(Problem) -> [UInt8]? {
    // Deflate packs at most 1032 to 1, so a small text needs no large buffer.
    var plain = [UInt8](repeating: 0, count: min(max(0, most), packed.count * 1032 + 64))
    let count = plain.withUnsafeMutableBufferPointer { out in
      packed.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = out.baseAddress else { return Int64(-1) }
        return cpng_inflate(from, source.count, to, out.count)
      }
    }
    guard count != -2 else { throw .tooLarge(path, "holds a text that unpacks to more than \(most) bytes") }
    return count < 0 ? nil : Array(plain.prefix(Int(count)))
  }

  /// A chunk that says `text`: tEXt where Latin-1 can, which every reader knows, otherwise iTXt, not compressed.
  static func chunk(_ text: PictureText) -> (type: String, data: [UInt8]) {
    let plain = text.text.unicodeScalars.filter { $0.value != 0 }
    let isLatin1 = plain.allSatisfy { 0x20...0x7E ~= $0.value || 0xA0...0xFF ~= $0.value || $0 == "\n" }
    // XMP is UTF-8 by its own definition, and its readers look for it in iTXt alone.
    if isLatin1 && text.keyword != XMPPacket.keyword {
      return ("tEXt", Array(text.keyword.utf8) + [0] + plain.map { UInt8(truncatingIfNeeded: $0.value) })
    }
    return ("iTXt", Array(text.keyword.utf8) + [0, 0, 0, 0, 0] + Array(String(String.UnicodeScalarView(plain)).utf8))
  }
}
