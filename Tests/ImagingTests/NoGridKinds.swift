import Terms

@testable import Imaging

/// A kind of picture that is no grid of 2x2, though it has something of one.
struct NoGridKind: Sendable {
  let name: String
  /// Whether it is a grid all the same, of another layout, or could be seen as one.
  let isOtherGrid: Bool
  private let paint: @Sendable (inout Raster, [Raster], inout SeededRandom) -> Void

  init(
    _ name: String, isOtherGrid: Bool = false,
    _ paint: @escaping @Sendable (inout Raster, [Raster], inout SeededRandom) -> Void
  ) {
    self.name = name
    self.isOtherGrid = isOtherGrid
    self.paint = paint
  }

  /// `photos[0]` is the picture itself; others are where several are needed.
  func draw(_ photos: [Raster], seed: UInt64) -> Raster {
    var random = SeededRandom(seed: name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) })
    let (width, height) = random.pick([(1376, 768), (1376, 768), (1024, 1024)])
    var picture = Raster(width: width, height: height, random.pick(GridKind.colors))
    paint(&picture, photos, &random)
    return picture
  }
}

extension Raster {
  var whole: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }

  /// A part of `photo` with the ratio of `rect`.
  fileprivate mutating func fill(
    _ rect: PixelRect, with photo: Raster, scale: Double = 0.95, _ random: inout SeededRandom
  ) {
    let view = GridDrawing.View(
      picture: photo, scale: scale, x: Double.random(in: 0...1, using: &random),
      y: Double.random(in: 0...1, using: &random), tint: [])
    draw(photo, part: view.part(for: rect.size), in: rect)
  }

  fileprivate func inset(_ x: Int, _ y: Int) -> PixelRect {
    PixelRect(x: x, y: y, width: width - 2 * x, height: height - 2 * y)
  }

  /// Bars near the middle, in any of the colours.
  fileprivate mutating func cross(across: Bool, down: Bool, _ random: inout SeededRandom) {
    let bar = random.pick([1, 2, 4, 8, 16, 24, 40])
    let color = random.pick(GridKind.colors)
    let x = width / 2 - bar / 2 + Int.random(in: -width / 24...width / 24, using: &random)
    let y = height / 2 - bar / 2 + Int.random(in: -height / 24...height / 24, using: &random)
    if across { fill(PixelRect(x: 0, y: y, width: width, height: bar), color) }
    if down { fill(PixelRect(x: x, y: 0, width: bar, height: height), color) }
  }
}

extension NoGridKind {
  static let all = photographs + windows + posters

  private static let photographs = [
    NoGridKind("photograph") { $0.fill($0.whole, with: $1[0], &$2) },
    NoGridKind("part of a photograph") { $0.fill($0.whole, with: $1[0], scale: 0.6, &$2) },
    NoGridKind("photograph, letterboxed") { $0.fill($0.inset(0, 90), with: $1[0], &$2) },
    NoGridKind("photograph, framed") { $0.fill($0.inset(40, 40), with: $1[0], &$2) },
    NoGridKind("half in shadow") {
      $0.fill($0.whole, with: $1[0], &$2)
      let light = Double.random(in: 0.4...0.8, using: &$2)
      let part = PixelRect(x: 0, y: 0, width: $0.width, height: $0.height * 13 / 25)
      $0.tint(part, by: [light, light, light])
    },
    NoGridKind("horizon and pole") { picture, photos, random in
      picture.fill(picture.whole, with: photos[0], &random)
      let y = picture.height / 2 + Int.random(in: -20...20, using: &random)
      picture.fill(PixelRect(x: 0, y: y, width: picture.width, height: picture.height - y), with: photos[1], &random)
      let x = picture.width / 2 + Int.random(in: -20...20, using: &random)
      picture.fill(PixelRect(x: x, y: 0, width: 14, height: picture.height), random.pick(GridKind.dark))
    },
  ]

  private static let windows = [
    NoGridKind("bar across") {
      $0.fill($0.whole, with: $1[0], &$2)
      $0.cross(across: true, down: false, &$2)
    },
    NoGridKind("bar down") {
      $0.fill($0.whole, with: $1[0], &$2)
      $0.cross(across: false, down: true, &$2)
    },
    NoGridKind("window cross") {
      $0.fill($0.whole, with: $1[0], &$2)
      $0.cross(across: true, down: true, &$2)
    },
    NoGridKind("window cross, JPEG") {
      $0.fill($0.whole, with: $1[0], &$2)
      $0.cross(across: true, down: true, &$2)
      $0.leaveJPEGTraces(quality: $2.pick([60, 80, 90]))
    },
    NoGridKind("window with a frame") {
      $0.fill($0.inset(24, 24), with: $1[0], &$2)
      $0.cross(across: true, down: true, &$2)
    },
    NoGridKind("night behind a dark cross") {
      $0.fill($0.whole, with: $1[0], &$2)
      $0.tint($0.whole, by: [0.3, 0.3, 0.3])
      let bar = $2.pick([4, 12, 24])
      $0.fill(PixelRect(x: $0.width / 2 - bar, y: 0, width: bar, height: $0.height), (0, 0, 0))
      $0.fill(PixelRect(x: 0, y: $0.height / 2 - bar, width: $0.width, height: bar), (0, 0, 0))
    },
    NoGridKind("window on a wall") { picture, photos, random in
      picture.fill(picture.whole, random.pick(GridKind.colors))
      picture.addNoise(3, &random)
      let hole = picture.inset(picture.width / 5, picture.height / 6)
      picture.fill(hole, with: photos[0], &random)
      picture.fill(PixelRect(x: picture.width / 2 - 6, y: hole.y, width: 12, height: hole.height), (250, 250, 250))
      picture.fill(PixelRect(x: hole.x, y: picture.height / 2 - 6, width: hole.width, height: 12), (250, 250, 250))
    },
    NoGridKind("door in a wall") { picture, photos, random in
      picture.fill(picture.whole, with: photos[0], &random)
      let door = PixelRect(
        x: picture.width / 3, y: picture.height / 8, width: picture.width / 3, height: picture.height)
      let frame = PixelRect(x: door.x - 12, y: door.y - 12, width: door.width + 24, height: door.height)
      picture.fill(frame, random.pick(GridKind.colors))
      picture.fill(
        PixelRect(x: door.x, y: door.y, width: door.width, height: picture.height - door.y), with: photos[1], &random)
    },
    NoGridKind("drawn mosaic behind a cross") { picture, _, random in
      let kind = random.pick(DrawnPanels.all)
      picture = kind.drawBehindFrame(bar: random.pick([4, 8, 16]), seed: random.next())
    },
  ]

  private static let posters = [
    NoGridKind("picture in picture") { picture, photos, random in
      picture.fill(picture.whole, with: photos[0], &random)
      let x = random.pick([24, picture.width / 2 + 4])
      let y = random.pick([24, picture.height / 2 + 4])
      let rect = PixelRect(x: x, y: y, width: picture.width / 2 - 28, height: picture.height / 2 - 28)
      picture.fill(PixelRect(x: x - 4, y: y - 4, width: rect.width + 8, height: rect.height + 8), (255, 255, 255))
      picture.fill(rect, with: photos[1], &random)
    },
    NoGridKind("split screen", isOtherGrid: true) { picture, photos, random in
      let half = PixelRect(x: 0, y: 0, width: picture.width / 2 - 4, height: picture.height)
      picture.fill(half, with: photos[0], &random)
      picture.fill(
        PixelRect(x: picture.width - half.width, y: 0, width: half.width, height: half.height), with: photos[1], &random
      )
    },
    NoGridKind("one large, two small", isOtherGrid: true) { picture, photos, random in
      let gap = random.pick([0, 4, 12])
      let (wide, high) = ((picture.width - gap) / 2, (picture.height - gap) / 2)
      picture.fill(PixelRect(x: 0, y: 0, width: wide, height: picture.height), with: photos[0], &random)
      for (index, y) in [0, picture.height - high].enumerated() {
        picture.fill(
          PixelRect(x: picture.width - wide, y: y, width: wide, height: high), with: photos[index + 1], &random)
      }
    },
    NoGridKind("collage of five", isOtherGrid: true) { picture, photos, random in
      let (high, gap) = (picture.height / 2 - 4, 8)
      for (row, count) in [2, 3].enumerated() {
        let wide = (picture.width - gap * (count - 1)) / count
        for column in 0..<count {
          let rect = PixelRect(x: column * (wide + gap), y: row * (high + gap), width: wide, height: high)
          picture.fill(rect, with: photos[row * 2 + column], &random)
        }
      }
    },
    NoGridKind("grid of 3x3 or 2x3", isOtherGrid: true) { picture, photos, random in
      var drawing = GridDrawing(kind: "", seed: random.next())
      (drawing.rows, drawing.columns) = random.pick([(3, 3), (2, 3), (1, 4), (4, 4)])
      drawing.gutter = random.pick([0, 4, 12, 24])
      picture = drawing.draw(photos).0
    },
  ]
}
