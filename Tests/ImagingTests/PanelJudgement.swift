import Foundation
import Terms
import TestSupport
import Testing

@testable import Imaging

/// Judges the panel finder on hundreds of pictures, composed from the photographs in a folder of PNG files:
///
///     STARSEND_PHOTOS=/folder swift test -c release -Xswiftc -enable-testing --filter PanelJudgement
///
/// It prints tables with a line for each kind of picture. `STARSEND_GRIDS` says how many of each kind to draw (10),
/// `STARSEND_SEED` which ones (1), `STARSEND_MISSES` names a folder for the pictures that are not judged rightly.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["STARSEND_PHOTOS"] != nil), .serialized)
struct PanelJudgement {
  private let judge: PanelJudge

  init() throws {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["STARSEND_PHOTOS"] ?? ""
    let photos = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".png") }.sorted()
      .map { FilePath(folder) / $0 }
      // What is nearly blank makes no panel that anyone could see the edges of.
      .filter { try Picture.statistics($0).standardDeviation >= 20 }
      .map { try Raster($0) }
    try #require(photos.count >= 10, "Give a folder with at least ten pictures.")
    judge = PanelJudge(
      photos: photos, each: environment["STARSEND_GRIDS"].flatMap { Int($0) } ?? 10,
      seed: environment["STARSEND_SEED"].flatMap { UInt64($0) } ?? 1,
      misses: environment["STARSEND_MISSES"].map { FilePath($0) })
  }

  @Test("Of hundreds of composed grids nearly all are cut cleanly, and hardly any is cut wrongly")
  func grids() {
    var whole = GridTally()
    print(GridTally.head)
    for (name, tally) in judge.grids() {
      print(tally.line(name))
      whole.add(tally)
    }
    print(whole.line("all"))
    #expect(whole.clean * 100 >= whole.count * 93)
    #expect((whole.leaks + whole.losses) * 100 <= whole.count * 3)
  }

  @Test("Of hundreds of pictures that are no grid hardly any is taken for one")
  func others() {
    var (count, asked, free) = (0, 0, 0)
    print(NoGridTally.head)
    for (name, tally) in judge.others() {
      print(tally.line(name))
      (count, asked, free) = (count + tally.count, asked + tally.asked, free + tally.free)
    }
    print("| all | \(count) | \(asked) | \(free) |")
    #expect(asked * 100 <= count)
    #expect(free * 100 <= count * 8)
  }

  @Test("How long a picture takes", arguments: [2048, 4096])
  func time(_ side: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path / "grid.png"
    let drawing = GridDrawing(kind: "large", width: side, height: side, gutter: 16, noise: 1.5)
    try drawing.draw(judge.photos).0.write(to: path)
    let structure = try PNGStructure(PictureFile(path), limits: .standard)
    let samples = try Raster(path).samples
    let decoding = try Stopwatch.least {
      let rows = try RowReader(structure, as: .rgb8, limits: .standard)
      while try rows.next() != nil {}
    }
    let judging = Stopwatch.least { _ = PanelSearch(samples).verdict(expecting: .quadrants) }
    let whole = try Stopwatch.least { _ = try PanelFinder.find(in: path, expecting: .quadrants) }
    print("\(side)x\(side): \(whole) in all, of which decoding \(decoding), judging \(judging)")
  }
}

/// How long something takes at least, of several times.
private enum Stopwatch {
  static func least(_ body: () throws -> Void) rethrows -> Duration {
    var least = Duration.seconds(3600)
    for _ in 0..<5 { least = min(least, try ContinuousClock().measure(body)) }
    return least
  }
}
