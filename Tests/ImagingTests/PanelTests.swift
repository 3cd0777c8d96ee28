import Foundation
import Terms
import TestSupport
import Testing

@testable import Imaging

@Suite struct PanelTests {
  static let scenes = (0..<14).map { Scenery.draw(width: 320, height: 200, seed: UInt64(40 + $0)) }

  private static func drawing(_ kind: String, _ change: (inout GridDrawing) -> Void) -> GridDrawing {
    var drawing = GridDrawing(kind: kind, width: 480, height: 288)
    change(&drawing)
    return drawing
  }

  static let grids: [GridDrawing] =
    [(2, (255, 255, 255)), (9, (0, 0, 0)), (24, (128, 128, 128)), (16, (190, 30, 40))].map { gutter, color in
      drawing("gutter of \(gutter)") {
        $0.gutter = gutter
        $0.color = (UInt8(color.0), UInt8(color.1), UInt8(color.2))
      }
    } + [
      drawing("no gutter") { _ in },
      drawing("no gutter, seams off centre") { $0.seamOffset = 0.045 },
      drawing("seams off centre, border") {
        ($0.gutter, $0.seamOffset, $0.border) = (8, 0.04, [12, 12, 12, 12])
      },
      drawing("unequal border of another colour") {
        ($0.gutter, $0.border, $0.borderColor) = (6, [5, 30, 14, 0], (0, 0, 0))
      },
      drawing("blurred") { ($0.gutter, $0.isBlurred) = (8, true) },
      drawing("noisy") { ($0.gutter, $0.noise) = (8, 4) },
      drawing("JPEG") { ($0.gutter, $0.jpegQuality) = (8, 75) },
      drawing("JPEG without gutter") { $0.jpegQuality = 85 },
      drawing("variations of one scene") { ($0.gutter, $0.likeness) = (6, .scene) },
      drawing("one scene in other light") { ($0.gutter, $0.likeness, $0.color) = (6, .variation, (0, 0, 0)) },
      drawing("lines around the panels") { ($0.gutter, $0.line) = (14, 3) },
      drawing("shadows of the panels") { ($0.gutter, $0.shadow) = (16, 4) },
      drawing("rounded corners") { ($0.gutter, $0.cornerRadius) = (12, 14) },
      drawing("numbers in the corners") { ($0.gutter, $0.hasNumbers) = (8, true) },
      drawing("letterboxed panels") { ($0.gutter, $0.letterbox, $0.color) = (8, 0.1, (0, 0, 0)) },
      drawing("gutters that fade") { ($0.gutter, $0.gutterSlope, $0.gutterNoise) = (12, 10, 1) },
      drawing("gutters of two colours") { ($0.gutter, $0.columnColor) = (10, (0, 120, 130)) },
      drawing("enlarged") { ($0.gutter, $0.enlargement) = (8, 2) },
      drawing("1x2") { ($0.rows, $0.gutter, $0.seed) = (1, 6, 5) },
      drawing("2x1") { ($0.columns, $0.gutter) = (1, 6) },
      drawing("3x3") { ($0.rows, $0.columns, $0.gutter) = (3, 3, 4) },
      drawing("2x3 without gutter") { $0.columns = 3 },
      drawing("4x4") { ($0.rows, $0.columns, $0.gutter) = (4, 4, 3) },
      drawing("sheet with captions") {
        ($0.gutter, $0.color, $0.border, $0.hasCaptions) = (24, (244, 240, 230), [20, 36, 20, 44], true)
      },
      drawing("JPEG sheet with captions") {
        ($0.gutter, $0.border, $0.hasCaptions, $0.jpegQuality) = (20, [20, 36, 20, 44], true, 85)
        $0.columns = 3
      },
    ]

  @Test("Panels are cut at their seams, whatever lies between them", arguments: grids)
  func findsPanels(_ drawing: GridDrawing) throws {
    let (sheet, truth) = drawing.draw(Self.scenes)
    let layout = try #require(GridLayout(rows: drawing.rows, columns: drawing.columns))
    let search = PanelSearch(sheet.samples)
    for verdict in [search.verdict(expecting: layout), search.verdict(expecting: nil)] {
      try #require(verdict.isGrid && verdict.layout == layout, "\(drawing.kind): \(verdict)")
      let score = GridScore(verdict.cells.map(\.rect), truth: truth)
      #expect(score.leak <= 1, "\(drawing.kind)")
      #expect(score.loss <= 0.1, "\(drawing.kind)")
      #expect(verdict.confidence >= 0.5 && verdict.confidence <= 1)
    }
  }

  @Test("Drawn panels of hard edges and of gradients are found between plain gutters at any size")
  func drawnPanels() {
    var (missed, count): ([String], Int) = ([], 0)
    for panels in DrawnPanels.all {
      for (gutter, seed) in [4, 8, 16].flatMap({ gutter in (1...4).map { (gutter, UInt64($0)) } }) {
        let (sheet, truth) = panels.draw(gutter: gutter, seed: seed)
        let search = PanelSearch(sheet.samples)
        for verdict in [search.verdict(expecting: .quadrants), search.verdict(expecting: nil)] {
          count += 1
          guard verdict.layout == .quadrants, verdict.isGrid else {
            missed.append("\(panels), gutter of \(gutter), seed \(seed)")
            continue
          }
          #expect(verdict.cells.map(\.rect) == truth)
        }
      }
    }
    // Now and then panels are alike at a seam by chance.
    #expect(missed.count * 20 <= count, "\(missed)")
  }

  @Test(
    "One drawn scene that can be seen on both sides of a window frame is no grid", arguments: DrawnPanels.all,
    [4, 8, 16])
  func drawnScene(_ scene: DrawnPanels, _ bar: Int) {
    for seed in 1...3 as ClosedRange<UInt64> {
      let search = PanelSearch(scene.drawBehindFrame(bar: bar, seed: seed).samples)
      #expect(!search.verdict(expecting: .quadrants).isGrid)
    }
  }

  enum Trap: CaseIterable {
    case single, letterbox, frame, horizon, pole, windowFrame, thinCross, framedWindow, shadow, plainHalf, plain
  }

  @Test("A picture that is no grid is not taken for one", arguments: Trap.allCases, [3, 17] as [UInt64])
  func findsNone(_ trap: Trap, _ seed: UInt64) throws {
    let (width, height) = (480, 288)
    var picture = Scenery.draw(width: width, height: height, seed: seed)
    let across = { (y: Int, high: Int) in PixelRect(x: 0, y: y, width: width, height: high) }
    let down = { (x: Int, wide: Int) in PixelRect(x: x, y: 0, width: wide, height: height) }
    let white: (UInt8, UInt8, UInt8) = (255, 255, 255)
    switch trap {
    case .single: break
    case .letterbox: for y in [0, height - 40] { picture.fill(across(y, 40), (0, 0, 0)) }
    case .frame:
      for y in [0, height - 16] { picture.fill(across(y, 16), white) }
      for x in [0, width - 16] { picture.fill(down(x, 16), white) }
    case .horizon: picture.fill(across(140, 3), (20, 30, 40))
    case .pole: picture.fill(down(236, 10), (60, 60, 62))
    case .windowFrame:
      picture.fill(across(140, 12), white)
      picture.fill(down(234, 12), white)
    case .thinCross:
      picture.fill(across(143, 2), (0, 0, 0))
      picture.fill(down(239, 2), (0, 0, 0))
    case .framedWindow:
      for y in [0, 138, height - 12] { picture.fill(across(y, 12), white) }
      for x in [0, 234, width - 12] { picture.fill(down(x, 12), white) }
    case .shadow: for at in 0..<(width * 144 * 3) { picture.bytes[at] /= 2 }
    case .plainHalf: picture.fill(down(0, 240), (90, 100, 110))
    case .plain: picture.fill(across(0, height), (90, 100, 110))
    }
    let search = PanelSearch(picture.samples)
    #expect(!search.verdict(expecting: .quadrants).isGrid)
    #expect(!search.verdict(expecting: nil).isGrid)
  }

  @Test("Another layout than the expected one is reported, but is not the grid")
  func otherLayout() throws {
    let drawing = Self.drawing("3x3") { ($0.rows, $0.columns, $0.gutter) = (3, 3, 6) }
    let verdict = PanelSearch(drawing.draw(Self.scenes).0.samples).verdict(expecting: .quadrants)
    #expect(!verdict.isGrid && verdict.confidence < 0.5)
    #expect(verdict.rows == 3 && verdict.columns == 3 && verdict.cells.count == 9)
    #expect(verdict.cells.first?.name == "r1c1")
  }

  @Test("The verdict on a file has the JSON that programs read, and its cells can be cropped")
  func file() throws {
    let folder = try TemporaryFolder()
    let (sheet, truth) = Self.drawing("file") { $0.gutter = 10 }.draw(Self.scenes)
    let path = folder.path / "grid.png"
    try sheet.write(to: path)
    let verdict = try PanelFinder.find(in: path, expecting: .quadrants)
    let json = try #require(
      try JSONSerialization.jsonObject(with: PlainJSON.line(verdict)) as? [String: Any])
    #expect(Set(json.keys) == ["rows", "columns", "confidence", "is_grid", "cells"])
    let cells = try #require(json["cells"] as? [[String: Any]])
    #expect(cells.compactMap { $0["name"] as? String } == ["top_left", "top_right", "bottom_left", "bottom_right"])
    #expect(cells.allSatisfy { Set($0.keys) == ["name", "x", "y", "width", "height"] })
    #expect(try PlainJSON.decode(PanelVerdict.self, from: PlainJSON.line(verdict)) == verdict)
    let cell = try #require(verdict.rect(of: GridCell(row: 2, column: 1)))
    let part = CropOutput(rect: cell, destination: folder.path / "part.png")
    try Cropper.crop(path, into: [part])
    #expect(try Picture.probe(part.destination).size == truth[2].size)
  }

  @Test("Pictures too small for panels are no grids", arguments: [1, 2, 7, 20])
  func tiny(_ side: Int) {
    let search = PanelSearch(Scenery.draw(width: side, height: side, seed: 1).samples)
    #expect(!search.verdict(expecting: .quadrants).isGrid)
    #expect(!search.verdict(expecting: nil).isGrid)
  }
}
