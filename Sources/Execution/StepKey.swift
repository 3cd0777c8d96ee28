public import Terms

/// The name of one execution step, chosen before anything happens and kept on the take: `multi_shot/SEQ05/2`.
///
/// The same key never runs twice: what it already has is returned or resumed.
public struct StepKey: Hashable, Sendable {
  public let operation: Operation
  public let shot: ShotID
  /// Counted from 1 per shot and operation.
  public let attempt: Int

  public init(_ operation: Operation, shot: ShotID, attempt: Int) {
    self.operation = operation
    self.shot = shot
    self.attempt = attempt
  }

  /// What a step does.
  public enum Operation: String, Codable, Sendable, CaseIterable {
    case keyframe
    case video
    case multiShot = "multi_shot"
  }
}

extension StepKey: CustomStringConvertible {
  public var description: String { "\(operation.rawValue)/\(shot)/\(attempt)" }
}

extension StepKey {
  /// Reads what `description` writes.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, let operation = Operation(rawValue: String(parts[0])),
      let shot = try? ShotID(String(parts[1])), let attempt = Int(parts[2]), attempt > 0
    else { return nil }
    self.init(operation, shot: shot, attempt: attempt)
  }
}

extension StepKey: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let key = StepKey(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a step key")
    }
    self = key
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
