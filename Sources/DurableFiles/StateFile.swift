import Foundation
public import Terms

/// A JSON file in which the agent keeps state, with the version of its format in `version`.
///
/// One that cannot be read is never written over: whoever owns it reads before every change.
public enum StateFile {
  /// Nil where nothing is there.
  ///
  /// Throws `newer_state` for a file of a later version, and `damaged_state` for what cannot be read.
  /// - Parameters:
  ///   - name: what people call the file, relative to the project.
  ///   - consequence: the end of the sentence "… cannot be read, so", such as "nothing runs in this project".
  ///   - version: the latest that is understood.
  ///   - hint: what a person can do about damage.
  public static func read<Contents: Decodable>(
    _ type: Contents.Type, from path: FilePath, name: String, version: Int, consequence: String, hint: String
  ) throws -> Contents? {
    guard FileStatus.of(path) != nil else { return nil }
    let data = try DurableFile.read(path)
    do {
      let found = try PlainJSON.decode(Versioned.self, from: data).version
      guard found <= version else {
        throw Problem(
          .newerState,
          "\(name) has the format \(found), and this agent knows formats up to \(version), so \(consequence).",
          hint: "Use the newer agent that wrote it.")
      }
      return try PlainJSON.decode(type, from: data)
    } catch let error as DecodingError {
      throw Problem(.damagedState, "\(name) cannot be read, so \(consequence).", hint: hint, cause: "\(error)")
    }
  }

  private struct Versioned: Decodable { let version: Int }
}

extension Problem.Code {
  /// A file was written by a later version of the agent.
  public static let newerState = Self(rawValue: "newer_state")
}
