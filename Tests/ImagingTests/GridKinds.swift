import Terms

@testable import Imaging

/// A kind of grid that models and people make. What the kind leaves open is drawn by lot.
struct GridKind: Sendable {
  let name: String
  private let change: @Sendable (inout GridDrawing, inout SeededRandom) -> Void

  init(_ name: String, _ change: @escaping @Sendable (inout GridDrawing, inout SeededRandom) -> Void) {
    self.name = name
    self.change = change
  }

  func drawing(seed: UInt64) -> GridDrawing {
    var random = SeededRandom(seed: name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) })
    var drawing = GridDrawing(kind: name, seed: random.next())
    (drawing.width, drawing.height) = random.pick([(1376, 768), (1376, 768), (1376, 768), (1024, 1024), (768, 1376)])
    drawing.gutter = random.pick([3, 4, 6, 8, 12, 16, 24, 32, 40])
    drawing.color = random.pick(GridKind.colors)
    change(&drawing, &random)
    return drawing
  }

  static let light: [PixelColor] = [(255, 255, 255), (243, 236, 220), (230, 230, 232)]
  static let dark: [PixelColor] = [(0, 0, 0), (0, 0, 0), (20, 22, 25)]
  static let colors: [PixelColor] = [
    (255, 255, 255), (0, 0, 0), (128, 128, 128), (20, 22, 25), (190, 30, 40), (243, 236, 220), (0, 120, 130),
  ]

  static let all: [GridKind] = gutters + seamless + layouts + spoiled + dressed + scenes
}

extension SeededRandom {
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &self)]
  }
}

extension GridKind {
  private static let gutters = [
    GridKind("white or cream gutter") { $0.color = $1.pick(light) },
    GridKind("black or dark gutter") { $0.color = $1.pick(dark) },
    GridKind("gutter in a colour") { $0.color = $1.pick([(128, 128, 128), (190, 30, 40), (0, 120, 130)]) },
    GridKind("gutter of 1 or 2") { $0.gutter = $1.pick([1, 2]) },
    GridKind("seams up to 6 % off centre") { $0.seamOffset = Double.random(in: 0.01...0.06, using: &$1) },
    GridKind("border") { drawing, random in
      let width = random.pick([8, 16, 24, 40])
      drawing.border = [width, width, width, width]
    },
    GridKind("unequal border, off centre") { drawing, random in
      drawing.border = (0..<4).map { _ in random.pick([0, 5, 10, 30, 50]) }
      drawing.seamOffset = Double.random(in: 0.01...0.04, using: &random)
      if Bool.random(using: &random) { drawing.borderColor = (0, 0, 0) }
    },
  ]

  private static let seamless = [
    GridKind("no gutter") { drawing, _ in drawing.gutter = 0 },
    GridKind("no gutter, off centre") {
      $0.gutter = 0
      $0.seamOffset = Double.random(in: 0.01...0.06, using: &$1)
    },
    GridKind("no gutter, JPEG or noise or blur") {
      $0.gutter = 0
      spoil(&$0, &$1)
    },
  ]

  private static let layouts =
    [
      ("1x2, 2x1", [(1, 2), (2, 1)]), ("1x3, 3x1, 1x4", [(1, 3), (3, 1), (1, 4)]),
      ("2x3, 3x2", [(2, 3), (3, 2)]), ("3x3", [(3, 3)]), ("4x4 to 6x6", [(4, 4), (2, 4), (5, 5), (6, 6)]),
    ].map { (name: String, sizes: [(Int, Int)]) in
      GridKind(name) {
        ($0.rows, $0.columns) = $1.pick(sizes)
        $0.gutter = $1.pick([0, 3, 10, 30])
        if $0.gutter == 30 { $0.border = [30, 30, 30, 30] }
      }
    }

  private static func spoil(_ drawing: inout GridDrawing, _ random: inout SeededRandom) {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: drawing.jpegQuality = random.pick([50, 75, 90])
    case 1: drawing.noise = random.pick([2, 4])
    case 2: drawing.isBlurred = true
    case 3: (drawing.isBlurred, drawing.jpegQuality) = (true, 85)
    default: (drawing.noise, drawing.jpegQuality) = (3, 85)
    }
  }

  private static let spoiled = [
    GridKind("JPEG of 50 to 90") { $0.jpegQuality = $1.pick([50, 60, 75, 85, 90]) },
    GridKind("noise or blur") { spoil(&$0, &$1) },
    GridKind("enlarged, blurred") { drawing, random in
      drawing.enlargement = 2
      drawing.gutter = random.pick([6, 8, 16, 24])
      if Bool.random(using: &random) { drawing.jpegQuality = 85 }
    },
    GridKind("gutters not quite plain") { drawing, random in
      drawing.gutter = random.pick([8, 12, 16, 24, 32, 40])
      drawing.gutterSlope = random.pick([4, 10, 20])
      drawing.gutterNoise = random.pick([0, 1, 2, 3])
      if Bool.random(using: &random) { drawing.jpegQuality = random.pick([60, 80, 90]) }
    },
    GridKind("gutters of two colours") { $0.columnColor = $1.pick(colors) },
    GridKind("large") {
      ($0.width, $0.height) = $1.pick([(2752, 1536), (2048, 2048)])
      $0.gutter = $1.pick([0, 6, 16, 40])
    },
  ]

  private static let dressed = [
    GridKind("rounded corners") {
      $0.gutter = $1.pick([8, 12, 16, 24, 32])
      $0.cornerRadius = $1.pick([8, 16, 32, 48])
    },
    GridKind("lines around the panels") { drawing, random in
      drawing.gutter = random.pick([8, 12, 16, 24, 32])
      drawing.line = random.pick([1, 2, 3, 4])
      drawing.color = random.pick(light)
      if Bool.random(using: &random) { drawing.border = [16, 16, 16, 16] }
    },
    GridKind("shadows of the panels") {
      $0.gutter = $1.pick([16, 24, 32, 40])
      $0.shadow = $1.pick([4, 6, 10])
      $0.color = $1.pick(light)
    },
    GridKind("numbers in the corners") { drawing, _ in drawing.hasNumbers = true },
    GridKind("sheet with captions") { drawing, random in
      (drawing.rows, drawing.columns) = random.pick([(2, 2), (2, 3), (3, 3)])
      (drawing.gutter, drawing.color, drawing.hasCaptions) = (36, (244, 240, 230), true)
      (drawing.border, drawing.jpegQuality) = ([36, 64, 36, 84], random.pick([nil, 85]))
    },
    GridKind("letterboxed panels, white gutter") {
      ($0.letterbox, $0.color) = (Double.random(in: 0.06...0.14, using: &$1), $1.pick(light))
    },
    GridKind("letterboxed panels, black gutter") {
      ($0.letterbox, $0.color) = (Double.random(in: 0.06...0.14, using: &$1), (0, 0, 0))
    },
  ]

  private static let scenes = [
    GridKind("parts of one scene") { drawing, _ in drawing.likeness = .scene },
    GridKind("parts of one scene, black gutter") { ($0.likeness, $0.color) = (.scene, $1.pick(dark)) },
    GridKind("parts of one scene, no gutter") { drawing, _ in (drawing.likeness, drawing.gutter) = (.scene, 0) },
    GridKind("one scene in other light") { drawing, _ in drawing.likeness = .variation },
    GridKind("one scene in other light, black") { ($0.likeness, $0.color) = (.variation, $1.pick(dark)) },
    GridKind("one scene in other light, no gutter") { drawing, _ in
      (drawing.likeness, drawing.gutter) = (.variation, 0)
    },
    GridKind("night") { drawing, random in drawing.light = Double.random(in: 0.2...0.4, using: &random) },
    GridKind("night, black gutter") {
      ($0.light, $0.color) = (Double.random(in: 0.2...0.4, using: &$1), $1.pick(dark))
    },
  ]
}
