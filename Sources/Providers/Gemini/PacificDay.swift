import Foundation
import Terms

/// The day that Google counts quotas by: Pacific time, with its summer time.
enum PacificDay {
  /// The next midnight there.
  static func end(after now: Timestamp) -> Timestamp {
    var calendar = Calendar(identifier: .gregorian)
    guard let zone = TimeZone(identifier: "America/Los_Angeles") ?? TimeZone(secondsFromGMT: -8 * 3600) else {
      return Timestamp(milliseconds: now.milliseconds + 86_400_000)
    }
    calendar.timeZone = zone
    let today = calendar.startOfDay(for: now.date)
    guard let tomorrow = calendar.date(byAdding: .day, value: 1, to: today) else {
      return Timestamp(milliseconds: now.milliseconds + 86_400_000)
    }
    return Timestamp(calendar.startOfDay(for: tomorrow))
  }
}
