@testable import Imaging

/// How a finder did on one grid.
struct GridScore {
  /// How many pixels that belong to no panel, or to another, the worst cell holds on its worst side.
  let leak: Int
  /// Which part of its panel the worst cell misses.
  let loss: Double

  var isClean: Bool { leak <= 1 && loss <= 0.1 }

  /// `pictures` are what the panels show where bars within them may be left out.
  init(_ found: [PixelRect], truth: [PixelRect], pictures: [PixelRect]? = nil) {
    leak =
      zip(found, truth).map { cell, panel in
        max(
          panel.x - cell.x, panel.y - cell.y, cell.x + cell.width - panel.x - panel.width,
          cell.y + cell.height - panel.y - panel.height)
      }.max() ?? 0
    loss =
      zip(found, pictures ?? truth).map { cell, panel in
        let width = min(cell.x + cell.width, panel.x + panel.width) - max(cell.x, panel.x)
        let height = min(cell.y + cell.height, panel.y + panel.height) - max(cell.y, panel.y)
        return 1 - Double(max(0, width) * max(0, height)) / Double(panel.width * panel.height)
      }.max() ?? 1
  }
}
