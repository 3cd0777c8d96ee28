import Foundation

/// Where a car stands, in metres from the subject, and how far it is turned to the right, in degrees.
struct CarPlace {
  var x = 0.0
  var z = 0.0
  var turn = 0.0
}

extension ScenePainter {
  func carProps() -> [Prop] {
    carPlaces.map { place in
      Prop(depth: camera.depth(of: Place3(place.x, 0.5, place.z))) { canvas in
        var other = self
        other.camera = self.camera.standing(at: place.x, place.z, turned: place.turn)
        other.car(on: &canvas)
        if self.reading.features.contains(.openDoors) { other.openDoors(on: &canvas) }
      }
    }
  }

  private var carPlaces: [CarPlace] {
    switch reading.staging {
    case .headOn:
      foreground.isInCar
        ? [CarPlace(z: 15, turn: 180)] : [CarPlace(z: -headOnGap / 2), CarPlace(z: headOnGap / 2, turn: 180)]
    case .distantCar:
      // On the side that the camera looks at, whichever that is.
      abs(camera.position.z) < 1
        ? [] : [camera.position.z < 0 ? CarPlace(z: 62, turn: 180) : CarPlace(z: -62)]
    case .beside, .ahead:
      foreground.isInCar ? [] : [CarPlace(turn: reading.features.contains(.parkedAcross) ? 52 : 0)]
    }
  }

  /// Between the middles of two cars that come toward each other.
  private var headOnGap: Double { abs(sin(camera.setup.orbit * .pi / 180)) > 0.7 && !isFromAbove ? 7.4 : 11 }

  private func openDoors(on canvas: inout Canvas) {
    for side in [-1.0, 1.0] {
      let (hinge, edge) = (Place3(side * 0.94, 0, 0.62), Place3(side * 1.78, 0, 0.05))
      let at = { (foot: Place3, y: Double) in Place3(foot.x, y, foot.z) }
      let tone = isNight ? palette.car.darker(0.5) : palette.car.darker(0.22)
      area([at(hinge, 0.36), at(edge, 0.36), at(edge, 0.93), at(hinge, 0.95)], Paint(tone), on: &canvas)
      let top = hinge.toward(edge, 0.3)
      area(
        [at(hinge, 0.95), at(edge, 0.93), at(edge, 0.98), at(edge.toward(hinge, 0.12), 1.34), at(top, 1.36)],
        Paint(palette.skyLow, 0.35), on: &canvas)
    }
    guard let lamp = camera.project(Place3(0, 1.2, -0.2)) else { return }
    canvas.glow(lamp, 1.5 * camera.scale(at: Place3(0, 1.2, -0.2)), Colour(0xffc070), 0.75)
  }

  /// Streaks of light that a fast drive leaves along the road.
  func trails(on canvas: inout Canvas) {
    var random = random("trails")
    for index in 0..<46 {
      let isNear = index % 2 == 0
      let x = isNear ? random.number(2.6...5.5) : -random.number(6.2...10)
      let (y, z) = (random.number(0.15...1.7), random.number(-20...50))
      let length = random.number(5...18)
      let tone = index % 3 == 0 ? Colour(0xff4a38) : palette.light
      guard min(camera.depth(of: Place3(x, y, z)), camera.depth(of: Place3(x, y, z + length))) > 2.6 else { continue }
      area(
        [Place3(x, y, z), Place3(x, y, z + length), Place3(x, y + 0.07, z + length), Place3(x, y + 0.07, z)],
        Paint(tone, random.number(0.25...0.75)), on: &canvas)
    }
  }
}

extension Place3 {
  func toward(_ other: Place3, _ share: Double) -> Place3 {
    Place3(x + (other.x - x) * share, y + (other.y - y) * share, z + (other.z - z) * share)
  }
}

// MARK: What stands at the road because the prompt names it

extension ScenePainter {
  func roadsideProps() -> [Prop] {
    guard hasRoad else { return [] }
    var props: [Prop] = []
    if reading.features.contains(.mileMarker) { props.append(mileMarker()) }
    if reading.features.contains(.trafficLight), !isFromAbove { props += trafficLight() }
    return props
  }

  private func mileMarker() -> Prop {
    let foot =
      switch reading.staging {
      case .ahead: Place3(aheadSide + 0.85, 0, ahead + 0.3)
      case .distantCar: Place3(3.75, 0, 0.4)
      case .beside, .headOn: Place3(3.5, 0, 0.5)
      }
    return Prop(depth: camera.depth(of: foot) + 0.01) { canvas in
      guard let low = self.camera.project(foot) else { return }
      let scale = 0.75 * self.camera.scale(at: foot)
      let post = Paint(self.palette.skyLow.mixed(0.3, with: self.palette.ink))
      canvas.rect(low.x - 0.04 * scale, low.y - 1.2 * scale, 0.08 * scale, 1.2 * scale, post)
      canvas.rect(
        low.x - 0.34 * scale, low.y - 2.0 * scale, 0.68 * scale, 1.0 * scale, Paint(Colour(0xe9eee6)),
        radius: 0.06 * scale)
      canvas.rect(
        low.x - 0.3 * scale, low.y - 1.96 * scale, 0.6 * scale, 0.92 * scale, Paint(Colour(0x1d5a3c)),
        radius: 0.05 * scale)
      let text = Paint(.white)
      canvas.text(
        "MILE", at: Point(low.x, low.y - 1.72 * scale), size: 0.19 * scale, text, bold: true, anchor: .middle)
      canvas.text(
        self.reading.number ?? "9", at: Point(low.x, low.y - 1.13 * scale), size: 0.62 * scale, text, bold: true,
        anchor: .middle)
    }
  }

  /// A light on a wire over the middle of the crossing.
  private func trafficLight() -> [Prop] {
    let place = Place3(-1.85, 0, 2)
    let tone = reading.colours.neon ?? Colour(0xf0a030)
    return [
      Prop(depth: camera.depth(of: place)) { canvas in
        let wire = [Place3(-11, 6.9, 2), Place3(-1.85, 6.3, 2), Place3(7, 6.9, 2)].compactMap {
          self.camera.project($0)
        }
        guard let at = self.camera.project(Place3(-1.85, 5.6, 2)), wire.count == 3 else { return }
        let scale = self.camera.scale(at: place)
        for x in [-11.0, 7] {
          let pole = [Place3(x, 0, 2), Place3(x, 7.1, 2)].compactMap { self.camera.project($0) }
          canvas.line(pole, Paint(self.palette.ink), width: max(0.14 * scale, 1))
        }
        canvas.line(wire, Paint(self.palette.ink), width: max(0.04 * scale, 0.8))
        canvas.glow(at, 3.2 * scale, tone, 0.8)
        canvas.rect(
          at.x - 0.3 * scale, at.y - 0.75 * scale, 0.6 * scale, 1.5 * scale, Paint(self.palette.ink),
          radius: 0.1 * scale)
        for (y, lit) in [(-0.46, false), (0.0, true), (0.46, false)] {
          let lens = lit ? tone.lighter(0.25) : self.palette.ink.lighter(0.14)
          canvas.circle(Point(at.x, at.y + y * scale), 0.18 * scale, Paint(lens))
        }
        canvas.glow(at, 0.8 * scale, tone, 0.9)
      }
    ]
  }
}

// MARK: A tunnel

extension ScenePainter {
  private static let arch = (0...12).map { Double($0) * .pi / 12 }

  /// The tube around the camera, with its row of lamps; the road goes on outside its mouth.
  func tunnel(on canvas: inout Canvas) {
    let sodium = reading.colours.lamp ?? Colour(0xf29a3a)
    let ring = { (angle: Double, z: Double) in
      Place3(-1.85 + 6.4 * cos(angle), max(6.6 * sin(angle), 0), z)
    }
    for step in (0..<16).reversed() {
      let (near, far) = (-30 + Double(step) * 2, -28 + Double(step) * 2)
      for (from, to) in zip(Self.arch, Self.arch.dropFirst()) {
        let shade = palette.ink.mixed(0.1 + 0.25 * abs(cos(from + 0.4)) + (step % 2 == 0 ? 0.06 : 0), with: sodium)
        area([ring(from, near), ring(to, near), ring(to, far), ring(from, far)], Paint(shade), on: &canvas)
      }
    }
    for side in [0.62, 2.52] {
      for step in 0..<12 {
        let place = ring(side, -26 + Double(step) * 2.4)
        guard let at = camera.project(place) else { continue }
        let scale = camera.scale(at: place)
        canvas.glow(at, 1.1 * scale, sodium, 0.75)
        canvas.ellipse(at, 0.3 * scale, 0.1 * scale, Paint(sodium.lighter(0.55)))
      }
    }
  }
}
