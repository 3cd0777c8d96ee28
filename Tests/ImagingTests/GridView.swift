import Terms

@testable import Imaging

extension GridDrawing {
  /// What one panel shows: a part of a picture, in its light.
  struct View {
    let picture: Raster
    /// How much of the picture, from 0 to 1, and where in what is left.
    let (scale, x, y): (Double, Double, Double)
    let tint: [Double]

    /// A part with the ratio of the panel.
    func part(for size: PixelSize) -> PixelRect {
      let whole = min(
        Double(picture.width) / Double(max(1, size.width)), Double(picture.height) / Double(max(1, size.height)))
      let scale = max(min(1, whole), whole * scale)
      let width = min(picture.width, max(2, Int(Double(size.width) * scale)))
      let height = min(picture.height, max(2, Int(Double(size.height) * scale)))
      return PixelRect(
        x: Int(x * Double(picture.width - width)), y: Int(y * Double(picture.height - height)), width: width,
        height: height)
    }
  }

  func views(of pictures: [Raster], count: Int, _ random: inout SeededRandom) -> [View] {
    let scene = pictures[Int.random(in: pictures.indices, using: &random)]
    let scale = Double.random(in: 0.7...0.9, using: &random)
    let place = (Double.random(in: 0.2...0.8, using: &random), Double.random(in: 0.2...0.8, using: &random))
    return (0..<count).map { _ in
      let shift = (Double.random(in: -0.15...0.15, using: &random), Double.random(in: -0.15...0.15, using: &random))
      var color = [light, light, light]
      for channel in color.indices { color[channel] *= Double.random(in: 0.75...1.2, using: &random) }
      let usual = [light, light, light]
      switch likeness {
      case .none:
        return View(
          picture: pictures[Int.random(in: pictures.indices, using: &random)],
          scale: Double.random(in: 0.5...1, using: &random), x: Double.random(in: 0...1, using: &random),
          y: Double.random(in: 0...1, using: &random), tint: usual)
      case .scene:
        return View(
          picture: scene, scale: Double.random(in: 0.75...0.95, using: &random),
          x: Double.random(in: 0...1, using: &random), y: Double.random(in: 0...1, using: &random), tint: usual)
      case .variation:
        return View(picture: scene, scale: scale, x: place.0 + shift.0, y: place.1 + shift.1, tint: color)
      }
    }
  }
}
