/// The id of a sequence, element, request or shot: a safe file name everywhere, compared without case.
///
/// Letters, digits, `.`, `_` and `-`; not hidden, no trailing dot, and no name that Windows keeps for devices.
public protocol ContractID: Hashable, Sendable, Codable, CustomStringConvertible {
  /// What people call it, for the sentence of a refusal.
  static var noun: String { get }
  /// The most characters that it may have.
  static var longest: Int { get }
  /// As it was written.
  var text: String { get }
  init(unchecked text: String)
}

extension ContractID {
  public static var longest: Int { 64 }

  /// Throws `bad_value` with a sentence that says what an id may look like.
  public init(_ text: String) throws(Problem) {
    guard Self.isSafe(text) else {
      throw Problem(
        .badValue, "\(text.prefix(80).debugDescription) cannot be the id of a \(Self.noun).",
        hint: "Use 1 to \(Self.longest) letters, digits, '.', '_' or '-', not beginning or ending with a dot.")
    }
    self.init(unchecked: text)
  }

  private static func isSafe(_ text: String) -> Bool {
    let allowed = { (byte: UInt8) in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    let stem = text.prefix { $0 != "." }.lowercased()
    let device =
      ["con", "prn", "aux", "nul"].contains(stem)
      || (stem.count == 4 && (stem.hasPrefix("com") || stem.hasPrefix("lpt")) && stem.last?.isNumber == true)
    return (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy(allowed) && text.first != "."
      && text.last != "." && !device
  }

  public static func == (left: Self, right: Self) -> Bool { left.text.lowercased() == right.text.lowercased() }

  public func hash(into hasher: inout Hasher) { hasher.combine(text.lowercased()) }

  public var description: String { text }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      try self.init(try container.decode(String.self))
    } catch let problem as Problem {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: problem.message)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// One stretch of the song, such as `SEQ05`.
public struct SequenceID: ContractID {
  public static let noun = "sequence"
  public let text: String
  public init(unchecked text: String) { self.text = text }
}

/// What the writer of a request calls it.
public struct RequestID: ContractID {
  public static let noun = "request"
  public let text: String
  public init(unchecked text: String) { self.text = text }
}

/// A character or prop, named after its folder in `refs/`.
public struct ElementID: ContractID {
  public static let noun = "element"
  public let text: String
  public init(unchecked text: String) { self.text = text }
}

/// What execution works on: an opaque string (`SEQ05`, `SEQ05_grid`, `SEQ08_shot03`, `EP001_SH03`).
public struct ShotID: ContractID {
  public static let noun = "shot"
  /// A sequence's id and what is appended to it.
  public static let longest = 80
  public let text: String
  public init(unchecked text: String) { self.text = text }
}
