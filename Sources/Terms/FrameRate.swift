/// Frames per second as a fraction: 24, 25 or 24000/1001. A rounded 23.976 drifts against the song.
public struct FrameRate: Hashable, Sendable {
  public let numerator: Int
  public let denominator: Int

  public static let film = FrameRate(uncheckedNumerator: 24, denominator: 1)

  private init(uncheckedNumerator numerator: Int, denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Nil unless both are above zero and the rate lies from 1 to 120.
  public init?(numerator: Int, denominator: Int) {
    guard numerator > 0, denominator > 0, numerator <= 120_000, denominator <= 1001,
      numerator >= denominator, numerator <= 120 * denominator
    else { return nil }
    self.init(uncheckedNumerator: numerator, denominator: denominator)
  }

  /// Reads `24` or `24000/1001`.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let numerator = parts.first.flatMap({ Int($0) }) else { return nil }
    guard parts.count == 2 else {
      self.init(numerator: numerator, denominator: 1)
      return
    }
    guard let denominator = Int(parts[1]) else { return nil }
    self.init(numerator: numerator, denominator: denominator)
  }

  public var framesPerSecond: Double { Double(numerator) / Double(denominator) }

  /// The frame that a point in time, in seconds, falls on.
  public func frame(at seconds: Double) -> Int { Int((seconds * framesPerSecond).rounded()) }

  /// Where `frame` begins, in seconds.
  public func seconds(at frame: Int) -> Double { Double(frame) * Double(denominator) / Double(numerator) }

  /// The frames of consecutive pieces of `durations` seconds: each boundary is rounded by itself, so that the sum
  /// never drifts from the time that was planned.
  public func frames(of durations: [Double]) -> [Int] {
    var elapsed = 0.0
    var boundary = 0
    return durations.map { duration in
      elapsed += duration
      let next = frame(at: elapsed)
      defer { boundary = next }
      return next - boundary
    }
  }
}

extension FrameRate: CustomStringConvertible {
  /// `24` or `24000/1001`, as ffmpeg and project.json write it.
  public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}

extension FrameRate: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let rate = FrameRate(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a frame rate")
    }
    self = rate
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
