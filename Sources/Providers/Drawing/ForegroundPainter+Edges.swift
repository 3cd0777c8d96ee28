import Foundation

// MARK: What frames a view: a door, grass, a bonnet, a windscreen

extension ForegroundPainter {
  /// The jamb on one side and the open leaf on the other.
  func doorway(on canvas: inout Canvas) {
    let (w, h) = (width, height)
    let dark = Paint(ink)
    canvas.polygon([Point(0, 0), Point(0.13 * w, 0), Point(0.11 * w, h), Point(0, h)], dark)
    canvas.polygon([Point(0, 0), Point(w, 0), Point(w, 0.07 * h), Point(0, 0.09 * h)], dark)
    canvas.polygon(
      [Point(0.86 * w, 0), Point(w, 0), Point(w, h), Point(0.9 * w, h)], Paint(ink.mixed(0.16, with: palette.wall)))
    canvas.line([Point(0.13 * w, 0.08 * h), Point(0.11 * w, h)], Paint(palette.light, 0.6), width: 0.008 * size)
    canvas.line([Point(0.86 * w, 0.07 * h), Point(0.9 * w, h)], Paint(palette.neon, 0.6), width: 0.008 * size)
    canvas.circle(Point(0.915 * w, 0.6 * h), 0.026 * size, Paint(Colour(0xc39a4a)))
  }

  /// Blades before the lens.
  func grass(on canvas: inout Canvas) {
    var random = scene.random("grass")
    for index in 0..<90 {
      let x = random.number(-0.05...1.05) * width
      let tall = random.number(0.12...0.48) * height
      let lean = random.number(-0.12...0.12) * width
      let tone = index % 4 == 0 ? palette.light.mixed(0.45, with: palette.ground) : palette.ground.mixed(0.6, with: ink)
      canvas.curve(
        [Point(x, height * 1.05), Point(x + lean * 0.3, height - tall * 0.5), Point(x + lean, height - tall)],
        Paint(tone, 0.92), width: random.number(0.006...0.018) * size)
    }
  }

  /// The roof's or bonnet's edge below a view straight ahead.
  func bonnet(on canvas: inout Canvas) {
    let tone = palette.car.mixed(dim, with: ink)
    let edge = [
      Point(-0.1 * width, height * 0.95), Point(0.18 * width, height * 0.83), Point(0.5 * width, height * 0.79),
      Point(0.82 * width, height * 0.83), Point(1.1 * width, height * 0.95),
    ]
    let paint = canvas.linear(
      Point(0, height * 0.79), Point(0, height),
      [Stop(0, tone.mixed(0.35, with: palette.skyLow)), Stop(1, tone.darker(0.4))])
    canvas.blob(edge + [Point(1.1 * width, height * 1.3), Point(-0.1 * width, height * 1.3)], paint)
    canvas.curve(edge, Paint(palette.light, 0.6), width: 0.008 * size)
    canvas.curve(
      [Point(0.5 * width, height * 0.79), Point(0.5 * width, height)], Paint(ink, 0.5), width: 0.006 * size)
  }

  /// The windscreen's frame, wipers, specks on the glass, and the driver's outline at the edge.
  func windscreen(on canvas: inout Canvas) {
    cockpit(top: height * 0.82, on: &canvas)
    var random = scene.random("specks")
    for _ in 0..<70 {
      let at = Point(random.number(0.08...0.92) * width, random.number(0.06...0.8) * height)
      canvas.circle(at, random.number(0.002...0.007) * size, Paint(palette.light, random.number(0.25...0.6)))
    }
    for x in [0.2, 0.56] {
      canvas.line(
        [Point(x * width, height * 0.86), Point((x + 0.26) * width, height * 0.76)], Paint(ink), width: 0.014 * size)
    }
    let center = Point(width * 0.13, height * 0.62)
    canvas.blob(
      points(
        center,
        [
          (-0.12, 0.1), (-0.13, -0.1), (-0.05, -0.2), (0.07, -0.18), (0.12, -0.06), (0.11, 0.08), (0.06, 0.16),
          (0.24, 0.3), (0.34, 0.6), (-0.5, 0.6), (-0.3, 0.24),
        ]),
      Paint(ink.lighter(0.02)))
    canvas.curve(
      points(center, [(0.07, -0.18), (0.12, -0.06), (0.11, 0.08)]), Paint(palette.light, 0.7), width: 0.009 * size)
  }

  /// A road that climbs a mountainside in hairpins, seen from the air.
  func switchbacks(on canvas: inout Canvas) {
    let slope = canvas.linear(
      Point(0, height * 0.1), Point(0, height),
      [
        Stop(0, palette.land.mixed(0.35, with: palette.skyLow)), Stop(0.4, palette.land),
        Stop(1, palette.ground.darker(0.3)),
      ])
    canvas.polygon(
      [
        Point(0, height * 0.34), Point(width * 0.3, height * 0.2), Point(width * 0.56, height * 0.07),
        Point(width * 0.78, height * 0.2), Point(width, height * 0.3), Point(width, height), Point(0, height),
      ], slope)
    canvas.polygon(
      [
        Point(width * 0.56, height * 0.07), Point(width * 0.78, height * 0.2), Point(width, height * 0.3),
        Point(width, height), Point(width * 0.72, height), Point(width * 0.6, height * 0.5),
      ], Paint(ink, 0.28))
    let bends: [(Double, Double)] = [
      (0.1, 1.05), (0.84, 0.84), (0.2, 0.66), (0.74, 0.51), (0.3, 0.39), (0.66, 0.29), (0.42, 0.21), (0.57, 0.14),
    ]
    for (index, (from, to)) in zip(bends, bends.dropFirst()).enumerated().reversed() {
      let near = pow(0.74, Double(index))
      let line = [from, to].map { Point($0.0 * width, $0.1 * height) }
      canvas.line(line, Paint(palette.road.lighter(0.12)), width: 0.1 * near * size)
      canvas.line(line, Paint(palette.light, 0.5), width: 0.005 * near * size)
    }
    drive(up: bends.map { Point($0.0 * width, $0.1 * height) }, on: &canvas)
  }

  /// Tail-lights with their trail on the second stretch, headlights beyond.
  private func drive(up bends: [Point], on canvas: inout Canvas) {
    let (from, to) = (bends[1], bends[2])
    canvas.line([from.toward(to, 0.05), from.toward(to, 0.55)], Paint(Colour(0xff4a38), 0.8), width: 0.012 * size)
    canvas.line([bends[0].toward(from, 0.4), from], Paint(Colour(0xff4a38), 0.45), width: 0.012 * size)
    let car = from.toward(to, 0.58)
    canvas.glow(from.toward(to, 0.74), 0.2 * size, palette.light, 0.7, flat: 0.4)
    canvas.rect(
      car.x - 0.04 * size, car.y - 0.024 * size, 0.08 * size, 0.036 * size, Paint(palette.car), radius: 0.012 * size)
    canvas.rect(car.x - 0.02 * size, car.y - 0.042 * size, 0.045 * size, 0.022 * size, Paint(ink), radius: 0.008 * size)
    canvas.glow(Point(car.x + 0.04 * size, car.y), 0.05 * size, Colour(0xff4a38), 0.9)
  }
}
