import Foundation

extension ScenePainter {
  /// A box in the scene; its sides in three tones, so that it stands.
  struct Block {
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    let z: ClosedRange<Double>
    let tone: Colour
    /// The share of windows that are lit; nil without windows.
    var windows: Double?
    var floor = 3.2
  }

  func cityBlocks() -> [Prop] {
    var random = random("blocks")
    var props: [Prop] = []
    for side in [-1.0, 1.0] {
      var z = -70.0
      while z < 150 {
        let (span, tall, deep) = (random.number(9...17), random.number(8...30), random.number(8...14))
        let near = side > 0 ? 6.6 : -10.6 - deep
        let block = Block(
          x: near...(near + deep), y: 0...tall, z: z...(z + span),
          tone: palette.land.mixed(random.number(0.2...0.6), with: palette.ink), windows: isNight ? 0.42 : 0.2)
        let (shop, name) = (random.chance(0.45), "shop \(side) \(z)")
        props.append(
          Prop(depth: depth(of: block), footprint: (block.x, block.z)) { canvas in
            self.draw(block, seed: name, on: &canvas)
            if shop { self.shopfront(of: block, side: side, on: &canvas) }
          })
        z += span + (random.chance(0.25) ? 6 : 0.4)
      }
    }
    return props
  }

  func depth(of block: Block) -> Double {
    let middle = { (range: ClosedRange<Double>) in (range.lowerBound + range.upperBound) / 2 }
    // The nearest point of the footprint along the street decides who hides whom.
    let z = min(max(camera.position.z, block.z.lowerBound), block.z.upperBound)
    return max(
      camera.depth(of: Place3(middle(block.x), 0, z)), camera.depth(of: Place3(middle(block.x), 0, middle(block.z))))
  }

  func draw(_ block: Block, seed: String = "", on canvas: inout Canvas) {
    let (x, y, z) = (block.x, block.y, block.z)
    let far = camera.depth(of: Place3((x.lowerBound + x.upperBound) / 2, 0, (z.lowerBound + z.upperBound) / 2))
    let tone = palette.far(block.tone, max(far, 0), fog: fog)
    let at = camera.position
    if at.z < z.lowerBound || at.z > z.upperBound {
      let face = at.z < z.lowerBound ? z.lowerBound : z.upperBound
      wall(
        [Place3(x.lowerBound, y.lowerBound, face), Place3(x.upperBound, y.lowerBound, face)], top: y.upperBound,
        tone.darker(0.24), block, seed + "z", on: &canvas)
    }
    if at.x < x.lowerBound || at.x > x.upperBound {
      let face = at.x < x.lowerBound ? x.lowerBound : x.upperBound
      wall(
        [Place3(face, y.lowerBound, z.lowerBound), Place3(face, y.lowerBound, z.upperBound)], top: y.upperBound, tone,
        block, seed + "x", on: &canvas)
    }
    if at.y > y.upperBound { area(flat(x, z, y: y.upperBound), Paint(tone.lighter(0.12)), on: &canvas) }
    if at.y < y.lowerBound { area(flat(x, z, y: y.lowerBound), Paint(tone.darker(0.4)), on: &canvas) }
  }

  private func wall(
    _ foot: [Place3], top: Double, _ tone: Colour, _ block: Block, _ seed: String, on canvas: inout Canvas
  ) {
    let (from, to) = (foot[0], foot[1])
    area([from, to, Place3(to.x, top, to.z), Place3(from.x, top, from.z)], Paint(tone), on: &canvas)
    guard let lit = block.windows else { return }
    let length = abs(to.x - from.x) + abs(to.z - from.z)
    let (columns, rows) = (max(Int(length / 2.6), 1), max(Int((top - from.y) / block.floor), 1))
    guard columns * rows < 260 else { return }
    var random = random("wall" + seed)
    let on = palette.far(palette.light, max(camera.depth(of: from), 0) * 0.4, fog: fog)
    for row in 1..<max(rows, 2) {
      for column in 0..<columns {
        let shines = random.chance(lit)
        let paint = shines ? Paint(on, random.number(0.55...0.95)) : Paint(palette.skyTop.mixed(0.4, with: tone), 0.55)
        window(
          from, to, (Double(column) + 0.22) / Double(columns), (Double(column) + 0.78) / Double(columns),
          from.y + (Double(row) + 0.22) * block.floor, block.floor * 0.5, paint, on: &canvas)
      }
    }
  }

  private func window(
    _ from: Place3, _ to: Place3, _ start: Double, _ end: Double, _ sill: Double, _ tall: Double, _ paint: Paint,
    on canvas: inout Canvas
  ) {
    let at = { (share: Double, y: Double) in
      Place3(from.x + (to.x - from.x) * share, y, from.z + (to.z - from.z) * share)
    }
    area([at(start, sill), at(end, sill), at(end, sill + tall), at(start, sill + tall)], paint, on: &canvas)
  }

  /// A lit ground floor with an awning of neon.
  private func shopfront(of block: Block, side: Double, on canvas: inout Canvas) {
    let face = side > 0 ? block.x.lowerBound - 0.05 : block.x.upperBound + 0.05
    let (start, end) = (block.z.lowerBound + 0.8, block.z.upperBound - 0.8)
    let strip = { (low: Double, high: Double) in
      [Place3(face, low, start), Place3(face, low, end), Place3(face, high, end), Place3(face, high, start)]
    }
    area(strip(0.5, 2.6), Paint(palette.light.mixed(0.25, with: palette.neon), isNight ? 0.85 : 0.4), on: &canvas)
    area(strip(2.75, 3.15), Paint(palette.neon, isNight ? 1 : 0.7), on: &canvas)
    let middle = Place3(face, 2, (start + end) / 2)
    guard isNight, let at = camera.project(middle) else { return }
    canvas.glow(at, min(4.5 * camera.scale(at: middle), width * 0.3), palette.neon, 0.32)
  }
}

// MARK: Single buildings

extension ScenePainter {
  func motel() -> [Prop] {
    let block = Block(x: 10...19, y: 0...3.4, z: -14...34, tone: palette.wall.mixed(0.25, with: palette.ink))
    let roof = Block(x: 9.2...19.4, y: 3.4...3.9, z: -14.6...34.6, tone: palette.ink.mixed(0.3, with: palette.land))
    return [
      Prop(depth: depth(of: block) + 0.2, footprint: (block.x, block.z)) { canvas in
        self.draw(block, on: &canvas)
        for z in stride(from: -12.0, to: 33, by: 6) { self.motelRoom(z, on: &canvas) }
        self.draw(roof, on: &canvas)
        self.area(
          [Place3(9.15, 3.42, -14.6), Place3(9.15, 3.42, 34.6), Place3(9.15, 3.58, 34.6), Place3(9.15, 3.58, -14.6)],
          Paint(self.palette.neon), on: &canvas)
      },
      sign(at: Place3(6.2, 0, 9), height: 6.6),
    ]
  }

  private func motelRoom(_ z: Double, on canvas: inout Canvas) {
    let strip = { (from: Double, to: Double, low: Double, high: Double) in
      [Place3(9.98, low, from), Place3(9.98, low, to), Place3(9.98, high, to), Place3(9.98, high, from)]
    }
    area(strip(z, z + 1.1, 0, 2.2), Paint(palette.neon.mixed(0.5, with: palette.ink)), on: &canvas)
    area(strip(z + 1.7, z + 3.9, 0.9, 2.2), Paint(palette.light, isNight ? 0.95 : 0.5), on: &canvas)
    area(strip(z + 2.75, z + 2.85, 0.9, 2.2), Paint(palette.ink), on: &canvas)
  }

  func station() -> [Prop] {
    let canopy = Block(x: 6...16, y: 4.4...5.2, z: -5...13, tone: palette.light.mixed(0.45, with: palette.land))
    let shop = Block(x: 18...26, y: 0...3.4, z: -6...16, tone: palette.land.mixed(0.3, with: palette.ink))
    let pillars = [(7.5, -3.0), (7.5, 11.0), (14.5, -3.0), (14.5, 11.0)].map { x, z in
      Block(x: x...(x + 0.4), y: 0...4.4, z: z...(z + 0.4), tone: palette.land)
    }
    let pumps = [1.0, 7.0].map { Block(x: 9.5...10.4, y: 0...1.75, z: $0...($0 + 0.7), tone: palette.car) }
    let solid = (pillars + pumps + [shop]).map { block in
      Prop(depth: depth(of: block), footprint: (block.x, block.z)) { self.draw(block, on: &$0) }
    }
    let roof = Prop(depth: depth(of: canopy)) { canvas in
      self.draw(canopy, on: &canvas)
      let stripe = [Place3(5.95, 4.6, -5), Place3(5.95, 4.6, 13), Place3(5.95, 4.85, 13), Place3(5.95, 4.85, -5)]
      self.area(stripe, Paint(self.palette.neon), on: &canvas)
      for z in [-2.0, 4, 10] {
        guard let at = self.camera.project(Place3(10, 4.3, z)) else { continue }
        canvas.glow(at, min(4.5 * self.camera.scale(at: Place3(10, 4.3, z)), self.width), self.palette.light, 0.6)
      }
    }
    return solid + [roof, sign(at: Place3(4.6, 0, 16), height: 7)]
  }

  /// A sign on a pole whose letters face whoever comes along the road.
  private func sign(at foot: Place3, height tall: Double) -> Prop {
    Prop(at: foot, depth: camera.depth(of: foot)) { canvas in
      guard let low = self.camera.project(foot), let high = self.camera.project(Place3(foot.x, tall, foot.z)) else {
        return
      }
      let scale = self.camera.scale(at: foot)
      let (wide, deep) = (3.9 * scale, 1.55 * scale)
      canvas.line([low, high], Paint(self.palette.ink), width: max(0.22 * scale, 1))
      canvas.glow(Point(high.x, high.y), 4.8 * scale, self.palette.neon, 0.5)
      canvas.rect(
        high.x - wide / 2, high.y - deep / 2, wide, deep, Paint(self.palette.ink.mixed(0.12, with: self.palette.neon)),
        radius: 0.18 * scale)
      canvas.line(
        [Point(high.x - wide * 0.4, high.y + deep * 0.36), Point(high.x + wide * 0.4, high.y + deep * 0.36)],
        Paint(self.palette.light), width: 0.09 * scale)
      canvas.text(
        self.reading.sign, at: Point(high.x, high.y + deep * 0.2), size: 0.92 * scale,
        Paint(self.palette.neon.lighter(0.45)), bold: true, anchor: .middle)
    }
  }

  func bridge() -> [Prop] {
    var props: [Prop] = [-30.0, 30, 90].flatMap { z in
      [-7.4, 3.2].map { x in
        let tower = Block(
          x: x...(x + 1), y: 0...27, z: z...(z + 1.6), tone: palette.neon.mixed(0.62, with: palette.ink))
        return Prop(depth: depth(of: tower), footprint: (tower.x, tower.z)) { self.draw(tower, on: &$0) }
      }
    }
    for x in [-6.9, 3.7] {
      for z in [-30.0, 30, 90] {
        props.append(
          Prop(depth: camera.depth(of: Place3(x, 0, z + 30)) + 1, footprint: (x...x, z...(z + 60))) {
            self.cable(x, from: z, on: &$0)
          })
      }
    }
    return props
  }

  private func cable(_ x: Double, from z: Double, on canvas: inout Canvas) {
    let tone = Paint(palette.neon.mixed(0.55, with: palette.ink))
    let height = { (share: Double) in 3 + 23.5 * (2 * share - 1) * (2 * share - 1) }
    let rope = (0...20).compactMap { step -> Point? in
      camera.project(Place3(x, height(Double(step) / 20), z + 60 * Double(step) / 20))
    }
    canvas.line(rope, tone, width: 0.28 * unit)
    for step in 1..<20 {
      let at = z + 60 * Double(step) / 20
      let hanger = [camera.project(Place3(x, height(Double(step) / 20), at)), camera.project(Place3(x, 1, at))]
      canvas.line(hanger.compactMap { $0 }, tone, width: 0.1 * unit)
    }
    let rail = [Place3(x, 1, z), Place3(x, 1, z + 60), Place3(x, 1.15, z + 60), Place3(x, 1.15, z)]
    area(rail, tone, on: &canvas)
  }
}
