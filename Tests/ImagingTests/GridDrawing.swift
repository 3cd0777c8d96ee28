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
  var color: PixelColor = (255, 255, 255)
  /// Of the gutters between columns, where it is another.
  var columnColor: PixelColor?
  /// Left, top, right and bottom.
  var border = [0, 0, 0, 0]
  var borderColor: PixelColor?
  /// By how much each seam is off, as a part of the side.
  var seamOffset = 0.0
  /// How gutters and borders change from one corner of the picture to the other, and how much they flicker.
  var gutterSlope = 0.0
  var gutterNoise = 0.0
  /// How wide a shadow each panel casts to its right and below.
  var shadow = 0
  /// A line around each panel, which is not part of it.
  var line = 0
  var lineColor: PixelColor = (0, 0, 0)
  var cornerRadius = 0
  /// Black bars above and below the picture in each panel, as a part of the panel; they are part of it unless the
  /// gutter is black too.
  var letterbox = 0.0
  /// A box with a number in a corner of each panel.
  var hasNumbers = false
  /// Lines of writing above the panels and below them.
  var hasCaptions = false
  var likeness = SceneLikeness.none
  /// How bright the panels are.
  var light = 1.0
  /// Drawn smaller by this and then enlarged.
  var enlargement = 1
  var isBlurred = false
  var noise = 0.0
  var jpegQuality: Int?
  var seed: UInt64 = 1

  enum SceneLikeness {
    case none
    /// All panels are parts of one picture, as a model's variations of one scene are.
    case scene
    /// The same part, a little shifted, in other light.
    case variation
  }

  /// Draws it with pictures that `picture` gives, and says where each panel lies.
  func draw(_ pictures: [Raster]) -> (Raster, [PixelRect]) {
    var random = SeededRandom(seed: seed)
    if enlargement > 1 { return drawEnlarged(pictures) }
    let columns = spans(from: border[0], to: width - border[2], side: width, count: columns, &random)
    let rows = spans(from: border[1], to: height - border[3], side: height, count: rows, &random)
    var sheet = drawSheet(columns, rows)
    if hasCaptions { drawCaptions(&sheet, columns, &random) }
    let panels = rows.flatMap { row in
      columns.map { PixelRect(x: $0.lowerBound, y: row.lowerBound, width: $0.count, height: row.count) }
    }
    for panel in panels where shadow > 0 { sheet.shade(panel, by: shadow) }
    let views = views(of: pictures, count: panels.count, &random)
    let inner = zip(panels.indices, panels).map { drawPanel(&sheet, $1, views[$0], number: $0 + 1) }
    if isBlurred { sheet.blur([14, 62, 104, 62, 14]) }
    if noise > 0 { sheet.addNoise(noise, &random) }
    if let jpegQuality { sheet.leaveJPEGTraces(quality: jpegQuality) }
    return (sheet, inner)
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

  /// Gutters and borders.
  private func drawSheet(_ columns: [Range<Int>], _ rows: [Range<Int>]) -> Raster {
    var sheet = Raster(width: width, height: height, borderColor ?? color)
    let inner = PixelRect(
      x: border[0], y: border[1], width: width - border[0] - border[2], height: height - border[1] - border[3])
    sheet.fill(inner, color)
    if let columnColor {
      for (left, right) in zip(columns, columns.dropFirst()) {
        let strip = PixelRect(
          x: left.upperBound, y: inner.y, width: right.lowerBound - left.upperBound, height: inner.height)
        sheet.fill(strip, columnColor)
      }
    }
    if gutterSlope > 0 || gutterNoise > 0 { sheet.grain(slope: gutterSlope, noise: gutterNoise, seed: seed) }
    return sheet
  }

  /// Draws one panel and says where its picture lies.
  private func drawPanel(_ sheet: inout Raster, _ panel: PixelRect, _ view: View, number: Int) -> PixelRect {
    let corners = cornerRadius > 0 ? sheet.corners(panel, cornerRadius) : []
    var rect = panel
    if line > 0 {
      sheet.fill(rect, lineColor)
      rect = PixelRect(
        x: rect.x + line, y: rect.y + line, width: rect.width - 2 * line, height: rect.height - 2 * line)
    }
    var truth = rect
    if letterbox > 0 {
      sheet.fill(rect, (0, 0, 0))
      let bar = Int(letterbox * Double(rect.height))
      rect = PixelRect(x: rect.x, y: rect.y + bar, width: rect.width, height: rect.height - 2 * bar)
      if color == (0, 0, 0) { truth = rect }
    }
    sheet.draw(view.picture, part: view.part(for: rect.size), in: rect)
    if view.tint != [1, 1, 1] { sheet.tint(rect, by: view.tint) }
    if hasNumbers { sheet.drawNumber(number, in: rect) }
    for (at, color) in corners { sheet[at] = color }
    return truth
  }

  /// What the panels of `truth` show without bars.
  func pictures(in truth: [PixelRect]) -> [PixelRect] {
    guard letterbox > 0, color != (0, 0, 0) else { return truth }
    return truth.map { panel in
      let bar = Int(letterbox * Double(panel.height))
      return PixelRect(x: panel.x, y: panel.y + bar, width: panel.width, height: panel.height - 2 * bar)
    }
  }

  private func drawEnlarged(_ pictures: [Raster]) -> (Raster, [PixelRect]) {
    var small = self
    let times = enlargement
    small.enlargement = 1
    (small.width, small.height, small.gutter) = (width / times, height / times, max(2, gutter / times))
    (small.border, small.jpegQuality) = (border.map { $0 / times }, nil)
    let (sheet, truth) = small.draw(pictures)
    var large = sheet.enlarged(times)
    if let jpegQuality { large.leaveJPEGTraces(quality: jpegQuality) }
    return (
      large,
      truth.map { PixelRect(x: $0.x * times, y: $0.y * times, width: $0.width * times, height: $0.height * times) }
    )
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
