import Foundation

// MARK: The inside of a car

extension ForegroundPainter {
  /// The frame of the windscreen, the dashboard's edge at `top`, and its lit instruments.
  func cockpit(top: Double, on canvas: inout Canvas) {
    let (w, h) = (width, height)
    let dark = ink.mixed(0.1, with: palette.land)
    canvas.blob(
      [
        Point(-0.1 * w, -0.1 * h), Point(0.13 * w, -0.06 * h), Point(0.045 * w, 0.4 * h), Point(-0.04 * w, 1.1 * h),
        Point(-0.2 * w, 0.5 * h),
      ], Paint(ink))
    canvas.blob(
      [
        Point(1.1 * w, -0.1 * h), Point(0.87 * w, -0.06 * h), Point(0.955 * w, 0.4 * h), Point(1.04 * w, 1.1 * h),
        Point(1.2 * w, 0.5 * h),
      ], Paint(ink))
    canvas.polygon(
      [Point(0, 0), Point(w, 0), Point(w, 0.1 * h), Point(0.5 * w, 0.075 * h), Point(0, 0.11 * h)], Paint(ink))
    let edge = [
      Point(-0.05 * w, top + 0.07 * h), Point(0.2 * w, top + 0.01 * h), Point(0.5 * w, top),
      Point(0.8 * w, top + 0.015 * h), Point(1.05 * w, top + 0.08 * h),
    ]
    canvas.blob(edge + [Point(1.1 * w, 1.2 * h), Point(0.5 * w, 1.3 * h), Point(-0.1 * w, 1.2 * h)], Paint(dark))
    canvas.curve(edge, Paint(palette.skyLow, 0.5), width: 0.006 * size)
  }

  private func dials(at center: Point, on canvas: inout Canvas) {
    for side in [-1.0, 1.0] {
      let at = Point(center.x + side * 0.135 * size, center.y)
      canvas.glow(at, 0.2 * size, palette.neon, 0.4)
      canvas.circle(at, 0.09 * size, Paint(ink))
      for tick in 0..<11 {
        let angle = (150 + Double(tick) * 24) * Double.pi / 180
        let (inner, outer) = (0.068 * size, 0.082 * size)
        canvas.line(
          [
            Point(at.x + cos(angle) * inner, at.y + sin(angle) * inner),
            Point(at.x + cos(angle) * outer, at.y + sin(angle) * outer),
          ],
          Paint(palette.light), width: 0.005 * size)
      }
      let needle = (side < 0 ? 235.0 : 290) * Double.pi / 180
      canvas.line(
        [at, Point(at.x + cos(needle) * 0.07 * size, at.y + sin(needle) * 0.07 * size)], Paint(palette.neon),
        width: 0.008 * size)
    }
  }

  func wheel(on canvas: inout Canvas) {
    cockpit(top: height * 0.56, on: &canvas)
    let hub = Point(width * 0.5, height * 1.02)
    dials(at: Point(hub.x, height * 0.72), on: &canvas)
    let radius = 0.44 * size
    let ring = (0...40).map { step -> Point in
      let angle = (180 + Double(step) * 4.5) * Double.pi / 180
      return Point(hub.x + cos(angle) * radius, hub.y + sin(angle) * radius)
    }
    canvas.line(ring, Paint(ink), width: 0.075 * size)
    canvas.line(ring.map { Point($0.x, $0.y - 0.014 * size) }, Paint(palette.skyLow, 0.5), width: 0.008 * size)
    canvas.blob(
      points(hub, [(-0.4, 0.02), (-0.12, -0.09), (0.12, -0.09), (0.4, 0.02), (0.14, 0.14), (-0.14, 0.14)]),
      Paint(ink.lighter(0.05)))
    for side in [-1.0, 1.0] { hand(on: hub, radius: radius, side: side, canvas: &canvas) }
  }

  /// A hand that holds the wheel at ten or at two, with its sleeve.
  private func hand(on hub: Point, radius: Double, side: Double, canvas: inout Canvas) {
    let skin = palette.skin.mixed(dim, with: ink)
    let cloth = scene.cloth(of: driver).mixed(dim, with: ink)
    let angle = (270 + side * 46) * Double.pi / 180
    let (out, along) = (Point(cos(angle), sin(angle)), Point(-sin(angle) * side, cos(angle) * side))
    let at = { (outward: Double, onward: Double) in
      Point(
        hub.x + out.x * (radius + outward * self.size) + along.x * onward * self.size,
        hub.y + out.y * (radius + outward * self.size) + along.y * onward * self.size)
    }
    let wrist = at(-0.035, 0.15)
    let elbow = Point(width * (0.5 + side * 0.5), height * 1.12)
    canvas.line([elbow, wrist], Paint(cloth), width: 0.16 * size)
    canvas.line(
      [Point(elbow.x, elbow.y - 0.07 * size), Point(wrist.x, wrist.y - 0.07 * size)], Paint(palette.neon, 0.4),
      width: 0.008 * size)
    canvas.blob(
      [at(-0.085, -0.06), at(-0.08, 0.1), at(-0.03, 0.17), at(0.045, 0.13), at(0.06, 0.02), at(0.045, -0.07)],
      Paint(skin.darker(0.12)))
    for finger in 0..<4 {
      let shift = -0.062 + Double(finger) * 0.05
      canvas.line(
        [at(0.052, shift), at(0.005, shift - 0.008), at(-0.04, shift)], Paint(skin.darker(0.4)), width: 0.054 * size)
      canvas.line([at(0.052, shift), at(0.005, shift - 0.008), at(-0.036, shift)], Paint(skin), width: 0.044 * size)
      canvas.circle(at(0.05, shift), 0.016 * size, Paint(palette.light.mixed(0.5, with: skin), 0.6))
    }
    canvas.line([at(-0.07, 0.09), at(-0.075, 0.0), at(-0.06, -0.075)], Paint(skin.darker(0.08)), width: 0.048 * size)
  }

  func backSeat(on canvas: inout Canvas) {
    cockpit(top: height * 0.6, on: &canvas)
    let rim = Paint(palette.neon.mixed(0.3, with: palette.light), 0.85)
    dials(at: Point(width * 0.32, height * 0.76), on: &canvas)
    canvas.line([Point(width * 0.52, 0), Point(width * 0.52, height * 0.08)], Paint(ink), width: 0.02 * size)
    canvas.rect(width * 0.52 - 0.17 * size, height * 0.06, 0.34 * size, 0.1 * size, Paint(ink), radius: 0.035 * size)
    canvas.rect(
      width * 0.52 - 0.155 * size, height * 0.06 + 0.013 * size, 0.31 * size, 0.074 * size, Paint(palette.skyMiddle),
      radius: 0.028 * size)
    canvas.ellipse(
      Point(width * 0.52, height * 0.06 + 0.05 * size), 0.05 * size, 0.033 * size, Paint(palette.skin.darker(0.4)))
    let passengers = scene.reading.seated.dropFirst().prefix(1)
    for (person, place) in zip([driver] + passengers, [0.3, 0.72]) {
      occupant(person, Point(width * place, height * 0.62), rim, on: &canvas)
    }
  }

  private func occupant(_ person: Person, _ center: Point, _ rim: Paint, on canvas: inout Canvas) {
    let shoulders = [
      (-0.4, 0.62), (-0.31, 0.3), (-0.2, 0.2), (-0.07, 0.13), (0.07, 0.13), (0.2, 0.2), (0.31, 0.3), (0.4, 0.62),
    ]
    canvas.blob(points(center, shoulders), Paint(scene.cloth(of: person).mixed(0.55, with: ink)))
    canvas.curve(points(center, [(-0.38, 0.52), (-0.31, 0.3), (-0.2, 0.2), (-0.08, 0.14)]), rim, width: 0.009 * size)
    canvas.polygon(
      points(center, [(-0.065, 0.0), (0.065, 0.0), (0.08, 0.2), (-0.08, 0.2)]),
      Paint(palette.skin.mixed(0.6, with: ink)))
    for side in [-1.0, 1.0] {
      canvas.ellipse(
        points(center, [(side * 0.108, -0.02)])[0], 0.018 * size, 0.034 * size,
        Paint(palette.skin.mixed(0.5, with: ink)))
    }
    let short = [
      (-0.07, 0.085), (-0.1, 0.02), (-0.112, -0.08), (-0.075, -0.165), (0, -0.19), (0.075, -0.165), (0.112, -0.08),
      (0.1, 0.02), (0.07, 0.085),
    ]
    let long = [
      (-0.15, 0.2), (-0.135, 0.0), (-0.12, -0.1), (-0.075, -0.17), (0, -0.195), (0.075, -0.17), (0.12, -0.1),
      (0.135, 0.0), (0.15, 0.2), (0, 0.23),
    ]
    canvas.blob(points(center, person.isFemale ? long : short), Paint(ink.mixed(0.14, with: palette.land)))
    canvas.curve(
      points(center, [(-0.108, -0.01), (-0.112, -0.08), (-0.075, -0.165), (0, -0.19)]), rim, width: 0.009 * size)
    let rest = [(-0.3, 0.9), (-0.28, 0.46), (-0.2, 0.36), (0.2, 0.36), (0.28, 0.46), (0.3, 0.9)]
    canvas.blob(points(center, rest), Paint(ink))
    canvas.blob(
      points(center, [(-0.12, 0.38), (-0.13, 0.22), (-0.09, 0.18), (0.09, 0.18), (0.13, 0.22), (0.12, 0.38)]),
      Paint(ink.lighter(0.03)))
  }

  func mirror(on canvas: inout Canvas) {
    cockpit(top: height * 0.86, on: &canvas)
    let center = Point(width * 0.5, height * 0.4)
    let scale = min(width / size, 1.7) * 0.62
    canvas.line([Point(center.x, 0), center], Paint(ink), width: 0.04 * size)
    let frame = [
      (-0.62, -0.16), (-0.3, -0.22), (0.3, -0.22), (0.62, -0.16), (0.64, 0.06), (0.56, 0.2), (0, 0.23), (-0.56, 0.2),
      (-0.64, 0.06),
    ]
    canvas.blob(points(center, frame, scale: scale * 1.09), Paint(ink))
    let skin = palette.skin.mixed(dim, with: ink)
    let glass = canvas.linear(
      Point(center.x - 0.6 * size, 0), Point(center.x + 0.6 * size, 0),
      [
        Stop(0, skin.darker(0.55)), Stop(0.35, skin), Stop(0.7, palette.light.mixed(0.4, with: skin)),
        Stop(1, skin.darker(0.3)),
      ])
    canvas.blob(points(center, frame, scale: scale), glass)
    for side in [-1.0, 1.0] {
      eye(Point(center.x + side * 0.24 * size * scale, center.y + 0.02 * size), side, scale, skin, on: &canvas)
    }
    canvas.curve(
      points(center, [(-0.05, -0.06), (-0.02, 0.06), (-0.05, 0.18)], scale: scale), Paint(skin.darker(0.5), 0.6),
      width: 0.016 * size)
    canvas.polygon(
      points(center, [(0.34, -0.21), (0.46, -0.19), (0.34, 0.21), (0.22, 0.22)], scale: scale),
      Paint(palette.skyLow, 0.22))
    let hair = [(-0.6, -0.16), (-0.3, -0.22), (0.3, -0.22), (0.6, -0.16), (0.3, -0.165), (0, -0.17), (-0.3, -0.16)]
    canvas.blob(points(center, hair, scale: scale), Paint(ink.lighter(0.04)))
  }

  private func eye(_ at: Point, _ side: Double, _ scale: Double, _ skin: Colour, on canvas: inout Canvas) {
    let flip = { (shares: [(Double, Double)]) in self.points(at, shares.map { ($0.0 * side, $0.1) }, scale: scale) }
    canvas.blob(
      flip([(-0.15, 0.0), (-0.06, -0.08), (0.08, -0.07), (0.17, 0.0), (0.05, 0.08), (-0.07, 0.07)]),
      Paint(skin.darker(0.4), 0.8))
    canvas.blob(
      flip([(-0.12, 0.015), (-0.03, -0.045), (0.06, -0.04), (0.13, 0.005), (0.04, 0.045), (-0.05, 0.045)]),
      Paint(palette.light.lighter(0.65)))
    canvas.circle(flip([(0.0, 0)])[0], 0.046 * size * scale, Paint(palette.neon.mixed(0.55, with: ink)))
    canvas.circle(flip([(0.0, 0)])[0], 0.024 * size * scale, Paint(ink))
    canvas.circle(flip([(0.016, -0.016)])[0], 0.01 * size * scale, Paint(.white))
    canvas.curve(
      flip([(-0.13, 0.012), (-0.03, -0.052), (0.06, -0.046), (0.15, -0.005)]), Paint(ink), width: 0.016 * size)
    canvas.curve(
      flip([(-0.15, -0.09), (-0.02, -0.14), (0.1, -0.125), (0.19, -0.075)]), Paint(ink), width: 0.034 * size)
  }
}
