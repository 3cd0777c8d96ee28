import Dispatch
import Glibc
import Synchronization
import Terms

/// Cuts that are written while the picture is still being read: rows go round in a few blocks, which the reading
/// thread fills and each lane empties in its own time.
struct CutLanes {
  private let lanes: [Lane]
  private let turns: Int

  /// One lane for each processor, at most: with fewer parts than that, one for each part.
  init(_ cuts: [Cut]) {
    let count = max(1, min(cuts.count, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    lanes = (0..<count).map { lane in
      Lane(stride(from: lane, to: cuts.count, by: count).map { cuts[$0] })
    }
    turns = 4
  }

  /// Reads everything from the row `first` on and sees it written. Whatever happens, no lane runs on afterwards.
  func run(_ reader: RowReader, from first: Int, isCancelled: () -> Bool) throws(Problem) {
    let blocks = (0..<turns).map { _ in (rows: reader.makeBlock(), users: DispatchGroup()) }
    defer { blocks.forEach { $0.users.wait() } }
    var top = first
    for turn in 0... {
      let (rows, users) = blocks[turn % turns]
      users.wait()
      if isCancelled() { throw .cancelled(reader.path) }
      try throwFailure()
      try reader.read(into: rows)
      guard rows.count > 0 else { break }
      for lane in lanes {
        lane.queue.async(group: users) { [top, pixel = reader.bytesPerPixel] in
          lane.take(rows, top: top, bytesPerPixel: pixel)
        }
      }
      top += rows.count
    }
    blocks.forEach { $0.users.wait() }
    try throwFailure()
  }

  private func throwFailure() throws(Problem) {
    for lane in lanes { if let problem = lane.problem { throw problem } }
  }
}

/// Some of the cuts, written one after another.
///
/// Unchecked, because the compiler cannot see that the cuts are touched on `queue` alone.
private final class Lane: @unchecked Sendable {
  let queue = DispatchQueue(label: "starsend.crop")
  private let cuts: [Cut]
  private let failure = Mutex<Problem?>(nil)

  init(_ cuts: [Cut]) { self.cuts = cuts }

  var problem: Problem? { failure.withLock { $0 } }

  /// After a problem there is nothing more to do: all parts go together.
  func take(_ rows: RowBlock, top: Int, bytesPerPixel: Int) {
    guard problem == nil else { return }
    do throws(Problem) {
      for cut in cuts { try cut.take(rows, top: top, bytesPerPixel: bytesPerPixel) }
    } catch {
      failure.withLock { $0 = error }
    }
  }
}
