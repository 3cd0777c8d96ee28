/// The cameras that a prompt asks for, in the scene that it describes.
extension Framing {
  init(_ wish: ShotWish, for reading: PromptReading) {
    self =
      switch reading.place {
      case .desk: Self.atDesk(wish, reading)
      case .corridor: Self.inCorridor(wish, reading)
      case .room, .stage: Self.inRoom(wish, reading)
      case .objects, .cabin: Self.inCar(wish, reading)
      default: Self.outdoors(wish, reading)
      }
    name = wish.caption
  }

  private static func atDesk(_ wish: ShotWish, _ reading: PromptReading) -> Framing {
    if wish.specials.contains(.shoulder) {
      let isGuest = ["driver", "guest", "customer", "her", "his"].contains { wish.phrase.contains($0) }
      return isGuest || !reading.people.contains(where: \.isHost) ? overGuest : overHost
    }
    if wish.specials.contains(.doorway) { return fromDoor }
    if wish.specials.contains(.corner) || wish.height == .high || wish.height == .top { return highCorner }
    if wish.specials.contains(.insert) || wish.specials.contains(.hands) { return insert(reading, else: .key) }
    if wish.height == .low { return lowIndoors }
    switch (wish.angle, wish.size) {
    case (.profile, _): return alongCounter
    case (_, .close): return portrait
    case (_, .wide): return desk(reading)[0][0]
    default: return twoShot
    }
  }

  private static func inCorridor(_ wish: ShotWish, _ reading: PromptReading) -> Framing {
    if wish.angle == .profile { return throughDoors }
    if wish.height == .high || wish.height == .top { return ceiling }
    if wish.specials.contains(.doorway) || wish.angle == .front { return fromDoorway }
    if wish.specials.contains(.insert) { return insert(reading, else: .key) }
    if wish.height == .low { return corridor(reading)[3][1] }
    return wish.size == .close ? portrait : wish.size == .wide ? corridor(reading)[0][0] : fromBehind
  }

  private static func inRoom(_ wish: ShotWish, _ reading: PromptReading) -> Framing {
    let kinds = reading.place == .stage ? stage(reading) : room(reading)
    if wish.specials.contains(.shoulder) { return kinds[3][kinds[3].count - 1] }
    if wish.specials.contains(.doorway) { return kinds[0][1] }
    if wish.specials.contains(.corner) || wish.height == .high || wish.height == .top {
      return kinds[3][kinds[3].count > 2 ? 1 : 0]
    }
    if wish.specials.contains(.insert) { return insert(reading, else: .photograph) }
    if wish.height == .low { return kinds[3][0] }
    switch wish.size {
    case .close: return portrait
    case .wide: return kinds[0][0]
    default: return wish.angle == .front ? kinds[1][0] : kinds[1][1]
    }
  }

  private static func inCar(_ wish: ShotWish, _ reading: PromptReading) -> Framing {
    guard reading.place == .cabin else { return objects(reading).flatMap { $0 }.last ?? portrait }
    let kinds = cabin(reading)
    if wish.specials.contains(.mirror) {
      return Framing(name: "MIRROR", setup: inCar, foreground: .mirror, showsCar: false, showsFigures: false)
    }
    if wish.specials.contains(.hands) || wish.specials.contains(.insert) { return kinds[4][0] }
    if wish.angle == .behind { return kinds[3][0] }
    return wish.size == .close ? kinds[1][0] : kinds[0][0]
  }
}

// MARK: Outdoors

extension Framing {
  private static func outdoors(_ wish: ShotWish, _ reading: PromptReading) -> Framing {
    if let special = special(wish, reading) { return special }
    var framing = Framing(name: "", setup: setup(wish, reading))
    framing.isBacklit = wish.phrase.contains("silhouette") || wish.phrase.contains("backlit")
    if wish.specials.contains(.grass) { framing.foreground = .grass }
    if wish.specials.contains(.shoulder) { framing.foreground = .shoulder }
    if wish.size == .close, !reading.hasCar { framing.foreground = .face }
    return framing
  }

  /// What is more than a place for the camera.
  private static func special(_ wish: ShotWish, _ reading: PromptReading) -> Framing? {
    if wish.phrase.contains("switchback") || wish.phrase.contains("hairpin") {
      return Framing(
        name: "", setup: establishing[1].setup, foreground: .switchbacks, showsCar: false, showsFigures: false)
    }
    if wish.specials.contains(.tunnel) {
      return Framing(
        name: "", setup: .init(orbit: 2, distance: 10, height: 1.3, horizon: 0.58, aside: 0.55, focal: 0.8),
        foreground: .tunnel, isBacklit: true)
    }
    guard reading.hasCar else { return nil }
    if wish.specials.contains(.mirror) {
      return Framing(name: "", setup: inCar, foreground: .mirror, showsCar: false, showsFigures: false)
    }
    if wish.specials.contains(.forward) {
      let setup = Camera.Setup(orbit: 0, distance: 0.5, height: 1.8, horizon: 0.42, focal: 0.8)
      return Framing(name: "", setup: setup, foreground: .bonnet, showsCar: reading.staging == .headOn, ahead: 6)
    }
    guard wish.specials.contains(.inside) || wish.specials.contains(.hands), wish.height == nil else { return nil }
    return Framing(name: "", setup: inCar, foreground: .wheel, showsCar: reading.staging == .headOn, ahead: 8.5)
  }

  private static func setup(_ wish: ShotWish, _ reading: PromptReading) -> Camera.Setup {
    let isRunAhead = reading.staging == .ahead && reading.lead.action == .running
    var setup = Camera.Setup(
      orbit: orbit(wish, reading), distance: reading.hasCar && reading.staging != .distantCar ? 7.5 : 3.6, height: 1.45,
      horizon: 0.48, aside: 0.45)
    if reading.staging == .headOn || isRunAhead { setup.distance = 12 }
    switch wish.size {
    case .wide: (setup.distance, setup.height) = (setup.distance * (reading.staging == .headOn ? 1.1 : 1.7), 1.8)
    case .long: (setup.distance, setup.focal, setup.aside) = (26, 2.6, 0.52)
    case .close: (setup.distance, setup.focal) = (setup.distance * 0.62, 1.5)
    case .medium, nil: break
    }
    switch wish.height {
    case .low:
      (setup.height, setup.horizon, setup.focal) = (0.32, wish.size == .wide ? 0.7 : 0.64, min(setup.focal, 0.9))
      if isRunAhead { setup.distance = 10.2 } else if wish.size != .wide { setup.distance *= 0.78 }
    case .high: (setup.distance, setup.height, setup.pitch, setup.horizon) = (17, 10.5, 19, 0.45)
    case .top: setup = .init(orbit: -16, distance: 2.6, height: 11, pitch: 74, horizon: 0.5, focal: 1.1)
    case nil: break
    }
    if wish.specials.contains(.sky) { (setup.horizon, setup.distance, setup.height) = (0.83, 19, 1.1) }
    return setup
  }

  private static func orbit(_ wish: ShotWish, _ reading: PromptReading) -> Double {
    // From over the road, so that who stands at its edge does not hide what comes along it.
    if reading.staging == .distantCar { return wish.angle == .behind ? -14 : wish.angle == .profile ? 90 : 194 }
    switch wish.angle {
    case .behind: return reading.staging == .beside && reading.hasCar ? -16 : 8
    case .front: return 176
    case .profile: return 90
    case .threeQuarter: return 146
    case nil: break
    }
    if reading.staging == .headOn { return 62 }
    if reading.staging == .ahead, wish.height == .high { return 22 }
    if reading.staging == .ahead { return reading.lead.action == .running ? 178 : -12 }
    return wish.height == .high ? -28 : 168
  }
}
