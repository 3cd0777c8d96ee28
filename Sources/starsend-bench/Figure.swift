import Foundation

/// One number with what it counts, as people read it.
struct Figure: Encodable {
  enum Unit: String, Encodable {
    case times, seconds, bytes, count
    case perSecond = "per_second"
  }

  let value: Double
  let unit: Unit

  static func times(_ value: Double) -> Figure { Figure(value: value, unit: .times) }
  static func seconds(_ value: Double) -> Figure { Figure(value: value, unit: .seconds) }
  static func bytes(_ value: Double) -> Figure { Figure(value: value, unit: .bytes) }
  static func count(_ value: some BinaryInteger) -> Figure { Figure(value: Double(value), unit: .count) }
  static func perSecond(_ value: Double) -> Figure { Figure(value: value, unit: .perSecond) }

  var text: String {
    guard value.isFinite else { return "–" }
    switch unit {
    case .times: return Self.digits(value) + "×"
    case .seconds:
      if abs(value) < 0.000_999_5 { return Self.digits(value * 1_000_000) + " µs" }
      return abs(value) < 0.999_5 ? Self.digits(value * 1000) + " ms" : Self.digits(value) + " s"
    case .bytes: return Self.digits(value / 1_000_000) + " MB"
    case .count: return Self.grouped(value)
    case .perSecond: return Self.grouped(value.rounded()) + "/s"
    }
  }

  /// Three digits that count, or all of a whole number.
  private static func digits(_ value: Double) -> String {
    let places = abs(value) >= 99.95 ? 0 : abs(value) >= 9.995 ? 1 : 2
    return String(format: "%.\(places)f", value)
  }

  private static func grouped(_ value: Double) -> String {
    guard value == value.rounded(), abs(value) < 1e15 else { return digits(value) }
    var text = String(Int(abs(value)))
    for offset in stride(from: text.count - 3, to: 0, by: -3) {
      text.insert(",", at: text.index(text.startIndex, offsetBy: offset))
    }
    return value < 0 ? "-" + text : text
  }
}
