import Foundation

extension ScenePainter {
  func ground(on canvas: inout Canvas) {
    let top = max(camera.horizon, -1)
    let near = palette.ground.darker(0.22)
    let paint = canvas.linear(
      Point(0, top), Point(0, height),
      [Stop(0, palette.far(palette.ground, 110, fog: fog)), Stop(0.3, palette.ground), Stop(1, near)])
    canvas.rect(0, top, width, height - top + 1, paint)
    switch scenery {
    case .sea: sea(on: &canvas)
    case .bridge: water(x: -400...400, on: &canvas)
    case .city:
      for side in [-1.0, 1.0] {
        let kerb = side > 0 ? 2.4...6.4 : -10.4 ... -6.1
        area(flat(kerb, -160...160), Paint(palette.ground.mixed(0.35, with: palette.skyMiddle)), on: &canvas)
      }
    default: patches(on: &canvas)
    }
  }

  /// Soft strokes that give open ground a lie.
  private func patches(on canvas: inout Canvas) {
    var random = random("patches")
    for _ in 0..<60 {
      let side = random.chance(0.5) ? 1.0 : -1.0
      let (x, z) = (side * random.number(5...60), random.number(-70...110))
      let place = Place3(x, 0, z)
      guard let at = camera.project(place), at.y > camera.horizon else { continue }
      let scale = camera.scale(at: place)
      let tone = random.chance(0.5) ? palette.ground.lighter(0.14) : palette.ground.darker(0.25)
      canvas.ellipse(at, random.number(1...5) * scale, random.number(0.1...0.35) * scale, Paint(tone, 0.4))
    }
  }

  private func sea(on canvas: inout Canvas) {
    water(x: -600 ... -12, on: &canvas)
    area(flat(-12.6 ... -11.4, -300...300), Paint(palette.light.mixed(0.4, with: palette.skyLow), 0.7), on: &canvas)
    area(flat(-11.5 ... -6.2, -300...300), Paint(palette.ground.lighter(0.16)), on: &canvas)
  }

  private func water(x: ClosedRange<Double>, on canvas: inout Canvas) {
    let deep = palette.skyTop.mixed(0.45, with: palette.land)
    let paint = canvas.linear(
      Point(0, camera.horizon), Point(0, height),
      [Stop(0, palette.skyLow.mixed(0.3, with: deep)), Stop(0.35, deep), Stop(1, deep.darker(0.3))])
    area(flat(x, -600...900), paint, on: &canvas)
    var random = random("water")
    for _ in 0..<130 {
      let place = Place3(random.number(max(x.lowerBound, -90)...min(x.upperBound, 90)), 0, random.number(-80...200))
      guard let at = camera.project(place) else { continue }
      let length = random.number(0.6...3) * camera.scale(at: place)
      let tone = random.chance(0.6) ? palette.light.mixed(0.4, with: palette.skyLow) : palette.skyTop
      canvas.line(
        [Point(at.x - length, at.y), Point(at.x + length, at.y)], Paint(tone, random.number(0.15...0.55)),
        width: min(0.14 * camera.scale(at: place), 0.4 * unit))
    }
  }

  func road(on canvas: inout Canvas) {
    let asphalt = canvas.linear(
      Point(0, max(camera.horizon, 0)), Point(0, height),
      [Stop(0, palette.far(palette.road, 120, fog: fog)), Stop(0.4, palette.road), Stop(1, palette.road.darker(0.3))])
    area(flat(-6.2...2.5, -240...600), Paint(palette.ground.mixed(0.5, with: palette.road)), on: &canvas)
    area(flat(-5.9...2.2, -240...600), asphalt, on: &canvas)
    if isWet { wetness(on: &canvas) }
    let line = Paint(palette.light.mixed(0.35, with: palette.road), 0.85)
    area(flat(-5.6 ... -5.45, -240...400), line, on: &canvas)
    area(flat(1.75...1.9, -240...400), line, on: &canvas)
    let middle = Paint(palette.light.mixed(0.15, with: palette.road), 0.95)
    for dash in stride(from: -168.0, to: 240, by: 8) {
      area(flat(-1.93 ... -1.78, (dash - 1)...(dash + 2.6)), middle, on: &canvas)
    }
    if reading.features.contains(.crossroads) { crossing(on: &canvas) }
    guard reading.hasCar, isNight || isWet || reading.staging == .ahead else { return }
    guard reading.staging != .distantCar, !reading.features.contains(.parkedAcross) else { return }
    headlightPool(on: &canvas)
  }

  /// A second road that meets the first at the subject.
  private func crossing(on canvas: inout Canvas) {
    area(flat(-300...300, -4.2...3.9), Paint(palette.road), on: &canvas)
    let line = Paint(palette.light.mixed(0.35, with: palette.road), 0.85)
    for side in [-300.0 ... -6.2, 2.5...300] {
      for z in [-3.9, 3.5] { area(flat(side, z...(z + 0.15)), line, on: &canvas) }
    }
    for dash in stride(from: 6.0, to: 160, by: 8) {
      area(flat(dash...(dash + 3), -0.3 ... -0.15), line, on: &canvas)
      area(flat((-dash - 7)...(-dash - 4), -0.3 ... -0.15), line, on: &canvas)
    }
  }

  private func wetness(on canvas: inout Canvas) {
    var random = random("wet")
    for _ in 0..<42 {
      let place = Place3(random.number(-5.6...2), 0, random.number(-40...60))
      guard let at = camera.project(place) else { continue }
      let scale = camera.scale(at: place)
      let tone = random.pick(palette.skyLow, palette.light, palette.neon)
      canvas.ellipse(at, random.number(0.3...1.5) * scale, random.number(0.03...0.12) * scale, Paint(tone, 0.22))
    }
  }

  /// What the car's own lights fall on: strips that fade with the distance.
  private func headlightPool(on canvas: inout Canvas) {
    let steps = 14
    for grow in [1.0, 0.72] {
      for step in 0..<steps {
        let (near, far) = (2.4 + Double(step) * 1.5, 2.4 + Double(step + 1) * 1.5)
        let half = { (z: Double) in (0.8 + (z - 2.4) * 0.14) * grow }
        let strip = [
          Place3(-half(near), 0, near), Place3(half(near), 0, near), Place3(half(far), 0, far),
          Place3(-half(far), 0, far),
        ]
        let fade = 1 - Double(step) / Double(steps)
        area(strip, Paint(palette.light, 0.27 * fade * fade), on: &canvas)
      }
    }
  }
}
