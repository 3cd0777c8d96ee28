/// An id that sorts by the time it was made: 48 bits of milliseconds and 80 random bits, in 26 letters and digits.
public struct ULID: Hashable, Comparable, Sendable {
  public let text: String

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  public init(at time: Timestamp) {
    var generator = SystemRandomNumberGenerator()
    var value = UInt128(UInt64(clamping: time.milliseconds)) << 80
    value |= UInt128(generator.next() as UInt64) << 16 | UInt128(UInt16.random(in: .min ... .max, using: &generator))
    text = String((0..<26).reversed().map { Self.alphabet[Int(truncatingIfNeeded: value >> UInt128($0 * 5)) & 31] })
  }

  /// Nil unless `text` is 26 characters of the alphabet.
  public init?(_ text: String) {
    guard text.count == 26, text.allSatisfy({ Self.alphabet.contains($0) }) else { return nil }
    self.text = text
  }

  public static func < (left: ULID, right: ULID) -> Bool { left.text < right.text }
}

extension ULID: CustomStringConvertible {
  public var description: String { text }
}

extension ULID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let id = ULID(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a ULID")
    }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
