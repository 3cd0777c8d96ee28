import Foundation

/// A person as a storyboard draws them, from joints: heights and widths in metres, the feet at the origin.
struct Figure {
  /// Which side of the figure the camera sees; in profile, whether it looks to the left (-1) or to the right (1).
  enum View: Equatable { case front, back, profile(Double) }

  typealias Joint = (Double, Double)

  let person: Person
  let view: View

  /// The tones of a figure; one tone for all of them makes a silhouette.
  struct Tones {
    let cloth: Colour
    let trousers: Colour
    let skin: Colour
    let hair: Colour
    let rim: Colour
  }

  private var side: Double {
    if case .profile(let side) = view { return side }
    return 1
  }
  private var isProfile: Bool { view != .front && view != .back }

  /// Draws the figure with its feet at `foot`, `scale` pixels to a metre, lit from `lightSide` (-1 left, 1 right).
  func draw(at foot: Point, scale: Double, tones: Tones, lightSide: Double, on canvas: inout Canvas) {
    let rim = Tones(cloth: tones.rim, trousers: tones.rim, skin: tones.rim, hair: tones.rim, rim: tones.rim)
    let place = { (from: Point) in
      { (joint: Joint) in Point(from.x + joint.0 * self.side * scale, from.y - joint.1 * scale) }
    }
    shape(place(Point(foot.x + lightSide * 0.022 * scale, foot.y - 0.008 * scale)), scale, rim, on: &canvas)
    shape(place(foot), scale, tones, on: &canvas)
    details(place(foot), scale, tones, on: &canvas)
  }

  private func shape(_ at: (Joint) -> Point, _ scale: Double, _ tones: Tones, on canvas: inout Canvas) {
    let isCovered = person.hasHood && person.outfit == .coat
    if person.isFemale, view == .back, !isCovered { canvas.blob(hair.map(at), Paint(tones.hair)) }
    for leg in legs {
      canvas.line(leg.joints.map(at), Paint(tones.trousers), width: leg.width * scale)
      guard let ankle = leg.joints.last else { continue }
      canvas.line([at(ankle), at((ankle.0 + 0.07, ankle.1 - 0.02))], Paint(tones.hair), width: 0.1 * scale)
    }
    for arm in arms {
      canvas.line(arm.joints.map(at), Paint(tones.cloth), width: arm.width * scale)
      if let hand = arm.joints.last { canvas.circle(at(hand), 0.055 * scale, Paint(tones.skin)) }
    }
    canvas.line([at((0, 1.48)), at((0, 1.6))], Paint(tones.skin), width: 0.11 * scale)
    if person.isFemale, view != .back, !isCovered { canvas.blob(hair.map(at), Paint(tones.hair)) }
    canvas.blob(torso.map(at), Paint(tones.cloth))
    if isCovered { hood(at, scale, tones, on: &canvas) } else { head(at, scale, tones, on: &canvas) }
  }

  private func head(_ at: (Joint) -> Point, _ scale: Double, _ tones: Tones, on canvas: inout Canvas) {
    canvas.ellipse(at((0, 1.68)), 0.1 * scale, 0.13 * scale, Paint(tones.skin))
    switch view {
    case .front:
      if !person.isFemale { canvas.blob(hair.map(at), Paint(tones.hair)) }
    case .back:
      canvas.ellipse(at((0, 1.71)), 0.105 * scale, 0.12 * scale, Paint(tones.hair))
    case .profile:
      canvas.blob([(0.07, 1.73), (0.105, 1.69), (0.135, 1.645), (0.09, 1.63)].map(at), Paint(tones.skin))
      canvas.blob(
        [(0.085, 1.76), (0.04, 1.83), (-0.06, 1.82), (-0.125, 1.74), (-0.11, 1.6), (-0.05, 1.62), (-0.02, 1.72)].map(
          at),
        Paint(tones.hair))
    }
  }

  private func hood(_ at: (Joint) -> Point, _ scale: Double, _ tones: Tones, on canvas: inout Canvas) {
    canvas.blob(
      [(-0.2, 1.44), (-0.155, 1.62), (-0.13, 1.78), (0.0, 1.88), (0.13, 1.78), (0.155, 1.62), (0.2, 1.44)].map(at),
      Paint(tones.cloth))
    guard view != .back, tones.cloth != tones.rim else { return }
    let shift = isProfile ? 0.06 : 0.0
    canvas.ellipse(at((shift, 1.66)), 0.085 * scale, 0.125 * scale, Paint(tones.hair))
    canvas.ellipse(
      at((shift + 0.015, 1.63)), 0.055 * scale, 0.08 * scale, Paint(tones.skin.mixed(0.45, with: tones.hair)))
  }

  /// An open jacket or a buttoned coat, a shaded side of the face, and what the hand holds.
  private func details(_ at: (Joint) -> Point, _ scale: Double, _ tones: Tones, on canvas: inout Canvas) {
    let seam = tones.rim.mixed(0.55, with: tones.cloth)
    if person.outfit == .coat, view != .back {
      canvas.line([at((0.0, 1.46)), at((0.01, 0.46))], Paint(tones.cloth.darker(0.4)), width: 0.018 * scale)
      canvas.line([at((-0.21, 1.06)), at((0.21, 1.06))], Paint(tones.cloth.darker(0.35)), width: 0.045 * scale)
    } else if view == .front, person.outfit == .jacket {
      canvas.polygon([(-0.05, 1.5), (0.05, 1.5), (0.02, 0.98), (-0.03, 0.98)].map(at), Paint(seam))
    }
    guard view == .front else { return }
    if !person.hasHood {
      canvas.blob([(0.01, 1.8), (0.1, 1.7), (0.06, 1.57), (0.0, 1.55)].map(at), Paint(tones.hair, 0.35))
      if person.isFemale {
        canvas.blob(
          [(-0.11, 1.7), (-0.07, 1.81), (0.03, 1.83), (0.11, 1.76), (0.02, 1.75)].map(at), Paint(tones.hair))
      }
    }
    guard person.action == .phoning, let hand = arms.last?.joints.last else { return }
    canvas.glow(at((hand.0, hand.1 + 0.06)), 0.3 * scale, tones.rim, 0.7)
    canvas.rect(
      at(hand).x - 0.035 * scale, at(hand).y - 0.12 * scale, 0.07 * scale, 0.13 * scale, Paint(tones.rim.lighter(0.6)))
  }
}
