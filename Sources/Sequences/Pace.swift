import FolderContract
import Terms

/// How long work like this took before.
public struct Pace: Hashable, Sendable {
  /// The whole of it, in seconds.
  public let seconds: Double

  /// What is left of it, in seconds.
  public func secondsLeft(at fraction: Double) -> Double {
    (seconds * (1 - min(max(fraction, 0), 1)) * 10).rounded() / 10
  }
}

extension ClientSequenceRunner {
  /// From the medians of what was made in this project; nil where nothing like it was made yet.
  public func pace(of command: Command) async throws -> Pace? {
    guard let brief = command.brief else { return nil }
    let records = try await store.all().values
    switch command.work {
    case .explore: return records.flatMap(\.grids).compactMap(\.seconds).median.map { Pace(seconds: $0) }
    case .generate(let order):
      let duration = brief.shots.map(\.duration).reduce(0, +) * Double(order.count)
      return Self.pace(records.flatMap(\.takes), for: duration)
    case .pick, .bring:
      return brief.generatesAfterPick
        ? Self.pace(records.flatMap(\.takes), for: brief.shots.map(\.duration).reduce(0, +)) : nil
    default: return nil
    }
  }

  /// By how long a second of video took.
  private static func pace(_ takes: [SequenceTake], for duration: Double) -> Pace? {
    let rates = takes.compactMap { take -> Double? in
      let made = take.shots.filter { $0.keptFrom == nil }.map(\.duration).reduce(0, +)
      return made > 0 ? take.seconds.map { $0 / made } : nil
    }
    return rates.median.map { Pace(seconds: $0 * duration) }
  }
}

extension [Double] {
  /// The middle one; nil where there are none.
  fileprivate var median: Double? {
    guard !isEmpty else { return nil }
    let sorted = sorted()
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
  }
}
