import CNettle
public import Foundation
import Glibc
public import Terms

/// SHA-256 of files and bytes, in lower-case hexadecimal; computed by libnettle.
public enum Digest {
  public static func sha256(_ bytes: Data) -> String {
    var context = sha256_ctx()
    nettle_sha256_init(&context)
    bytes.withUnsafeBytes { buffer in
      nettle_sha256_update(&context, buffer.count, buffer.bindMemory(to: UInt8.self).baseAddress)
    }
    return finish(&context)
  }

  /// Reads `path` in pieces: memory does not grow with the file.
  public static func sha256(ofFile path: FilePath) throws(Problem) -> String {
    let file = try Descriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW)
    var context = sha256_ctx()
    nettle_sha256_init(&context)
    var offset = 0
    while true {
      let chunk = try file.read(from: offset, limit: 1 << 20, of: path)
      if chunk.isEmpty { return finish(&context) }
      nettle_sha256_update(&context, chunk.count, chunk)
      offset += chunk.count
    }
  }

  private static func finish(_ context: inout sha256_ctx) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    nettle_sha256_digest(&context, digest.count, &digest)
    return digest.map { byte in
      let hex = String(byte, radix: 16)
      return hex.count == 1 ? "0" + hex : hex
    }.joined()
  }
}
