import FolderContract
import Foundation
import Terms

extension Verb {
  static let schema = Verb(
    name: "schema", operands: "[NAME]", count: 0...1, summary: "print a JSON Schema of a file, or list them",
    help: """
      Prints the JSON Schema (draft 2020-12) of a file that people and tools write or read; without a name, lists those
      that there are. Editors check a file against it while it is written.

        starsend schema
        starsend schema request > request.schema.json
      """
  ) { arguments, terminal in
    guard let name = arguments.positional.first else {
      let entries = try Schemas.all.map { try SchemaEntry($0) }
      try terminal.show(entries)
      let width = (entries.map(\.name.count).max() ?? 0) + 2
      for entry in entries {
        let pad = String(repeating: " ", count: width - entry.name.count)
        terminal.say(entry.name + pad + entry.description)
      }
      return .done
    }
    guard let schema = Schemas.named(name) else {
      let names = Schemas.all.map(\.name)
      let nearest = Spelling.nearest(to: name, among: names).map { "Did you mean \($0)? " } ?? ""
      throw Problem(
        .badValue, "There is no schema \(name.debugDescription).",
        hint: "\(nearest)There are \(names.joined(separator: ", ")).")
    }
    terminal.print(String(decoding: schema, as: UTF8.self))
    return .done
  }
}

/// A schema in the list of all.
private struct SchemaEntry: Encodable {
  let name: String
  let title: String
  let description: String

  init(_ schema: Schema) throws {
    let words = try PlainJSON.decode(Words.self, from: schema.data)
    name = schema.name
    title = words.title
    description = words.description
  }

  private struct Words: Decodable {
    let title: String
    let description: String
  }
}
