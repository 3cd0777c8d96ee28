public import Terms

/// A path inside a project as files write it: relative, with plain slashes, never leaving the project.
///
/// Whether links on the way leave the project can only be seen on the disk, by who opens it.
public struct ProjectPath: Hashable, Sendable {
  public let text: String

  /// Nil for an absolute path, one with `..`, `.`, empty parts, backslashes or control characters, and one of more
  /// than 1,000 bytes.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{7F}" && $0 != "\\" }
    guard isPlain, text.utf8.count <= 1_000, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      return nil
    }
    self.text = text
  }

  public func path(in layout: ProjectLayout) -> FilePath { layout.root / text }
}

extension ProjectPath: CustomStringConvertible {
  public var description: String { text }
}

extension ProjectPath: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let path = ProjectPath(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a path inside the project")
    }
    self = path
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension FieldKind where Value == ProjectPath {
  static var path: Self { path(such: "song/track.wav") }

  /// - Parameter example: what such a path may be.
  static func path(such example: String) -> Self {
    Self(
      "a path inside the project, such as \"\(example)\", without \"..\", with plain slashes",
      example: "\"\(example)\""
    ) { $0.string.flatMap { ProjectPath($0) } }
  }
}
