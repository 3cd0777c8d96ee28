import Foundation

/// Masks keys in bytes that come piece by piece, and are written on before the next ones are there.
struct MaskedStream {
  private let secrets: [Secret]
  /// What of a key can lie before the cut between two pieces.
  private let held: Int
  private var carry = Data()

  init(_ secrets: [Secret]) {
    self.secrets = secrets
    held = max((secrets.map(\.longestForm).max() ?? 0) - 1, 0)
  }

  /// What can be written now: all but the bytes in which a key may have begun.
  mutating func take(_ bytes: UnsafeRawBufferPointer) -> Data {
    carry.append(contentsOf: bytes)
    let masked = secrets.redacted(carry)
    carry = Data(masked.suffix(held))
    return Data(masked.dropLast(held))
  }

  /// The rest, once there is no more.
  mutating func finish() -> Data {
    defer { carry = Data() }
    return secrets.redacted(carry)
  }
}
