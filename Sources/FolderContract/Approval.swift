/// What a request approves.
public struct Approval: Hashable, Sendable {
  /// Counted from 1; where it is nil, the only take that waits for a decision.
  public var take: Int?
  /// Shots that come from other takes: shot → take, both counted from 1. The rest comes from `take`.
  public var shots: [Int: Int]

  public init(take: Int? = nil, shots: [Int: Int] = [:]) {
    self.take = take
    self.shots = shots
  }
}

extension Approval: Codable {
  private enum CodingKeys: String, CodingKey { case take, shots }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    take = try container.decodeIfPresent(Int.self, forKey: .take)
    shots = try container.decodeIfPresent([Int: Int].self, forKey: .shots) ?? [:]
  }

  /// In the fields of a request.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(take, forKey: .take)
    if !shots.isEmpty { try container.encode(shots, forKey: .shots) }
  }
}
