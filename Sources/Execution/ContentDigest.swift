import DurableFiles
public import Foundation
public import Terms

/// SHA-256 of what is sent to a provider, in lower-case hexadecimal.
public enum ContentDigest {
  public static func sha256(_ bytes: Data) -> String { Digest.sha256(bytes) }

  /// Reads the file beside the cooperative pool, in pieces.
  public static func sha256(ofFile path: FilePath) async throws -> String {
    try await offPool { try Digest.sha256(ofFile: path) }
  }
}
