/// How a storyboard looks at rooms.
extension Framing {
  // MARK: A desk or a bar

  static let twoShot = Framing(
    name: "FRONTAL TWO-SHOT", setup: .init(orbit: 0, distance: 3.5, height: 1.5, horizon: 0.4, aside: 0.5, focal: 0.95))
  static let overHost = Framing(
    name: "OVER THE SHOULDER",
    setup: .init(orbit: 172, distance: 2.35, height: 1.62, horizon: 0.42, aside: 0.6, focal: 0.82),
    foreground: .hostShoulder)
  static let overGuest = Framing(
    name: "OVER THE GUEST'S SHOULDER",
    setup: .init(orbit: -14, distance: 1.1, height: 1.62, horizon: 0.44, aside: 0.64),
    foreground: .shoulder)
  static let fromDoor = Framing(
    name: "FROM THE DOOR", setup: .init(orbit: 22, distance: 4.3, height: 1.55, horizon: 0.46, aside: 0.5, focal: 0.78),
    foreground: .doorway)
  static let highCorner = Framing(
    name: "HIGH CORNER",
    setup: .init(orbit: -42, distance: 4.4, height: 2.75, pitch: 20, horizon: 0.5, aside: 0.46, focal: 0.72))
  static let alongCounter = Framing(
    name: "ALONG THE COUNTER",
    setup: .init(orbit: 84, distance: 3.4, height: 1.5, horizon: 0.42, aside: 0.42, focal: 0.95))
  static let portrait = Framing(
    name: "CLOSE-UP", setup: .init(orbit: 8, distance: 2.6, height: 1.5, horizon: 0.46, focal: 1.6), foreground: .face,
    showsFigures: false)
  static let lowIndoors = Framing(
    name: "LOW ANGLE", setup: .init(orbit: -20, distance: 3.2, height: 0.3, horizon: 0.82, aside: 0.6, focal: 0.8))

  static func insert(_ reading: PromptReading, else shape: ObjectShape) -> Framing {
    let shape = reading.objects.first ?? shape
    return Framing(
      name: "INSERT: \(shape.caption)", setup: portrait.setup, foreground: .object(shape), showsFigures: false)
  }

  static func desk(_ reading: PromptReading) -> [[Framing]] {
    let wide = Framing(
      name: "WIDE", setup: .init(orbit: -12, distance: 4.1, height: 1.7, horizon: 0.44, aside: 0.52, focal: 0.7))
    let shape: ObjectShape = reading.features.contains(.bottles) ? .glass : .key
    return [
      [wide, fromDoor], [twoShot, alongCounter], [portrait, insert(reading, else: shape)],
      [highCorner, reading.people.contains(where: \.isHost) ? overHost : overGuest, lowIndoors],
    ]
  }

  // MARK: A corridor

  static let fromBehind = Framing(
    name: "FROM BEHIND", setup: .init(orbit: 0, distance: 3.6, height: 1.45, horizon: 0.44, focal: 0.82))
  static let fromDoorway = Framing(
    name: "FROM THE DOORWAY", setup: .init(orbit: 180, distance: 4.4, height: 1.3, horizon: 0.44, focal: 0.85),
    foreground: .doorway)
  static let throughDoors = Framing(
    name: "THROUGH OPEN DOORS", setup: .init(orbit: 90, distance: 4.5, height: 1.2, horizon: 0.5, focal: 0.7))
  static let ceiling = Framing(
    name: "CEILING VIEW", setup: .init(orbit: 0, distance: 3.4, height: 4.4, pitch: 40, horizon: 0.5, focal: 0.8))

  static func corridor(_ reading: PromptReading) -> [[Framing]] {
    let wide = Framing(
      name: "ONE-POINT WIDE", setup: .init(orbit: 0, distance: 7.5, height: 1.25, horizon: 0.5, focal: 0.7))
    let low = Framing(
      name: "CARPET LEVEL",
      setup: .init(orbit: 180, distance: 3.2, height: 0.25, horizon: 0.66, aside: 0.54, focal: 0.8))
    return [
      [wide, fromBehind], [fromDoorway, throughDoors], [portrait, insert(reading, else: .key)], [ceiling, low],
    ]
  }

  // MARK: A plain room, a stage

  static func room(_ reading: PromptReading) -> [[Framing]] {
    let wide = [
      Framing(
        name: "WIDE", setup: .init(orbit: -14, distance: 5.4, height: 1.5, horizon: 0.5, aside: 0.45, focal: 0.75)),
      Framing(
        name: "FROM THE DOOR",
        setup: .init(orbit: 24, distance: 6.2, height: 1.1, horizon: 0.56, aside: 0.58, focal: 0.8),
        foreground: .doorway),
    ]
    let corner = Framing(
      name: "HIGH CORNER",
      setup: .init(orbit: -34, distance: 5, height: 2.9, pitch: 20, horizon: 0.5, aside: 0.46, focal: 0.75))
    return [wide, people, [portrait, insert(reading, else: .photograph)], [lowIndoors, corner, overShoulder]]
  }

  static func stage(_ reading: PromptReading) -> [[Framing]] {
    let wide = [
      Framing(
        name: "WIDE", setup: .init(orbit: 0, distance: 12, height: 2.6, horizon: 0.62, focal: 0.95),
        foreground: .audience),
      Framing(
        name: "FROM THE WINGS", setup: .init(orbit: 48, distance: 8, height: 1.3, horizon: 0.6, aside: 0.4, focal: 0.9)),
    ]
    let low = Framing(
      name: "LOW ANGLE", setup: .init(orbit: -20, distance: 2.3, height: 0.3, horizon: 0.86, aside: 0.6, focal: 0.8))
    return [wide, people, [portrait], [low, overShoulder]]
  }

  private static let people = [
    Framing(name: "MEDIUM", setup: .init(orbit: 12, distance: 2.7, height: 1.45, horizon: 0.4, aside: 0.42)),
    Framing(name: "FULL SHOT", setup: .init(orbit: -24, distance: 4.9, height: 1.2, horizon: 0.52, aside: 0.6)),
  ]
  private static let overShoulder = Framing(
    name: "OVER THE SHOULDER", setup: .init(orbit: 16, distance: 4.2, height: 1.6, horizon: 0.5, aside: 0.6),
    foreground: .shoulder)

  // MARK: In a car, and things

  static func cabin(_ reading: PromptReading) -> [[Framing]] {
    let outside = Camera.Setup(orbit: 180, distance: 3, height: 1.2, horizon: 0.4, focal: 0.9)
    let within = { (name: String, setup: Camera.Setup, foreground: Foreground) in
      Framing(name: name, setup: setup, foreground: foreground, showsCar: false, showsFigures: false)
    }
    var faces = [within("DRIVER", outside, .occupants(.driver)), within("MIRROR", inCar, .mirror)]
    if reading.people.count > 1 { faces.swapAt(0, 1) }
    let second = reading.people.count > 1 ? [within("PASSENGER", outside, .occupants(.passenger))] : [faces[0]]
    return [
      [within("THROUGH THE WINDSCREEN", outside, .occupants(.both))],
      reading.people.count > 1 ? [within("DRIVER", outside, .occupants(.driver))] : [within("HANDS", inCar, .wheel)],
      second, [within("BACK SEAT", inCar, .backSeat)], [within("HANDS", inCar, .wheel)], [faces[0]],
    ]
  }

  /// One after the other, then all together.
  static func objects(_ reading: PromptReading) -> [[Framing]] {
    let named = reading.objects.isEmpty ? [.photograph, .glass, .cigarette] : reading.objects
    let setup = portrait.setup
    let single = named.map { [Framing(name: $0.caption, setup: setup, foreground: .object($0))] }
    let all = [Framing(name: "ALL TOGETHER", setup: setup, foreground: .tableau)]
    return single.prefix(3) + [all] + single.dropFirst(3)
  }
}
