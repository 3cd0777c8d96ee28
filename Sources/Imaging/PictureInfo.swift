public import Terms

/// What a picture says about itself, read from its structure without decoding its rows.
public struct PictureInfo: Hashable, Sendable {
  public let size: PixelSize
  /// Bits per sample: 1, 2, 4, 8 or 16.
  public let bitDepth: Int
  public let color: ColorKind
  public let isInterlaced: Bool
  /// Whether pixels can be transparent, by a channel or by a chosen colour.
  public let hasTransparency: Bool
  /// Text chunks in the order of the file, wherever they stand in it.
  public let text: [PictureText]

  /// How the samples of a pixel make its colour; the values are PNG's.
  public enum ColorKind: UInt8, Sendable {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayWithAlpha = 4
    case rgbWithAlpha = 6

    /// Samples per pixel.
    var channels: Int {
      switch self {
      case .gray, .palette: 1
      case .grayWithAlpha: 2
      case .rgb: 3
      case .rgbWithAlpha: 4
      }
    }

    /// The bit depths that PNG allows with it (PNG specification, table 11.1).
    var bitDepths: Set<Int> {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .grayWithAlpha, .rgb, .rgbWithAlpha: [8, 16]
      }
    }
  }

  /// The first text under `keyword`, or nil.
  public func text(for keyword: String) -> String? { text.first { $0.keyword == keyword }?.text }
}

/// One text chunk of a picture.
public struct PictureText: Hashable, Sendable {
  public let keyword: String
  public let text: String

  public init(keyword: String, text: String) {
    self.keyword = keyword
    self.text = text
  }
}
