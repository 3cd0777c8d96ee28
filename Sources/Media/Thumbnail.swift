import Terms

/// A frame, small: a plane of brightness and two of colour, all of `size`, from 0 to 255.
struct Thumbnail {
  /// The longer side, in pixels: enough to tell compositions and movement, few enough for every frame of a video.
  static let longSide = 128

  let luma: ArraySlice<UInt8>
  let chroma: ArraySlice<UInt8>

  /// Nil unless there are exactly the bytes of one frame.
  init?(size: PixelSize, bytes: [UInt8]) {
    guard bytes.count == Self.bytes(size) else { return nil }
    luma = bytes.prefix(size.width * size.height)
    chroma = bytes.dropFirst(size.width * size.height)
  }

  static func bytes(_ size: PixelSize) -> Int { 3 * size.width * size.height }

  static func size(for full: PixelSize, longSide: Int = longSide) -> PixelSize {
    let scale = Double(longSide) / Double(max(full.width, full.height))
    let side = { (length: Int) in max(Int((Double(length) * scale / 2).rounded()) * 2, 2) }
    return PixelSize(width: side(full.width), height: side(full.height))
  }

  /// The ffmpeg filter that makes one; pictures and videos end in the same range and matrix, or equal colours would
  /// differ.
  static func filter(_ size: PixelSize, covering: Bool) -> String {
    let fit = covering ? ":force_original_aspect_ratio=increase" : ""
    let crop = covering ? ",crop=\(size.width):\(size.height)" : ""
    return
      "scale=\(size.width):\(size.height):flags=area:out_range=pc:out_color_matrix=bt709\(fit)\(crop),format=yuv444p"
  }
}

extension FrameLikeness {
  init(_ left: Thumbnail, _ right: Thumbnail) {
    let luma = Self.meanDifference(left.luma, right.luma)
    let chroma = Self.meanDifference(left.chroma, right.chroma)
    difference = (luma + 2 * chroma) / 3 / 255
    correlation = Self.correlation(left.luma, right.luma)
  }

  static func meanDifference(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Double {
    let sum = zip(left, right).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(max(left.count, 1))
  }

  /// Pearson's; 0 where one of them is a plain area.
  private static func correlation(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Double {
    let count = Double(max(left.count, 1))
    let (a, b) = (left.reduce(0) { $0 + Double($1) } / count, right.reduce(0) { $0 + Double($1) } / count)
    var (together, alone, other) = (0.0, 0.0, 0.0)
    for (x, y) in zip(left, right) {
      together += (Double(x) - a) * (Double(y) - b)
      alone += (Double(x) - a) * (Double(x) - a)
      other += (Double(y) - b) * (Double(y) - b)
    }
    return alone > 0 && other > 0 ? together / (alone * other).squareRoot() : 0
  }
}
