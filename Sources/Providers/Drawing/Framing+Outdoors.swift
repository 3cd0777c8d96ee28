/// How a storyboard looks at a road, and at who and what is on it.
extension Framing {
  static let establishing = [
    Framing(name: "WIDE", setup: .init(orbit: 10, distance: 13, height: 2.3, horizon: 0.52, aside: 0.4)),
    Framing(
      name: "AERIAL",
      setup: .init(orbit: -28, distance: 19, height: 10.5, pitch: 16, horizon: 0.46, aside: 0.5, focal: 1.15)),
    Framing(
      name: "LONG LENS", setup: .init(orbit: 176, distance: 27, height: 1.5, horizon: 0.5, aside: 0.56, focal: 2.7)),
  ]

  static func medium(_ reading: PromptReading) -> [Framing] {
    if reading.hasCar {
      return [
        Framing(name: "MEDIUM", setup: .init(orbit: -34, distance: 6.6, height: 1.5, horizon: 0.42, aside: 0.52)),
        Framing(
          name: "THREE-QUARTER", setup: .init(orbit: 146, distance: 6.4, height: 1.15, horizon: 0.46, aside: 0.5)),
        Framing(name: "PROFILE", setup: .init(orbit: 90, distance: 7.4, height: 1.0, horizon: 0.5, aside: 0.5)),
      ]
    }
    let turn = reading.hasRoad ? 180.0 : 0
    return [
      Framing(name: "MEDIUM", setup: .init(orbit: turn + 12, distance: 2.7, height: 1.45, horizon: 0.4, aside: 0.42)),
      Framing(name: "FULL SHOT", setup: .init(orbit: turn - 24, distance: 4.9, height: 1.2, horizon: 0.52, aside: 0.6)),
    ]
  }

  static func close(_ reading: PromptReading) -> [Framing] {
    let inside = Camera.Setup(orbit: 0, distance: 0.4, height: 1.25, horizon: 0.4, aside: 0.5, focal: 0.9)
    let portrait = Camera.Setup(orbit: reading.hasRoad ? 168 : 8, distance: 2.6, height: 1.5, horizon: 0.46, focal: 1.6)
    let nose = Camera.Setup(orbit: 152, distance: 4.1, height: 0.72, horizon: 0.5, aside: 0.36, focal: 1.5)
    let all: [(PromptReading.Detail, Framing)] = [
      (.face, Framing(name: "CLOSE-UP", setup: portrait, foreground: .face, showsCar: false, showsFigures: false)),
      (.hands, Framing(name: "HANDS", setup: inside, foreground: .wheel, showsCar: false, showsFigures: false)),
      (.phone, Framing(name: "INSERT", setup: portrait, foreground: .phone, showsCar: false, showsFigures: false)),
      (.mirror, Framing(name: "MIRROR", setup: inside, foreground: .mirror, showsCar: false, showsFigures: false)),
      (.headlight, Framing(name: "DETAIL", setup: nose, showsFigures: false)),
    ]
    let fitting = all.filter { detail, _ in
      switch detail {
      case .face: true
      case .hands, .mirror, .headlight: reading.hasCar || detail == reading.detail
      case .phone: reading.hasPhone
      }
    }
    return fitting.filter { $0.0 == reading.detail }.map(\.1) + fitting.filter { $0.0 != reading.detail }.map(\.1)
  }

  static func striking(_ reading: PromptReading) -> [Framing] {
    let low =
      reading.hasCar
      ? Camera.Setup(orbit: 158, distance: 4.3, height: 0.32, horizon: 0.74, aside: 0.56, focal: 0.85)
      : Camera.Setup(orbit: 165, distance: 2.2, height: 0.28, horizon: 0.88, aside: 0.6, focal: 0.82)
    let shoulder =
      reading.hasCar
      ? Framing(
        name: "BACK SEAT", setup: .init(orbit: 0, distance: 0.9, height: 1.3, horizon: 0.42, focal: 0.8),
        foreground: .backSeat, showsCar: false)
      : Framing(
        name: "OVER THE SHOULDER", setup: .init(orbit: 8, distance: 4.6, height: 1.6, horizon: 0.48, aside: 0.64),
        foreground: .shoulder)
    let top = Framing(
      name: "TOP VIEW", setup: .init(orbit: -16, distance: 2.6, height: 11, pitch: 74, horizon: 0.5, focal: 1.1))
    let silhouette = Framing(
      name: "SILHOUETTE", setup: .init(orbit: 4, distance: 9, height: 0.7, horizon: 0.72, aside: 0.62, focal: 1.5),
      isBacklit: true)
    // A single head on an empty road is no picture from above.
    return [Framing(name: "LOW ANGLE", setup: low), shoulder, silhouette] + (reading.hasCar ? [top] : [])
  }

  /// A small subject in much land.
  static func extremeWide(_ reading: PromptReading) -> [[Framing]] {
    [
      [
        Framing(name: "EXTREME WIDE", setup: .init(orbit: 2, distance: 24, height: 1.7, horizon: 0.66, focal: 1.0)),
        Framing(name: "SYMMETRICAL", setup: .init(orbit: 179, distance: 20, height: 1.2, horizon: 0.7, focal: 0.95)),
      ],
      [
        Framing(
          name: "HIGH WIDE", setup: .init(orbit: 36, distance: 22, height: 9, pitch: 14, horizon: 0.42, focal: 1.1)),
        Framing(name: "WIDE", setup: .init(orbit: -58, distance: 17, height: 1.6, horizon: 0.6, aside: 0.36)),
      ],
      [
        Framing(
          name: "STRAIGHT DOWN", setup: .init(orbit: 8, distance: 3, height: 24, pitch: 80, horizon: 0.5, focal: 1.1))
      ],
      [
        Framing(name: "LOW", setup: .init(orbit: 148, distance: 10, height: 0.3, horizon: 0.8, aside: 0.6, focal: 0.9)),
        Framing(
          name: "SILHOUETTE", setup: .init(orbit: 92, distance: 18, height: 0.7, horizon: 0.74, aside: 0.6, focal: 1.3),
          isBacklit: true),
      ],
    ]
  }

  /// Two cars that come toward each other.
  static let headOn: [[Framing]] = [
    [Framing(name: "SIDE-ON WIDE", setup: .init(orbit: 90, distance: 13, height: 1.3, horizon: 0.56))],
    [Framing(name: "AERIAL", setup: .init(orbit: 58, distance: 17, height: 12, pitch: 28, horizon: 0.5))],
    [Framing(name: "DRIVER'S VIEW", setup: inCar, foreground: .wheel)],
    [Framing(name: "LONG LENS", setup: .init(orbit: 12, distance: 22, height: 1.3, horizon: 0.5, focal: 2.2))],
  ]

  /// Somebody on the road, from behind the car and from close by.
  static func ahead(_ reading: PromptReading) -> [[Framing]] {
    [
      [
        Framing(name: "WIDE", setup: .init(orbit: 17, distance: 9, height: 2.1, horizon: 0.44, aside: 0.36), ahead: 9),
        Framing(
          name: "AERIAL", setup: .init(orbit: 28, distance: 15, height: 10, pitch: 20, horizon: 0.46, focal: 1.1),
          ahead: 9),
      ],
      [
        Framing(
          name: "LONG LENS", setup: .init(orbit: 4, distance: 4, height: 1.4, horizon: 0.5, aside: 0.4, focal: 2.3),
          showsCar: false, ahead: 11)
      ],
      [
        Framing(
          name: "IN THE BEAMS", setup: .init(orbit: 0, distance: 0.4, height: 1.3, horizon: 0.44, aside: 0.5),
          showsCar: false, ahead: 4.6),
        Framing(name: "DRIVER'S VIEW", setup: inCar, foreground: .wheel, showsCar: false, ahead: 10),
      ],
      [
        Framing(
          name: "LOW BEHIND THE CAR", setup: .init(orbit: 24, distance: 5.6, height: 0.42, horizon: 0.66, aside: 0.3),
          ahead: 6),
        Framing(
          name: "SILHOUETTE",
          setup: .init(orbit: 172, distance: 15, height: 0.9, horizon: 0.6, aside: 0.42, focal: 1.5),
          isBacklit: true, ahead: 7),
      ],
    ]
  }

  /// What the driver sees: less and less of the cabin, the figure nearer and nearer.
  static let throughWindscreen: [[Framing]] = [
    [Framing(name: "FROM THE BACK SEAT", setup: inCar, foreground: .backSeat, showsCar: false, ahead: 13)],
    [Framing(name: "DRIVER'S VIEW", setup: inCar, foreground: .wheel, showsCar: false, ahead: 9)],
    [Framing(name: "THROUGH THE GLASS", setup: inCar, foreground: .windscreen, showsCar: false, ahead: 6.5)],
    [
      Framing(
        name: "OVER THE BONNET", setup: .init(orbit: 0, distance: 0.4, height: 1.25, horizon: 0.42, focal: 1.05),
        foreground: .bonnet, showsCar: false, ahead: 4.8)
    ],
  ]

  /// Somebody near, and the car a dot behind them.
  static let distantCar: [[Framing]] = [
    [Framing(name: "WIDE", setup: .init(orbit: 190, distance: 8, height: 1.5, horizon: 0.66, aside: 0.4))],
    [Framing(name: "FROM BEHIND", setup: .init(orbit: -14, distance: 3.4, height: 1.5, horizon: 0.42, aside: 0.62))],
    [
      Framing(
        name: "CLOSE-UP", setup: .init(orbit: 168, distance: 2.6, height: 1.5, horizon: 0.46, focal: 1.6),
        foreground: .face, showsFigures: false)
    ],
    [Framing(name: "LOW", setup: .init(orbit: 194, distance: 3.4, height: 0.3, horizon: 0.8, focal: 0.9))],
  ]

  static let inCar = Camera.Setup(orbit: 0, distance: 0.4, height: 1.25, horizon: 0.4, aside: 0.5, focal: 0.9)
}
