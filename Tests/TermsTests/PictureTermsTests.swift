import Foundation
import Terms
import Testing

@Suite("A frame rate")
struct FrameRateTests {
  @Test(
    "is read as a whole number or a fraction",
    arguments: [
      ("24", "24"), ("24000/1001", "24000/1001"), ("25/1", "25"), ("120", "120"), ("1", "1"),
      ("30000/1001", "30000/1001"),
    ])
  func reads(text: String, shown: String) { #expect(FrameRate(text)?.description == shown) }

  @Test(
    "is refused where it cannot be one",
    arguments: [
      "", "0", "-24", "121", "23.976", "24/0", "24/", "/1001", "24/1/1", "1/2", "120001/1000", "99999999999999999999",
      "x",
    ])
  func refuses(text: String) { #expect(FrameRate(text) == nil) }

  @Test(
    "never drifts: the frames of many shots add up to the frames of the whole",
    arguments: ["24", "25", "24000/1001", "30000/1001"])
  func noDrift(rate: String) throws {
    let rate = try #require(FrameRate(rate))
    let durations = (0..<500).map { [0.52, 1.37, 2.999, 0.04, 5][$0 % 5] }
    let frames = rate.frames(of: durations)
    #expect(frames.count == durations.count)
    #expect(frames.reduce(0, +) == rate.frame(at: durations.reduce(0, +)))
    var elapsed = 0.0
    for (frame, duration) in zip(frames, durations) {
      #expect(abs(Double(frame) - duration * rate.framesPerSecond) <= 1)
      elapsed += duration
    }
  }

  @Test("gives the frames of planned shots")
  func frames() {
    #expect(FrameRate.film.frames(of: [5, 2.5, 0.02]) == [120, 60, 0])
    #expect(FrameRate("24000/1001")?.frames(of: [5, 5]) == [120, 120])
    #expect(FrameRate.film.frames(of: []) == [])
    #expect(FrameRate("24000/1001")?.seconds(at: 24_000) == 1_001)
  }

  @Test("is a text in a file, so that a fraction stays one")
  func file() throws {
    let rate = try #require(FrameRate("24000/1001"))
    let line = try PlainJSON.line([rate])
    #expect(String(decoding: line, as: UTF8.self) == "[\"24000/1001\"]")
    #expect(try PlainJSON.decode([FrameRate].self, from: line) == [rate])
    #expect(throws: DecodingError.self) { try PlainJSON.decode([FrameRate].self, from: Data("[\"0\"]".utf8)) }
  }
}

@Suite("A grid's layout and its cells")
struct GridTests {
  @Test("has names that a person says in a 2 by 2 grid, and rows and columns in every other")
  func names() throws {
    let wide = try #require(GridLayout(rows: 2, columns: 3))
    #expect(
      GridLayout.quadrants.cells.map(GridLayout.quadrants.name) == [
        "top_left", "top_right", "bottom_left", "bottom_right",
      ])
    #expect(wide.cells.map(wide.name) == ["r1c1", "r1c2", "r1c3", "r2c1", "r2c2", "r2c3"])
    for layout in [GridLayout.quadrants, wide] {
      for cell in layout.cells { #expect(GridCell(layout.name(of: cell)) == cell && layout.contains(cell)) }
    }
    #expect(!GridLayout.quadrants.contains(GridCell(row: 2, column: 3)) && !wide.contains(GridCell(row: 0, column: 1)))
  }

  @Test("has from one to six rows and columns", arguments: [(0, 2), (2, 0), (7, 1), (1, 7), (-1, -1), (Int.max, 1)])
  func sizes(rows: Int, columns: Int) { #expect(GridLayout(rows: rows, columns: columns) == nil) }

  @Test(
    "is understood in every spelling",
    arguments: [
      ("top_left", 1, 1), ("Top Left", 1, 1), ("BOTTOM-RIGHT", 2, 2), ("tr", 1, 2), ("bottom.left", 2, 1),
      ("R6C6", 6, 6), ("_tl_", 1, 1),
    ])
  func spellings(text: String, row: Int, column: Int) { #expect(GridCell(text) == GridCell(row: row, column: column)) }

  @Test(
    "is refused where it says none",
    arguments: [
      "", "r0c1", "r7c1", "r1", "c1", "r1c", "rc", "r+1c1", "r01c1", "r1c1c1", "r-1c1", "top", "left_top",
      "r99999999999999999999c1", "r１c1",
    ])
  func refuses(text: String) { #expect(GridCell(text) == nil) }
}

@Suite("An aspect ratio")
struct AspectRatioTests {
  @Test(
    "gives a size with even sides",
    arguments: [("16:9", 1280, 720), ("9:16", 720, 1280), ("1:1", 720, 720), ("21:9", 1680, 720), ("4:5", 720, 900)])
  func sizes(text: String, width: Int, height: Int) {
    #expect(AspectRatio(text)?.size(shortSide: 720) == PixelSize(width: width, height: height))
  }

  @Test("of any numbers that it may have gives even sides")
  func even() {
    for width in 1...100 {
      for height in stride(from: 1, through: 100, by: 7) {
        guard let size = AspectRatio("\(width):\(height)")?.size(shortSide: 480) else { continue }
        #expect(size.width % 2 == 0 && size.height % 2 == 0 && min(size.width, size.height) == 480)
      }
    }
  }

  @Test("is refused where it is none", arguments: ["", "16", "16:9:1", "0:9", "101:1", "16:", "a:b", "16x9", "-16:9"])
  func refuses(text: String) { #expect(AspectRatio(text) == nil) }
}
