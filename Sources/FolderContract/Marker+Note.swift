public import Foundation
public import Terms

extension Marker {
  /// The most bytes of a marker that are read as its note.
  public static let noteBytes = 65_536

  /// What is written in a marker: nil for pictures, videos and blank files.
  ///
  /// Read are UTF-8, UTF-16 and, as old editors write it, Windows-1252; of RTF, its plain text. A file without ending
  /// that is no text has no note. Throws `bad_value` where the text is too long or has control characters.
  public static func note(from data: Data, ending: Ending) throws(Problem) -> String? {
    guard ending.mayHoldText, !data.isEmpty else { return nil }
    guard data.count <= noteBytes else { return try ending == .none ? nil : tooLong() }
    let text =
      switch ending {
      case .picture, .video: ""
      case .richText: RichText.plain(data)
      case .none, .text: PlainText.decode(data)
      }
    guard text.unicodeScalars.count <= PlainText.noteLimit else { return try ending == .none ? nil : tooLong() }
    if let note = PlainText.read(text, atMost: PlainText.noteLimit) { return note.isEmpty ? nil : note }
    guard ending != .none else { return nil }
    throw Problem(
      .badValue, "The marker's text has control characters in it.",
      hint: "Save it as plain text, or leave the file empty.")
  }

  private static func tooLong() throws(Problem) -> String? {
    throw Problem(
      .badValue, "The marker's text is longer than \(PlainText.noteLimit) characters.",
      hint: "Shorten it to \(PlainText.noteLimit) characters.")
  }
}

extension PlainText {
  static func decode(_ data: Data) -> String {
    if let scalars = try? TextDecoding.scalars(of: data) { return String(String.UnicodeScalarView(scalars)) }
    return windows1252(data)
  }

  static func windows1252(_ data: some Sequence<UInt8>) -> String {
    String(data: Data(data), encoding: .windowsCP1252) ?? String(data.map { Character(Unicode.Scalar($0)) })
  }
}
