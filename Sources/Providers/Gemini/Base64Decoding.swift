import Foundation
import Terms

/// Decodes base64 that lies in a JSON file straight into another file: both alphabets, padded or not, with JSON's
/// escapes in it. No more than some megabytes are held.
struct Base64Decoding {
  /// It is no base64.
  struct Malformed: Error, Hashable {}

  /// Writes the bytes to `destination`, which does not exist yet.
  /// - Throws: `Malformed`; `system_error` and Foundation's errors where a file cannot be read or written.
  static func decode(
    _ stretch: AnswerStretch, of file: FilePath, to destination: FilePath, pieceBytes: Int = 1 << 20
  ) throws {
    guard stretch.start >= 0, stretch.count >= 0, let path = destination.text else { throw Malformed() }
    let source = try AnswerBytes(file, from: stretch.start, pieceBytes: pieceBytes)
    try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteUnknown) }
    defer { try? handle.close() }
    var decoding = Base64Decoding()
    var left = stretch.count
    while left > 0 {
      let piece = try source.run(upTo: [], most: left)
      guard !piece.isEmpty else { throw Malformed() }
      left -= piece.count
      try handle.write(contentsOf: try decoding.decode(piece, isLast: left == 0))
    }
  }

  /// Digits that did not fill a group of four yet.
  private var rest: [UInt8] = []
  /// The beginning of an escape whose end is in the next piece.
  private var escape: [UInt8] = []
  /// Equals signs so far: nothing comes after them.
  private var padding = 0

  private mutating func decode(_ piece: ArraySlice<UInt8>, isLast: Bool) throws -> Data {
    var digits = rest + (try unpadded(try plain(piece)))
    if isLast {
      guard escape.isEmpty, padding <= 2, digits.count % 4 != 1, padding == 0 || digits.count % 4 == 4 - padding else {
        throw Malformed()
      }
      digits += [UInt8](repeating: UInt8(ascii: "="), count: (4 - digits.count % 4) % 4)
    }
    rest = Array(digits.suffix(digits.count % 4))
    digits.removeLast(rest.count)
    guard !digits.isEmpty else { return Data() }
    guard let data = Data(base64Encoded: Data(digits)) else { throw Malformed() }
    return data
  }

  private mutating func unpadded(_ digits: [UInt8]) throws -> [UInt8] {
    let end = digits.firstIndex(of: UInt8(ascii: "=")) ?? digits.endIndex
    guard padding == 0 || end == digits.startIndex, digits[end...].allSatisfy({ $0 == UInt8(ascii: "=") }) else {
      throw Malformed()
    }
    padding += digits.endIndex - end
    return end == digits.endIndex ? digits : Array(digits[..<end])
  }

  /// The standard digits of a piece.
  private mutating func plain(_ piece: ArraySlice<UInt8>) throws -> [UInt8] {
    guard !escape.isEmpty || Self.isUnusual(piece) else { return Array(piece) }
    var digits: [UInt8] = []
    digits.reserveCapacity(piece.count)
    for byte in piece {
      if escape.isEmpty && byte != UInt8(ascii: "\\") {
        Self.add(byte, to: &digits)
      } else {
        escape.append(byte)
        guard let byte = try Self.unescaped(escape) else { continue }
        escape = []
        Self.add(byte, to: &digits)
      }
    }
    return digits
  }

  private static func isUnusual(_ piece: ArraySlice<UInt8>) -> Bool {
    piece.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return false }
      return "\\-_\n\r\t ".utf8.contains { memchr(base, CInt($0), buffer.count) != nil }
    }
  }

  private static func add(_ byte: UInt8, to digits: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "-"): digits.append(UInt8(ascii: "+"))
    case UInt8(ascii: "_"): digits.append(UInt8(ascii: "/"))
    case 0x20, 0x09, 0x0A, 0x0D: return
    default: digits.append(byte)
    }
  }

  /// The byte that an escape stands for; nil while it is not whole.
  private static func unescaped(_ escape: [UInt8]) throws -> UInt8? {
    guard escape.count > 1 else { return nil }
    switch escape[1] {
    case UInt8(ascii: "/"): return UInt8(ascii: "/")
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return 0x20
    case UInt8(ascii: "u"):
      guard escape.count == 6 else { return nil }
      guard let byte = UInt8(String(decoding: escape[2...], as: UTF8.self), radix: 16) else { throw Malformed() }
      return byte
    default: throw Malformed()
    }
  }
}
