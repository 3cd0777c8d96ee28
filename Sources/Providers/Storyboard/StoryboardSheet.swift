import Execution
import Foundation
import Terms

/// The storyboard of a prompt as an SVG picture: one scene seen by several cameras.
struct StoryboardSheet {
  let order: KeyframeOrder
  /// Makes each attempt another picture.
  let seed: String

  /// Plain paper between and around the panels.
  private static let paper = Colour(0xecebe6)
  private static let pencil = Colour(0x3a3a3a)

  func svg() -> String {
    var canvas = Canvas()
    if let layout = order.layout {
      sheet(layout, on: &canvas)
    } else {
      var random = SeededRandom(order.prompt + seed)
      let scene = reading(&random)
      let framing = Framing.choose(1, for: scene, random: &random)[0]
      panel(
        framing, scene, index: 0, isBright: false, Double(order.size.width), Double(order.size.height), on: &canvas)
    }
    return canvas.document(width: order.size.width, height: order.size.height)
  }

  private func reading(_ random: inout SeededRandom) -> PromptReading { PromptReading(order.prompt, random: &random) }

  private func sheet(_ layout: GridLayout, on canvas: inout Canvas) {
    let places = PanelPlaces(layout: layout, size: order.size)
    canvas.rect(0, 0, Double(order.size.width), Double(order.size.height), Paint(Self.paper))
    var random = SeededRandom(order.prompt + seed)
    let scene = reading(&random)
    let framings = Framing.choose(layout.cells.count, for: scene, random: &random)
    for (index, (cell, framing)) in zip(layout.cells, framings).enumerated() {
      let corner = places.corner(of: cell)
      canvas.framed(x: corner.x, y: corner.y, width: Double(places.width), height: Double(places.height)) { canvas in
        panel(
          framing, scene, index: index, isBright: (cell.row + cell.column) % 2 == 1, Double(places.width),
          Double(places.height), on: &canvas)
      }
      caption(framing.name, index: index, cell: cell, layout, places, on: &canvas)
    }
  }

  private func panel(
    _ framing: Framing, _ reading: PromptReading, index: Int, isBright: Bool, _ width: Double, _ height: Double,
    on canvas: inout Canvas
  ) {
    var random = SeededRandom(order.prompt + seed + "colours")
    var palette = Palette(for: reading, random: &random)
    if framing.isBacklit { palette = palette.backlit }
    var choice = SeededRandom(order.prompt + seed + "panel \(index)")
    let mirrored = choice.chance(0.5)
    var setup = framing.setup
    // A view down the axis of a corridor or a road stays on it.
    setup.orbit += choice.number(-5...5) * (reading.place.isIndoors ? 0.3 : reading.wishes.isEmpty ? 1 : 0.6)
    if height > width, !framing.foreground.isInCar {
      setup.focal *= 1.2
      setup.horizon = min(setup.horizon + 0.07, 0.9)
    }
    let camera = Camera(
      setup, on: Place3(reading.staging == .distantCar ? 2.7 : 0, 0, 0), width: width, height: height,
      mirrored: mirrored)
    let painter = ScenePainter(
      reading: reading, palette: palette, camera: camera, seed: order.prompt + seed, foreground: framing.foreground,
      isMirrored: mirrored, showsFigures: framing.showsFigures, showsCar: framing.showsCar,
      ahead: framing.ahead, isBacklit: framing.isBacklit, isBright: isBright)
    painter.paint(on: &canvas)
  }

  /// Only above the top row and below the bottom row: between the panels there is nothing but paper.
  private func caption(
    _ name: String, index: Int, cell: GridCell, _ layout: GridLayout, _ places: PanelPlaces, on canvas: inout Canvas
  ) {
    let isTop = cell.row == 1
    guard isTop || cell.row == layout.rows else { return }
    let corner = places.corner(of: cell)
    let size = places.caption
    let y = isTop ? corner.y - size * 0.55 : corner.y + Double(places.height) + size * 1.25
    let letter = String(UnicodeScalar(UInt8(65 + index % 26)))
    let label = "\(letter)  \(name)"
    canvas.text(label, at: Point(corner.x, y), size: size, Paint(Self.pencil), bold: true)
    let used = Double(label.count + 2) * size * 0.74
    let room = Int((Double(places.width) - used) / (size * 0.56))
    guard index == 0, room > 12 else { return }
    canvas.text(
      SVGText(order.prompt).beginning(room), at: Point(corner.x + used, y), size: size * 0.86, Paint(Self.pencil, 0.72))
  }
}

/// Where the panels of a sheet lie, in whole pixels: all of one size, with the aspect ratio of the sheet.
struct PanelPlaces {
  let width: Int
  let height: Int
  /// The height of a caption's letters, in pixels.
  let caption: Double
  private let left: Int
  private let top: Int
  private let gutter: Int

  init(layout: GridLayout, size: PixelSize) {
    let long = Double(max(size.width, size.height))
    gutter = max(Int((long * 0.008).rounded()), 4)
    caption = max(long * 0.0092, 7)
    let (margin, band) = (Double(gutter), caption * 2)
    let wide = (Double(size.width) - 2 * margin - Double(gutter * (layout.columns - 1))) / Double(layout.columns)
    let tall = (Double(size.height) - 2 * band - Double(gutter * (layout.rows - 1))) / Double(layout.rows)
    let ratio = Double(size.width) / Double(max(size.height, 1))
    (width, height) = Self.whole(PixelSize(width: size.width, height: size.height), within: min(wide, tall * ratio))
    left = (size.width - layout.columns * width - (layout.columns - 1) * gutter) / 2
    top = (size.height - layout.rows * height - (layout.rows - 1) * gutter) / 2
  }

  /// The largest size that is at most `width` wide and has exactly the ratio of `full`, where there is one close by.
  private static func whole(_ full: PixelSize, within width: Double) -> (Int, Int) {
    let unit = divisor(full.width, full.height)
    let (a, b) = (max(full.width / unit, 1), max(full.height / unit, 1))
    let times = Int(width) / a
    if times > 8 { return (times * a, times * b) }
    return (max(Int(width), 2), max(Int((width * Double(full.height) / Double(max(full.width, 1))).rounded()), 2))
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? max(a, 1) : divisor(b, a % b) }

  func corner(of cell: GridCell) -> Point {
    Point(
      Double(left + (cell.column - 1) * (width + gutter)), Double(top + (cell.row - 1) * (height + gutter)))
  }
}
