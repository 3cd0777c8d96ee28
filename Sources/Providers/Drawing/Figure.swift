import Foundation

/// A standing person, drawn from joints: heights and widths in metres, the feet at the origin.
struct Figure {
  enum Pose: CaseIterable { case standing, walking, dancing, reaching, phone }

  let pose: Pose
  let isFemale: Bool
  /// Whether the face is turned to the camera.
  let facing: Bool

  /// The tones of a figure; one tone for all of them makes a silhouette.
  struct Tones {
    let cloth: Colour
    let trousers: Colour
    let skin: Colour
    let hair: Colour
    let rim: Colour
  }

  private struct Limb {
    let joints: [(Double, Double)]
    let width: Double
  }

  private var legs: [Limb] {
    switch pose {
    case .standing, .phone:
      [
        Limb(joints: [(-0.1, 0.92), (-0.12, 0.48), (-0.13, 0.06)], width: 0.17),
        Limb(joints: [(0.1, 0.92), (0.13, 0.48), (0.17, 0.06)], width: 0.17),
      ]
    case .walking, .reaching:
      [
        Limb(joints: [(-0.07, 0.92), (-0.2, 0.5), (-0.3, 0.1)], width: 0.17),
        Limb(joints: [(0.08, 0.92), (0.17, 0.5), (0.2, 0.05)], width: 0.17),
      ]
    case .dancing:
      [
        Limb(joints: [(-0.1, 0.92), (-0.28, 0.5), (-0.26, 0.06)], width: 0.16),
        Limb(joints: [(0.1, 0.92), (0.34, 0.62), (0.3, 0.22)], width: 0.16),
      ]
    }
  }

  private var arms: [Limb] {
    switch pose {
    case .standing:
      [
        Limb(joints: [(-0.21, 1.4), (-0.29, 1.12), (-0.26, 0.86)], width: 0.11),
        Limb(joints: [(0.21, 1.4), (0.29, 1.12), (0.27, 0.86)], width: 0.11),
      ]
    case .walking:
      [
        Limb(joints: [(-0.21, 1.4), (-0.33, 1.14), (-0.22, 0.92)], width: 0.11),
        Limb(joints: [(0.21, 1.4), (0.31, 1.12), (0.4, 0.93)], width: 0.11),
      ]
    case .dancing:
      [
        Limb(joints: [(-0.21, 1.41), (-0.42, 1.62), (-0.3, 1.92)], width: 0.1),
        Limb(joints: [(0.21, 1.41), (0.47, 1.45), (0.62, 1.7)], width: 0.1),
      ]
    case .reaching:
      [
        Limb(joints: [(-0.21, 1.4), (-0.29, 1.12), (-0.24, 0.88)], width: 0.11),
        Limb(joints: [(0.21, 1.4), (0.48, 1.36), (0.74, 1.42)], width: 0.1),
      ]
    case .phone:
      [
        Limb(joints: [(-0.21, 1.4), (-0.29, 1.13), (-0.25, 0.88)], width: 0.11),
        Limb(joints: [(0.21, 1.4), (0.3, 1.12), (0.1, 1.22)], width: 0.1),
      ]
    }
  }

  private var hands: [(Double, Double)] { arms.compactMap { $0.joints.last } }

  private var torso: [(Double, Double)] {
    isFemale
      ? [
        (-0.2, 1.46), (-0.14, 1.2), (-0.12, 1.1), (-0.2, 0.84), (-0.22, 0.66), (0.22, 0.66), (0.2, 0.84), (0.12, 1.1),
        (0.14, 1.2), (0.2, 1.46), (0.06, 1.52), (-0.06, 1.52),
      ]
      : [
        (-0.25, 1.45), (-0.22, 1.2), (-0.19, 0.98), (-0.2, 0.8), (0.2, 0.8), (0.19, 0.98), (0.22, 1.2), (0.25, 1.45),
        (0.07, 1.53), (-0.07, 1.53),
      ]
  }

  private var hair: [(Double, Double)] {
    isFemale
      ? [
        (-0.13, 1.66), (-0.11, 1.8), (0, 1.85), (0.11, 1.8), (0.14, 1.62), (0.17, 1.38), (0.07, 1.42), (-0.08, 1.42),
        (-0.17, 1.36),
      ]
      : [(-0.115, 1.68), (-0.1, 1.79), (0, 1.83), (0.1, 1.79), (0.115, 1.68), (0.06, 1.74), (-0.06, 1.74)]
  }

  /// Draws the figure with its feet at `foot`, `scale` pixels to a metre, lit from `lightSide` (-1 left, 1 right).
  func draw(at foot: Point, scale: Double, tones: Tones, lightSide: Double, on canvas: inout Canvas) {
    let rim = Tones(cloth: tones.rim, trousers: tones.rim, skin: tones.rim, hair: tones.rim, rim: tones.rim)
    shape(Point(foot.x + lightSide * 0.022 * scale, foot.y - 0.008 * scale), scale, rim, on: &canvas)
    shape(foot, scale, tones, on: &canvas)
  }

  private func shape(_ foot: Point, _ scale: Double, _ tones: Tones, on canvas: inout Canvas) {
    let at = { (joint: (Double, Double)) in Point(foot.x + joint.0 * scale, foot.y - joint.1 * scale) }
    if isFemale, !facing { back(at, tones, on: &canvas) }
    for leg in legs {
      canvas.line(leg.joints.map(at), Paint(tones.trousers), width: leg.width * scale)
      if let ankle = leg.joints.last {
        canvas.line([at(ankle), at((ankle.0 + 0.07, ankle.1 - 0.02))], Paint(tones.hair), width: 0.1 * scale)
      }
    }
    for arm in arms { canvas.line(arm.joints.map(at), Paint(tones.cloth), width: arm.width * scale) }
    for hand in hands { canvas.circle(at(hand), 0.055 * scale, Paint(tones.skin)) }
    canvas.line([at((0, 1.48)), at((0, 1.6))], Paint(tones.skin), width: 0.11 * scale)
    if isFemale, facing { canvas.blob(hair.map(at), Paint(tones.hair)) }
    canvas.blob(torso.map(at), Paint(tones.cloth))
    canvas.ellipse(at((0, 1.68)), 0.1 * scale, 0.13 * scale, Paint(tones.skin))
    if !facing || !isFemale { canvas.blob(hair.map(at), Paint(tones.hair)) }
    if !facing { canvas.ellipse(at((0, 1.71)), 0.105 * scale, 0.12 * scale, Paint(tones.hair)) }
    if facing, tones.cloth != tones.rim { details(at, scale, tones, on: &canvas) }
  }

  private func back(_ at: ((Double, Double)) -> Point, _ tones: Tones, on canvas: inout Canvas) {
    canvas.blob(hair.map(at), Paint(tones.hair))
  }

  /// An open jacket, a shaded side of the face, and what the hand holds.
  private func details(_ at: ((Double, Double)) -> Point, _ scale: Double, _ tones: Tones, on canvas: inout Canvas) {
    canvas.polygon(
      [at((-0.05, 1.5)), at((0.05, 1.5)), at((0.02, 0.98)), at((-0.03, 0.98))],
      Paint(tones.rim.mixed(0.55, with: tones.cloth)))
    canvas.blob([at((0.01, 1.8)), at((0.1, 1.7)), at((0.06, 1.57)), at((0.0, 1.55))], Paint(tones.hair, 0.35))
    if isFemale {
      canvas.blob(
        [at((-0.11, 1.7)), at((-0.07, 1.81)), at((0.03, 1.83)), at((0.11, 1.76)), at((0.02, 1.75))], Paint(tones.hair))
    }
    guard pose == .phone, let hand = hands.last else { return }
    canvas.glow(at((hand.0, hand.1 + 0.06)), 0.3 * scale, tones.rim, 0.7)
    canvas.rect(
      at(hand).x - 0.035 * scale, at(hand).y - 0.12 * scale, 0.07 * scale, 0.13 * scale, Paint(tones.rim.lighter(0.6)))
  }
}

extension ScenePainter {
  func figureProps() -> [Prop] {
    var random = random("figures")
    let places = figurePlaces
    return places.prefix(reading.isSeated && reading.hasCar ? 0 : reading.figures).enumerated().map { index, place in
      let mixed = reading.figures > 1 && index % 2 == 1
      let female = reading.isFemale != mixed
      let pose = pose(index, &random)
      let turned = !(80...280).contains(camera.setup.orbit) && reading.place != .stage && reading.place != .room
      let figure = Figure(pose: pose, isFemale: female, facing: !turned)
      return Prop(depth: camera.depth(of: place)) { self.stand(figure, at: place, index: index, on: &$0) }
    }
  }

  private func pose(_ index: Int, _ random: inout SeededRandom) -> Figure.Pose {
    if reading.isDancing { return .dancing }
    if index == 0, reading.hasPhone { return .phone }
    if index == 0, reading.isHitchhiking { return .reaching }
    return reading.isWalking ? .walking : random.pick(.standing, .standing, .walking)
  }

  private var figurePlaces: [Place3] {
    guard hasRoad else { return [Place3(0, 0, 0), Place3(-1.3, 0, 0.8), Place3(1.4, 0, 1)] }
    return reading.hasCar
      ? [Place3(-1.6, 0, 0.5), Place3(1.5, 0, -1.9), Place3(-2.5, 0, 2.4)]
      : [Place3(0, 0, 0), Place3(-0.95, 0, 0.35), Place3(1.1, 0, 0.9)]
  }

  func stand(_ figure: Figure, at place: Place3, index: Int, on canvas: inout Canvas) {
    guard let foot = camera.project(place) else { return }
    let scale = camera.scale(at: place)
    canvas.ellipse(foot, 0.42 * scale, 0.07 * scale, Paint(palette.ink, 0.5))
    let dim = isNight ? 0.35 : 0.1
    let cloth = index % 2 == 0 ? palette.cloth : palette.neon.mixed(0.45, with: palette.wall)
    guard !isFromAbove else { return fromAbove(at: foot, scale, cloth, on: &canvas) }
    let tones = Figure.Tones(
      cloth: cloth.mixed(dim, with: palette.ink), trousers: palette.ink.mixed(0.25, with: cloth),
      skin: palette.skin.mixed(dim, with: palette.ink), hair: palette.ink.lighter(0.03),
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
