/// What a picture may claim before it is refused; its header is held against these before any row is read.
public struct PictureLimits: Hashable, Sendable {
  /// Pixels of the longer side.
  public var longestSide = 32_768
  /// Pixels in all.
  public var pixels = 300_000_000
  /// Bytes of one text, colour profile or other chunk that is no pixels, as stored and as unpacked.
  public var chunkBytes = 8 << 20
  /// Bytes of all text in one picture, unpacked.
  public var textBytes = 16 << 20
  /// Bytes that an interlaced picture may hold in memory: its rows are complete only at its end.
  public var interlacedBytes = 1 << 30

  public init() {}

  public static let standard = PictureLimits()
}
