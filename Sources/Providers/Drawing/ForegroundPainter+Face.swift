import Foundation

// MARK: A face from the side

extension ForegroundPainter {
  private static let profile: [(Double, Double)] = [
    (0.10, -0.40), (0.215, -0.30), (0.245, -0.20), (0.25, -0.145), (0.232, -0.10), (0.262, -0.045), (0.302, 0.018),
    (0.298, 0.042), (0.25, 0.06), (0.248, 0.078), (0.266, 0.105), (0.262, 0.122), (0.24, 0.132), (0.262, 0.15),
    (0.256, 0.178), (0.232, 0.2), (0.246, 0.245), (0.226, 0.292), (0.16, 0.312), (0.07, 0.315),
  ]

  func face(on canvas: inout Canvas) {
    bokeh(on: &canvas)
    let center = Point(width * 0.45, height * 0.53)
    let skin = palette.skin.mixed(dim, with: ink)
    let lit = palette.light.mixed(0.45, with: palette.skin)
    if scene.reading.lead.isFemale { longHair(center, on: &canvas) }
    let coat = points(
      center, [(-0.2, 0.34), (-0.52, 0.52), (-0.74, 0.9), (0.62, 0.9), (0.5, 0.66), (0.22, 0.5), (0.08, 0.42)])
    canvas.blob(coat, Paint(palette.cloth.mixed(dim, with: ink)))
    canvas.blob(
      points(
        center, [(-0.16, 0.1), (-0.18, 0.36), (-0.14, 0.5), (0.14, 0.52), (0.075, 0.4), (0.07, 0.28), (0.1, 0.1)]),
      Paint(skin.darker(0.32)))
    let head = Self.profile + [(-0.02, 0.22), (-0.2, 0.14), (-0.28, -0.08), (-0.24, -0.32), (-0.08, -0.43)]
    let paint = canvas.linear(
      Point(center.x + 0.3 * size, 0), Point(center.x - 0.22 * size, 0),
      [Stop(0, lit), Stop(0.32, skin), Stop(0.62, skin.darker(0.3)), Stop(1, skin.darker(0.5))])
    canvas.blob(points(center, head), paint)
    features(center, skin, on: &canvas)
    hair(center, on: &canvas)
    let rim = Paint(palette.neon.mixed(0.5, with: palette.light.lighter(0.3)), 0.85)
    canvas.curve(points(center, Array(Self.profile.dropFirst().dropLast(2))), rim, width: 0.006 * size)
    collar(center, on: &canvas)
  }

  private func features(_ center: Point, _ skin: Colour, on canvas: inout Canvas) {
    let shade = Paint(skin.darker(0.45), 0.75)
    canvas.blob(points(center, [(0.228, -0.125), (0.18, -0.135), (0.13, -0.1), (0.16, -0.06), (0.22, -0.07)]), shade)
    canvas.blob(
      points(center, [(0.226, -0.1), (0.19, -0.112), (0.155, -0.088), (0.19, -0.072), (0.222, -0.08)]),
      Paint(palette.light.lighter(0.6)))
    canvas.ellipse(points(center, [(0.207, -0.092)])[0], 0.014 * size, 0.019 * size, Paint(ink))
    canvas.curve(points(center, [(0.14, -0.094), (0.18, -0.122), (0.235, -0.108)]), Paint(ink), width: 0.012 * size)
    canvas.curve(points(center, [(0.12, -0.165), (0.18, -0.188), (0.244, -0.168)]), Paint(ink), width: 0.022 * size)
    canvas.curve(
      points(center, [(0.17, 0.136), (0.205, 0.13), (0.246, 0.131)]), Paint(skin.darker(0.62)), width: 0.008 * size)
    let lips = scene.reading.lead.isFemale ? Colour(0xb03a48).mixed(dim, with: ink) : skin.darker(0.28)
    canvas.blob(
      points(center, [(0.18, 0.134), (0.23, 0.108), (0.262, 0.112), (0.25, 0.132), (0.258, 0.156), (0.225, 0.165)]),
      Paint(lips, 0.8))
    canvas.curve(points(center, [(0.17, 0.136), (0.21, 0.134), (0.25, 0.132)]), Paint(ink, 0.7), width: 0.006 * size)
    canvas.blob(points(center, [(0.262, 0.03), (0.235, 0.022), (0.228, 0.048), (0.25, 0.056)]), shade)
    canvas.blob(
      points(center, [(0.07, 0.31), (0.2, 0.305), (0.12, 0.24), (-0.02, 0.17), (-0.09, 0.1), (-0.06, 0.22)]),
      Paint(skin.darker(0.5), 0.5))
    canvas.blob(
      points(center, [(-0.02, -0.08), (-0.07, -0.1), (-0.1, -0.04), (-0.07, 0.05), (-0.03, 0.04)]),
      Paint(skin.darker(0.18)))
    canvas.curve(
      points(center, [(-0.03, -0.06), (-0.07, -0.06), (-0.065, 0.02)]), Paint(skin.darker(0.5)), width: 0.009 * size)
  }

  private func hair(_ center: Point, on canvas: inout Canvas) {
    let tone = ink.mixed(0.12, with: palette.land)
    let short: [(Double, Double)] = [
      (0.225, -0.3), (0.2, -0.42), (0.08, -0.5), (-0.12, -0.5), (-0.28, -0.36), (-0.32, -0.1), (-0.25, 0.12),
      (-0.16, 0.16),
      (-0.11, 0.06), (-0.11, -0.08), (-0.04, -0.14), (0.0, -0.24), (0.1, -0.31), (0.17, -0.3),
    ]
    let long: [(Double, Double)] = [
      (0.235, -0.28), (0.2, -0.43), (0.06, -0.52), (-0.16, -0.5), (-0.33, -0.34), (-0.38, 0.0), (-0.36, 0.32),
      (-0.27, 0.5),
      (-0.14, 0.46), (-0.1, 0.2), (-0.08, 0.0), (0.0, -0.16), (0.1, -0.3), (0.18, -0.33),
    ]
    canvas.blob(points(center, scene.reading.lead.isFemale ? long : short), Paint(tone))
    let strands: [[(Double, Double)]] = [
      [(0.15, -0.4), (-0.02, -0.42), (-0.16, -0.3), (-0.22, -0.08)],
      [(0.1, -0.36), (-0.04, -0.34), (-0.14, -0.2), (-0.16, -0.02)],
      [(0.05, -0.47), (-0.14, -0.44), (-0.27, -0.26), (-0.28, 0.02)],
    ]
    for strand in strands {
      canvas.curve(points(center, strand), Paint(palette.neon.mixed(0.5, with: tone), 0.4), width: 0.008 * size)
    }
  }

  private func longHair(_ center: Point, on canvas: inout Canvas) {
    let fall = [(-0.3, -0.2), (-0.42, 0.2), (-0.46, 0.66), (-0.1, 0.7), (0.0, 0.4), (-0.05, 0.0)]
    canvas.blob(points(center, fall), Paint(ink.mixed(0.06, with: palette.land)))
  }

  private func collar(_ center: Point, on canvas: inout Canvas) {
    let cloth = palette.cloth.mixed(dim, with: ink)
    canvas.blob(
      points(center, [(-0.26, 0.36), (-0.14, 0.4), (0.02, 0.52), (0.14, 0.62), (0.06, 0.74), (-0.2, 0.6)]),
      Paint(cloth.lighter(0.1)))
    canvas.blob(
      points(center, [(0.14, 0.44), (0.24, 0.5), (0.28, 0.62), (0.16, 0.68), (0.1, 0.56)]), Paint(cloth.lighter(0.18)))
    canvas.curve(
      points(center, [(0.22, 0.5), (0.46, 0.62), (0.58, 0.86)]), Paint(palette.neon, 0.55), width: 0.008 * size)
  }
}
