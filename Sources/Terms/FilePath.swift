/// A path as the bytes that the file system keeps, so that names in any encoding can be opened, moved and answered.
///
/// Text is made from it only for people to read (`display`) and for JSON (`text`, nil where the bytes are not UTF-8).
public struct FilePath: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  public init(_ text: String) { bytes = Array(text.utf8) }

  /// The path for people: bytes that are not UTF-8 become U+FFFD.
  public var display: String { String(decoding: bytes, as: UTF8.self) }

  /// The path as text, or nil where its bytes are not UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }

  public var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

  /// The last component, or the whole where there is no slash.
  public var name: FileName {
    let trimmed = bytes.last == UInt8(ascii: "/") && bytes.count > 1 ? bytes.dropLast() : bytes[...]
    guard let slash = trimmed.lastIndex(of: UInt8(ascii: "/")) else { return FileName(bytes: trimmed) }
    return FileName(bytes: trimmed[(slash + 1)...])
  }

  /// Everything before the last slash; `.` for a bare name, `/` for what lies in the root.
  public var parent: FilePath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return FilePath(".") }
    return slash == 0 ? FilePath("/") : FilePath(bytes: bytes[..<slash])
  }

  public static func / (folder: FilePath, name: FileName) -> FilePath {
    folder.bytes.last == UInt8(ascii: "/")
      ? FilePath(bytes: folder.bytes + name.bytes) : FilePath(bytes: folder.bytes + [UInt8(ascii: "/")] + name.bytes)
  }

  public static func / (folder: FilePath, relative: String) -> FilePath { folder / FileName(relative) }

  /// The part of this path below `folder`, or nil where it does not lie below it.
  public func relative(to folder: FilePath) -> String? {
    let prefix = folder.bytes.last == UInt8(ascii: "/") ? folder.bytes : folder.bytes + [UInt8(ascii: "/")]
    guard bytes.starts(with: prefix) else { return nil }
    return String(decoding: bytes.dropFirst(prefix.count), as: UTF8.self)
  }

  /// Calls `body` with the path as C wants it.
  public func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
    try (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return try "".withCString(body) }
      return try body(base)
    }
  }
}

extension FilePath: CustomStringConvertible {
  public var description: String { display }
}

/// One name in a folder, as bytes.
public struct FileName: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  public init(_ text: String) { bytes = Array(text.utf8) }

  /// The name for people: bytes that are not UTF-8 become U+FFFD.
  public var display: String { String(decoding: bytes, as: UTF8.self) }

  /// The name as text, or nil where its bytes are not UTF-8. Swift compares it in its canonical form, so that names
  /// in NFC and NFD are equal.
  public var text: String? { String(validating: bytes, as: UTF8.self) }
}

extension FileName: CustomStringConvertible {
  public var description: String { display }
}
