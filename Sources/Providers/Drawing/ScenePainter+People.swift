import Foundation

/// Where somebody stands, and which way they look: 0 along the road, 180 against it.
struct Standpoint {
  var place: Place3
  var heading: Double
}

extension ScenePainter {
  func figureProps() -> [Prop] {
    let shown = reading.standing.enumerated().filter { !($0.element.isHost && hidesHost) }
    let points = standpoints
    return shown.compactMap { index, person in
      guard index < points.count else { return nil }
      let point = points[index]
      let figure = Figure(person: person, view: view(of: point))
      return Prop(depth: camera.depth(of: point.place)) { self.stand(figure, at: point.place, on: &$0) }
    }
  }

  /// In the order of those who stand.
  private var standpoints: [Standpoint] {
    let at = { (x: Double, z: Double, heading: Double) in Standpoint(place: Place3(x, 0, z), heading: heading) }
    switch reading.place {
    case .desk: return deskStandpoints
    case .stage, .room: return [at(0, 0, facingCamera), at(-1.3, 0.8, facingCamera), at(1.4, 1, facingCamera)]
    case .corridor: return [at(0.35, 0, 0), at(-0.6, 1.6, 0), at(0.6, 2.4, 0)]
    default: break
    }
    switch reading.staging {
    case .ahead:
      let side = aheadSide
      let heading = reading.lead.action == .running ? 0.0 : 180
      return [at(side, ahead, heading), at(side - 1, ahead + 1, heading), at(side + 0.9, ahead + 2, heading)]
    case .distantCar: return [at(2.7, 0, 0), at(1.8, 0.35, 0), at(3.6, 0.9, 0)]
    case .beside, .headOn:
      if reading.features.contains(.parkedAcross) { return [at(-5, -0.2, 40), at(-6, 0, 40), at(-7, -0.2, 40)] }
      return reading.hasCar
        ? [at(-1.75, 0.5, 0), at(1.5, -1.9, 0), at(-2.5, 2.4, 0)] : [at(0, 0, 0), at(-0.95, 0.35, 0), at(1.1, 0.9, 0)]
    }
  }

  /// Beside the marker where there is one, else in the lane; never so far aside that a near camera misses them.
  var aheadSide: Double { reading.features.contains(.mileMarker) ? min(2.7, ahead * 0.32) : -1.1 }

  /// The heading of one who looks at the camera.
  private var facingCamera: Double { 180 - camera.setup.orbit }

  /// Hosts behind the counter, the others before it.
  private var deskStandpoints: [Standpoint] {
    let behind = [Place3(-0.5, 0, 1.75), Place3(1.1, 0, 1.8)]
    let before = [Place3(0.6, 0, -0.15), Place3(-0.9, 0, -0.4), Place3(1.6, 0, -0.6)]
    var (hosts, guests) = (behind.makeIterator(), before.makeIterator())
    return reading.standing.compactMap { person in
      person.isHost
        ? hosts.next().map { Standpoint(place: $0, heading: 180) }
        : guests.next().map { Standpoint(place: $0, heading: 0) }
    }
  }

  private func view(of point: Standpoint) -> Figure.View {
    let angle = point.heading * .pi / 180
    let ahead = Place3(sin(angle), 0, cos(angle))
    let to = (x: camera.position.x - point.place.x, z: camera.position.z - point.place.z)
    let length = max((to.x * to.x + to.z * to.z).squareRoot(), 0.01)
    let turn = (ahead.x * to.x + ahead.z * to.z) / length
    if abs(turn) > 0.5 { return turn > 0 ? .front : .back }
    let nose = Place3(point.place.x + ahead.x * 0.2, 1.6, point.place.z + ahead.z * 0.2)
    let head = Place3(point.place.x, 1.6, point.place.z)
    guard let from = camera.project(head), let to = camera.project(nose) else { return .front }
    return .profile(to.x < from.x ? -1 : 1)
  }

  /// What somebody wears; who has no colour of their own gets one that sets them apart.
  func cloth(of person: Person) -> Colour {
    if let clothes = person.clothes { return isBacklit ? clothes.mixed(0.85, with: palette.ink) : clothes }
    if person == reading.lead { return palette.cloth }
    let other = palette.neon.mixed(0.45, with: palette.wall)
    return isBacklit ? other.mixed(0.85, with: palette.ink) : other
  }

  func stand(_ figure: Figure, at place: Place3, on canvas: inout Canvas) {
    guard let foot = camera.project(place) else { return }
    let scale = camera.scale(at: place)
    canvas.ellipse(foot, 0.42 * scale, 0.07 * scale, Paint(palette.ink, 0.5))
    let cloth = cloth(of: figure.person)
    guard !isFromAbove else { return fromAbove(at: foot, scale, cloth, on: &canvas) }
    let isLit = reading.staging == .ahead && camera.position.z < place.z
    let dim = isNight && !isLit ? 0.28 : 0.08
    let tones = Figure.Tones(
      cloth: cloth.mixed(dim, with: palette.ink), trousers: palette.ink.mixed(0.25, with: cloth),
      skin: palette.skin.mixed(dim, with: palette.ink),
      hair: figure.person.isOld ? Colour(0xa9a8a6).mixed(dim, with: palette.ink) : palette.ink.lighter(0.03),
      rim: isNight ? palette.neon.mixed(0.4, with: palette.light) : palette.light)
    figure.draw(at: foot, scale: scale, tones: tones, lightSide: -1, on: &canvas)
  }

  /// Head, shoulders and a long shadow.
  private func fromAbove(at foot: Point, _ scale: Double, _ cloth: Colour, on canvas: inout Canvas) {
    let shade = [(-0.2, 0.0), (0.5, 0.9), (1.5, 2.0), (1.8, 1.8), (1.0, 0.8), (0.2, -0.1)]
    canvas.blob(shade.map { Point(foot.x + $0.0 * scale, foot.y + $0.1 * scale) }, Paint(palette.ink, 0.5))
    canvas.ellipse(foot, 0.27 * scale, 0.15 * scale, Paint(cloth))
    canvas.ellipse(
      Point(foot.x - 0.06 * scale, foot.y - 0.03 * scale), 0.2 * scale, 0.1 * scale, Paint(cloth.lighter(0.15)))
    canvas.circle(foot, 0.115 * scale, Paint(palette.ink.lighter(0.08)))
  }
}
