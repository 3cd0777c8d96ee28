import Foundation
public import Terms

/// The keys that the agent was started with; a provider whose key is nil cannot be called.
public struct ProviderKeys: Sendable {
  public let gemini: Secret?
  public let fal: Secret?

  public init(gemini: Secret? = nil, fal: Secret? = nil) {
    self.gemini = gemini
    self.fal = fal
  }

  /// Looks for `GEMINI_API_KEY` and `FAL_KEY` in the environment, and for files of these names in
  /// `$CREDENTIALS_DIRECTORY`, where systemd puts them; an empty one counts as none.
  /// - Throws: `key_unreadable` for a file that is there and cannot be read, `key_malformed` for what cannot be a key.
  public static func find(environment: [String: String]) throws(Problem) -> ProviderKeys {
    let source = KeySource(environment: environment)
    return ProviderKeys(gemini: try source.key("GEMINI_API_KEY"), fal: try source.key("FAL_KEY"))
  }
}
