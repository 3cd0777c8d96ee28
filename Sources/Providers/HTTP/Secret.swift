public import Foundation

/// A key. Whatever renders it gets a mask: it is no text, cannot be encoded and shows nothing to a mirror.
public struct Secret: Sendable {
  /// The key itself, for a header of a request and nothing else.
  let exposed: String
  private let forms: [[UInt8]]

  public static let mask = "(hidden)"

  public init(_ value: String) {
    exposed = value
    forms = SecretForms.of(value)
  }

  /// `text` with the key masked, however it is written: plain, percent-encoded, in Base64.
  public func redacted(_ text: String) -> String {
    String(decoding: redacted(Data(text.utf8)), as: UTF8.self)
  }

  public func redacted(_ data: Data) -> Data { ByteMask(forms, mask: Array(Self.mask.utf8)).masking(data) }

  /// The longest way in which it is written, in bytes: what a cut can leave a part of.
  var longestForm: Int { forms.map(\.count).max() ?? 0 }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Self.mask }
  public var debugDescription: String { Self.mask }
  public var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .struct) }
}

extension [Secret] {
  func redacted(_ text: String) -> String { reduce(text) { $1.redacted($0) } }
  func redacted(_ data: Data) -> Data { reduce(data) { $1.redacted($0) } }
}
