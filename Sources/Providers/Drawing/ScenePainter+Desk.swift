import Foundation

/// A box without a lid to look into: a room as its walls.
struct Interior {
  let x: ClosedRange<Double>
  let z: ClosedRange<Double>
  let tall: Double
  let wall: Colour
  let floor: Colour
}

// MARK: A room with a counter: a reception, a bar

extension ScenePainter {
  private var hall: Interior {
    let wall = isNight ? palette.wall.mixed(0.3, with: palette.ink) : palette.wall.mixed(0.2, with: palette.skyLow)
    let floor = reading.colours.carpet ?? palette.ground.mixed(0.35, with: palette.ink)
    return Interior(x: -3.6...3.6, z: -4.3...2.6, tall: 2.9, wall: wall, floor: floor)
  }

  func lobby(on canvas: inout Canvas) {
    let hall = hall
    walls(of: hall, on: &canvas)
    boards(of: hall, on: &canvas)
    blinds(across: -2.9 ... -0.5, of: hall, on: &canvas)
    door(of: hall, on: &canvas)
    if reading.features.contains(.bottles) { shelves(of: hall, on: &canvas) } else { hooks(of: hall, on: &canvas) }
    glowOnFloor(of: hall, on: &canvas)
  }

  /// Floor, ceiling and the four walls, each in its tone.
  func walls(of hall: Interior, on canvas: inout Canvas) {
    let (x, z, tall) = (hall.x, hall.z, hall.tall)
    canvas.rect(0, 0, width, height, Paint(hall.wall.darker(0.45)))
    area(flat(x, z), Paint(hall.floor), on: &canvas)
    area(flat(x, z, y: tall), Paint(hall.wall.darker(0.6)), on: &canvas)
    area(upright(x, 0...tall, z.upperBound), Paint(hall.wall), on: &canvas)
    area(upright(x, 0...tall, z.lowerBound), Paint(hall.wall.darker(0.12)), on: &canvas)
    for side in [x.lowerBound, x.upperBound] {
      area(along(side, z, 0...tall), Paint(hall.wall.darker(0.3)), on: &canvas)
    }
  }

  /// A rectangle that stands along the z axis.
  func along(_ x: Double, _ z: ClosedRange<Double>, _ y: ClosedRange<Double>) -> [Place3] {
    [
      Place3(x, y.lowerBound, z.lowerBound), Place3(x, y.lowerBound, z.upperBound),
      Place3(x, y.upperBound, z.upperBound), Place3(x, y.upperBound, z.lowerBound),
    ]
  }

  /// The joints of panelling, on all four walls.
  private func boards(of hall: Interior, on canvas: inout Canvas) {
    let joint = Paint(palette.ink, 0.4)
    for x in stride(from: hall.x.lowerBound + 0.45, to: hall.x.upperBound, by: 0.45) {
      for z in [hall.z.upperBound - 0.01, hall.z.lowerBound + 0.01] {
        area(upright(x...(x + 0.025), 0...hall.tall, z), joint, on: &canvas)
      }
    }
    for z in stride(from: hall.z.lowerBound + 0.45, to: hall.z.upperBound, by: 0.45) {
      for x in [hall.x.lowerBound + 0.01, hall.x.upperBound - 0.01] {
        area(along(x, z...(z + 0.025), 0...hall.tall), joint, on: &canvas)
      }
    }
    let rail = Paint(hall.wall.lighter(0.12))
    area(upright(hall.x, 0.95...1.02, hall.z.upperBound - 0.02), rail, on: &canvas)
    area(upright(hall.x, 0.95...1.02, hall.z.lowerBound + 0.02), rail, on: &canvas)
  }

  /// A window in the front wall and one in the side wall, with the sign's light between their slats.
  private func blinds(across x: ClosedRange<Double>, of hall: Interior, on canvas: inout Canvas) {
    let front = hall.z.lowerBound + 0.03
    let side = hall.x.lowerBound + 0.03
    let glass = palette.neon.mixed(0.35, with: palette.skyTop)
    area(upright(x, 0.9...2.3, front), Paint(glass), on: &canvas)
    area(along(side, -3.3 ... -0.9, 0.9...2.3), Paint(glass), on: &canvas)
    for place in [Place3(-1.7, 1.75, front), Place3(side, 1.75, -2.1)] {
      guard let at = camera.project(place) else { continue }
      canvas.glow(at, 2.6 * camera.scale(at: place), palette.neon, 0.7)
    }
    for y in stride(from: 0.92, to: 2.3, by: 0.115) {
      area(upright(x, y...(y + 0.05), front + 0.01), Paint(palette.ink, 0.8), on: &canvas)
      area(along(side + 0.01, -3.3 ... -0.9, y...(y + 0.05)), Paint(palette.ink, 0.8), on: &canvas)
    }
    signBehind(Place3(-1.7, 1.72, front), on: &canvas)
  }

  private func signBehind(_ place: Place3, on canvas: inout Canvas) {
    guard camera.position.z > place.z + 2, let at = camera.project(place),
      abs(sin(camera.setup.orbit * .pi / 180)) < 0.8
    else { return }
    let size = 0.36 * camera.scale(at: place)
    canvas.text(
      reading.sign, at: Point(at.x, at.y + size * 0.35), size: size, Paint(palette.neon.lighter(0.55)), bold: true,
      anchor: .middle, spacing: size * 0.06)
  }

  private func door(of hall: Interior, on canvas: inout Canvas) {
    let z = hall.z.lowerBound + 0.03
    area(upright(0.95...2.25, 0...2.3, z), Paint(palette.ink), on: &canvas)
    area(
      upright(1.1...2.1, 0.5...2.15, z + 0.01), Paint(palette.skyMiddle.mixed(0.35, with: palette.neon)), on: &canvas)
    area(upright(1.1...2.1, 1.1...1.16, z + 0.02), Paint(palette.ink), on: &canvas)
  }

  /// Stripes that the blinds throw.
  private func glowOnFloor(of hall: Interior, on canvas: inout Canvas) {
    for step in 0..<6 {
      let near = -3.2 + Double(step) * 0.42
      area(
        [
          Place3(-3.5, 0.01, near), Place3(-1.2, 0.01, near + 0.5), Place3(-1.2, 0.01, near + 0.68),
          Place3(-3.5, 0.01, near + 0.2),
        ], Paint(palette.neon, 0.35), on: &canvas)
    }
    for y in stride(from: 1.2, to: 2.6, by: 0.2) {
      area(upright(-3.5 ... -2.5, y...(y + 0.09), hall.z.upperBound - 0.03), Paint(palette.neon, 0.35), on: &canvas)
    }
  }

  /// Rows of brass hooks; one key is left.
  private func hooks(of hall: Interior, on canvas: inout Canvas) {
    let z = hall.z.upperBound - 0.05
    area(upright(-2.3...2.3, 1.2...2.6, z), Paint(hall.wall.darker(0.42)), on: &canvas)
    area(upright(-2.2...2.2, 1.28...2.52, z - 0.01), Paint(hall.wall.lighter(0.1)), on: &canvas)
    guard camera.position.z < z - 0.5 else { return }
    let brass = Colour(0xd9b45a)
    for row in 0..<4 {
      for column in 0..<11 {
        let place = Place3(-2.0 + Double(column) * 0.4, 2.4 - Double(row) * 0.3, z - 0.02)
        guard let at = camera.project(place) else { continue }
        let scale = camera.scale(at: place)
        canvas.line(
          [at, Point(at.x, at.y + 0.07 * scale), Point(at.x + 0.035 * scale, at.y + 0.06 * scale)], Paint(brass),
          width: max(0.028 * scale, 0.7))
        guard row == 1, column == 6 else { continue }
        canvas.glow(Point(at.x, at.y + 0.16 * scale), 0.3 * scale, palette.light, 0.7)
        canvas.circle(Point(at.x, at.y + 0.1 * scale), 0.05 * scale, Paint(brass.lighter(0.3)))
        canvas.line(
          [Point(at.x, at.y + 0.1 * scale), Point(at.x, at.y + 0.27 * scale)], Paint(brass.lighter(0.3)),
          width: max(0.035 * scale, 0.8))
      }
    }
  }

  /// Shelves of bottles, as behind a bar.
  private func shelves(of hall: Interior, on canvas: inout Canvas) {
    let z = hall.z.upperBound - 0.05
    var random = random("bottles")
    area(upright(-2.4...2.4, 1.15...2.65, z), Paint(palette.light.mixed(0.55, with: hall.wall)), on: &canvas)
    for shelf in [1.25, 1.72, 2.19] {
      area(upright(-2.4...2.4, (shelf - 0.05)...shelf, z - 0.03), Paint(palette.ink), on: &canvas)
      for column in 0..<22 {
        let x = -2.3 + Double(column) * 0.21
        let tall = random.number(0.24...0.38)
        let tone = random.pick(palette.neon, palette.car, palette.skyMiddle, Colour(0x7a4a1e), Colour(0x2f6b45))
        area(upright(x...(x + 0.11), shelf...(shelf + tall * 0.7), z - 0.04), Paint(tone, 0.9), on: &canvas)
        area(upright((x + 0.035)...(x + 0.075), shelf...(shelf + tall), z - 0.04), Paint(tone, 0.9), on: &canvas)
      }
    }
  }
}

// MARK: The counter and what stands on it

extension ScenePainter {
  func counter() -> [Prop] {
    let wood = palette.wall.mixed(isNight ? 0.25 : 0.05, with: palette.ink)
    let block = Block(x: -2.7...2.7, y: 0...1.04, z: 0.55...1.15, tone: wood.lighter(0.06))
    let top = Block(x: -2.8...2.8, y: 1.04...1.1, z: 0.47...1.22, tone: wood.lighter(0.24))
    return [
      Prop(depth: depth(of: block)) { canvas in
        self.draw(block, on: &canvas)
        self.panels(of: block, on: &canvas)
        self.draw(top, on: &canvas)
        self.counterThings(on: &canvas)
      }
    ]
  }

  private func panels(of block: Block, on canvas: inout Canvas) {
    guard camera.position.z < block.z.lowerBound else { return }
    for x in stride(from: -2.6, to: 2.5, by: 0.66) {
      area(upright(x...(x + 0.54), 0.16...0.9, block.z.lowerBound - 0.01), Paint(palette.ink, 0.28), on: &canvas)
    }
  }

  private func counterThings(on canvas: inout Canvas) {
    let book = flat(-1.5 ... -0.95, 0.65...1.02, y: 1.11)
    area(book, Paint(Colour(0xe8e0c8).mixed(isNight ? 0.3 : 0.05, with: palette.ink)), on: &canvas)
    bell(Place3(0.05, 1.1, 0.75), on: &canvas)
    bankersLamp(Place3(1.75, 1.1, 0.88), on: &canvas)
  }

  private func bell(_ place: Place3, on canvas: inout Canvas) {
    guard let at = camera.project(place) else { return }
    let scale = camera.scale(at: place)
    canvas.ellipse(at, 0.09 * scale, 0.025 * scale, Paint(palette.ink))
    canvas.blob(
      [(-0.075, -0.01), (-0.055, -0.065), (0, -0.085), (0.055, -0.065), (0.075, -0.01)].map {
        Point(at.x + $0.0 * scale, at.y + $0.1 * scale)
      }, Paint(Colour(0xd9b45a)))
  }

  /// A shade on a brass stem, and the light under it.
  private func bankersLamp(_ place: Place3, on canvas: inout Canvas) {
    guard let at = camera.project(place) else { return }
    let scale = camera.scale(at: place)
    let shade = reading.colours.lamp ?? palette.light.mixed(0.3, with: palette.neon)
    let point = { (x: Double, y: Double) in Point(at.x + x * scale, at.y - y * scale) }
    canvas.glow(point(0, 0.18), 1.7 * scale, palette.light, 0.55)
    canvas.ellipse(at, 0.15 * scale, 0.035 * scale, Paint(Colour(0x8a6a2c)))
    canvas.line([at, point(0, 0.36)], Paint(Colour(0xc39a4a)), width: 0.035 * scale)
    canvas.polygon(
      [point(-0.2, 0.27), point(0.2, 0.27), point(0.62, 0.0), point(-0.62, 0.0)], Paint(palette.light, 0.22))
    canvas.blob(
      [
        point(-0.28, 0.27), point(-0.24, 0.4), point(-0.1, 0.47), point(0.1, 0.47), point(0.24, 0.4), point(0.28, 0.27),
      ],
      Paint(shade))
    canvas.line([point(-0.2, 0.42), point(0.12, 0.44)], Paint(shade.lighter(0.5), 0.8), width: 0.025 * scale)
    canvas.line([point(-0.27, 0.27), point(0.27, 0.27)], Paint(palette.light.lighter(0.5)), width: 0.04 * scale)
  }
}
