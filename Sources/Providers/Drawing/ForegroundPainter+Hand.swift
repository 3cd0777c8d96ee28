import Foundation

// MARK: A phone and a shoulder

extension ForegroundPainter {
  func phone(on canvas: inout Canvas) {
    bokeh(on: &canvas)
    let center = Point(width * 0.54, height * 0.47)
    let skin = palette.skin.mixed(dim, with: ink)
    canvas.glow(center, 0.75 * size, palette.neon, 0.5)
    canvas.line(
      points(center, [(-0.62, 0.85), (-0.22, 0.42)]), Paint(palette.cloth.mixed(dim, with: ink)), width: 0.3 * size)
    canvas.blob(
      points(center, [(-0.3, 0.5), (-0.27, 0.16), (-0.1, 0.02), (0.16, 0.1), (0.22, 0.32), (0.05, 0.56)]),
      Paint(skin.darker(0.3)))
    let body = points(center, [(-0.17, -0.4), (0.21, -0.36), (0.17, 0.38), (-0.21, 0.34)])
    canvas.polygon(body, Paint(ink))
    canvas.line(body + [body[0]], Paint(palette.skyLow.mixed(0.5, with: ink)), width: 0.018 * size)
    let screen = points(center, [(-0.15, -0.36), (0.185, -0.325), (0.15, 0.34), (-0.185, 0.305)])
    let light = canvas.linear(screen[0], screen[2], [Stop(0, palette.neon.lighter(0.55)), Stop(1, palette.skyMiddle)])
    canvas.polygon(screen, light)
    for (row, (left, right)) in [(-0.13, 0.05), (-0.02, 0.15), (-0.14, 0.0), (0.02, 0.14), (-0.15, 0.07)].enumerated() {
      let y = -0.23 + Double(row) * 0.105
      canvas.polygon(
        points(center, [(left, y), (right, y + 0.012), (right - 0.003, y + 0.07), (left - 0.003, y + 0.058)]),
        Paint(row % 2 == 0 ? .white : palette.ink.mixed(0.3, with: palette.neon), 0.85))
    }
    for finger in 0..<4 {
      let y = -0.06 + Double(finger) * 0.105
      canvas.line(
        points(center, [(-0.27, y + 0.06), (-0.2, y + 0.03), (-0.145, y + 0.035)]), Paint(skin.darker(0.4)),
        width: 0.095 * size)
      canvas.line(
        points(center, [(-0.27, y + 0.06), (-0.2, y + 0.03), (-0.15, y + 0.035)]), Paint(skin), width: 0.08 * size)
    }
    canvas.line(
      points(center, [(0.26, 0.42), (0.25, 0.24), (0.15, 0.12)]), Paint(skin.darker(0.35)), width: 0.115 * size)
    canvas.line(
      points(center, [(0.26, 0.42), (0.25, 0.24), (0.155, 0.125)]), Paint(skin.lighter(0.06)), width: 0.098 * size)
  }

  /// Head and shoulder of someone who looks at what the camera sees.
  func shoulder(on canvas: inout Canvas) {
    let center = Point(width * 0.2, height * 0.46)
    let coat = [
      (-0.7, 0.9), (-0.55, 0.42), (-0.3, 0.28), (-0.1, 0.2), (0.12, 0.22), (0.36, 0.32), (0.52, 0.52), (0.6, 0.95),
    ]
    let host = foreground == .hostShoulder ? scene.reading.people.first(where: \.isHost) : nil
    let person = host ?? scene.reading.lead
    canvas.blob(points(center, coat), Paint(scene.cloth(of: person).mixed(0.6, with: ink)))
    let neck = [(-0.12, 0.0), (-0.13, 0.3), (0.12, 0.32), (0.12, 0.0)]
    canvas.blob(points(center, neck), Paint(palette.skin.mixed(0.75, with: ink)))
    let head = [
      (-0.16, 0.12), (-0.2, -0.08), (-0.16, -0.28), (0, -0.36), (0.16, -0.28), (0.2, -0.06), (0.17, 0.1), (0.08, 0.18),
      (-0.08, 0.18),
    ]
    let hair = person.isOld ? Colour(0xa9a8a6).mixed(0.5, with: ink) : ink.mixed(0.1, with: palette.land)
    canvas.blob(points(center, head), Paint(hair))
    let rim = Paint(palette.neon.mixed(0.4, with: palette.light), 0.9)
    canvas.curve(points(center, [(0.02, -0.355), (0.16, -0.28), (0.2, -0.06), (0.17, 0.1)]), rim, width: 0.01 * size)
    canvas.curve(points(center, [(0.13, 0.225), (0.36, 0.32), (0.52, 0.52), (0.58, 0.8)]), rim, width: 0.01 * size)
  }
}
