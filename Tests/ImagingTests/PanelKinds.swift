extension GridDrawing {
  static let colors: [(String, (UInt8, UInt8, UInt8))] = [
    ("white", (255, 255, 255)), ("black", (0, 0, 0)), ("gray", (128, 128, 128)), ("dark", (20, 22, 25)),
    ("red", (190, 30, 40)), ("cream", (243, 236, 220)), ("teal", (0, 120, 130)),
  ]
}

extension PanelJudgement {
  /// One drawing for each kind of grid that is judged.
  static let kinds: [GridDrawing] = colored + spoiled + layouts + sheets + sizes

  private static func kind(_ name: String, _ change: (inout GridDrawing) -> Void) -> GridDrawing {
    var drawing = GridDrawing(kind: name)
    change(&drawing)
    return drawing
  }

  private static let colored: [GridDrawing] = GridDrawing.colors.flatMap { name, color in
    [2, 4, 8, 16, 24, 40].map { gutter in
      kind("\(name) gutter of \(gutter)") { ($0.gutter, $0.color) = (gutter, color) }
    }
  }

  private static let spoiled: [GridDrawing] =
    GridDrawing.colors.prefix(3).flatMap { name, color in
      [
        kind("\(name) 8, off centre") { ($0.gutter, $0.color, $0.seamOffset) = (8, color, 0.045) },
        kind("\(name) 24, off centre, border") {
          ($0.gutter, $0.color, $0.seamOffset, $0.border) = (24, color, 0.04, [24, 24, 24, 24])
        },
        kind("\(name) 12, unequal border") { ($0.gutter, $0.color, $0.border) = (12, color, [10, 50, 30, 5]) },
        kind("\(name) 12, one scene") { ($0.gutter, $0.color, $0.isOneScene) = (12, color, true) },
        kind("\(name) 6, JPEG 90") { ($0.gutter, $0.color, $0.jpegQuality) = (6, color, 90) },
        kind("\(name) 6, JPEG 75") { ($0.gutter, $0.color, $0.jpegQuality) = (6, color, 75) },
        kind("\(name) 6, JPEG 50") { ($0.gutter, $0.color, $0.jpegQuality) = (6, color, 50) },
        kind("\(name) 10, blurred") { ($0.gutter, $0.color, $0.isBlurred) = (10, color, true) },
        kind("\(name) 4, blurred, JPEG 85") {
          ($0.gutter, $0.color, $0.isBlurred, $0.jpegQuality) = (4, color, true, 85)
        },
        kind("\(name) 10, noise") { ($0.gutter, $0.color, $0.noise) = (10, color, 4) },
      ]
    } + [
      kind("no gutter") { _ in },
      kind("no gutter, off centre") { $0.seamOffset = 0.045 },
      kind("no gutter, one scene") { $0.isOneScene = true },
      kind("no gutter, JPEG 75") { $0.jpegQuality = 75 },
      kind("no gutter, blurred") { $0.isBlurred = true },
      kind("no gutter, noise") { $0.noise = 4 },
      kind("no gutter, black border") { ($0.border, $0.borderColor) = ([20, 20, 20, 20], (0, 0, 0)) },
      kind("white 8, black border") {
        ($0.gutter, $0.border, $0.borderColor) = (8, [20, 20, 20, 20], (0, 0, 0))
      },
    ]

  private static let layouts: [GridDrawing] = [
    (1, 2), (2, 1), (3, 3), (2, 3), (3, 2), (4, 4), (1, 3), (3, 1), (2, 4), (5, 5), (6, 6),
  ].flatMap { rows, columns in
    [0, 3, 10, 30].map { gutter in
      kind("\(rows)x\(columns), gutter of \(gutter)") {
        ($0.rows, $0.columns, $0.gutter) = (rows, columns, gutter)
        if gutter == 3 { $0.color = (0, 0, 0) }
        if gutter == 30 { $0.border = [30, 30, 30, 30] }
      }
    }
  }

  private static let sheets: [GridDrawing] = [(2, 2), (2, 3), (3, 3)].flatMap { rows, columns in
    [nil, 85].map { quality in
      kind("sheet with captions, \(rows)x\(columns)\(quality == nil ? "" : ", JPEG 85")") {
        ($0.rows, $0.columns, $0.gutter, $0.hasCaptions) = (rows, columns, 36, true)
        ($0.color, $0.border, $0.jpegQuality) = ((244, 240, 230), [36, 64, 36, 84], quality)
      }
    }
  }

  private static let sizes: [GridDrawing] = [
    kind("2752x1536, no gutter") { ($0.width, $0.height) = (2752, 1536) },
    kind("2752x1536, black 8, off centre") {
      ($0.width, $0.height, $0.gutter, $0.seamOffset, $0.color) = (2752, 1536, 8, 0.03, (0, 0, 0))
    },
    kind("1024x1024, white 6") { ($0.width, $0.height, $0.gutter) = (1024, 1024, 6) },
    kind("768x1376, black 6") { ($0.width, $0.height, $0.gutter, $0.color) = (768, 1376, 6, (0, 0, 0)) },
  ]
}
