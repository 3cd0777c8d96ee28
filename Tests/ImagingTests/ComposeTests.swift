import Foundation
import Terms
import TestSupport
import Testing

@testable import Imaging

@Suite struct ComposeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func cells(_ drawn: [DrawnPNG]) throws -> [FilePath] {
    try drawn.enumerated().map { try folder.write($1.bytes, to: "cell\($0).png") }
  }

  @Test(
    "What was composed can be cut apart again, pixel by pixel",
    arguments: [(8, PictureInfo.ColorKind.rgb, 0), (16, .grayWithAlpha, 3), (2, .gray, 5), (16, .rgb, 1)])
  func composes(_ depth: Int, _ color: PictureInfo.ColorKind, _ gutter: Int) throws {
    let drawn = (0..<6).map { DrawnPNG(bitDepth: depth, color: color, isInterlaced: $0 == 3, seed: UInt64($0)) }
    let layout = try #require(GridLayout(rows: 2, columns: 3))
    let grid = folder.path / "grid.png"
    try Composer.compose(try cells(drawn), layout: layout, gutter: gutter, to: grid)
    let info = try Picture.probe(grid)
    #expect(info.size == PixelSize(width: 69 + 2 * gutter, height: 34 + gutter))
    #expect(info.color == color && info.bitDepth == depth)
    let parts = (0..<6).map { index in
      CropOutput(
        rect: PixelRect(x: index % 3 * (23 + gutter), y: index / 3 * (17 + gutter), width: 23, height: 17),
        destination: folder.path / "part\(index).png")
    }
    try Cropper.crop(grid, into: parts)
    for (index, part) in parts.enumerated() {
      #expect(try samples(of: part.destination) == samples(of: folder.path / "cell\(index).png"))
    }
    if gutter > 0 {
      let white = (1 << depth) - 1
      let gap = try samples(of: grid)[0][(23 * color.channels)..<((23 + gutter) * color.channels)]
      #expect(gap.allSatisfy { $0 == white })
    }
  }

  @Test("Cells of different kinds become one kind, with the colours that they had")
  func mixes() throws {
    let palette: [(String, [UInt8])] = [("PLTE", [10, 20, 30, 40, 50, 60])]
    let drawn = [
      DrawnPNG(bitDepth: 1, color: .palette, before: palette), DrawnPNG(bitDepth: 8, color: .rgbWithAlpha),
    ]
    let layout = try #require(GridLayout(rows: 1, columns: 2))
    let grid = folder.path / "grid.png"
    try Composer.compose(try cells(drawn), layout: layout, gutter: 0, to: grid)
    #expect(try Picture.probe(grid).color == .rgbWithAlpha)
    let row = try samples(of: grid)[4]
    #expect(
      Array(row[..<4]) == (drawn[0].sample(x: 0, y: 4, channel: 0) == 0 ? [10, 20, 30, 255] : [40, 50, 60, 255]))
    #expect(Array(row[92..<96]) == (0..<4).map { drawn[1].sample(x: 0, y: 4, channel: $0) })
  }

  @Test("Cells that do not fit together are refused, and no file is left behind")
  func refuses() throws {
    let unequal = try cells([DrawnPNG(), DrawnPNG(size: PixelSize(width: 22, height: 17))])
    let layout = try #require(GridLayout(rows: 1, columns: 2))
    let grid = folder.path / "grid.png"
    let compose = { cells in try Composer.compose(cells, layout: layout, gutter: 2, to: grid) }
    #expect(problem { try compose(unequal) }?.message.contains("22x17") == true)
    #expect(problem { try compose([unequal[0]]) }?.code == .cellsDoNotMatch)
    let broken = try folder.write(DrawnPNG().bytes.dropLast(30), to: "broken.png")
    #expect(problem { try compose([unequal[0], broken]) }?.code == .pictureTruncated)
    #expect(!folder.exists("grid.png"))
  }
}
