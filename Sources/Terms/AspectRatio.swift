/// Width to height, such as 16:9.
public struct AspectRatio: Hashable, Sendable {
  public let width: Int
  public let height: Int

  public static let widescreen = AspectRatio(uncheckedWidth: 16, height: 9)

  private init(uncheckedWidth width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Reads `16:9`; nil unless both are from 1 to 100.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1], 1...100 ~= width, 1...100 ~= height else {
      return nil
    }
    self.init(uncheckedWidth: width, height: height)
  }

  public var value: Double { Double(width) / Double(height) }

  /// The size with this ratio whose shorter side is `shortSide` pixels, both sides even, as H.264 wants them.
  public func size(shortSide: Int) -> PixelSize {
    let long = { (a: Int, b: Int) in Int((Double(shortSide) * Double(a) / Double(b) / 2).rounded()) * 2 }
    return width >= height
      ? PixelSize(width: long(width, height), height: shortSide)
      : PixelSize(width: shortSide, height: long(height, width))
  }
}

extension AspectRatio: CustomStringConvertible {
  public var description: String { "\(width):\(height)" }
}

extension AspectRatio: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let ratio = AspectRatio(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an aspect ratio")
    }
    self = ratio
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A size in pixels.
public struct PixelSize: Hashable, Sendable, Codable {
  public let width: Int
  public let height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

extension PixelSize: CustomStringConvertible {
  public var description: String { "\(width)x\(height)" }
}
