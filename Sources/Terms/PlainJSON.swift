public import Foundation

/// The one way in which every JSON file and line is written: keys sorted, slashes plain, so that files compare line
/// by line and a golden file pins each format.
public enum PlainJSON {
  /// A file for people: indented, with a newline at its end.
  public static func file(_ value: some Encodable) throws -> Data {
    try encoder([.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]).encode(value) + Data("\n".utf8)
  }

  /// One line of a log, without its newline.
  public static func line(_ value: some Encodable) throws -> Data {
    try encoder([.sortedKeys, .withoutEscapingSlashes]).encode(value)
  }

  public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    try JSONDecoder().decode(type, from: data)
  }

  private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    return encoder
  }
}
