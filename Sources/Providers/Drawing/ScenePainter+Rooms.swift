import Foundation

// MARK: A stage

extension ScenePainter {
  func stage(on canvas: inout Canvas) {
    let back = canvas.linear(
      Point(0, camera.horizon - 0.6 * height), Point(0, camera.horizon),
      [Stop(0, palette.ink), Stop(1, palette.skyTop.mixed(0.5, with: palette.neon))])
    canvas.rect(0, 0, width, max(camera.horizon, 0), back)
    let floor = canvas.linear(
      Point(0, camera.horizon), Point(0, height), [Stop(0, palette.land), Stop(1, palette.ink)])
    canvas.rect(0, max(camera.horizon, 0), width, height, floor)
    for x in stride(from: -28.0, through: 28, by: 1.4) {
      area(flat(x...(x + 0.06), -12...14), Paint(palette.skyLow, 0.12), on: &canvas)
    }
    for x in stride(from: -28.0, through: 28, by: 4) { panel(x, on: &canvas) }
    beams(on: &canvas)
    truss(on: &canvas)
  }

  private func panel(_ x: Double, on canvas: inout Canvas) {
    let tone = Int(x / 4) % 2 == 0 ? palette.neon : palette.skyLow
    area(
      [Place3(x + 0.4, 0.4, 13), Place3(x + 3.6, 0.4, 13), Place3(x + 3.6, 5.6, 13), Place3(x + 0.4, 5.6, 13)],
      Paint(tone, 0.2), on: &canvas)
    for y in stride(from: 1.0, through: 5, by: 1) {
      guard let at = camera.project(Place3(x + 2, y, 12.9)) else { continue }
      canvas.glow(at, 1.1 * camera.scale(at: Place3(x + 2, y, 12.9)), tone, 0.5)
    }
  }

  private func beams(on canvas: inout Canvas) {
    var random = random("beams")
    for x in stride(from: -15.0, through: 15, by: 3) {
      let tone = random.pick(palette.light, palette.neon, palette.skyLow)
      let target = random.number(-3...3)
      guard let lamp = camera.project(Place3(x, 7.2, 6)), let left = camera.project(Place3(target - 1.1, 0, 1)),
        let right = camera.project(Place3(target + 1.1, 0, 1))
      else { continue }
      let fade = canvas.linear(lamp, left.toward(right, 0.5), [Stop(0, tone, 0.62), Stop(1, tone, 0.03)])
      canvas.polygon([lamp, left, right], fade)
      canvas.glow(left.toward(right, 0.5), abs(right.x - left.x) * 0.8, tone, 0.35, flat: 0.25)
      canvas.glow(lamp, 3 * unit, tone, 0.9)
    }
  }

  private func truss(on canvas: inout Canvas) {
    let beam = { (y: Double) in
      (-10...10).compactMap { self.camera.project(Place3(Double(2 * $0), y, 6)) }
    }
    canvas.line(beam(7.3), Paint(palette.ink), width: 0.5 * unit)
    canvas.line(beam(7.9), Paint(palette.ink), width: 0.5 * unit)
    let web = (-20...20).compactMap { camera.project(Place3(Double($0), abs($0) % 2 == 0 ? 7.3 : 7.9, 6)) }
    canvas.line(web, Paint(palette.ink), width: 0.25 * unit)
  }

  /// Hands and heads of those who watch, along the lower edge.
  func audience(on canvas: inout Canvas) {
    var random = random("audience")
    for _ in 0..<34 {
      let at = Point(random.number(0...width), height - random.number(-2...5) * unit)
      let size = random.number(2.6...4.2) * unit
      canvas.ellipse(Point(at.x, at.y), size * 0.62, size * 0.8, Paint(palette.ink))
      canvas.ellipse(Point(at.x, at.y + size * 1.6), size * 1.5, size, Paint(palette.ink))
      guard random.chance(0.4) else { continue }
      let tip = Point(at.x + random.number(-3...3) * unit, at.y - random.number(6...13) * unit)
      canvas.line([Point(at.x + size, at.y + size), tip], Paint(palette.ink), width: 1.5 * unit)
      canvas.circle(tip, 1.1 * unit, Paint(palette.ink))
    }
  }
}

// MARK: A room

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

  private func upright(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, _ z: Double) -> [Place3] {
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

  func furniture() -> [Prop] {
    let sofa = [
      Block(x: 0.6...3.4, y: 0...0.45, z: 2.0...3.0, tone: palette.car.mixed(0.3, with: palette.ink)),
      Block(x: 0.6...3.4, y: 0.45...0.95, z: 2.8...3.1, tone: palette.car.mixed(0.2, with: palette.ink)),
    ]
    let table = Block(x: -3.6 ... -2.4, y: 0...0.6, z: 1.6...2.4, tone: palette.ground.mixed(0.4, with: palette.ink))
    let lamp = Place3(-3, 0.6, 2)
    return (sofa + [table]).map { block in Prop(depth: depth(of: block)) { self.draw(block, on: &$0) } } + [
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
