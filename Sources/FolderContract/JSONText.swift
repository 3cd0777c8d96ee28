public import Foundation
public import Terms

/// A strict reader of JSON that people write: what it refuses, it refuses with the line, the column, what was expected
/// there and what to do.
///
/// Read are UTF-8, with or without a byte-order mark, and UTF-16. Refused (`bad_json`) are comments, trailing commas,
/// anything after the value, a name that stands twice in one object, lone surrogates, bytes that are no characters,
/// numbers that are not finite, and whatever passes a limit.
public enum JSONText {
  public struct Limits: Hashable, Sendable {
    /// The most bytes of a text.
    public var bytes: Int
    /// The most objects and lists inside each other; never more than 64, so that no text exhausts a thread's stack.
    public var depth: Int

    public init(bytes: Int = 1 << 20, depth: Int = 32) {
      self.bytes = bytes
      self.depth = min(depth, 64)
    }

    public static let standard = Limits()
  }

  public static func read(_ data: Data, limits: Limits = .standard) throws(Problem) -> JSONNode {
    guard data.count <= limits.bytes else {
      throw Problem(
        .badJSON, "The file has \(data.count) bytes; at most \(limits.bytes) are read.",
        hint: "Make it smaller, or split it into several files.")
    }
    var parser = JSONParser(try scalars(of: data), depthLimit: limits.depth)
    return try parser.document()
  }

  private static func scalars(of data: Data) throws(Problem) -> [Unicode.Scalar] {
    do {
      return try TextDecoding.scalars(of: data)
    } catch {
      throw Problem(
        .badJSON, "The text is not valid \(error.encoding) at \(error.position).",
        hint: "Save the file as UTF-8 text, and look at \(error.position).")
    }
  }
}

extension Problem.Code {
  /// A text that is not JSON, or passes one of the reader's limits.
  public static let badJSON = Self(rawValue: "bad_json")
}
