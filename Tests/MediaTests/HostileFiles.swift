import Foundation
import Terms
import TestSupport

/// Files that say of themselves what is not so.
enum HostileFiles {
  /// A PNG of that size whose pixels are missing.
  static func png(width: UInt32, height: UInt32) -> Data {
    var data = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    data += chunk("IHDR", bytes(width) + bytes(height) + [8, 2, 0, 0, 0])
    data += chunk("IDAT", [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01])
    return data + chunk("IEND", [])
  }

  /// A WebP with a canvas of that size around a picture of the largest size that the format has.
  static func webp(width: Int, height: Int) -> Data {
    let canvas = [width - 1, height - 1].flatMap { side in (0..<3).map { UInt8(truncatingIfNeeded: side >> (8 * $0)) } }
    let body =
      Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0] + canvas + Array("VP8L".utf8) + [6, 0, 0, 0]
      + [0x2F, 0xFF, 0xFF, 0xFF, 0x0F, 0]
    return Data(Array("RIFF".utf8) + bytes(UInt32(body.count)).reversed() + body)
  }

  /// Every JPEG frame in `data` says that it is of that size. The frames before `first`, counted from 0, do not.
  static func resized(jpegsIn data: Data, width: UInt16, height: UInt16, from first: Int = 0) -> Data {
    var data = data
    var seen = 0
    // Start of frame, its length of 17 bytes, 8 bits a sample (ITU-T T.81, B.2.2).
    let mark = Data([0xFF, 0xC0, 0x00, 0x11, 0x08])
    var rest = data.startIndex..<data.endIndex
    while let place = data.range(of: mark, in: rest) {
      if seen >= first {
        let size = [height, width].flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        data.replaceSubrange(place.upperBound..<(place.upperBound + 4), with: size)
      }
      seen += 1
      rest = place.upperBound..<data.endIndex
    }
    return data
  }

  /// The description of the samples of that kind says that they are of that size (ISO/IEC 14496-12, 8.5.2).
  static func entry(_ kind: String, in movie: Data, width: UInt16, height: UInt16) -> Data {
    var movie = movie
    guard let table = movie.range(of: Data("stsd".utf8)),
      let entry = movie.range(of: Data(kind.utf8), in: table.upperBound..<movie.endIndex)
    else { return movie }
    let size = [width, height].flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    movie.replaceSubrange((entry.upperBound + 24)..<(entry.upperBound + 28), with: size)
    return movie
  }

  /// An MP4 or MOV whose samples are said to lie in the file at `path` (QuickTime File Format: data reference, alias).
  /// Its `moov` has to be the last box.
  static func pointing(_ movie: Data, at path: String) -> Data {
    var alias = [UInt8](repeating: 0, count: 10) + [1, UInt8(ascii: "v")] + [UInt8](repeating: 0, count: 26)
    alias += [UInt8](repeating: 0, count: 12) + [1, UInt8(ascii: "f")] + [UInt8](repeating: 0, count: 62)
    // Up one folder, down one: an absolute path follows, record 2.
    alias += [UInt8](repeating: 0, count: 16) + [0, 1, 0, 1] + [UInt8](repeating: 0, count: 16)
    let name = Array(path.utf8) + (path.utf8.count.isMultiple(of: 2) ? [] : [0])
    alias += [0, 2] + [UInt8(name.count >> 8), UInt8(name.count & 255)] + name + [0xFF, 0xFF, 0, 0]
    let entry = bytes(UInt32(alias.count + 12)) + Array("alis".utf8) + [0, 0, 0, 0] + alias
    return Data(rebuilt(Array(movie)[...], reference: [0, 0, 0, 0, 0, 0, 0, 1] + entry))
  }

  /// The boxes of a movie again, with another data reference.
  private static func rebuilt(_ boxes: ArraySlice<UInt8>, reference: [UInt8]) -> [UInt8] {
    var (made, rest): ([UInt8], ArraySlice<UInt8>) = ([], boxes)
    while rest.count >= 8 {
      let size = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      guard size >= 8, size <= rest.count else { return made + rest }
      let kind = Array(rest.dropFirst(4).prefix(4))
      var body = Array(rest.prefix(size).dropFirst(8))
      switch String(decoding: kind, as: UTF8.self) {
      case "moov", "trak", "mdia", "minf", "dinf": body = rebuilt(body[...], reference: reference)
      case "dref": body = reference
      default: break
      }
      made += bytes(UInt32(body.count + 8)) + kind + body
      rest = rest.dropFirst(size)
    }
    return made + rest
  }

  private static func chunk(_ kind: String, _ body: [UInt8]) -> Data {
    let checked = Array(kind.utf8) + body
    return Data(bytes(UInt32(body.count)) + checked + bytes(crc(checked)))
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
  }

  private static func bytes(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }
}
