import CBaseline
import Foundation
import Terms

/// Files that lie ready in one folder, to be renamed into another.
struct Dropping {
  let stage: String
  let target: String
  let letter: Character

  /// The smallest request that there is.
  static let request = #"{"sequence": "SEQ01"}"#

  func make(_ numbers: Range<Int>) throws {
    let result = cbaseline_make(stage, byte, CInt(numbers.lowerBound), CInt(numbers.count), Self.request)
    guard result == 0 else { throw Problem(system: "make files in \(stage)") }
  }

  /// Renames them into the target and returns when each rename(2) was about to begin.
  /// - Parameter pause: seconds from one to the next; 0 for as fast as it goes.
  func drop(_ numbers: Range<Int>, pause: Double = 0) throws -> [Int64] {
    var stamps = [Int64](repeating: 0, count: numbers.count)
    let result = cbaseline_drop(
      stage, target, byte, CInt(numbers.lowerBound), CInt(numbers.count), Int64(pause * 1e9), &stamps)
    guard result == 0 else { throw Problem(system: "rename files into \(target)") }
    return stamps
  }

  /// The same on a thread of its own; `wait` gives the stamps.
  func begin(_ numbers: Range<Int>, pause: Double = 0) -> Pending {
    let pending = Pending()
    let thread = Thread { pending.finish(Result { try drop(numbers, pause: pause) }) }
    thread.name = "dropping"
    thread.start()
    return pending
  }

  private var byte: CChar { CChar(letter.asciiValue ?? 100) }
}

/// Drops that are being made.
final class Pending: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  // Written before the semaphore is signalled, and read after it was waited for.
  private var result: Result<[Int64], any Error> = .success([])

  fileprivate func finish(_ result: Result<[Int64], any Error>) {
    self.result = result
    done.signal()
  }

  func wait() throws -> [Int64] {
    done.wait()
    return try result.get()
  }
}

/// Stamps the names that come out of a child, in the one way that is used for all.
final class Collector {
  private let collector: OpaquePointer
  private let capacity: Int

  /// - Parameter word: what a line has to say beside the name to count.
  init(_ child: Child, letter: Character, capacity: Int, word: String? = nil) throws {
    let byte = CChar(letter.asciiValue ?? 100)
    guard let collector = cbaseline_collector_make(child.output, byte, CInt(capacity), word) else {
      throw Problem(system: "find memory")
    }
    self.collector = collector
    self.capacity = capacity
  }

  deinit { cbaseline_collector_free(collector) }

  /// Reads until so many files were named, or nothing came for `patience` seconds; returns how many were.
  @discardableResult
  func wait(for count: Int, patience: Double) -> Int {
    Int(cbaseline_collect(collector, CInt(count), CInt(patience * 1000)))
  }

  /// When each file was named; 0 for one that was not.
  var stamps: [Int64] { Array(UnsafeBufferPointer(start: cbaseline_stamps(collector), count: capacity)) }

  var repeats: Int { Int(cbaseline_repeats(collector)) }

  /// Seconds from each drop to its naming, of those that were named.
  func delays(since drops: [Int64]) -> [Double] {
    zip(drops, stamps).compactMap { $1 == 0 ? nil : Double($1 - $0) / 1e9 }
  }

  var last: Int64 { stamps.max() ?? 0 }
}
