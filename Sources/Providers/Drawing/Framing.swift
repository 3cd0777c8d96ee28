import Foundation

/// One way to look at a scene: where the camera stands, and what stands before it.
struct Framing {
  /// Whom a view through the windscreen shows.
  enum Occupants: Hashable { case both, driver, passenger }

  /// What is drawn over the scene, close to the lens.
  enum Foreground: Hashable {
    case nothing, face, wheel, phone, mirror, shoulder, hostShoulder, backSeat, audience, windscreen, bonnet, tunnel
    case doorway, grass, switchbacks, tableau
    case occupants(Occupants)
    case object(ObjectShape)

    /// Whether it shows letters, which are never mirrored.
    var hasLetters: Bool {
      if case .object = self { return true }
      return self == .tableau
    }

    /// Whether the camera is in a car that drives along the road.
    var isInCar: Bool { [.wheel, .mirror, .backSeat, .windscreen, .bonnet].contains(self) }
  }

  /// As a storyboard writes it, such as `LOW ANGLE`.
  var name: String
  var setup: Camera.Setup
  var foreground = Foreground.nothing
  var showsCar = true
  var showsFigures = true
  /// Whether the light comes from behind, so that only outlines are left.
  var isBacklit = false
  /// How far before the car those stand who stand before it, in metres.
  var ahead = 7.0

  /// `count` framings of one scene that differ as much as there are ways to look at it: those that the prompt lists,
  /// then an establishing one, a medium one, a detail, a striking angle, and the others of each kind.
  static func choose(_ count: Int, for reading: PromptReading, random: inout SeededRandom) -> [Framing] {
    let wished = reading.wishes.prefix(count).map { Framing($0, for: reading) }
    let others = composed(for: reading, random: &random).filter { other in
      !wished.contains { $0.resembles(other) }
    }
    let all = wished + others.map { $0.turned(toward: reading.place) }
    return (0..<count).map { index in index < all.count ? all[index] : all[index % all.count].varied(&random) }
  }

  private func resembles(_ other: Framing) -> Bool {
    guard foreground == other.foreground, foreground == .nothing else { return foreground == other.foreground }
    let turn = abs(setup.orbit - other.setup.orbit).truncatingRemainder(dividingBy: 360)
    return min(turn, 360 - turn) < 25 && abs(setup.height - other.setup.height) < 2
      && (0.5...2).contains(setup.distance / max(other.setup.distance, 0.1))
  }

  private static func composed(for reading: PromptReading, random: inout SeededRandom) -> [Framing] {
    var kinds = kinds(for: reading)
    for index in kinds.indices { kinds[index].shuffle(using: &random) }
    if reading.place.isIndoors == false, reading.staging == .beside, reading.place != .cabin {
      // The detail that the prompt names comes first, whatever the chance.
      let named = close(reading)[0].name
      kinds[2].sort { $0.name == named && $1.name != named }
    }
    let longest = kinds.map(\.count).max() ?? 1
    return (0..<longest).flatMap { turn in kinds.compactMap { turn < $0.count ? $0[turn] : nil } }
  }

  /// Four kinds of framings, from far to near and then to the striking.
  private static func kinds(for reading: PromptReading) -> [[Framing]] {
    switch reading.place {
    case .desk: return desk(reading)
    case .corridor: return corridor(reading)
    case .room: return room(reading)
    case .stage: return stage(reading)
    case .objects: return objects(reading)
    case .cabin: return cabin(reading)
    default: break
    }
    if reading.features.contains(.extremeWide) { return extremeWide(reading) }
    switch reading.staging {
    case .headOn: return headOn
    case .ahead: return reading.looksThroughWindscreen ? throughWindscreen : ahead(reading)
    case .distantCar: return distantCar
    case .beside: return [establishing, medium(reading), close(reading), striking(reading)]
    }
  }

  /// From the side on which the place has something to show: buildings stand to the right of the road, the sea lies
  /// to its left.
  private func turned(toward place: Place) -> Framing {
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
}
