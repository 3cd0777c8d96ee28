import Foundation

// MARK: A corridor that goes on

extension ScenePainter {
  private static let half = 1.3
  private static let tall = 2.5
  private static let step = 3.2
  private static let doorHalf = 0.48
  private static let doorTall = 2.05
  private static let end = 34.0

  /// The middles of the doors, on both sides.
  private static let doors = (-10...10).map { Double($0) * step }

  private var paper: Colour {
    let wall = reading.colours.wall ?? palette.wall.mixed(0.25, with: Colour(0x7a2230))
    return isNight ? wall.mixed(0.15, with: palette.ink) : wall
  }
  private var carpetTone: Colour {
    (reading.colours.carpet ?? Colour(0x8c1c28)).mixed(isNight ? 0.15 : 0, with: palette.ink)
  }
  /// Whether the camera stands in a room beside the corridor and looks out into it.
  private var isBeside: Bool { abs(camera.position.x) > Self.half }

  func corridor(on canvas: inout Canvas) {
    canvas.rect(0, 0, width, height, Paint(palette.ink))
    carpet(on: &canvas)
    let isOpen = camera.position.y < Self.tall
    for index in Self.doors.indices.sorted(by: { distance($0) > distance($1) }) {
      let z = Self.doors[index]
      if isOpen { ceiling(z, on: &canvas) }
      for side in [-1.0, 1.0] where !isBeside || side * camera.position.x < 0 { wall(side, z, on: &canvas) }
    }
    farEnd(on: &canvas)
  }

  private func distance(_ index: Int) -> Double { abs(Self.doors[index] - camera.position.z) }

  /// `tone` as it looks in the half-light of `z`.
  private func dimmed(_ tone: Colour, _ z: Double) -> Colour {
    tone.mixed(min(abs(z - camera.position.z) / 48, 0.6), with: palette.ink)
  }

  private func carpet(on canvas: inout Canvas) {
    let (half, tone) = (Self.half, carpetTone)
    area(flat(-half...half, -Self.end...Self.end), Paint(tone), on: &canvas)
    for x in [-half + 0.12, half - 0.2] {
      area(flat(x...(x + 0.08), -Self.end...Self.end), Paint(Colour(0xc39a4a), 0.75), on: &canvas)
    }
    for z in stride(from: -Self.end, to: Self.end, by: 1.6) {
      let diamond = [Place3(0, 0, z), Place3(0.42, 0, z + 0.6), Place3(0, 0, z + 1.2), Place3(-0.42, 0, z + 0.6)]
      area(diamond, Paint(tone.darker(0.45)), on: &canvas)
      area(
        diamond.map { Place3($0.x * 0.5, 0, z + 0.6 + ($0.z - z - 0.6) * 0.5) }, Paint(Colour(0xc39a4a), 0.7),
        on: &canvas)
    }
  }

  private func ceiling(_ z: Double, on canvas: inout Canvas) {
    let tone = dimmed(paper.darker(0.45), z)
    area(flat(-Self.half...Self.half, (z - 1.6)...(z + 1.62), y: Self.tall), Paint(tone), on: &canvas)
    area(flat(-Self.half...Self.half, (z - 1.6)...(z - 1.5), y: Self.tall - 0.01), Paint(palette.ink, 0.5), on: &canvas)
  }

  /// One stretch of wall with its door in the middle and a sconce at its end.
  private func wall(_ side: Double, _ z: Double, on canvas: inout Canvas) {
    let x = side * Self.half
    let tone = dimmed(paper.darker(side > 0 ? 0.12 : 0), z)
    area(along(x, (z - 1.6)...(z + 1.62), 0...Self.tall), Paint(tone), on: &canvas)
    area(along(x * 0.998, (z - 1.6)...(z + 1.62), 0...0.9), Paint(tone.darker(0.35)), on: &canvas)
    area(along(x * 0.996, (z - 1.6)...(z + 1.62), 0.88...0.95), Paint(dimmed(Colour(0xc39a4a), z), 0.8), on: &canvas)
    for stripe in stride(from: z - 1.5, to: z + 1.6, by: 0.32) {
      area(along(x * 0.997, stripe...(stripe + 0.09), 0.95...Self.tall), Paint(palette.ink, 0.16), on: &canvas)
    }
    door(side, z, on: &canvas)
    sconce(Place3(x * 0.95, 1.75, z + 1.6), on: &canvas)
  }

  private func door(_ side: Double, _ z: Double, on canvas: inout Canvas) {
    let x = side * Self.half
    let tone = dimmed(Colour(0x5a3420), z)
    let leaf = (z - Self.doorHalf)...(z + Self.doorHalf)
    area(along(x * 0.99, (z - 0.57)...(z + 0.57), 0...2.14), Paint(tone.darker(0.55)), on: &canvas)
    area(along(x * 0.985, leaf, 0...Self.doorTall), Paint(tone.lighter(0.08)), on: &canvas)
    for y in [0.2...0.9, 1.05...1.85] {
      area(along(x * 0.983, (z - 0.34)...(z + 0.34), y), Paint(tone.darker(0.3)), on: &canvas)
    }
    let knob = Place3(x * 0.97, 1.0, z + 0.4)
    if let at = camera.project(knob) { canvas.circle(at, 0.04 * camera.scale(at: knob), Paint(Colour(0xd9b45a))) }
    number(Place3(x * 0.98, 1.5, z), on: &canvas)
  }

  private func number(_ place: Place3, on canvas: inout Canvas) {
    guard let at = camera.project(place) else { return }
    let scale = camera.scale(at: place)
    guard scale > 24 else { return }
    // Brass figures: as wide as the slant of the wall leaves them.
    let size = 0.34 * scale
    canvas.text(
      reading.number ?? "9", at: Point(at.x, at.y + size * 0.36), size: size, Paint(Colour(0xe8c46a)), bold: true,
      anchor: .middle)
  }

  private func sconce(_ place: Place3, on canvas: inout Canvas) {
    guard let at = camera.project(place) else { return }
    let scale = camera.scale(at: place)
    let light = reading.colours.neon ?? palette.light
    canvas.glow(at, 1.5 * scale, light, 0.6, flat: 1.25)
    canvas.rect(at.x - 0.03 * scale, at.y - 0.02 * scale, 0.06 * scale, 0.24 * scale, Paint(Colour(0x9a7430)))
    canvas.polygon(
      [(-0.12, -0.2), (0.12, -0.2), (0.07, 0.03), (-0.07, 0.03)].map {
        Point(at.x + $0.0 * scale, at.y + $0.1 * scale)
      }, Paint(light.lighter(0.55)))
  }

  /// An open door at the far end, with the night behind it and headlights coming.
  private func farEnd(on canvas: inout Canvas) {
    let isAhead = camera.position.z < 0
    let z = isAhead ? Self.end : -Self.end
    area(upright(-Self.half...Self.half, 0...Self.tall, z), Paint(palette.ink.mixed(0.25, with: paper)), on: &canvas)
    guard isAhead, let at = camera.project(Place3(0, 1, z)), !isBeside else { return }
    let cold = Colour(0xdfeaff)
    canvas.glow(at, 0.3 * height, cold, 0.55)
    area(upright(-0.62...0.62, 0...2.1, z - 0.01), Paint(Colour(0x16233f)), on: &canvas)
    area([Place3(-0.62, 0, z), Place3(0.62, 0, z), Place3(0, 0.9, z)], Paint(Colour(0x35425e)), on: &canvas)
    for x in [-0.3, 0.3] {
      guard let lamp = camera.project(Place3(x, 0.85, z)) else { continue }
      canvas.glow(lamp, 0.075 * height, cold, 1)
      canvas.circle(lamp, 0.009 * height, Paint(.white))
    }
    area(
      [Place3(-0.5, 0.01, z), Place3(0.5, 0.01, z), Place3(1.2, 0.01, z - 26), Place3(-1.2, 0.01, z - 26)],
      Paint(cold, 0.14), on: &canvas)
  }

  /// The wall between the camera's dark room and the corridor, with its open doors.
  func nearWall(on canvas: inout Canvas) {
    guard isBeside else { return }
    let x = camera.position.x > 0 ? Self.half : -Self.half
    let (tone, edge) = (Paint(palette.ink), Paint(palette.light.mixed(0.5, with: paper), 0.7))
    for z in Self.doors {
      area(along(x, (z + 0.62)...(z + Self.step - 0.62), -3...5), tone, on: &canvas)
      area(along(x, (z - 0.62)...(z + 0.62), Self.doorTall...5), tone, on: &canvas)
      area(along(x, (z - 0.62)...(z + 0.62), -3...0), tone, on: &canvas)
      for frame in [z - 0.62, z + 0.58] { area(along(x, frame...(frame + 0.04), 0...Self.doorTall), edge, on: &canvas) }
    }
  }
}
