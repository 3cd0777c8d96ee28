import Foundation

/// Draws one scene as one camera sees it: sky, far land, ground, what stands on it from far to near, air, grain.
struct ScenePainter {
  let reading: PromptReading
  let palette: Palette
  var camera: Camera
  /// The same for every panel of a sheet, so that all show one world.
  let seed: String
  var foreground = Framing.Foreground.nothing
  var isMirrored = false
  /// Whether those beside the car are drawn.
  var showsFigures = true
  var showsCar = true
  /// How far before the car those stand who stand before it, in metres.
  var ahead = 7.0
  var isBacklit = false
  var isBright = false

  var width: Double { camera.width }
  var height: Double { camera.height }
  var unit: Double { (width * height).squareRoot() / 100 }
  var isNight: Bool { reading.time == .night }
  var fog: Double {
    reading.weather == .fog ? (reading.features.contains(.thinFog) ? 0.4 : 1) : reading.weather == .clear ? 0 : 0.25
  }
  var hasRoad: Bool { reading.hasRoad }
  /// Whether the camera looks down so steeply that upright pictures of things would lie.
  var isFromAbove: Bool { camera.setup.pitch > 45 }
  var isWet: Bool { reading.isWet }
  /// The place outside: what surrounds a car when the picture plays in it.
  var scenery: Place { reading.place != .cabin ? reading.place : reading.land == .cabin ? .road : reading.land }
  /// Whether the one behind the counter is the one over whose shoulder the camera looks.
  var hidesHost: Bool { foreground == .hostShoulder }

  /// Something that stands in the scene, with how far away it is.
  struct Prop {
    let depth: Double
    /// What it covers of the ground, from left to right and along the road; nil for what may stand before the lens.
    var footprint: (x: ClosedRange<Double>, z: ClosedRange<Double>)?
    let draw: (inout Canvas) -> Void

    init(
      depth: Double, footprint: (x: ClosedRange<Double>, z: ClosedRange<Double>)? = nil,
      draw: @escaping (inout Canvas) -> Void
    ) {
      self.depth = depth
      self.footprint = footprint
      self.draw = draw
    }

    /// Something as thin as a pole.
    init(at foot: Place3, depth: Double, draw: @escaping (inout Canvas) -> Void) {
      self.init(depth: depth, footprint: (foot.x...foot.x, foot.z...foot.z), draw: draw)
    }
  }

  func random(_ purpose: String) -> SeededRandom { SeededRandom(seed + purpose) }

  func paint(on canvas: inout Canvas) {
    backdrop(on: &canvas)
    let nearest = reading.place.isIndoors && reading.place != .stage ? 0.5 : 1.2
    for prop in props().filter({ $0.depth > nearest }).sorted(by: { $0.depth > $1.depth }) { prop.draw(&canvas) }
    if reading.place == .corridor { nearWall(on: &canvas) }
    // Fog lies behind what is close, rain falls before it, unless a windscreen is between.
    let isInside = foreground.isInCar || reading.weather == .fog
    if isInside { weather(on: &canvas) }
    ForegroundPainter(scene: self, foreground: foreground, mirrored: isMirrored).paint(on: &canvas)
    if !isInside { weather(on: &canvas) }
    finish(on: &canvas)
  }

  /// What lies behind everything that stands.
  private func backdrop(on canvas: inout Canvas) {
    switch reading.place {
    case .room: room(on: &canvas)
    case .desk: lobby(on: &canvas)
    case .corridor: corridor(on: &canvas)
    case .objects: canvas.rect(0, 0, width, height, Paint(palette.ink.darker(0.5)))
    case .stage:
      sky(on: &canvas)
      stage(on: &canvas)
    default: outdoors(on: &canvas)
    }
  }

  private func outdoors(on canvas: inout Canvas) {
    sky(on: &canvas)
    farLand(on: &canvas)
    ground(on: &canvas)
    road(on: &canvas)
    if reading.features.contains(.speed) { trails(on: &canvas) }
    if foreground == .tunnel { tunnel(on: &canvas) }
  }

  private func props() -> [Prop] {
    var props = placeProps().filter { !hidesSubject($0) } + roadsideProps()
    if reading.hasCar, showsCar { props += carProps() }
    return showsFigures ? props + figureProps() : props
  }

  /// Whether it stands between the camera and the subject, or around the camera.
  private func hidesSubject(_ prop: Prop) -> Bool {
    guard let footprint = prop.footprint, camera.position.y < 6 else { return false }
    if prop.depth < 4.5, footprint.x.lowerBound == footprint.x.upperBound { return true }
    let near = { (range: ClosedRange<Double>, value: Double) in
      (range.lowerBound - 0.7...range.upperBound + 0.7).contains(value)
    }
    return (0...40).contains { step in
      let share = Double(step) / 40
      return near(footprint.x, camera.position.x * share) && near(footprint.z, camera.position.z * share)
    }
  }

  private func placeProps() -> [Prop] {
    switch scenery {
    case .city: cityBlocks() + lamps(every: 18)
    case .motel: motel() + poles() + surroundings()
    case .station: station() + poles() + surroundings()
    case .bridge: bridge() + lamps(every: 24)
    case .forest: trees(count: 110, from: 5.5, to: 34)
    case .mountains: trees(count: 26, from: 9, to: 60) + poles()
    case .sea: poles() + shrubs(count: 14)
    case .desert: poles() + shrubs(count: 46)
    case .road: lamps(every: 26) + trees(count: 34, from: 9, to: 50)
    case .room: furniture()
    case .desk: counter()
    case .corridor, .stage, .objects, .cabin: []
    }
  }

  /// What grows around a single building.
  private func surroundings() -> [Prop] {
    switch reading.land {
    case .desert: shrubs(count: 30)
    case .city: lamps(every: 24)
    default: trees(count: 20, from: 24, to: 60)
    }
  }

  /// A flat area of the scene; nothing where the camera does not see it.
  func area(_ corners: [Place3], _ paint: Paint, on canvas: inout Canvas) {
    canvas.polygon(camera.project(corners), paint)
  }

  /// A rectangle on the ground.
  func flat(_ x: ClosedRange<Double>, _ z: ClosedRange<Double>, y: Double = 0) -> [Place3] {
    [
      Place3(x.lowerBound, y, z.lowerBound), Place3(x.upperBound, y, z.lowerBound),
      Place3(x.upperBound, y, z.upperBound), Place3(x.lowerBound, y, z.upperBound),
    ]
  }
}

// MARK: Air

extension ScenePainter {
  func weather(on canvas: inout Canvas) {
    var random = random("weather \(camera.setup.orbit) \(camera.setup.distance)")
    guard !reading.place.isIndoors || reading.place == .stage else { return }
    switch reading.weather {
    case .rain: rain(on: &canvas, &random)
    case .snow:
      for _ in 0..<170 {
        let at = Point(random.number(0...width), random.number(0...height))
        canvas.circle(at, random.number(0.12...0.5) * unit, Paint(.white, random.number(0.35...0.85)))
      }
    case .fog:
      for _ in 0..<7 {
        let at = Point(random.number(0...width), camera.horizon + random.number(-0.1...0.3) * height)
        canvas.glow(at, random.number(0.4...0.9) * width, palette.skyLow.lighter(0.1), 0.2 + 0.2 * fog, flat: 0.22)
      }
    case .clear: break
    }
  }

  private func rain(on canvas: inout Canvas, _ random: inout SeededRandom) {
    for _ in 0..<190 {
      let at = Point(random.number(-0.1...1) * width, random.number(-0.1...1) * height)
      let length = random.number(1.5...6.5) * unit
      let end = Point(at.x + length * 0.2, at.y + length)
      let paint = Paint(palette.skyLow.lighter(0.55), random.number(0.12...0.42))
      canvas.line([at, end], paint, width: random.number(0.05...0.15) * unit)
    }
  }

  /// What binds a panel together: darker corners, a breath of dots in the shadow, and paper grain. Neighbours are
  /// exposed differently, so that two night scenes side by side are still seen to be two pictures.
  func finish(on canvas: inout Canvas) {
    let shade = { (strength: Double) in [Stop(0, self.palette.ink, 0), Stop(1, self.palette.ink, strength)] }
    let bottom = canvas.linear(Point(0, height * 0.62), Point(0, height), shade(isBright ? 0.16 : 0.34))
    canvas.rect(0, height * 0.62, width, height * 0.38, bottom)
    let top = canvas.linear(Point(0, height * 0.25), Point(0, 0), shade(isBright ? 0.04 : 0.36))
    canvas.rect(0, 0, width, height * 0.25, top)
    edges(on: &canvas)
    grain(on: &canvas)
  }

  /// Light that falls in from the sides, or the dark of a lens.
  private func edges(on canvas: inout Canvas) {
    let (tone, strength) = isBright ? (palette.skyLow.mixed(0.3, with: palette.skyMiddle), 0.2) : (palette.ink, 0.3)
    for edge in [0, width] {
      let inner = edge + (edge == 0 ? 0.16 : -0.16) * width
      let fade = canvas.linear(Point(edge, 0), Point(inner, 0), [Stop(0, tone, strength), Stop(1, tone, 0)])
      canvas.rect(min(edge, inner), 0, 0.16 * width, height, fade)
    }
  }

  private func grain(on canvas: inout Canvas) {
    var random = random("grain \(isBright)")
    let side = 22 * unit
    canvas.tiled(width: width, height: height, side: side) { canvas in
      for _ in 0..<260 {
        let at = Point(random.number(0...side), random.number(0...side))
        let tone = random.chance(0.5) ? Colour.white : Colour.black
        canvas.circle(at, random.number(0.04...0.13) * unit, Paint(tone, random.number(0.04...0.11)))
      }
    }
  }
}
