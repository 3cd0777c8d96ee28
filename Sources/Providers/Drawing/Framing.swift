import Foundation

/// One way to look at a scene: where the camera stands, and what stands before it.
struct Framing {
  /// What is drawn over the scene, close to the lens.
  enum Foreground: Hashable { case nothing, face, wheel, phone, mirror, shoulder, backSeat, audience }

  /// As a storyboard writes it, such as `LOW ANGLE`.
  let name: String
  var setup: Camera.Setup
  var foreground = Foreground.nothing
  var showsCar = true
  var showsFigures = true
  /// Whether the light comes from behind, so that only outlines are left.
  var isBacklit = false

  /// `count` framings of one scene that differ as much as there are ways to look at it: an establishing one, a
  /// medium one, a detail, a striking angle, and then the others of each kind.
  static func choose(_ count: Int, for reading: PromptReading, random: inout SeededRandom) -> [Framing] {
    var kinds = [establishing(reading), medium(reading), close(reading), striking(reading)]
    for index in kinds.indices { kinds[index].shuffle(using: &random) }
    // The detail that the prompt names comes first, whatever the chance.
    let named = close(reading)[0].name
    kinds[2].sort { $0.name == named && $1.name != named }
    let longest = kinds.map(\.count).max() ?? 1
    let all = (0..<longest).flatMap { turn in kinds.compactMap { turn < $0.count ? $0[turn] : nil } }
    return (0..<count).map { index in
      let framing = index < all.count ? all[index] : all[index % all.count].varied(&random)
      return framing.turned(toward: reading.place)
    }
  }

  /// From the side on which the place has something to show: buildings stand to the right of the road, the sea lies
  /// to its left.
  private func turned(toward place: PromptReading.Place) -> Framing {
    var turned = self
    switch place {
    case .motel, .station: turned.setup.orbit = -abs(setup.orbit)
    case .sea: turned.setup.orbit = abs(setup.orbit)
    default: break
    }
    return turned
  }

  /// The same idea from another side, where there are more panels than ideas.
  private func varied(_ random: inout SeededRandom) -> Framing {
    var other = self
    other.setup.orbit += random.pick(-1, 1) * random.number(25...60)
    other.setup.distance *= random.number(0.8...1.35)
    other.setup.aside = 1 - setup.aside
    return other
  }

  private static func establishing(_ reading: PromptReading) -> [Framing] {
    if reading.place == .room {
      return [
        Framing(
          name: "WIDE", setup: .init(orbit: -14, distance: 5.4, height: 1.5, horizon: 0.5, aside: 0.45, focal: 0.75)),
        Framing(
          name: "DOORWAY", setup: .init(orbit: 24, distance: 6.2, height: 1.1, horizon: 0.56, aside: 0.58, focal: 0.8)),
      ]
    }
    if reading.place == .stage {
      return [
        Framing(
          name: "WIDE", setup: .init(orbit: 0, distance: 12, height: 2.6, horizon: 0.62, focal: 0.95),
          foreground: .audience),
        Framing(
          name: "FROM THE WINGS",
          setup: .init(orbit: 48, distance: 8, height: 1.3, horizon: 0.6, aside: 0.4, focal: 0.9)),
      ]
    }
    return [
      Framing(name: "WIDE", setup: .init(orbit: 10, distance: 13, height: 2.3, horizon: 0.52, aside: 0.4)),
      Framing(
        name: "AERIAL",
        setup: .init(orbit: -28, distance: 19, height: 10.5, pitch: 16, horizon: 0.46, aside: 0.5, focal: 1.15)),
      Framing(
        name: "LONG LENS", setup: .init(orbit: 176, distance: 27, height: 1.5, horizon: 0.5, aside: 0.56, focal: 2.7)),
    ]
  }

  private static func medium(_ reading: PromptReading) -> [Framing] {
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

  private static func close(_ reading: PromptReading) -> [Framing] {
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
      case .hands, .mirror, .headlight: reading.hasCar && reading.hasRoad || detail == reading.detail
      case .phone: reading.hasPhone
      }
    }
    return fitting.filter { $0.0 == reading.detail }.map(\.1) + fitting.filter { $0.0 != reading.detail }.map(\.1)
  }

  private static func striking(_ reading: PromptReading) -> [Framing] {
    if !reading.hasRoad {
      return [
        Framing(
          name: "LOW ANGLE", setup: .init(orbit: -20, distance: 2.3, height: 0.3, horizon: 0.86, aside: 0.6, focal: 0.8)
        ),
        Framing(
          name: "OVER THE SHOULDER", setup: .init(orbit: 16, distance: 4.2, height: 1.6, horizon: 0.5, aside: 0.6),
          foreground: .shoulder),
      ]
    }
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
}

extension PromptReading {
  var hasRoad: Bool { place != .stage && place != .room }
}
