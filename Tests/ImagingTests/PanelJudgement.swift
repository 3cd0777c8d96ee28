import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Imaging

/// Judges the panel finder on hundreds of grids, composed from the photographs in a folder of PNG files:
///
///     STARSEND_PHOTOS=/folder swift test -c release -Xswiftc -enable-testing --filter PanelJudgement
///
/// It prints a table with a line for each kind of case. `STARSEND_GRIDS` says how many grids of each kind to draw (5).
@Suite(.enabled(if: ProcessInfo.processInfo.environment["STARSEND_PHOTOS"] != nil))
struct PanelJudgement {
  private let photos: [Raster]
  private let each: Int

  init() throws {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["STARSEND_PHOTOS"] ?? ""
    each = environment["STARSEND_GRIDS"].flatMap { Int($0) } ?? 5
    photos = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".png") }.sorted()
      .map { FilePath(folder) / $0 }
      // What is nearly blank makes no panel that anyone could see the edges of.
      .filter { try Picture.statistics($0).standardDeviation >= 20 }
      .map { try Raster($0) }
  }

  @Test("Of hundreds of composed grids nearly all are cut cleanly")
  func grids() throws {
    try #require(photos.count >= 10, "Give a folder with at least ten pictures.")
    let folder = try TemporaryFolder()
    let drawings = Self.kinds.flatMap { kind in
      (0..<each).map { index in
        var drawing = kind
        drawing.seed = UInt64(index) &* 7919 &+ kind.kind.utf8.reduce(17) { $0 &* 31 &+ UInt64($1) }
        return drawing
      }
    }
    let results = Mutex<[String: Tally]>([:])
    DispatchQueue.concurrentPerform(iterations: drawings.count) { index in
      let drawing = drawings[index]
      let tally = Self.judge(drawing, photos, at: folder.path / "grid\(index).png")
      results.withLock { $0[drawing.kind, default: Tally()].add(tally) }
    }
    let tallies = results.withLock { $0 }
    var whole = Tally()
    for kind in Self.kinds {
      guard let tally = tallies[kind.kind] else { continue }
      whole.add(tally)
      print(tally.line(kind.kind))
    }
    print(whole.line("all"))
    #expect(whole.good * 100 >= whole.count * 95)
    #expect(whole.leaks * 100 <= whole.count)
    #expect(whole.losses * 100 <= whole.count)
  }

  @Test("Of hundreds of pictures that are no grid hardly any is taken for one")
  func traps() {
    let names = ["single", "part", "letterbox", "frame", "bar across", "bar down", "window frame", "shadow"]
    let results = Mutex<[String: (count: Int, asked: Int, free: Int)]>([:])
    DispatchQueue.concurrentPerform(iterations: photos.count * names.count) { index in
      let name = names[index % names.count]
      let search = PanelSearch(Self.trap(name, photos[index / names.count], seed: UInt64(index)).samples)
      let (asked, free) = (search.verdict(expecting: .quadrants).isGrid, search.verdict(expecting: nil).isGrid)
      results.withLock {
        let old = $0[name] ?? (0, 0, 0)
        $0[name] = (old.count + 1, old.asked + (asked ? 1 : 0), old.free + (free ? 1 : 0))
      }
    }
    let found = results.withLock { $0 }
    for name in names {
      guard let row = found[name] else { continue }
      print("\(name): \(row.count) pictures, taken for 2x2 when asked \(row.asked), for any grid \(row.free)")
    }
    let asked = found.values.reduce(0) { $0 + $1.asked }
    let free = found.values.reduce(0) { $0 + $1.free }
    #expect(asked * 100 <= photos.count * names.count)
    #expect(free * 100 <= photos.count * names.count * 8)
  }

  private struct Tally {
    var (count, found, free, good, leaks, losses, worstLeak) = (0, 0, 0, 0, 0, 0, 0)
    var worstLoss = 0.0

    mutating func add(_ other: Tally) {
      count += other.count
      found += other.found
      free += other.free
      good += other.good
      leaks += other.leaks
      losses += other.losses
      worstLeak = max(worstLeak, other.worstLeak)
      worstLoss = max(worstLoss, other.worstLoss)
    }

    func line(_ name: String) -> String {
      let loss = String(format: "%.1f", worstLoss * 100)
      return name.padding(toLength: 36, withPad: " ", startingAt: 0)
        + "\(count) grids, found \(found), unasked \(free), clean \(good), "
        + "leak over 1 px \(leaks) (worst \(worstLeak)), loss over 10 % \(losses) (worst \(loss) %)"
    }
  }

  private static func judge(_ drawing: GridDrawing, _ photos: [Raster], at path: FilePath) -> Tally {
    var tally = Tally()
    tally.count = 1
    let (sheet, truth) = drawing.draw(photos)
    guard (try? sheet.write(to: path)) != nil else { return tally }
    defer { try? FileManager.default.removeItem(atPath: path.display) }
    let layout = GridLayout(rows: drawing.rows, columns: drawing.columns)
    if let free = try? PanelFinder.find(in: path), free.isGrid, free.layout == layout { tally.free = 1 }
    guard let verdict = try? PanelFinder.find(in: path, expecting: layout), verdict.isGrid else { return tally }
    let score = GridScore(verdict.cells.map(\.rect), truth: truth)
    tally.found = 1
    tally.leaks = score.leak > 1 ? 1 : 0
    tally.losses = score.loss > 0.1 ? 1 : 0
    tally.good = score.leak <= 1 && score.loss <= 0.1 ? 1 : 0
    tally.worstLeak = score.leak
    tally.worstLoss = score.loss
    return tally
  }

  private static func trap(_ name: String, _ photo: Raster, seed: UInt64) -> Raster {
    var random = SeededRandom(seed: seed)
    let (width, height) = (1376, 768)
    let color = GridDrawing.colors[Int.random(in: GridDrawing.colors.indices, using: &random)].1
    var picture = Raster(width: width, height: height, color)
    let (x, y) = (Int.random(in: 628...748, using: &random), Int.random(in: 350...420, using: &random))
    let bar = [1, 2, 4, 8, 16, 24, 40][Int.random(in: 0..<7, using: &random)]
    var place = PixelRect(x: 0, y: 0, width: width, height: height)
    if name == "letterbox" { place = PixelRect(x: 0, y: 90, width: width, height: height - 180) }
    if name == "frame" { place = PixelRect(x: 40, y: 40, width: width - 80, height: height - 80) }
    let whole = min(Double(photo.width) / Double(place.width), Double(photo.height) / Double(place.height))
    let scale = whole * (name == "part" ? 0.6 : 0.95)
    let size = PixelSize(width: Int(Double(place.width) * scale), height: Int(Double(place.height) * scale))
    let part = PixelRect(
      x: Int.random(in: 0...(photo.width - size.width), using: &random),
      y: Int.random(in: 0...(photo.height - size.height), using: &random), width: size.width, height: size.height)
    picture.draw(photo, part: part, in: place)
    if ["bar across", "window frame"].contains(name) {
      picture.fill(PixelRect(x: 0, y: y, width: width, height: bar), color)
    }
    if ["bar down", "window frame"].contains(name) {
      picture.fill(PixelRect(x: x, y: 0, width: bar, height: height), color)
    }
    if name == "shadow" { for at in 0..<(width * y * 3) { picture.bytes[at] /= 2 } }
    return picture
  }
}
