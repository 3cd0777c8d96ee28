/// The colours of one storyboard: few, so that its panels belong together.
struct Palette {
  let skyTop: Colour
  let skyMiddle: Colour
  let skyLow: Colour
  /// What lies far away, before the air lightens it.
  let land: Colour
  let ground: Colour
  let road: Colour
  /// The darkest tone, for what stands against the light.
  let ink: Colour
  let light: Colour
  let neon: Colour
  let car: Colour
  let cloth: Colour
  let skin: Colour
  /// What walls are painted with.
  let wall: Colour

  /// Sky from top to horizon, land, ground, road, ink, light, neon, car, cloth.
  private init(_ colours: [UInt32], skin: UInt32) {
    let all = colours.map { Colour($0) }
    self.init(
      skyTop: all[0], skyMiddle: all[1], skyLow: all[2], land: all[3], ground: all[4], road: all[5], ink: all[6],
      light: all[7], neon: all[8], car: all[9], cloth: all[10], skin: Colour(skin), wall: all[10])
  }

  init(for reading: PromptReading, random: inout SeededRandom) {
    let choices: [[UInt32]]
    switch reading.time {
    case .night: choices = Self.nights
    case .dusk: choices = Self.dusks
    case .dawn: choices = Self.dawns
    case .day: choices = reading.land == .desert ? Self.deserts : Self.days
    }
    let skin = random.pick(0xc98d6b, 0x8a5a44, 0xdba27f, 0x6d4534) as UInt32
    let all = choices.map { Palette($0, skin: skin) }
    let any = all[random.index(below: all.count)]
    let wanted = reading.colours.sky ?? reading.colours.mood
    self = (wanted.flatMap { sky in all.min { $0.distance(to: sky) < $1.distance(to: sky) } } ?? any).with(reading)
  }

  /// How little the sky looks like `sky`.
  private func distance(to sky: Colour) -> Double {
    let mine = skyTop.mixed(0.5, with: skyMiddle)
    return abs(mine.hue.red - sky.hue.red) + abs(mine.hue.green - sky.hue.green) + abs(mine.hue.blue - sky.hue.blue)
  }

  /// With the colours that the prompt gives.
  private func with(_ reading: PromptReading) -> Palette {
    let colours = reading.colours
    let wood = reading.features.contains(.wood) ? Colour(0x6b4228) : nil
    let tint = { (own: Colour, given: Colour?, share: Double) in given.map { own.mixed(share, with: $0) } ?? own }
    return Palette(
      skyTop: tint(skyTop, colours.sky?.darker(0.25), 0.5), skyMiddle: tint(skyMiddle, colours.sky, 0.45),
      skyLow: tint(skyLow, colours.horizon, 0.7), land: land, ground: ground, road: road, ink: ink, light: light,
      neon: colours.neon ?? neon, car: colours.paint ?? tint(car, colours.mood?.darker(0.2), 0.75),
      cloth: reading.lead.clothes ?? cloth, skin: skin,
      wall: colours.wall ?? wood ?? wall)
  }

  private static let nights: [[UInt32]] = [
    [0x0a1028, 0x1b2b57, 0x4a5f94, 0x24356a, 0x141b38, 0x1c2442, 0x060918, 0xffc46b, 0x45d6d9, 0xb23a48, 0x2f3b66],
    [0x130b1c, 0x3a1c43, 0x93405d, 0x3b2146, 0x1d1126, 0x291a33, 0x0a0510, 0xffd49a, 0xff4d6d, 0x3d6f8f, 0x4a2545],
    [0x06171c, 0x123c44, 0x3f8078, 0x17424a, 0x0c2228, 0x143037, 0x030b0e, 0xffd98a, 0xf2545b, 0xc77d2e, 0x1f4f55],
    [0x140b30, 0x3b2378, 0xa8469a, 0x33206b, 0x1a1140, 0x251a52, 0x090518, 0xffb3d1, 0x4de8ff, 0xe0a030, 0x47308a],
  ]
  private static let dusks: [[UInt32]] = [
    [0x14264a, 0x355b8c, 0x9db3c8, 0x294462, 0x1a2c40, 0x26394e, 0x081222, 0xffbf78, 0xff8f45, 0x9c4438, 0x33506e],
    [0x27305f, 0x9c4a73, 0xf59a62, 0x5c3d67, 0x3a2b45, 0x45344f, 0x150f24, 0xffd9a0, 0xff6f61, 0x2f5d78, 0x54305a],
    [0x1e3a5c, 0x64709a, 0xf3b48f, 0x4b5578, 0x333a52, 0x3f455d, 0x10172a, 0xffe0b0, 0xef6f6c, 0xa8412f, 0x38496f],
    [0x3c1b4e, 0xc24a62, 0xffbf73, 0x6d2d55, 0x402038, 0x4b2c46, 0x180a1f, 0xffe2a8, 0xffd166, 0x20706c, 0x5e2750],
  ]
  private static let dawns: [[UInt32]] = [
    [0x1f3350, 0x4a6a90, 0xa4b5ca, 0x3a5270, 0x2b3d55, 0x38495e, 0x0c1626, 0xffd79a, 0xf0a030, 0xa8483c, 0x3d5878],
    [0x4a6c96, 0xa59bb8, 0xf4c3b0, 0x6f7fa3, 0x59607d, 0x6a6f88, 0x1b2338, 0xfff0d0, 0xe8798b, 0xb5483f, 0x4d5d86],
    [0x3f7a8a, 0x9bbdb5, 0xf2d3a4, 0x5f8d8c, 0x4d6b68, 0x647a78, 0x14272c, 0xfff1c9, 0xe9724c, 0xc5283d, 0x3c6470],
  ]
  private static let days: [[UInt32]] = [
    [0x3f8fc0, 0x79b8d3, 0xd3dcc4, 0x5b8f9c, 0x6f8f63, 0x6e757c, 0x1b2a36, 0xfff3cf, 0xe4572e, 0xd1495b, 0x2e5668],
    [0x2f7f9e, 0x74b3b0, 0xe2d2a2, 0x4c827f, 0x8a8a52, 0x77736d, 0x1c2b2a, 0xfff0c0, 0xf26430, 0xedae49, 0x3a5a5c],
  ]
  private static let deserts: [[UInt32]] = [
    [0x2f86a6, 0x86bdbf, 0xe9cf9a, 0xb5694a, 0xc9925a, 0x6f625c, 0x2a1a1c, 0xfff0c2, 0xe4572e, 0x2a9d8f, 0x7a3b2e],
    [0x3d7ea6, 0xa7bfb8, 0xf0c98a, 0x9c5a4c, 0xb97f52, 0x74645f, 0x261821, 0xffe9b8, 0xd7263d, 0xe8e1cf, 0x5c3346],
  ]

  /// The same colours with the light behind everything: land and things close to black.
  var backlit: Palette {
    Palette(
      skyTop: skyTop, skyMiddle: skyMiddle.mixed(0.25, with: light), skyLow: skyLow.mixed(0.45, with: light),
      land: land.mixed(0.6, with: ink), ground: ground.mixed(0.78, with: ink), road: road.mixed(0.7, with: ink),
      ink: ink, light: light, neon: neon, car: car.mixed(0.85, with: ink), cloth: cloth.mixed(0.9, with: ink),
      skin: skin.mixed(0.85, with: ink), wall: wall.mixed(0.6, with: ink))
  }

  private init(
    skyTop: Colour, skyMiddle: Colour, skyLow: Colour, land: Colour, ground: Colour, road: Colour, ink: Colour,
    light: Colour, neon: Colour, car: Colour, cloth: Colour, skin: Colour, wall: Colour
  ) {
    (self.skyTop, self.skyMiddle, self.skyLow) = (skyTop, skyMiddle, skyLow)
    (self.land, self.ground, self.road, self.ink) = (land, ground, road, ink)
    (self.light, self.neon, self.car, self.cloth, self.skin, self.wall) = (light, neon, car, cloth, skin, wall)
  }

  /// `colour` as it looks at `distance` metres, through the air between.
  func far(_ colour: Colour, _ distance: Double, fog: Double = 0) -> Colour {
    colour.mixed(min(max(distance / 240 + fog * distance / 40, 0), 0.82), with: skyLow)
  }
}
