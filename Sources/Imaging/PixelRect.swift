public import Terms

/// A rectangle of pixels; x and y are counted from 0 at the top left corner.
public struct PixelRect: Hashable, Sendable, Codable {
  public let x: Int
  public let y: Int
  public let width: Int
  public let height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The whole of a picture.
  public init(_ size: PixelSize) { self.init(x: 0, y: 0, width: size.width, height: size.height) }

  /// Reads `X,Y,WIDTH,HEIGHT`, as the command line gives it; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 4, let x = parts[0], let y = parts[1], let width = parts[2], let height = parts[3] else {
      return nil
    }
    self.init(x: x, y: y, width: width, height: height)
  }

  public var size: PixelSize { PixelSize(width: width, height: height) }

  /// Whether it holds at least one pixel and all of them are in a picture of `size`; no numbers overflow here.
  public func lies(in size: PixelSize) -> Bool {
    x >= 0 && y >= 0 && width >= 1 && height >= 1 && width <= size.width && height <= size.height
      && x <= size.width - width && y <= size.height - height
  }

  /// The largest rectangle of the ratio in the middle of `rect`, in whole pixels, never empty. One side is that of
  /// `rect`, the other the ratio's, rounded to the nearest pixel.
  public static func centered(in rect: PixelRect, aspect: AspectRatio) -> PixelRect {
    let wide = rounded(rect.height, times: aspect.width, over: aspect.height)
    let high = rounded(rect.width, times: aspect.height, over: aspect.width)
    let width = max(1, min(rect.width, wide))
    let height = max(1, min(rect.height, high))
    return PixelRect(
      x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2, width: width, height: height)
  }

  private static func rounded(_ side: Int, times factor: Int, over divisor: Int) -> Int {
    let (product, overflow) = max(0, side).multipliedReportingOverflow(by: factor)
    return overflow ? Int.max : (product / divisor) + (product % divisor * 2 >= divisor ? 1 : 0)
  }
}

extension PixelRect: CustomStringConvertible {
  public var description: String { "\(x),\(y),\(width),\(height)" }
}
