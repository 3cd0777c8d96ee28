import Foundation

extension ScenePainter {
  /// One side of the car's body, and where it looks.
  private struct Face {
    let corners: [Place3]
    let normal: Place3
    let tone: Colour
  }

  private static let wide = 0.93
  /// The car's outline from the side: height over length, from the rear bumper over the roof's foot to the nose.
  private static let profile: [(z: Double, y: Double)] = [
    (-2.34, 0.34), (-2.4, 0.6), (-2.34, 0.9), (-1.45, 0.98), (0.9, 0.96), (2.2, 0.84), (2.38, 0.62), (2.34, 0.34),
  ]

  func car(on canvas: inout Canvas) {
    shadow(on: &canvas)
    let isLow = camera.position.y < 0.95
    if isLow { cabin(on: &canvas) }
    tyres(on: &canvas)
    body(on: &canvas)
    for side in [-1.0, 1.0] where isSeen(Place3(side, 0, 0), at: Place3(side * Self.wide, 0.5, 0)) {
      flank(side, on: &canvas)
    }
    if !isLow { cabin(on: &canvas) }
    lights(on: &canvas)
  }

  private func isSeen(_ normal: Place3, at place: Place3) -> Bool {
    let eye = camera.position
    return (eye.x - place.x) * normal.x + (eye.y - place.y) * normal.y + (eye.z - place.z) * normal.z > 0
  }

  private func shadow(on canvas: inout Canvas) {
    for (grow, strength) in [(0.55, 0.28), (0.25, 0.4), (0.0, 0.55)] {
      let ring = (0..<28).map { step -> Place3 in
        let angle = Double(step) / 28 * 2 * .pi
        return Place3(cos(angle) * (1.02 + grow), 0.01, sin(angle) * (2.45 + grow))
      }
      area(ring, Paint(palette.ink, strength), on: &canvas)
    }
  }

  private var paintTone: Colour { isNight ? palette.car.darker(0.42) : palette.car }

  private func body(on canvas: inout Canvas) {
    let tone = paintTone
    let (w, t) = (Self.wide, Self.wide - 0.06)
    let across = { (z: Double, y: Double, half: Double) in [Place3(-half, y, z), Place3(half, y, z)] }
    let span = { (a: [Place3], b: [Place3]) in [a[0], a[1], b[1], b[0]] }
    let sky = palette.skyMiddle
    let faces = [
      Face(
        corners: span(across(-2.34, 0.9, w), across(-1.4, 0.99, t)), normal: Place3(0, 1, -0.1),
        tone: tone.mixed(0.32, with: sky)),
      Face(
        corners: span(across(-1.4, 0.99, t), across(0.9, 0.97, t)), normal: Place3(0, 1, 0),
        tone: tone.mixed(0.2, with: sky)),
      Face(
        corners: span(across(0.9, 0.97, t), across(2.2, 0.85, w)), normal: Place3(0, 1, 0.1),
        tone: tone.mixed(0.38, with: sky)),
      Face(
        corners: span(across(-2.36, 0.3, w), across(-2.4, 0.6, w)), normal: Place3(0, 0, -1), tone: tone.darker(0.42)),
      Face(
        corners: span(across(-2.4, 0.6, w), across(-2.34, 0.9, w)), normal: Place3(0, 0.1, -1),
        tone: tone.darker(0.16)),
      Face(corners: span(across(2.36, 0.3, w), across(2.38, 0.62, w)), normal: Place3(0, 0, 1), tone: tone.darker(0.4)),
      Face(
        corners: span(across(2.38, 0.62, w), across(2.2, 0.85, w)), normal: Place3(0, 0.3, 1), tone: tone.darker(0.1)),
    ]
    for face in faces where isSeen(face.normal, at: face.corners[0]) {
      area(face.corners, Paint(face.tone), on: &canvas)
    }
    fittings(on: &canvas)
  }

  private func bar(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, z: Double) -> [Place3] {
    [
      Place3(x.lowerBound, y.lowerBound, z), Place3(x.upperBound, y.lowerBound, z),
      Place3(x.upperBound, y.upperBound, z),
      Place3(x.lowerBound, y.upperBound, z),
    ]
  }

  private func fittings(on canvas: inout Canvas) {
    let chrome = palette.skyLow.mixed(0.35, with: palette.ink)
    if isSeen(Place3(0, 0, -1), at: Place3(0, 0.6, -2.4)) {
      area(bar(-0.9...0.9, 0.38...0.5, z: -2.42), Paint(chrome), on: &canvas)
      area(bar(-0.24...0.24, 0.54...0.68, z: -2.41), Paint(palette.light.mixed(0.35, with: palette.ink)), on: &canvas)
      area(bar(-0.9...0.9, 0.7...0.86, z: -2.4), Paint(palette.ink, 0.55), on: &canvas)
    }
    if isSeen(Place3(0, 0, 1), at: Place3(0, 0.6, 2.4)) {
      area(bar(-0.9...0.9, 0.36...0.48, z: 2.4), Paint(chrome), on: &canvas)
      area(bar(-0.86...0.86, 0.54...0.76, z: 2.37), Paint(palette.ink), on: &canvas)
      for step in -4...4 {
        let x = Double(step) * 0.1
        area(bar((x - 0.012)...(x + 0.012), 0.55...0.75, z: 2.375), Paint(chrome, 0.8), on: &canvas)
      }
    }
  }

  private func flank(_ side: Double, on canvas: inout Canvas) {
    let x = side * Self.wide
    let tone = paintTone.darker(0.14)
    let outline = camera.project(Self.profile.map { Place3(x, $0.y, $0.z) })
    guard outline.count > 2, let high = camera.project(Place3(x, 0.95, 0)), let low = camera.project(Place3(x, 0.3, 0))
    else { return }
    let paint = canvas.linear(
      high, low, [Stop(0, tone.mixed(0.3, with: palette.skyMiddle)), Stop(0.4, tone), Stop(1, tone.darker(0.5))])
    canvas.polygon(outline, paint)
    let scale = camera.scale(at: Place3(x, 0.9, 0))
    let shoulder = [(-2.3, 0.86), (-1.4, 0.9), (0.9, 0.89), (2.15, 0.8)].compactMap {
      camera.project(Place3(x * 1.005, $0.1, $0.0))
    }
    canvas.line(shoulder, Paint(palette.skyLow.lighter(0.25), 0.7), width: max(0.028 * scale, 0.6))
    for z in [-0.62, 0.62] {
      let gap = [Place3(x * 1.004, 0.36, z), Place3(x * 1.004, 0.93, z)].compactMap { camera.project($0) }
      canvas.line(gap, Paint(palette.ink, 0.5), width: max(0.016 * scale, 0.5))
    }
    for z in [-1.5, 1.48] { wheel(x: x, z: z, on: &canvas) }
  }

  private func ring(_ x: Double, _ z: Double, _ y: Double, _ radius: Double) -> [Place3] {
    (0..<26).map { step in
      let angle = Double(step) / 26 * 2 * .pi
      return Place3(x, y + radius * sin(angle), z + radius * cos(angle))
    }
  }

  private func wheel(x: Double, z: Double, on canvas: inout Canvas) {
    let out = x * 1.01
    area(ring(out, z, 0.4, 0.43).map { Place3($0.x, max($0.y, 0.3), $0.z) }, Paint(palette.ink), on: &canvas)
    area(ring(out * 1.005, z, 0.34, 0.34), Paint(palette.ink.lighter(0.06)), on: &canvas)
    area(ring(out * 1.01, z, 0.34, 0.21), Paint(palette.skyLow.mixed(0.45, with: palette.ink)), on: &canvas)
    for spoke in 0..<5 {
      let angle = Double(spoke) / 5 * 2 * .pi + 0.3
      let tip = Place3(out * 1.012, 0.34 + 0.19 * sin(angle), z + 0.19 * cos(angle))
      let line = [Place3(out * 1.012, 0.34, z), tip].compactMap { camera.project($0) }
      canvas.line(line, Paint(palette.ink, 0.75), width: max(0.05 * camera.scale(at: tip), 0.5))
    }
    area(ring(out * 1.013, z, 0.34, 0.06), Paint(palette.ink), on: &canvas)
  }

  /// What is seen of the tyres from behind or before the car.
  private func tyres(on canvas: inout Canvas) {
    for side in [-1.0, 1.0] {
      let x = min(side * 0.64, side * 0.92)...max(side * 0.64, side * 0.92)
      for z in [-1.84, 1.82] { area(bar(x, 0...0.5, z: z), Paint(palette.ink.lighter(0.04)), on: &canvas) }
    }
    area(bar(-0.9...0.9, 0.2...0.42, z: camera.position.z < 0 ? -1.8 : 1.8), Paint(palette.ink), on: &canvas)
  }
}

// MARK: The cabin and the lights

extension ScenePainter {
  private func cabin(on canvas: inout Canvas) {
    let (base, roof) = (0.84, 0.63)
    let at = { (x: Double, y: Double, z: Double) in Place3(x, y, z) }
    let glass = palette.ink.mixed(isNight ? 0.16 : 0.3, with: palette.skyMiddle)
    let tone = paintTone
    if isSeen(at(0, 0.6, -1), at: at(0, 1.2, -1.1)) {
      area(
        [at(-base, 0.98, -1.5), at(base, 0.98, -1.5), at(roof, 1.4, -0.8), at(-roof, 1.4, -0.8)],
        Paint(tone.darker(0.25)), on: &canvas)
      area(
        [
          at(-base + 0.1, 1.02, -1.45), at(base - 0.1, 1.02, -1.45), at(roof - 0.05, 1.36, -0.86),
          at(-roof + 0.05, 1.36, -0.86),
        ], Paint(glass), on: &canvas)
      heads(z: -0.15, on: &canvas)
    }
    if isSeen(at(0, 0.6, 1), at: at(0, 1.2, 0.6)) {
      area(
        [at(-base, 0.97, 1.0), at(base, 0.97, 1.0), at(roof, 1.41, 0.2), at(-roof, 1.41, 0.2)], Paint(tone.darker(0.2)),
        on: &canvas)
      area(
        [
          at(-base + 0.1, 1.0, 0.94), at(base - 0.1, 1.0, 0.94), at(roof - 0.04, 1.37, 0.27),
          at(-roof + 0.04, 1.37, 0.27),
        ], Paint(glass), on: &canvas)
      heads(z: 0, on: &canvas)
      glint(on: &canvas)
    }
    for side in [-1.0, 1.0] where isSeen(at(side, 0.25, 0), at: at(side * 0.8, 1.2, 0)) {
      cabinSide(side, base: base, roof: roof, glass: glass, on: &canvas)
    }
    if isSeen(at(0, 1, 0), at: at(0, 1.41, 0)) {
      area(
        [at(-roof, 1.4, -0.8), at(roof, 1.4, -0.8), at(roof, 1.42, 0.2), at(-roof, 1.42, 0.2)],
        Paint(tone.mixed(0.42, with: palette.skyMiddle)), on: &canvas)
    }
  }

  private func cabinSide(_ side: Double, base: Double, roof: Double, glass: Colour, on canvas: inout Canvas) {
    let (b, r) = (side * base, side * roof)
    area(
      [Place3(b, 0.98, -1.5), Place3(b, 0.97, 1), Place3(r, 1.41, 0.2), Place3(r, 1.4, -0.8)],
      Paint(paintTone.darker(0.3)), on: &canvas)
    let (lowX, highX) = (b * 0.995, r * 1.03)
    let panes = [
      [Place3(lowX, 1.0, -1.3), Place3(lowX, 1.0, -0.62), Place3(highX, 1.36, -0.5), Place3(highX, 1.36, -0.76)],
      [Place3(lowX, 1.0, -0.54), Place3(lowX, 1.0, 0.86), Place3(highX, 1.36, 0.2), Place3(highX, 1.36, -0.44)],
    ]
    for pane in panes { area(pane, Paint(glass), on: &canvas) }
    let seat = Place3(side * 0.5, 1.14, -0.05)
    guard let head = camera.project(seat) else { return }
    let scale = camera.scale(at: seat)
    canvas.ellipse(head, 0.11 * scale, 0.14 * scale, Paint(palette.ink))
    canvas.ellipse(Point(head.x, head.y + 0.2 * scale), 0.2 * scale, 0.09 * scale, Paint(palette.ink))
    let sheen = [
      Place3(lowX * 1.01, 1.0, 0.5), Place3(lowX * 1.01, 1.0, 0.66), Place3(highX * 1.01, 1.36, 0.14),
      Place3(highX * 1.01, 1.36, 0.02),
    ]
    area(sheen, Paint(palette.skyLow, 0.4), on: &canvas)
  }

  /// Who sits in the car: the driver, and a second one where two are in the picture.
  private func heads(z: Double, on canvas: inout Canvas) {
    for x in reading.seated.count > 1 && reading.staging != .headOn ? [-0.36, 0.36] : [-0.36] {
      let place = Place3(x, 1.17, z)
      guard let at = camera.project(place) else { continue }
      let scale = camera.scale(at: place)
      canvas.ellipse(at, 0.11 * scale, 0.135 * scale, Paint(palette.ink))
    }
  }

  private func glint(on canvas: inout Canvas) {
    let shine = [Place3(0.1, 1.0, 0.94), Place3(0.34, 1.0, 0.94), Place3(0.3, 1.37, 0.27), Place3(0.14, 1.37, 0.27)]
    area(shine, Paint(palette.skyLow, 0.25), on: &canvas)
  }

  private func lights(on canvas: inout Canvas) {
    let shine = reading.time != .day || isWet
    if isSeen(Place3(0, 0, -1), at: Place3(0, 0.7, -2.4)) {
      lamps(y: 0.72...0.84, x: 0.5...0.88, z: -2.43, Colour(0xff3b30), shine ? 1 : 0.3, on: &canvas)
    }
    if isSeen(Place3(0, 0, 1), at: Place3(0, 0.7, 2.4)) {
      lamps(y: 0.56...0.75, x: 0.56...0.84, z: 2.4, palette.light.lighter(0.5), shine ? 2.1 : 0.4, on: &canvas)
    }
  }

  private func lamps(
    y: ClosedRange<Double>, x: ClosedRange<Double>, z: Double, _ tone: Colour, _ strength: Double,
    on canvas: inout Canvas
  ) {
    for side in [-1.0, 1.0] {
      let span = min(side * x.lowerBound, side * x.upperBound)...max(side * x.lowerBound, side * x.upperBound)
      area(bar(span, y, z: z), Paint(tone), on: &canvas)
      let place = Place3(side * (x.lowerBound + x.upperBound) / 2, (y.lowerBound + y.upperBound) / 2, z)
      guard let at = camera.project(place) else { continue }
      let scale = camera.scale(at: place)
      canvas.glow(at, min(0.85 * strength * scale, width * 0.4), tone, 0.75)
      guard isWet, let low = camera.project(Place3(place.x, 0, z)) else { continue }
      canvas.glow(Point(low.x, low.y + 0.35 * scale), 0.5 * scale, tone, 0.45, flat: 1.5)
    }
  }
}
