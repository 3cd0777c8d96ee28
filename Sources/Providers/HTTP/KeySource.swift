import Foundation
import Glibc
public import Terms

extension Problem.Code {
  /// A file with a key is there, and cannot be read.
  public static let keyUnreadable = Self(rawValue: "key_unreadable")
  /// What was given as a key cannot be one.
  public static let keyMalformed = Self(rawValue: "key_malformed")
}

/// Where keys come from. No problem that it throws ever holds a part of one.
struct KeySource {
  /// Longer than any key: what is longer is some other file.
  private static let longest = 4096

  let environment: [String: String]

  /// The key of that name, or nil where none is given.
  func key(_ name: String) throws(Problem) -> Secret? {
    if let secret = try Self.secret(in: Data((environment[name] ?? "").utf8), place: "in $\(name)") { return secret }
    guard let folder = environment["CREDENTIALS_DIRECTORY"], folder.hasPrefix("/") else { return nil }
    let file = FilePath(folder) / name
    guard let contents = try Self.contents(of: file) else { return nil }
    return try Self.secret(in: contents, place: "in \(file)")
  }

  private static func contents(of file: FilePath) throws(Problem) -> Data? {
    let descriptor = file.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw unreadable(file)
    }
    defer { _ = close(descriptor) }
    var bytes = Data()
    while bytes.count <= longest {
      var chunk = [UInt8](repeating: 0, count: longest + 1)
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(file) }
      if count == 0 { break }
      bytes.append(contentsOf: chunk.prefix(count))
    }
    return bytes
  }

  private static func unreadable(_ file: FilePath) -> Problem {
    Problem(
      .keyUnreadable, "The key in \(file) cannot be read.",
      hint: "Let the agent's user read that file, or take it away.", cause: String(cString: strerror(errno)))
  }

  private static func secret(in contents: Data, place: String) throws(Problem) -> Secret? {
    var bytes = Array(contents)
    while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
    guard !bytes.isEmpty else { return nil }
    if let fault = fault(in: bytes) {
      throw Problem(
        .keyMalformed, "What is \(place) cannot be a key: \(fault).",
        hint: "Put the key there as the provider shows it, and nothing else.")
    }
    return Secret(String(decoding: bytes, as: UTF8.self))
  }

  private static func fault(in bytes: [UInt8]) -> String? {
    if bytes.count > longest { return "it is longer than \(longest) characters" }
    if bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) { return "it has more than one line" }
    if bytes.contains(where: { $0 == 0x20 || $0 == 0x09 }) { return "it has a space in it" }
    if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "it has a control character in it" }
    return bytes.contains { $0 > 0x7E } ? "it has a character in it that is not ASCII" : nil
  }
}
