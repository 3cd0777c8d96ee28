import Foundation
import Terms
import TestSupport
import Testing

@testable import Imaging

@Suite struct MeasureTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("A blank picture has no deviation, a busy one has")
  func statistics() throws {
    let blank = DrawnPNG(bitDepth: 1, color: .palette, before: [("PLTE", [100, 100, 100, 100, 100, 100])])
    let plain = try Picture.statistics(try folder.write(blank.bytes, to: "blank.png"))
    #expect(plain == PictureStatistics(meanLuma: 100, standardDeviation: 0))
    let busy = DrawnPNG(bitDepth: 8, color: .gray)
    let path = try folder.write(busy.bytes, to: "busy.png")
    let rect = PixelRect(x: 3, y: 4, width: 2, height: 1)
    let values = [3, 4].map { Double(busy.sample(x: $0, y: 4, channel: 0)) }
    let part = try Picture.statistics(path, in: rect)
    #expect(abs(part.meanLuma - (values[0] + values[1]) / 2) < 1)
    #expect(abs(part.standardDeviation - abs(values[0] - values[1]) / 2) < 1)
    #expect(try Picture.statistics(path).standardDeviation > 50)
    #expect(problem { _ = try Picture.statistics(path, in: PixelRect(x: 20, y: 0, width: 9, height: 1)) } != nil)
  }

  @Test("A picture resembles itself in another size, and not its negative")
  func difference() throws {
    let palette: (UInt8, UInt8) -> [(String, [UInt8])] = { [("PLTE", [$0, $0, $0, $1, $1, $1])] }
    let dark = try folder.write(
      DrawnPNG(bitDepth: 1, color: .palette, before: palette(0, 0)).bytes, to: "dark.png")
    let light = try folder.write(
      DrawnPNG(size: PixelSize(width: 200, height: 3), bitDepth: 1, color: .palette, before: palette(255, 255)).bytes,
      to: "light.png")
    #expect(try Picture.difference(dark, light) == 1)
    let one = try folder.write(DrawnPNG(size: PixelSize(width: 128, height: 72)).bytes, to: "one.png")
    #expect(try Picture.difference(one, one) == 0)
    let other = try folder.write(DrawnPNG(size: PixelSize(width: 128, height: 72), seed: 9).bytes, to: "other.png")
    let unlike = try Picture.difference(one, other)
    #expect(unlike > 0.05 && unlike < 0.5)
  }

  @Test(
    "The largest part of a ratio lies in the middle of its cell",
    arguments: [
      ("16:9", PixelRect(x: 10, y: 20, width: 160, height: 90), PixelRect(x: 10, y: 20, width: 160, height: 90)),
      ("16:9", PixelRect(x: 0, y: 0, width: 200, height: 90), PixelRect(x: 20, y: 0, width: 160, height: 90)),
      ("9:16", PixelRect(x: 5, y: 5, width: 90, height: 200), PixelRect(x: 5, y: 25, width: 90, height: 160)),
      ("1:1", PixelRect(x: 0, y: 0, width: 3, height: 2), PixelRect(x: 0, y: 0, width: 2, height: 2)),
      ("100:1", PixelRect(x: 7, y: 7, width: 5, height: 5), PixelRect(x: 7, y: 9, width: 5, height: 1)),
    ])
  func aspect(_ ratio: String, _ cell: PixelRect, _ expected: PixelRect) throws {
    let aspect = try #require(AspectRatio(ratio))
    #expect(PixelRect.centered(in: cell, aspect: aspect) == expected)
  }
}
