public import Terms

/// What can go wrong with a provider, by the names that programs know it by.
extension Problem.Code {
  /// No key is there for a provider that needs one.
  public static let keyMissing = Self(rawValue: "key_missing")
  /// The provider does not take the key.
  public static let keyRefused = Self(rawValue: "key_refused")
  /// The account at the provider is empty or locked.
  public static let noBalance = Self(rawValue: "no_balance")
  /// The provider does not have the model, or has it no more.
  public static let modelGone = Self(rawValue: "model_gone")
  /// Neither the program nor the configuration knows a model's limits and prices.
  public static let modelUnknown = Self(rawValue: "model_unknown")
  /// The provider's quota of the day is used up.
  public static let quotaDay = Self(rawValue: "quota_day")
  /// The provider wants fewer calls, and did so for as long as it was tried.
  public static let rateLimited = Self(rawValue: "rate_limited")
  /// The provider says that it is in trouble itself.
  public static let providerDown = Self(rawValue: "provider_down")
  /// No connection came about.
  public static let neverConnected = Self(rawValue: "never_connected")
  /// The provider does not accept the request.
  public static let providerRefused = Self(rawValue: "provider_refused")
  /// The provider's rules do not allow the prompt, the picture or what came of it.
  public static let contentBlocked = Self(rawValue: "content_blocked")
  /// The call ended well, and no picture or video came of it.
  public static let noPicture = Self(rawValue: "no_picture")
  /// The provider's answer cannot be read.
  public static let providerAnswer = Self(rawValue: "provider_answer")
  /// The provider does not know a call any more that it had accepted.
  public static let requestGone = Self(rawValue: "request_gone")
  /// What was made could not be downloaded.
  public static let downloadFailed = Self(rawValue: "download_failed")
  /// An answer names an address on another host than the configured one.
  public static let foreignAddress = Self(rawValue: "foreign_address")

  /// Whether the next call would fail for the same reason, so that it is not worth trying again and again.
  var stopsProvider: Bool { [.keyMissing, .keyRefused, .noBalance, .modelGone, .quotaDay].contains(self) }
}
