import Foundation

extension ScenePainter {
  private static let back = 3.4

  func room(on canvas: inout Canvas) {
    let wall =
      isNight ? palette.wall.mixed(0.22, with: palette.skyMiddle) : palette.wall.mixed(0.25, with: palette.skyLow)
    let (back, sides) = (Self.back, -4.2...4.2)
    canvas.rect(0, 0, width, height, Paint(wall.darker(0.3)))
    area(upright(sides, 0...3.1, back), Paint(wall), on: &canvas)
    area(flat(sides, -8...back), Paint(palette.ground.mixed(0.35, with: palette.ink)), on: &canvas)
    for x in stride(from: -4.2, through: 4.2, by: 0.7) {
      area(flat(x...(x + 0.03), -8...back), Paint(palette.ink, 0.35), on: &canvas)
    }
    area(flat(sides, -8...back, y: 3.1), Paint(wall.darker(0.5)), on: &canvas)
    for x in [-4.2, 4.2] {
      area(
        [Place3(x, 0, -8), Place3(x, 0, back), Place3(x, 3.1, back), Place3(x, 3.1, -8)], Paint(wall.darker(0.28)),
        on: &canvas)
    }
    window(-3.2 ... -0.6, 0.8...2.7, on: &canvas)
    area(upright(1.2...2.3, 1.4...2.3, back - 0.02), Paint(palette.ink, 0.7), on: &canvas)
    area(upright(1.28...2.22, 1.48...2.22, back - 0.03), Paint(palette.neon.mixed(0.45, with: wall)), on: &canvas)
  }

  func upright(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, _ z: Double) -> [Place3] {
    [
      Place3(x.lowerBound, y.lowerBound, z), Place3(x.upperBound, y.lowerBound, z),
      Place3(x.upperBound, y.upperBound, z),
      Place3(x.lowerBound, y.upperBound, z),
    ]
  }

  private func window(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, on canvas: inout Canvas) {
    let pane = camera.project(upright(x, y, Self.back - 0.01))
    guard pane.count > 2, let low = pane.first, let high = pane.last else { return }
    let view = canvas.linear(
      high, low, [Stop(0, palette.skyTop), Stop(0.6, palette.skyMiddle), Stop(1, palette.skyLow)])
    canvas.polygon(pane, view)
    var random = random("window")
    for step in 0..<10 {
      let left = x.lowerBound + Double(step) * 0.27
      let tall = y.lowerBound + random.number(0.2...0.9)
      area(
        upright(left...min(left + 0.27, x.upperBound), y.lowerBound...tall, Self.back - 0.02), Paint(palette.land, 0.9),
        on: &canvas)
    }
    for slat in stride(from: y.lowerBound + 0.1, to: y.upperBound, by: 0.2) {
      area(upright(x, slat...(slat + 0.05), Self.back - 0.03), Paint(palette.ink, 0.5), on: &canvas)
    }
    let light = [
      Place3(x.lowerBound, 0.01, 2.4), Place3(x.upperBound, 0.01, 2.4), Place3(x.upperBound + 1.6, 0.01, -1),
      Place3(x.lowerBound + 1.6, 0.01, -1),
    ]
    area(light, Paint(palette.skyLow, 0.28), on: &canvas)
    canvas.glow(low.toward(high, 0.5), 16 * unit, palette.skyLow, 0.3)
  }

  private var sofa: [Block] {
    [
      Block(x: 0.6...3.4, y: 0...0.45, z: 2.0...3.0, tone: palette.car.mixed(0.3, with: palette.ink)),
      Block(x: 0.6...3.4, y: 0.45...0.95, z: 2.8...3.1, tone: palette.car.mixed(0.2, with: palette.ink)),
    ]
  }

  /// From the headboard at the back wall to the blanket's edge.
  private var bed: [Block] {
    let linen = Colour(0xe4ddd0).mixed(isNight ? 0.35 : 0.05, with: palette.ink)
    let blanket = palette.car.mixed(0.3, with: palette.ink)
    return [
      Block(x: 0.9...3.1, y: 0...1.15, z: 3.2...3.35, tone: palette.ink.mixed(0.35, with: palette.wall)),
      Block(x: 1.0...3.0, y: 0...0.42, z: 2.3...3.2, tone: linen),
      Block(x: 0.95...3.05, y: 0...0.48, z: 0.7...2.3, tone: blanket),
      Block(x: 1.15...1.9, y: 0.42...0.62, z: 2.75...3.15, tone: linen.lighter(0.25)),
      Block(x: 2.1...2.85, y: 0.42...0.62, z: 2.75...3.15, tone: linen.lighter(0.25)),
    ]
  }

  func furniture() -> [Prop] {
    let table = Block(x: -3.6 ... -2.4, y: 0...0.6, z: 1.6...2.4, tone: palette.ground.mixed(0.4, with: palette.ink))
    let lamp = Place3(-3, 0.6, 2)
    return ((reading.features.contains(.bed) ? bed : sofa) + [table]).map { block in
      Prop(depth: depth(of: block)) { self.draw(block, on: &$0) }
    } + [
      Prop(depth: camera.depth(of: lamp) - 0.1) { canvas in
        guard let foot = self.camera.project(lamp) else { return }
        let scale = self.camera.scale(at: lamp)
        canvas.line([foot, Point(foot.x, foot.y - 0.45 * scale)], Paint(self.palette.ink), width: 0.04 * scale)
        canvas.glow(Point(foot.x, foot.y - 0.55 * scale), 1.9 * scale, self.palette.light, 0.7)
        canvas.polygon(
          [
            Point(foot.x - 0.24 * scale, foot.y - 0.4 * scale), Point(foot.x + 0.24 * scale, foot.y - 0.4 * scale),
            Point(foot.x + 0.14 * scale, foot.y - 0.76 * scale), Point(foot.x - 0.14 * scale, foot.y - 0.76 * scale),
          ], Paint(self.palette.light.lighter(0.3)))
      }
    ]
  }
}
