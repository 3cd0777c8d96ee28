import Foundation
import Synchronization
import Terms

@testable import Imaging

/// Draws grids, and pictures that are none, from photographs, and holds the finder's verdicts against what was drawn.
struct PanelJudge: Sendable {
  let photos: [Raster]
  /// How many pictures of each kind.
  let each: Int
  let seed: UInt64
  /// Where pictures go that are not judged rightly, or nil.
  let misses: FilePath?

  func grids() -> [(name: String, tally: GridTally)] {
    let kinds = GridKind.all
    let tallies = Mutex([GridTally](repeating: GridTally(), count: kinds.count))
    DispatchQueue.concurrentPerform(iterations: kinds.count * each) { index in
      let kind = kinds[index % kinds.count]
      let drawing = kind.drawing(seed: seed &+ UInt64(index / kinds.count) &* 7919)
      let (sheet, truth) = drawing.draw(photos)
      let tally = judge(drawing, sheet, truth)
      if tally.clean == 0 { keep(sheet, "\(kind.name) \(index / kinds.count) \(tally.word)") }
      tallies.withLock { $0[index % kinds.count].add(tally) }
    }
    return zip(kinds, tallies.withLock { $0 }).map { ($0.name, $1) }
  }

  func others() -> [(name: String, tally: NoGridTally)] {
    let kinds = NoGridKind.all
    let tallies = Mutex([NoGridTally](repeating: NoGridTally(), count: kinds.count))
    DispatchQueue.concurrentPerform(iterations: kinds.count * each) { index in
      let (kind, at) = (kinds[index % kinds.count], index / kinds.count)
      let views = (0..<9).map { photos[(at * 37 + $0 * 11 + Int(seed % 97)) % photos.count] }
      let picture = kind.draw(views, seed: seed &+ UInt64(at) &* 7919)
      let search = PanelSearch(picture.samples)
      let asked = search.verdict(expecting: .quadrants).isGrid
      let free = search.verdict(expecting: nil).isGrid && !kind.isOtherGrid
      if asked || free { keep(picture, "no grid, \(kind.name) \(at) \(asked ? "asked" : "free")") }
      tallies.withLock { $0[index % kinds.count].add(asked: asked, free: free, isOtherGrid: kind.isOtherGrid) }
    }
    return zip(kinds, tallies.withLock { $0 }).map { ($0.name, $1) }
  }

  private func judge(_ drawing: GridDrawing, _ sheet: Raster, _ truth: [PixelRect]) -> GridTally {
    let layout = GridLayout(rows: drawing.rows, columns: drawing.columns)
    let search = PanelSearch(sheet.samples)
    let (free, verdict) = (search.verdict(expecting: nil), search.verdict(expecting: layout))
    var tally = GridTally()
    tally.count = 1
    tally.unasked = free.isGrid && free.layout == layout ? 1 : 0
    guard verdict.isGrid else {
      tally.refused = 1
      return tally
    }
    tally.add(GridScore(verdict.cells.map(\.rect), truth: truth, pictures: drawing.pictures(in: truth)))
    return tally
  }

  private func keep(_ picture: Raster, _ name: String) {
    guard let misses else { return }
    try? picture.write(to: misses / "\(name.replacing("/", with: " ")).png")
  }
}

/// How grids of one kind were found.
struct GridTally {
  var (count, unasked, clean, refused, leaks, losses, worstLeak) = (0, 0, 0, 0, 0, 0, 0)
  var worstLoss = 0.0

  mutating func add(_ score: GridScore) {
    if score.isClean { clean += 1 }
    if score.leak > 1 { leaks += 1 }
    if score.loss > 0.1 { losses += 1 }
    worstLeak = max(worstLeak, score.leak)
    worstLoss = max(worstLoss, score.loss)
  }

  mutating func add(_ other: GridTally) {
    count += other.count
    unasked += other.unasked
    clean += other.clean
    refused += other.refused
    leaks += other.leaks
    losses += other.losses
    worstLeak = max(worstLeak, other.worstLeak)
    worstLoss = max(worstLoss, other.worstLoss)
  }

  var word: String { refused > 0 ? "refused" : leaks > 0 ? "leak \(worstLeak)" : "loss \(Int(worstLoss * 100))" }

  static let head = """
    | grids | drawn | clean | refused | leak > 1 px | loss > 10 % | worst leak, loss | not asked |
    |---|---|---|---|---|---|---|---|
    """

  func line(_ name: String) -> String {
    "| \(name) | \(count) | \(clean) | \(refused) | \(leaks) | \(losses) "
      + "| \(worstLeak) px, \(Int((worstLoss * 100).rounded())) % | \(unasked) |"
  }
}

/// How pictures of one kind that are no grids were taken.
struct NoGridTally {
  private(set) var (count, asked, free, isOtherGrid) = (0, 0, 0, false)

  mutating func add(asked: Bool, free: Bool, isOtherGrid: Bool) {
    count += 1
    self.asked += asked ? 1 : 0
    self.free += free ? 1 : 0
    self.isOtherGrid = isOtherGrid
  }

  static let head = """
    | no grids | drawn | taken for 2x2 when asked | for any grid when not |
    |---|---|---|---|
    """

  func line(_ name: String) -> String { "| \(name) | \(count) | \(asked) | \(isOtherGrid ? "(is one)" : "\(free)") |" }
}
