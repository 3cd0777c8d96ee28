public import Foundation

/// A moment in UTC, exact to the millisecond, as every file of a project writes it: `2026-11-20T13:04:05.678Z`.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Since 1970-01-01T00:00:00Z.
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public init(_ date: Date) { milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded(.down)) }

  public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

  /// The UTC day that it falls on, `2026-11-20`: the day that a cap is counted by.
  public var day: String { String(description.prefix(10)) }

  /// How long after this one `later` is, in seconds; never less than nothing.
  public func seconds(to later: Timestamp) -> Double { Double(max(later.milliseconds - milliseconds, 0)) / 1000 }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}

extension Timestamp: CustomStringConvertible {
  public var description: String { date.addingTimeInterval(0.0001).formatted(Self.style) }
}

extension Timestamp: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let date = try? Self.style.parse(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time in UTC: \(text)")
    }
    milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Where the agent reads the time, so that tests can say what time it is.
public struct WallClock: Sendable {
  public let now: @Sendable () -> Timestamp

  public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

  public static let system = WallClock { Timestamp(Date()) }
}
