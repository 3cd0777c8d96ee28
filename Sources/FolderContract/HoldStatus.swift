public import Terms

/// A provider, or one of its models, that is not called for now, because it refused the same way again and again.
public struct HoldStatus: Hashable, Sendable, Codable {
  public var provider: String
  /// Nil where all of its models are meant.
  public var model: String?
  /// Why: the problem's code, its sentence, and how to go on.
  public var code: String
  public var message: String
  public var hint: String
  public var since: Timestamp
  /// When one call is tried again; where that goes well, all that waits goes on.
  public var until: Timestamp?

  public init(
    provider: String, model: String? = nil, code: String, message: String, hint: String, since: Timestamp,
    until: Timestamp? = nil
  ) {
    self.provider = provider
    self.model = model
    self.code = code
    self.message = message
    self.hint = hint
    self.since = since
    self.until = until
  }
}

extension KeyedDecodingContainer {
  /// Files that were written before there were holds have none.
  func decode(_ type: [HoldStatus].Type, forKey key: Key) throws -> [HoldStatus] {
    try decodeIfPresent(type, forKey: key) ?? []
  }
}
