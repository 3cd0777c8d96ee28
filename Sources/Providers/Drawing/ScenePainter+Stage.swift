import Foundation

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
