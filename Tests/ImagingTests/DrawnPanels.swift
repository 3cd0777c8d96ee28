import Terms

@testable import Imaging

/// Pictures of the kinds that programs draw and cameras do not take: blocks of colour, a disc on a gradient.
struct DrawnPanels: Sendable, CustomStringConvertible {
  enum Kind: String, CaseIterable { case blocks, disc, gradient }

  let kind: Kind
  let width: Int
  let height: Int

  static let all = Kind.allCases.flatMap { kind in
    [(320, 192), (640, 384), (1376, 768)].map { DrawnPanels(kind: kind, width: $0, height: $1) }
  }

  var description: String { "\(kind) \(width)x\(height)" }

  /// Four pictures that have nothing to do with each other, on white.
  func draw(gutter: Int, seed: UInt64) -> (Raster, [PixelRect]) {
    var random = SeededRandom(seed: seed)
    var sheet = Raster(width: width, height: height, (255, 255, 255))
    let (wide, high) = ((width - gutter) / 2, (height - gutter) / 2)
    let truth = [(0, 0), (width - wide, 0), (0, height - high), (width - wide, height - high)].map { x, y in
      PixelRect(x: x, y: y, width: wide, height: high)
    }
    for rect in truth { paint(&sheet, rect, blocks: 8, &random) }
    return (sheet, truth)
  }

  /// One picture with a white cross before it.
  func drawBehindFrame(bar: Int, seed: UInt64) -> Raster {
    var random = SeededRandom(seed: seed)
    var scene = Raster(width: width, height: height)
    // Seven blocks, so that the middle of one is behind the frame and not an edge.
    paint(&scene, PixelRect(x: 0, y: 0, width: width, height: height), blocks: 7, &random)
    scene.fill(PixelRect(x: (width - bar) / 2, y: 0, width: bar, height: height), (255, 255, 255))
    scene.fill(PixelRect(x: 0, y: (height - bar) / 2, width: width, height: bar), (255, 255, 255))
    return scene
  }

  private func paint(_ sheet: inout Raster, _ rect: PixelRect, blocks: Int, _ random: inout SeededRandom) {
    let colors = (0..<(blocks * blocks)).map { _ in
      (0..<3).map { _ in Double.random(in: 30...220, using: &random).rounded() }
    }
    for y in 0..<rect.height {
      for x in 0..<rect.width {
        let color: [Double]
        switch kind {
        case .blocks: color = colors[y * blocks / rect.height * blocks + x * blocks / rect.width]
        case .disc, .gradient:
          let way = (Double(x) / Double(rect.width) + Double(y) / Double(rect.height)) / 2
          let (dx, dy) = (Double(x - rect.width / 4), Double(y - rect.height / 2))
          let isDisc = kind == .disc && dx * dx + dy * dy < Double(rect.height * rect.height) / 14
          color = isDisc ? colors[2] : zip(colors[0], colors[1]).map { $0 * (1 - way) + $1 * way }
        }
        let at = ((rect.y + y) * sheet.width + rect.x + x) * 3
        for channel in 0..<3 { sheet.bytes[at + channel] = UInt8(color[channel]) }
      }
    }
  }
}
