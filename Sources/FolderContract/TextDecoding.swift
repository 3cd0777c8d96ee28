import Foundation
import Terms

/// Bytes to characters: UTF-8 with or without a byte-order mark, and UTF-16 in either order.
///
/// Without a mark, UTF-16 is known by the zero bytes that every text of mostly ASCII has in it.
enum TextDecoding {
  /// Throws the position of the first bytes that are no character.
  static func scalars(of data: Data) throws(BrokenText) -> [Unicode.Scalar] {
    let bytes = [UInt8](data)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return try decode(bytes.dropFirst(3), as: UTF8.self, "UTF-8") }
    if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes.dropFirst(2), littleEndian: true) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes.dropFirst(2), littleEndian: false) }
    if bytes.count >= 2, bytes[1] == 0, bytes[0] != 0 { return try utf16(bytes[...], littleEndian: true) }
    if bytes.count >= 2, bytes[0] == 0, bytes[1] != 0 { return try utf16(bytes[...], littleEndian: false) }
    return try decode(bytes, as: UTF8.self, "UTF-8")
  }

  struct BrokenText: Error {
    let encoding: String
    let position: TextPosition
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, littleEndian: Bool) throws(BrokenText) -> [Unicode.Scalar] {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2 + 1)
    var pending: UInt16?
    for byte in bytes {
      guard let first = pending else {
        pending = UInt16(byte)
        continue
      }
      units.append(littleEndian ? UInt16(byte) << 8 | first : first << 8 | UInt16(byte))
      pending = nil
    }
    // Half a character at the end is a lone surrogate to the decoder, which then says where it is.
    if pending != nil { units.append(0xD800) }
    return try decode(units, as: UTF16.self, "UTF-16")
  }

  private static func decode<Codec: UnicodeCodec>(
    _ units: some Sequence<Codec.CodeUnit>, as codec: Codec.Type, _ encoding: String
  ) throws(BrokenText) -> [Unicode.Scalar] {
    var decoder = Codec()
    var iterator = units.makeIterator()
    var scalars: [Unicode.Scalar] = []
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): scalars.append(scalar)
      case .emptyInput: return scalars
      case .error: throw BrokenText(encoding: encoding, position: position(after: scalars))
      }
    }
  }

  private static func position(after scalars: [Unicode.Scalar]) -> TextPosition {
    var line = 1
    var column = 1
    var previous: Unicode.Scalar?
    for scalar in scalars {
      if scalar == "\n" && previous == "\r" {
        column = 1
      } else if scalar == "\n" || scalar == "\r" {
        line += 1
        column = 1
      } else {
        column += 1
      }
      previous = scalar
    }
    return TextPosition(line: line, column: column)
  }
}
