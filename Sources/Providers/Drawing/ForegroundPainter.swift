import Foundation

/// Draws what is close to the lens: faces, hands, a phone, the inside of a car.
struct ForegroundPainter {
  let scene: ScenePainter
  let foreground: Framing.Foreground
  let mirrored: Bool

  var width: Double { scene.width }
  var height: Double { scene.height }
  var palette: Palette { scene.palette }
  var ink: Colour { palette.ink }
  var dim: Double { scene.isNight ? 0.32 : 0.08 }
  /// Who sits at the wheel, where the camera sits in the car.
  var driver: Person { scene.reading.seated.first ?? scene.reading.lead }
  /// The length that parts are measured by: what fits both sides of the picture.
  var size: Double { min(width * 1.05, height) }

  func paint(on canvas: inout Canvas) {
    canvas.mirrored(within: width, if: mirrored && !foreground.hasLetters) { canvas in
      switch foreground {
      case .nothing: break
      case .face: face(on: &canvas)
      case .wheel: wheel(on: &canvas)
      case .phone: phone(on: &canvas)
      case .mirror: mirror(on: &canvas)
      case .shoulder: shoulder(on: &canvas)
      case .backSeat: backSeat(on: &canvas)
      case .audience: scene.audience(on: &canvas)
      case .hostShoulder: shoulder(on: &canvas)
      case .tunnel: break
      case .windscreen: windscreen(on: &canvas)
      case .bonnet: bonnet(on: &canvas)
      case .occupants(let shown): occupants(shown, on: &canvas)
      case .doorway: doorway(on: &canvas)
      case .grass: grass(on: &canvas)
      case .switchbacks: switchbacks(on: &canvas)
      case .object(let shape): object(shape, on: &canvas)
      case .tableau: tableau(on: &canvas)
      }
    }
  }

  /// Points given in shares of `size` around `center`.
  func points(_ center: Point, _ shares: [(Double, Double)], scale: Double = 1) -> [Point] {
    shares.map { Point(center.x + $0.0 * size * scale, center.y + $0.1 * size * scale) }
  }

  /// Soft discs of light, as a lens makes of what is far behind.
  func bokeh(on canvas: inout Canvas) {
    canvas.rect(0, 0, width, height, Paint(ink, scene.isNight ? 0.42 : 0.16))
    var random = scene.random("bokeh")
    for _ in 0..<26 {
      let at = Point(random.number(0...width), random.number(0.05...0.75) * height)
      let tone = random.pick(palette.light, palette.neon, palette.skyLow)
      let radius = random.number(0.012...0.05) * size
      canvas.circle(at, radius, Paint(tone, random.number(0.1...0.34)))
      canvas.circle(at, radius * 0.82, Paint(tone, 0.1))
    }
  }
}
