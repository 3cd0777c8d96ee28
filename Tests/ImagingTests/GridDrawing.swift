import Foundation
import Terms

@testable import Imaging

/// How a test grid is drawn. What is not said is as plain as can be.
struct GridDrawing: Sendable {
  var kind: String
  var width = 1376
  var height = 768
  var rows = 2
  var columns = 2
  var gutter = 0
  var color: (UInt8, UInt8, UInt8) = (255, 255, 255)
  /// Left, top, right and bottom.
  var border = [0, 0, 0, 0]
  var borderColor: (UInt8, UInt8, UInt8)?
  /// By how much each seam is off, as a part of the side.
  var seamOffset = 0.0
  var isBlurred = false
  var noise = 0.0
  var jpegQuality: Int?
  /// Lines of writing above the panels and below them.
  var hasCaptions = false
  /// All panels are parts of one picture, as a model's variations of one scene are.
  var isOneScene = false
  var seed: UInt64 = 1

  /// Draws it with pictures that `picture` gives, and says where each panel lies.
  func draw(_ pictures: [Raster]) -> (Raster, [PixelRect]) {
    var random = SeededRandom(seed: seed)
    var sheet = Raster(width: width, height: height, borderColor ?? color)
    let columns = spans(from: border[0], to: width - border[2], side: width, count: columns, &random)
    let rows = spans(from: border[1], to: height - border[3], side: height, count: rows, &random)
    let inner = PixelRect(
      x: border[0], y: border[1], width: width - border[0] - border[2], height: height - border[1] - border[3])
    sheet.fill(inner, color)
    if hasCaptions { drawCaptions(&sheet, columns, &random) }
    var truth: [PixelRect] = []
    var scene = pictures[Int.random(in: pictures.indices, using: &random)]
    for row in rows {
      for column in columns {
        let rect = PixelRect(x: column.lowerBound, y: row.lowerBound, width: column.count, height: row.count)
        if !isOneScene { scene = pictures[Int.random(in: pictures.indices, using: &random)] }
        sheet.draw(scene, part: Self.part(of: scene, for: rect, isOneScene, &random), in: rect)
        truth.append(rect)
      }
    }
    if isBlurred { sheet.blur([14, 62, 104, 62, 14]) }
    if noise > 0 { sheet.addNoise(noise, &random) }
    if let jpegQuality { sheet.leaveJPEGTraces(quality: jpegQuality) }
    return (sheet, truth)
  }

  private func spans(
    from first: Int, to end: Int, side: Int, count: Int, _ random: inout SeededRandom
  ) -> [Range<Int>] {
    let room = end - first - gutter * (count - 1)
    var starts = [first]
    for index in 1..<max(2, count) where count > 1 {
      let off = Int((seamOffset * Double(side)).rounded()) * (Bool.random(using: &random) ? 1 : -1)
      starts.append(first + index * room / count + index * gutter + off)
    }
    return starts.indices.map { starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] - gutter : end) }
  }

  /// A part with the ratio of the panel, between the half and the whole of the picture.
  private static func part(
    of picture: Raster, for rect: PixelRect, _ isOneScene: Bool, _ random: inout SeededRandom
  ) -> PixelRect {
    let whole = min(Double(picture.width) / Double(rect.width), Double(picture.height) / Double(rect.height))
    let scale = max(min(1, whole), whole * Double.random(in: isOneScene ? 0.75...0.95 : 0.5...1, using: &random))
    let (width, height) = (max(2, Int(Double(rect.width) * scale)), max(2, Int(Double(rect.height) * scale)))
    return PixelRect(
      x: Int.random(in: 0...max(0, picture.width - width), using: &random),
      y: Int.random(in: 0...max(0, picture.height - height), using: &random),
      width: min(width, picture.width), height: min(height, picture.height))
  }

  /// Blocks the size of letters, in words, under and above each column.
  private func drawCaptions(_ sheet: inout Raster, _ columns: [Range<Int>], _ random: inout SeededRandom) {
    let letter = max(4, height / 90)
    let lines = [border[1] / 2 - letter / 2, height - border[3] / 2 - letter, height - border[3] / 2 + letter]
    for y in lines {
      for column in columns {
        var x = column.lowerBound + 4
        while x < column.upperBound - column.count / 6 {
          if Int.random(in: 0..<6, using: &random) > 0 {
            let ink = PixelRect(x: x, y: y, width: max(1, letter / 4), height: letter)
            sheet.fill(ink, (30, 30, 30))
            sheet.fill(PixelRect(x: x, y: y + letter / 2, width: letter / 2, height: max(1, letter / 6)), (30, 30, 30))
          }
          x += letter
        }
      }
    }
  }
}

/// How a finder did on one grid.
struct GridScore {
  /// How many pixels that belong to no panel, or to another, the worst cell holds on its worst side.
  let leak: Int
  /// Which part of its panel the worst cell misses.
  let loss: Double

  init(_ found: [PixelRect], truth: [PixelRect]) {
    leak =
      zip(found, truth).map { cell, panel in
        max(
          panel.x - cell.x, panel.y - cell.y, cell.x + cell.width - panel.x - panel.width,
          cell.y + cell.height - panel.y - panel.height)
      }.max() ?? 0
    loss =
      zip(found, truth).map { cell, panel in
        let width = min(cell.x + cell.width, panel.x + panel.width) - max(cell.x, panel.x)
        let height = min(cell.y + cell.height, panel.y + panel.height) - max(cell.y, panel.y)
        return 1 - Double(max(0, width) * max(0, height)) / Double(panel.width * panel.height)
      }.max() ?? 1
  }
}
