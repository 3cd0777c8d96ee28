import Foundation

// MARK: Two in a car, seen through its windscreen from the bonnet

extension ForegroundPainter {
  func occupants(_ shown: Framing.Occupants, on canvas: inout Canvas) {
    let zoom = shown == .both ? 1.0 : 1.75
    let middle = shown == .both ? 0.5 : shown == .driver ? 0.32 : 0.68
    // Shares of the picture around what the camera looks at.
    let at = { (x: Double, y: Double) in
      Point(self.width * (0.5 + (x - middle) * zoom), self.height * (0.5 + (y - (shown == .both ? 0.5 : 0.47)) * zoom))
    }
    let inside = canvas.linear(
      at(0, 0), at(0, 0.9),
      [Stop(0, ink), Stop(0.6, ink.mixed(0.2, with: palette.skyTop)), Stop(1, ink.mixed(0.3, with: amber))])
    canvas.polygon([at(0.14, 0.1), at(0.86, 0.1), at(0.99, 0.8), at(0.01, 0.8)], inside)
    rearWindow([at(0.36, 0.22), at(0.64, 0.22), at(0.66, 0.4), at(0.34, 0.4)], on: &canvas)
    let (driver, passenger) = seats
    if let passenger { bust(passenger, at: at(0.68, 0.44), scale: 1.1 * zoom, on: &canvas) }
    bust(driver, at: at(0.32, 0.45), scale: 1.1 * zoom, on: &canvas)
    steering(at(0.32, 0.82), radius: 0.24 * zoom * size, on: &canvas)
    canvas.glow(at(0.5, 0.84), 0.5 * zoom * size, amber, 0.55, flat: 0.5)
    frame(at, zoom, on: &canvas)
    drops(on: &canvas)
  }

  private var amber: Colour { Colour(0xf0a030) }

  private var seats: (driver: Person, passenger: Person?) {
    let people = scene.reading.people
    return (people.first ?? Person(), people.dropFirst().first)
  }

  private func rearWindow(_ corners: [Point], on canvas: inout Canvas) {
    canvas.polygon(corners, Paint(palette.skyMiddle, 0.8))
    canvas.polygon(
      [
        corners[3].toward(corners[0], 0.45), corners[0].toward(corners[1], 0.5), corners[2].toward(corners[1], 0.35),
        corners[2], corners[3],
      ],
      Paint(palette.land, 0.8))
  }

  private func steering(_ hub: Point, radius: Double, on canvas: inout Canvas) {
    let ring = (0...30).map { step -> Point in
      let angle = (185 + Double(step) * 5.67) * Double.pi / 180
      return Point(hub.x + cos(angle) * radius, hub.y + sin(angle) * radius)
    }
    canvas.line(ring, Paint(ink.darker(0.3)), width: radius * 0.16)
    canvas.line(ring, Paint(amber, 0.5), width: radius * 0.03)
    for index in [8, 22] {
      canvas.circle(ring[index], radius * 0.2, Paint(palette.skin.mixed(dim, with: ink)))
    }
  }

  /// Roof, pillars, the edge of the bonnet in the car's own paint, wipers.
  private func frame(_ at: (Double, Double) -> Point, _ zoom: Double, on canvas: inout Canvas) {
    let body = palette.car.mixed(dim, with: ink)
    canvas.polygon(
      [at(-0.4, -0.4), at(1.4, -0.4), at(1.4, 0.06), at(0.86, 0.1), at(0.14, 0.1), at(-0.4, 0.06)],
      Paint(body.darker(0.25)))
    canvas.polygon(
      [at(0.14, 0.1), at(0.17, 0.1), at(0.045, 0.8), at(-0.4, 0.86), at(-0.4, 0.3), at(0.02, 0.3)],
      Paint(body.darker(0.4)))
    canvas.polygon(
      [at(0.86, 0.1), at(0.83, 0.1), at(0.955, 0.8), at(1.4, 0.86), at(1.4, 0.3), at(0.98, 0.3)],
      Paint(body.darker(0.4)))
    canvas.curve([at(0.14, 0.1), at(0.5, 0.085), at(0.86, 0.1)], Paint(palette.skyLow, 0.6), width: 0.012 * size)
    let bonnet = canvas.linear(
      at(0, 0.8), at(0, 1.1), [Stop(0, body.mixed(0.35, with: palette.skyLow)), Stop(1, body.darker(0.45))])
    canvas.blob(
      [at(-0.3, 0.9), at(0.02, 0.83), at(0.5, 0.785), at(0.98, 0.83), at(1.3, 0.9), at(1.3, 1.6), at(-0.3, 1.6)], bonnet
    )
    for (from, to) in [(0.2, 0.46), (0.56, 0.82)] {
      canvas.line([at(from, 0.81), at(to, 0.74)], Paint(ink), width: 0.012 * zoom * size)
    }
    let sheen = [at(0.56, 0.1), at(0.66, 0.1), at(0.54, 0.8), at(0.4, 0.8)]
    canvas.polygon(sheen, Paint(palette.skyLow, 0.13))
  }

  private func drops(on canvas: inout Canvas) {
    guard scene.reading.weather == .rain || scene.isWet else { return }
    var random = scene.random("drops \(scene.camera.setup.distance)")
    for _ in 0..<90 {
      let at = Point(random.number(0...1) * width, random.number(0...0.85) * height)
      let radius = random.number(0.002...0.009) * size
      canvas.ellipse(at, radius, radius * 1.4, Paint(palette.skyLow.lighter(0.4), random.number(0.25...0.6)))
      guard random.chance(0.2) else { continue }
      canvas.line(
        [at, Point(at.x, at.y - random.number(0.03...0.12) * size)], Paint(palette.skyLow.lighter(0.4), 0.25),
        width: radius)
    }
  }
}

// MARK: Head and shoulders from the front

extension ForegroundPainter {
  func bust(_ person: Person, at center: Point, scale: Double, on canvas: inout Canvas) {
    let skin = palette.skin.mixed(dim, with: ink)
    let cloth = scene.cloth(of: person).mixed(dim * 0.7, with: ink)
    let hair = person.isOld ? Colour(0xa9a8a6).mixed(dim, with: ink) : ink.mixed(0.14, with: palette.land)
    if person.isFemale, !person.hasHood {
      canvas.blob(
        points(
          center,
          [
            (-0.13, -0.08), (-0.09, -0.18), (0, -0.2), (0.09, -0.18), (0.13, -0.08), (0.16, 0.16), (0.1, 0.24),
            (-0.1, 0.24), (-0.16, 0.16),
          ], scale: scale),
        Paint(hair))
    }
    if person.outfit == .coat { fallenHood(center, scale, cloth, up: person.hasHood, on: &canvas) }
    canvas.blob(
      points(
        center,
        [
          (-0.42, 0.66), (-0.33, 0.3), (-0.22, 0.21), (-0.07, 0.15), (0.07, 0.15), (0.22, 0.21), (0.33, 0.3),
          (0.42, 0.66),
        ], scale: scale),
      Paint(cloth))
    canvas.polygon(
      points(center, [(-0.055, 0.04), (0.055, 0.04), (0.07, 0.18), (0, 0.24), (-0.07, 0.18)], scale: scale),
      Paint(skin.darker(0.25)))
    let face = canvas.linear(
      points(center, [(0, 0.15)])[0], points(center, [(0, -0.16)])[0],
      [Stop(0, palette.light.mixed(0.5, with: skin)), Stop(0.55, skin), Stop(1, skin.darker(0.3))])
    canvas.blob(
      points(
        center,
        [
          (-0.1, -0.06), (-0.09, 0.04), (-0.045, 0.12), (0, 0.135), (0.045, 0.12), (0.09, 0.04), (0.1, -0.06),
          (0.07, -0.14), (-0.07, -0.14),
        ], scale: scale), face)
    canvas.blob(
      points(
        center,
        [
          (-0.11, -0.02), (-0.115, -0.1), (-0.07, -0.18), (0.02, -0.19), (0.09, -0.16), (0.115, -0.08), (0.11, -0.02),
          (0.08, -0.1), (-0.04, -0.11),
        ], scale: scale), Paint(hair))
    frontFeatures(center, scale, skin, on: &canvas)
    collars(center, scale, cloth, on: &canvas)
  }

  private func fallenHood(_ center: Point, _ scale: Double, _ cloth: Colour, up: Bool, on canvas: inout Canvas) {
    let down = [(-0.2, 0.26), (-0.19, 0.1), (-0.1, 0.06), (0.1, 0.06), (0.19, 0.1), (0.2, 0.26)]
    let raised = [(-0.2, 0.26), (-0.17, -0.04), (-0.11, -0.2), (0, -0.245), (0.11, -0.2), (0.17, -0.04), (0.2, 0.26)]
    canvas.blob(points(center, up ? raised : down, scale: scale), Paint(cloth.darker(0.3)))
  }

  private func frontFeatures(_ center: Point, _ scale: Double, _ skin: Colour, on canvas: inout Canvas) {
    for side in [-1.0, 1.0] {
      let eye = points(center, [(side * 0.042, -0.022)], scale: scale)[0]
      canvas.ellipse(eye, 0.019 * size * scale, 0.009 * size * scale, Paint(palette.light.lighter(0.6)))
      canvas.circle(eye, 0.009 * size * scale, Paint(ink))
      canvas.curve(
        points(center, [(side * 0.015, -0.05), (side * 0.045, -0.06), (side * 0.07, -0.046)], scale: scale), Paint(ink),
        width: 0.009 * size * scale)
    }
    canvas.curve(
      points(center, [(0.006, -0.02), (0.018, 0.035), (-0.006, 0.042)], scale: scale), Paint(skin.darker(0.45)),
      width: 0.006 * size * scale)
    canvas.curve(
      points(center, [(-0.032, 0.079), (0, 0.083), (0.032, 0.079)], scale: scale),
      Paint(Colour(0x8c3a3e).mixed(dim, with: ink)),
      width: 0.012 * size * scale)
  }

  private func collars(_ center: Point, _ scale: Double, _ cloth: Colour, on canvas: inout Canvas) {
    for side in [-1.0, 1.0] {
      canvas.polygon(
        points(
          center, [(side * 0.06, 0.15), (side * 0.16, 0.2), (side * 0.1, 0.36), (side * 0.01, 0.25)], scale: scale),
        Paint(cloth.lighter(0.16)))
    }
    canvas.line(
      points(center, [(0, 0.27), (0.01, 0.64)], scale: scale), Paint(cloth.darker(0.4)), width: 0.01 * size * scale)
  }
}
