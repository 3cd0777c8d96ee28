import Foundation

// MARK: Inserts

extension ForegroundPainter {
  private static let brass = Colour(0xd0a04a)

  func object(_ shape: ObjectShape, on canvas: inout Canvas) {
    if scene.reading.place != .objects { bokeh(on: &canvas) }
    draw(
      shape, at: Point(width * 0.5, height * (shape == .stag ? 0.58 : 0.5)), scale: shape == .stag ? 0.88 : 1,
      on: &canvas)
  }

  /// All that the prompt names, each in a pool of light of its own.
  func tableau(on canvas: inout Canvas) {
    let named = scene.reading.objects
    let shapes = Array((named.isEmpty ? [.photograph, .glass, .cigarette] : named).prefix(4))
    for (index, shape) in shapes.enumerated() {
      let x = (Double(index) + 0.5) / Double(shapes.count)
      let low = index % 2 == 0 ? 0.56 : 0.42
      draw(shape, at: Point(width * x, height * low), scale: 0.9 / Double(max(shapes.count, 2)) + 0.12, on: &canvas)
    }
  }

  private func draw(_ shape: ObjectShape, at center: Point, scale: Double, on canvas: inout Canvas) {
    if shape == .phone, scale == 1 { return phone(on: &canvas) }
    pool(center, scale, on: &canvas)
    switch shape {
    case .key: key(center, scale, on: &canvas)
    case .dial: dial(center, scale, on: &canvas)
    case .stag: stag(center, scale, on: &canvas)
    case .phone: handset(center, scale, on: &canvas)
    case .glass: glass(center, scale, on: &canvas)
    case .photograph: photograph(center, scale, on: &canvas)
    case .cigarette: cigarette(center, scale, on: &canvas)
    }
  }

  /// Hard light from above on what lies there.
  private func pool(_ center: Point, _ scale: Double, on canvas: inout Canvas) {
    let light = palette.light
    let foot = Point(center.x, center.y + 0.26 * scale * size)
    canvas.polygon(
      [
        Point(center.x - 0.1 * scale * size, 0), Point(center.x + 0.1 * scale * size, 0),
        Point(foot.x + 0.7 * scale * size, foot.y), Point(foot.x - 0.7 * scale * size, foot.y),
      ],
      Paint(light, 0.07))
    canvas.ellipse(foot, 0.72 * scale * size, 0.27 * scale * size, Paint(light.mixed(0.72, with: ink)))
    canvas.ellipse(foot, 0.6 * scale * size, 0.21 * scale * size, Paint(light.mixed(0.5, with: ink)))
    canvas.glow(foot, 0.6 * scale * size, light, 0.35, flat: 0.4)
  }

  private func key(_ center: Point, _ scale: Double, on canvas: inout Canvas) {
    let brass = scene.reading.colours.key ?? Self.brass
    let fob = scene.reading.colours.fob ?? Colour(0xb8202c)
    let unit = size * scale
    let at = { (x: Double, y: Double) in Point(center.x + x * unit, center.y + y * unit) }
    let lower = { (point: Point) in Point(point.x + 0.02 * unit, point.y + 0.03 * unit) }
    let shaft = [at(-0.06, 0.12), at(0.42, 0.27)]
    canvas.line(shaft.map(lower), Paint(ink, 0.6), width: 0.055 * unit)
    canvas.line(shaft, Paint(brass), width: 0.055 * unit)
    canvas.line(shaft.map { Point($0.x, $0.y - 0.012 * unit) }, Paint(brass.lighter(0.5), 0.8), width: 0.012 * unit)
    for (share, long) in [(0.78, 0.11), (0.9, 0.09), (0.98, 0.12)] {
      let from = shaft[0].toward(shaft[1], share)
      canvas.line(
        [from, Point(from.x - 0.3 * long * unit, from.y + long * unit)], Paint(brass.darker(0.12)), width: 0.04 * unit)
    }
    for (radius, tone) in [(0.15, brass), (0.125, brass.darker(0.2)), (0.08, ink)] {
      canvas.ellipse(at(-0.15, 0.09), radius * unit, radius * 0.8 * unit, Paint(tone))
    }
    canvas.curve([at(-0.2, 0.06), at(-0.3, -0.06), at(-0.28, -0.16)], Paint(brass.lighter(0.2)), width: 0.018 * unit)
    let diamond = [at(-0.28, -0.46), at(-0.06, -0.2), at(-0.28, 0.02), at(-0.5, -0.2)]
    canvas.polygon(diamond.map(lower), Paint(ink, 0.6))
    canvas.polygon(diamond, Paint(fob))
    canvas.polygon([diamond[0], diamond[1], at(-0.28, -0.2)], Paint(fob.lighter(0.2)))
    guard let number = scene.reading.number else { return }
    canvas.text(number, at: at(-0.28, -0.13), size: 0.2 * unit, Paint(.white), bold: true, anchor: .middle)
  }

  private func dial(_ center: Point, _ scale: Double, on canvas: inout Canvas) {
    let (unit, amber) = (size * scale, Colour(0xf0a030))
    let at = { (x: Double, y: Double) in Point(center.x + x * unit, center.y + y * unit) }
    let corner = at(-0.62, -0.24)
    canvas.glow(center, 0.95 * unit, amber, 0.5)
    canvas.rect(corner.x, corner.y, 1.24 * unit, 0.5 * unit, Paint(ink.lighter(0.1)), radius: 0.05 * unit)
    let glass = canvas.linear(at(0, -0.2), at(0, 0.14), [Stop(0, amber.lighter(0.25)), Stop(1, amber.darker(0.45))])
    canvas.rect(corner.x + 0.05 * unit, corner.y + 0.05 * unit, 1.14 * unit, 0.3 * unit, glass, radius: 0.03 * unit)
    for step in 0...30 {
      let x = -0.5 + Double(step) / 30
      let long = step % 5 == 0 ? 0.09 : 0.045
      canvas.line([at(x, -0.02), at(x, -0.02 + long)], Paint(ink), width: 0.008 * unit)
    }
    for (index, text) in ["54", "70", "90", "110", "130", "160"].enumerated() {
      canvas.text(
        text, at: at(-0.46 + Double(index) * 0.184, -0.06), size: 0.075 * unit, Paint(ink), bold: true, anchor: .middle)
    }
    canvas.line([at(0.14, -0.18), at(0.14, 0.1)], Paint(Colour(0xd02a20)), width: 0.018 * unit)
    for x in [-0.48, 0.48] {
      canvas.circle(at(x, 0.2), 0.085 * unit, Paint(ink))
      canvas.circle(at(x, 0.195), 0.06 * unit, Paint(palette.light.mixed(0.6, with: ink)))
    }
  }

  private func stag(_ center: Point, _ scale: Double, on canvas: inout Canvas) {
    let tone = scene.reading.colours.key == nil ? Colour(0xb98d5a) : Self.brass
    let shape = { (shares: [(Double, Double)]) in self.points(center, shares, scale: scale) }
    let unit = size * scale
    for (x, foot) in [(-0.2, -0.24), (-0.12, -0.1), (0.1, 0.08), (0.18, 0.2)] {
      canvas.line(shape([(x, 0.02), (foot, 0.26)]), Paint(tone.darker(0.25)), width: 0.04 * unit)
    }
    canvas.blob(
      shape([(-0.28, -0.06), (-0.2, -0.12), (0.08, -0.12), (0.2, -0.14), (0.24, 0.0), (0.1, 0.08), (-0.2, 0.07)]),
      Paint(tone))
    canvas.blob(
      shape([(0.12, -0.06), (0.16, -0.26), (0.22, -0.3), (0.28, -0.22), (0.25, -0.02)]), Paint(tone.lighter(0.08)))
    canvas.blob(
      shape([(0.15, -0.3), (0.2, -0.37), (0.28, -0.36), (0.4, -0.28), (0.38, -0.24), (0.26, -0.24)]),
      Paint(tone.lighter(0.14)))
    canvas.circle(shape([(0.27, -0.325)])[0], 0.012 * unit, Paint(ink))
    for side in [-1.0, 1.0] {
      let antler = [(0.22, -0.36), (0.22 + side * 0.09, -0.46), (0.22 + side * 0.1, -0.6)]
      canvas.curve(shape(antler), Paint(tone.lighter(0.35)), width: 0.022 * unit)
      for (x, y) in [(0.2, -0.5), (0.2, -0.58)] {
        canvas.line(
          shape([(0.22 + side * 0.095, y + 0.05), (0.22 + side * x, y - 0.04)]), Paint(tone.lighter(0.35)),
          width: 0.018 * unit)
      }
    }
    canvas.ellipse(shape([(0, 0.28)])[0], 0.36 * unit, 0.05 * unit, Paint(ink))
    canvas.ellipse(shape([(0, 0.265)])[0], 0.34 * unit, 0.045 * unit, Paint(tone.darker(0.5)))
  }
}

// MARK: Smaller things

extension ForegroundPainter {
  private func handset(_ center: Point, _ scale: Double, on canvas: inout Canvas) {
    let shape = { (shares: [(Double, Double)]) in self.points(center, shares, scale: scale) }
    canvas.polygon(shape([(-0.2, -0.4), (0.2, -0.36), (0.16, 0.34), (-0.24, 0.3)]), Paint(ink))
    canvas.polygon(
      shape([(-0.17, -0.35), (0.17, -0.31), (0.13, 0.29), (-0.2, 0.25)]), Paint(palette.neon.lighter(0.4)))
  }

  private func glass(_ center: Point, _ scale: Double, on canvas: inout Canvas) {
    let shape = { (shares: [(Double, Double)]) in self.points(center, shares, scale: scale) }
    let drink = Colour(0xc97a28)
    canvas.polygon(shape([(-0.2, -0.28), (0.2, -0.28), (0.16, 0.26), (-0.16, 0.26)]), Paint(palette.skyLow, 0.28))
    canvas.polygon(shape([(-0.183, -0.02), (0.183, -0.02), (0.155, 0.22), (-0.155, 0.22)]), Paint(drink))
    canvas.polygon(shape([(-0.1, -0.06), (0.04, -0.08), (0.07, 0.06), (-0.08, 0.08)]), Paint(.white, 0.5))
    canvas.line(shape([(-0.15, -0.24), (-0.12, 0.2)]), Paint(.white, 0.6), width: 0.014 * size * scale)
    canvas.ellipse(shape([(0, -0.28)])[0], 0.2 * size * scale, 0.035 * size * scale, Paint(palette.light, 0.5))
  }

  private func photograph(_ center: Point, _ scale: Double, on canvas: inout Canvas) {
    let shape = { (shares: [(Double, Double)]) in self.points(center, shares, scale: scale) }
    canvas.polygon(shape([(-0.26, -0.32), (0.3, -0.26), (0.24, 0.38), (-0.32, 0.32)]), Paint(ink, 0.6))
    canvas.polygon(shape([(-0.28, -0.36), (0.28, -0.3), (0.22, 0.34), (-0.34, 0.28)]), Paint(Colour(0xefeadd)))
    canvas.polygon(shape([(-0.24, -0.31), (0.235, -0.26), (0.2, 0.16), (-0.275, 0.11)]), Paint(palette.skyMiddle))
    canvas.polygon(shape([(-0.25, -0.05), (0.22, 0.0), (0.2, 0.16), (-0.275, 0.11)]), Paint(palette.land))
    canvas.ellipse(shape([(-0.02, -0.12)])[0], 0.05 * size * scale, 0.065 * size * scale, Paint(ink))
    canvas.polygon(shape([(-0.05, -0.06), (0.02, -0.05), (0.05, 0.13), (-0.09, 0.11)]), Paint(palette.cloth))
  }

  private func cigarette(_ center: Point, _ scale: Double, on canvas: inout Canvas) {
    let shape = { (shares: [(Double, Double)]) in self.points(center, shares, scale: scale) }
    let unit = size * scale
    canvas.ellipse(shape([(0, 0.2)])[0], 0.4 * unit, 0.15 * unit, Paint(palette.skyLow.mixed(0.4, with: ink)))
    canvas.ellipse(shape([(0, 0.18)])[0], 0.3 * unit, 0.1 * unit, Paint(ink))
    canvas.line(shape([(-0.3, 0.02), (0.08, 0.16)]), Paint(Colour(0xeeeae0)), width: 0.05 * unit)
    canvas.circle(shape([(0.09, 0.165)])[0], 0.03 * unit, Paint(Colour(0xff6a2a)))
    canvas.curve(
      shape([(0.1, 0.12), (0.16, -0.1), (0.06, -0.26), (0.16, -0.46)]), Paint(.white, 0.35), width: 0.025 * unit)
  }
}
