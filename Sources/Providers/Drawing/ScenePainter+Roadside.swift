import Foundation

// MARK: What stands along a road

extension ScenePainter {
  func lamps(every step: Double) -> [Prop] {
    stride(from: -108.0, through: 180, by: step).flatMap { z in
      [(-6.5, 1.0), (2.9, -1.0)].map { x, reach in
        let foot = Place3(x, 0, z + (reach > 0 ? step / 2 : 0))
        return Prop(at: foot, depth: camera.depth(of: foot)) { self.lamp(at: foot, reach: reach, on: &$0) }
      }
    }
  }

  private func lamp(at foot: Place3, reach: Double, on canvas: inout Canvas) {
    let (top, head) = (Place3(foot.x, 6.4, foot.z), Place3(foot.x + reach * 1.7, 6.7, foot.z))
    guard let low = camera.project(foot), let high = camera.project(top), let end = camera.project(head) else { return }
    let scale = camera.scale(at: foot)
    let tone = palette.far(palette.ink, camera.depth(of: foot), fog: fog)
    canvas.line([low, high, end], Paint(tone), width: max(0.13 * scale, 0.7))
    guard isNight || reading.time == .dusk else { return }
    canvas.glow(end, 2.6 * scale, palette.light, isNight ? 0.75 : 0.4)
    canvas.ellipse(end, 0.42 * scale, 0.15 * scale, Paint(palette.light.lighter(0.5)))
    guard isNight, let pool = camera.project(Place3(foot.x + reach * 1.7, 0, foot.z)) else { return }
    canvas.glow(pool, 3.4 * scale, palette.light, 0.34, flat: 0.22)
    if isWet {
      canvas.glow(Point(pool.x, pool.y + 1.4 * scale), 2.2 * scale, palette.light, 0.3, flat: 1)
    }
  }

  /// Telephone poles with their wires, on the left.
  func poles() -> [Prop] {
    stride(from: -96.0, through: 190, by: 22).map { z in
      let foot = Place3(-9.4, 0, z)
      return Prop(at: foot, depth: camera.depth(of: foot)) { self.pole(at: foot, on: &$0) }
    }
  }

  private func pole(at foot: Place3, on canvas: inout Canvas) {
    guard let low = camera.project(foot), let high = camera.project(Place3(foot.x, 7.6, foot.z)) else { return }
    let scale = camera.scale(at: foot)
    let paint = Paint(palette.far(palette.ink, camera.depth(of: foot), fog: fog))
    canvas.line([low, high], paint, width: max(0.2 * scale, 0.8))
    for (height, half) in [(7.1, 1.15), (6.4, 0.85)] {
      let bar = camera.project([Place3(foot.x - half, height, foot.z), Place3(foot.x + half, height, foot.z)])
      canvas.line(bar, paint, width: max(0.12 * scale, 0.6))
    }
    for side in [-1.0, 1.0] {
      let wire = (0...8).compactMap { step -> Point? in
        let share = Double(step) / 8
        let sag = 1.3 * sin(share * .pi)
        return camera.project(Place3(foot.x + side, 7.15 - sag, foot.z + 22 * share))
      }
      canvas.line(wire, Paint(palette.ink, 0.6), width: min(max(0.03 * scale, 0.5), 0.22 * unit))
    }
  }

  func shrubs(count: Int) -> [Prop] {
    var random = random("shrubs")
    return (0..<count).map { _ in
      let side = random.chance(0.5) ? 1.0 : -1.0
      let x = side > 0 ? random.number(3.6...44) : random.number(-52 ... -8)
      let foot = Place3(x, 0, random.number(-70...120))
      let (size, cactus) = (random.number(0.5...1.3), reading.place == .desert && random.chance(0.22))
      return Prop(at: foot, depth: camera.depth(of: foot)) { canvas in
        cactus ? self.cactus(at: foot, size: size, on: &canvas) : self.shrub(at: foot, size: size, on: &canvas)
      }
    }
  }

  private func shrub(at foot: Place3, size: Double, on canvas: inout Canvas) {
    guard let at = camera.project(foot) else { return }
    let scale = camera.scale(at: foot) * size
    let tone = palette.far(palette.land.darker(0.35), camera.depth(of: foot), fog: fog)
    canvas.ellipse(Point(at.x, at.y), 0.95 * scale, 0.14 * scale, Paint(palette.ink, 0.35))
    let outline = [(-0.8, 0.0), (-0.75, -0.4), (-0.35, -0.62), (0, -0.8), (0.4, -0.6), (0.78, -0.42), (0.8, 0)]
    canvas.blob(outline.map { Point(at.x + $0.0 * scale, at.y + $0.1 * scale) }, Paint(tone))
    let lit = [(-0.5, -0.35), (-0.2, -0.6), (0.1, -0.72), (0.0, -0.45), (-0.3, -0.25)]
    canvas.blob(lit.map { Point(at.x + $0.0 * scale, at.y + $0.1 * scale) }, Paint(tone.lighter(0.2), 0.7))
  }

  private func cactus(at foot: Place3, size: Double, on canvas: inout Canvas) {
    guard let at = camera.project(foot) else { return }
    let scale = camera.scale(at: foot) * (0.8 + size)
    let paint = Paint(palette.far(palette.ink.mixed(0.35, with: palette.land), camera.depth(of: foot), fog: fog))
    let arms = [
      [(0.0, 0.0), (0.0, -2.5)], [(0, -0.9), (-0.62, -0.95), (-0.66, -1.75)], [(0, -1.2), (0.58, -1.25), (0.6, -2.0)],
    ]
    for arm in arms {
      canvas.line(arm.map { Point(at.x + $0.0 * scale, at.y + $0.1 * scale) }, paint, width: 0.32 * scale)
    }
  }

  func trees(count: Int, from near: Double, to far: Double) -> [Prop] {
    var random = random("trees")
    return (0..<count).map { _ in
      let side = random.chance(0.5) ? 1.0 : -1.0
      let away = near + (far - near) * random.number(0...1) * random.number(0.3...1)
      let foot = Place3(side > 0 ? away : -away - 3.5, 0, random.number(-90...150))
      let (tall, pine) = (random.number(5...12), reading.place == .forest || random.chance(0.4))
      return Prop(at: foot, depth: camera.depth(of: foot)) { self.tree(at: foot, tall: tall, pine: pine, on: &$0) }
    }
  }

  /// A tree from above.
  private func crown(at: Point, _ radius: Double, on canvas: inout Canvas) {
    let tone = palette.land.mixed(0.5, with: palette.ink)
    canvas.circle(Point(at.x + 0.3 * radius, at.y + 0.35 * radius), radius, Paint(palette.ink, 0.4))
    let leaves = (0..<12).map { step -> Point in
      let angle = Double(step) / 12 * 2 * .pi
      let reach = radius * (step % 2 == 0 ? 1 : 0.82)
      return Point(at.x + cos(angle) * reach, at.y + sin(angle) * reach)
    }
    canvas.blob(leaves, Paint(tone))
    canvas.circle(Point(at.x - 0.25 * radius, at.y - 0.25 * radius), radius * 0.5, Paint(tone.lighter(0.12), 0.8))
  }

  private func tree(at foot: Place3, tall: Double, pine: Bool, on canvas: inout Canvas) {
    guard let at = camera.project(foot) else { return }
    let scale = camera.scale(at: foot) * tall
    guard !isFromAbove else { return crown(at: at, scale * (pine ? 0.2 : 0.3), on: &canvas) }
    let tone = palette.far(palette.land.mixed(0.62, with: palette.ink), camera.depth(of: foot), fog: fog)
    canvas.line([at, Point(at.x, at.y - 0.4 * scale)], Paint(tone.darker(0.3)), width: 0.045 * scale)
    guard pine else {
      let crown = [
        (-0.26, -0.42), (-0.3, -0.66), (-0.14, -0.92), (0.1, -0.98), (0.28, -0.76), (0.27, -0.46), (0, -0.36),
      ]
      canvas.blob(crown.map { Point(at.x + $0.0 * scale, at.y + $0.1 * scale) }, Paint(tone))
      let lit = [(-0.2, -0.62), (-0.1, -0.84), (0.06, -0.88), (-0.04, -0.68)]
      canvas.blob(lit.map { Point(at.x + $0.0 * scale, at.y + $0.1 * scale) }, Paint(tone.lighter(0.14)))
      return
    }
    for (base, top, half) in [(-0.14, -0.56, 0.23), (-0.36, -0.78, 0.18), (-0.6, -1.0, 0.12)] {
      let (left, right) = (
        Point(at.x - half * scale, at.y + base * scale), Point(at.x + half * scale, at.y + base * scale)
      )
      let peak = Point(at.x, at.y + top * scale)
      canvas.polygon([left, peak, right], Paint(tone))
      canvas.polygon([left, peak, Point(at.x - half * 0.25 * scale, at.y + base * scale)], Paint(tone.lighter(0.08)))
    }
  }
}
