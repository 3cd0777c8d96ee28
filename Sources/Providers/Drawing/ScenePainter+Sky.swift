import Foundation

extension ScenePainter {
  func sky(on canvas: inout Canvas) {
    let low = max(camera.horizon, 0.12 * height)
    let paint = canvas.linear(
      Point(0, low - 0.95 * height), Point(0, low),
      [Stop(0, palette.skyTop), Stop(0.55, palette.skyMiddle), Stop(1, palette.skyLow)])
    canvas.rect(0, 0, width, height, paint)
    guard camera.horizon > 0, !reading.place.isIndoors || reading.place == .stage else { return }
    if isNight { stars(on: &canvas) }
    if hasDisc { disc(on: &canvas) }
    if reading.weather != .clear || !isNight { clouds(on: &canvas) }
  }

  private var hasDisc: Bool {
    if reading.features.contains(.noSun), !isNight { return false }
    let clear = reading.weather != .rain && reading.weather != .snow
    return reading.features.contains(.moon) || reading.features.contains(.sun) || (clear && reading.place != .stage)
  }

  /// Where the sun or moon stands: far away over the road, so that each camera sees it elsewhere or not at all.
  var discPlace: Point? {
    let far = Place3(-260, 120 + (isNight ? 170 : reading.time == .day ? 250 : 20), 900)
    return camera.project(far)
  }

  private func stars(on canvas: inout Canvas) {
    var random = random("stars")
    for _ in 0..<90 {
      let at = Point(random.number(0...width), random.number(-0.1...0.9) * camera.horizon)
      canvas.circle(at, random.number(0.06...0.2) * unit, Paint(.white, random.number(0.2...0.8)))
    }
  }

  private func disc(on canvas: inout Canvas) {
    let aside = 0.5 + (camera.setup.aside - 0.5) * -0.9
    let fallback = Point(aside * width, max(camera.horizon * 0.42, 0.1 * height))
    let place = discPlace ?? fallback
    let at = (0...width).contains(place.x) && place.y > 0.04 * height ? place : fallback
    let radius = (isNight ? 5.2 : 7.5) * unit * (camera.setup.focal > 1.4 ? 1.9 : 1)
    let tone = isNight ? palette.light.lighter(0.45) : palette.light
    canvas.glow(at, radius * 4.6, tone, isNight ? 0.4 : 0.55)
    canvas.circle(at, radius, Paint(tone))
    guard isNight else { return }
    for (x, y, size) in [(-0.3, -0.2, 0.22), (0.35, 0.25, 0.28), (0.1, -0.5, 0.13), (-0.25, 0.45, 0.16)] {
      canvas.circle(Point(at.x + x * radius, at.y + y * radius), size * radius, Paint(palette.skyLow, 0.22))
    }
  }

  private func clouds(on canvas: inout Canvas) {
    var random = random("clouds")
    let heavy = reading.weather != .clear
    for layer in 0..<(heavy ? 9 : 6) {
      let share = Double(layer) / 8
      let y = camera.horizon * (0.14 + 0.78 * share) + random.number(-0.03...0.03) * height
      let tone = heavy ? palette.skyTop.mixed(share * 0.5, with: palette.skyMiddle) : palette.skyLow.lighter(0.25)
      cloud(
        at: Point(random.number(-0.1...1.1) * width, y), length: random.number(0.25...0.6) * width,
        thickness: (heavy ? 5.5 : 2.2) * unit * (1.15 - share * 0.8), Paint(tone, heavy ? 0.62 : 0.42), &random,
        on: &canvas)
    }
  }

  /// A flat-bottomed bank with a rolling top.
  private func cloud(
    at center: Point, length: Double, thickness: Double, _ paint: Paint, _ random: inout SeededRandom,
    on canvas: inout Canvas
  ) {
    var outline = [Point(center.x - length / 2, center.y)]
    for step in 1..<8 {
      let share = Double(step) / 8
      let rise = thickness * sin(share * .pi) * random.number(0.55...1.25)
      outline.append(Point(center.x - length / 2 + length * share, center.y - rise))
    }
    outline.append(Point(center.x + length / 2, center.y))
    outline.append(Point(center.x + length * 0.2, center.y + thickness * 0.16))
    outline.append(Point(center.x - length * 0.25, center.y + thickness * 0.1))
    canvas.blob(outline, paint)
  }
}

// MARK: What lies on the horizon

extension ScenePainter {
  func farLand(on canvas: inout Canvas) {
    guard camera.horizon > -0.05 * height, camera.horizon < 1.1 * height else { return }
    let horizonGlow = Point(width * camera.setup.aside, camera.horizon)
    canvas.glow(horizonGlow, width * 0.8, isNight ? palette.skyLow.lighter(0.12) : palette.light, 0.42, flat: 0.32)
    switch reading.land {
    case .city, .bridge:
      skyline(rise: 17, tone: palette.far(palette.land, 150, fog: fog), lit: 0.1, seed: "back", on: &canvas)
      skyline(rise: 10, tone: palette.far(palette.land, 70, fog: fog), lit: 0.22, seed: "front", on: &canvas)
    case .desert:
      mesas(rise: 9, tone: palette.far(palette.land, 120, fog: fog), seed: "back", on: &canvas)
      mesas(rise: 5, tone: palette.far(palette.land, 45, fog: fog), seed: "front", on: &canvas)
    case .mountains:
      ridge(rise: 24, tone: palette.far(palette.land, 150, fog: fog), jag: 1, seed: "back", on: &canvas)
      ridge(rise: 14, tone: palette.far(palette.land, 80, fog: fog), jag: 0.8, seed: "front", on: &canvas)
      ridge(rise: 5, tone: palette.far(palette.ground, 50, fog: fog), jag: 0.3, seed: "hills", on: &canvas)
    case .sea:
      ridge(rise: 4, tone: palette.far(palette.land, 150, fog: fog), jag: 0.5, seed: "coast", on: &canvas)
    default:
      ridge(rise: 9, tone: palette.far(palette.land, 120, fog: fog), jag: 0.6, seed: "back", on: &canvas)
      ridge(rise: 4.5, tone: palette.far(palette.ground, 60, fog: fog), jag: 0.35, seed: "front", on: &canvas)
    }
  }

  private func heading(_ parallax: Double) -> Double { camera.setup.orbit / 360 * parallax * width }

  private func ridge(
    rise: Double, tone: Colour, jag: Double, seed: String, on canvas: inout Canvas
  ) {
    var random = random("ridge" + seed)
    let phase = [random.number(0...6), random.number(0...6), random.number(0...6)]
    var outline: [Point] = [Point(-5, camera.horizon + 1)]
    for step in 0...70 {
      let x = Double(step) / 70
      let angle = x * 6 + camera.setup.orbit / 40
      let soft = sin(angle + phase[0]) * 0.5 + sin(angle * 2.3 + phase[1]) * 0.3
      let sharp = abs(sin(angle * 1.7 + phase[2])) * 0.8 + random.number(-0.08...0.08) * jag
      let share = 0.45 + soft * 0.4 + (sharp - 0.4) * jag
      outline.append(Point(x * width, camera.horizon - max(share, 0.06) * rise * unit))
    }
    outline.append(Point(width + 5, camera.horizon + 1))
    let paint = canvas.linear(
      Point(0, camera.horizon - rise * unit), Point(0, camera.horizon),
      [Stop(0, tone), Stop(1, tone.mixed(0.3, with: palette.skyLow))])
    canvas.polygon(outline, paint)
  }

  private func mesas(rise: Double, tone: Colour, seed: String, on canvas: inout Canvas) {
    var random = random("mesa" + seed)
    let start = -heading(1.2)
    for _ in 0..<6 {
      let left = start + random.number(-0.2...2.2) * width
      let span = random.number(0.08...0.3) * width
      let top = camera.horizon - rise * unit * random.number(0.45...1)
      let slope = span * random.number(0.1...0.22)
      let right = left + span
      let paint = canvas.linear(
        Point(left, 0), Point(right, 0), [Stop(0, tone.lighter(0.1)), Stop(0.55, tone), Stop(1, tone.darker(0.18))])
      canvas.polygon(
        [
          Point(left - slope, camera.horizon + 1), Point(left, top + 0.35 * (camera.horizon - top)),
          Point(left + slope * 0.25, top), Point(right - slope * 0.3, top + 0.2 * unit),
          Point(right, top + 0.4 * (camera.horizon - top)), Point(right + slope * 1.2, camera.horizon + 1),
        ], paint)
    }
  }

  private func skyline(rise: Double, tone: Colour, lit: Double, seed: String, on canvas: inout Canvas) {
    var random = random("skyline" + seed)
    var x = -heading(0.5) - 0.1 * width
    while x < width * 1.05 {
      let span = random.number(2.2...6.5) * unit
      let tall = random.number(0.25...1) * random.number(0.5...1) * rise * unit
      let top = camera.horizon - tall
      canvas.rect(x, top, span + 0.4, tall + 2, Paint(tone))
      if random.chance(0.25) { canvas.rect(x + span * 0.45, top - 2.4 * unit, 0.18 * unit, 2.5 * unit, Paint(tone)) }
      let (columns, rows) = (max(Int(span / (0.9 * unit)), 1), max(Int(tall / (1.3 * unit)), 1))
      for row in 0..<rows {
        for column in 0..<columns where random.chance(isNight ? lit * 1.7 : lit * 0.5) {
          let corner = Point(
            x + (Double(column) + 0.3) * span / Double(columns), top + (Double(row) + 0.4) * 1.3 * unit)
          canvas.rect(corner.x, corner.y, 0.35 * unit, 0.5 * unit, Paint(palette.light, 0.75))
        }
      }
      x += span + (random.chance(0.2) ? random.number(0...2) * unit : 0)
    }
  }
}
